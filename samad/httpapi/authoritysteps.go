package httpapi

import (
	"context"

	"github.com/samad111/go-samad/samad"
)

// addAuthoritySteps adds what the centre and oversight do by their authority.
func (a *api) addAuthoritySteps() {
	type byReason = func(ctx context.Context, actor samad.Actor, r samad.ReasonRequest) (samad.Case, error)
	for _, one := range []struct {
		name, summary, description string
		do                         byReason
	}{
		{"close", "Close an answered case", "The petitioner may still object in time.", a.desk.Close},
		{"reopen", "Take a case up again", "At the agency that had it, or in screening.", a.desk.Reopen},
		{"refuse_extension", "Refuse more time", "What was asked for; the agency is told why.", a.desk.RefuseExtension},
		{"escalate", "Bring a case before a higher post", "From the centre to oversight, from oversight to the governor.", a.desk.Escalate},
	} {
		step(a, one.name, one.summary, one.description, nil, func(x *exchange, in reasonBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return one.do(x.ctx(), x.actor, samad.ReasonRequest{Ref: ref, Reason: in.Reason})
			})
		})
	}
	step(a, "replace_pin", "Replace a lost PIN", "A new PIN is sent to the recorded contact, and told to nobody else.", []string{"limit"},
		func(x *exchange, in approveBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.ReplacePIN(x.ctx(), x.actor, ref)
			})
		})
}
