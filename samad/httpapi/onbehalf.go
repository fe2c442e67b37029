package httpapi

import "github.com/samad111/go-samad/samad"

// onBehalfBody is what a caller says, written down by the operator.
type onBehalfBody struct {
	Revision    int64    `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"8"`
	Text        string   `json:"text" example:"متقاضی در تماس گفت که مبلغ هنوز واریز نشده است."`
	Attachments []string `json:"attachments,omitempty" doc:"Tokens of uploads" maxItems:"20"`
}

// onBehalfOptional is the same where nothing needs to be said.
type onBehalfOptional struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"8"`
	Text     string `json:"text,omitempty"`
}

// onBehalfRating is a rating given by telephone.
type onBehalfRating struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"8"`
	Answer   *int   `json:"answer" minimum:"1" maximum:"5" nullable:"false" example:"4"`
	Conduct  *int   `json:"conduct" minimum:"1" maximum:"5" nullable:"false" example:"5"`
	Text     string `json:"text,omitempty"`
}

// addOnBehalf adds what an operator does for a petitioner on the line.
func (a *api) addOnBehalf() {
	const line = "For a petitioner whom the operator has on the line."
	step(a, "inform", "Add information for a petitioner", line, nil,
		func(x *exchange, in onBehalfBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Inform(x.ctx(), x.actor, samad.InformRequest{Ref: ref, Text: in.Text, Attachments: in.Attachments})
			})
		})
	step(a, "object", "Object for a petitioner", line, []string{"too_late", "limit"},
		func(x *exchange, in onBehalfBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Object(x.ctx(), x.actor, samad.ObjectRequest{Ref: ref, Text: in.Text, Attachments: in.Attachments})
			})
		})
	step(a, "rate", "Rate for a petitioner", line, []string{"limit"},
		func(x *exchange, in onBehalfRating) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Rate(x.ctx(), x.actor, samad.RateRequest{Ref: ref, Answer: *in.Answer, Conduct: *in.Conduct, Text: in.Text})
			})
		})
	step(a, "withdraw", "Withdraw for a petitioner", line, nil,
		func(x *exchange, in onBehalfOptional) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Withdraw(x.ctx(), x.actor, samad.WithdrawRequest{Ref: ref, Text: in.Text})
			})
		})
	step(a, "confirm", "Accept an answer for a petitioner", line, nil,
		func(x *exchange, in approveBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Confirm(x.ctx(), x.actor, ref)
			})
		})
}
