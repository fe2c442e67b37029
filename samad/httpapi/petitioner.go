package httpapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// textFilesBody is what a petitioner says in one text, with files.
type textFilesBody struct {
	Text        string   `json:"text" minLength:"1" maxLength:"10000" example:"مدارک را در تاریخ ۲ آذر به شعبه دادم."`
	Attachments []string `json:"attachments,omitempty" doc:"Tokens of uploads" maxItems:"20"`
}

// optionalTextBody is a text that may be left out.
type optionalTextBody struct {
	Text string `json:"text,omitempty" maxLength:"10000" example:"مشکل حل شد."`
}

// ratingBody is the petitioner's judgement.
type ratingBody struct {
	Answer  *int   `json:"answer" doc:"The answer itself, 1 to 5" minimum:"1" maximum:"5" nullable:"false" example:"4"`
	Conduct *int   `json:"conduct" doc:"How people behaved, 1 to 5" minimum:"1" maximum:"5" nullable:"false" example:"5"`
	Text    string `json:"text,omitempty" maxLength:"10000" example:"پاسخ روشن بود."`
}

// addPetitionerSteps adds what a petitioner does with code and PIN.
func (a *api) addPetitionerSteps() {
	petitionerStep(a, "objectToAnswer", "objection", "Object to the answer",
		"Takes the case up again at the same agency, with a clock of its own.", false, []string{"too_late", "limit"},
		func(x *exchange, in textFilesBody) (samad.Case, error) {
			return x.api.desk.Object(x.ctx(), x.actor, samad.ObjectRequest{Ref: x.own(), Text: in.Text, Attachments: in.Attachments})
		})
	petitionerStep(a, "addInformation", "information", "Add information, asked for or not",
		"A reply to a question lets the agency's clock go on.", false, nil,
		func(x *exchange, in textFilesBody) (samad.Case, error) {
			return x.api.desk.Inform(x.ctx(), x.actor, samad.InformRequest{Ref: x.own(), Text: in.Text, Attachments: in.Attachments})
		})
	petitionerStep(a, "rateAnswer", "rating", "Rate the answer and how people behaved",
		"Once for every answer that ended a matter.", false, []string{"limit"},
		func(x *exchange, in ratingBody) (samad.Case, error) {
			return x.api.desk.Rate(x.ctx(), x.actor, samad.RateRequest{Ref: x.own(), Answer: *in.Answer, Conduct: *in.Conduct, Text: in.Text})
		})
	petitionerStep(a, "withdrawCase", "withdrawal", "Withdraw the matter", "Ends the case at its petitioner's wish.", true, nil,
		func(x *exchange, in optionalTextBody) (samad.Case, error) {
			return x.api.desk.Withdraw(x.ctx(), x.actor, samad.WithdrawRequest{Ref: x.own(), Text: in.Text})
		})
	petitionerStep(a, "confirmAnswer", "confirmation", "Accept the answer", "Ends an answered case.", true, nil,
		func(x *exchange, _ emptyBody) (samad.Case, error) {
			return x.api.desk.Confirm(x.ctx(), x.actor, x.own())
		})
}

// emptyBody is a body without members.
type emptyBody struct{}

func (x *exchange) own() samad.Ref {
	return samad.Ref{ID: x.actor.Own(), Key: x.key, Content: x.digest}
}

// petitionerStep registers a step that answers with the view after it.
func petitionerStep[In any](a *api, id, name, summary, description string, optionalBody bool, problems []string, do func(x *exchange, in In) (samad.Case, error)) {
	route(a, operation{
		id: id, method: http.MethodPost, path: "/api/v1/cases/{code}/" + name, tag: "cases", status: http.StatusOK,
		access: withPIN, summary: summary, description: description, optionalBody: optionalBody, header: []*huma.Param{keyParam()},
		problems: append([]string{"not_possible_now", "erased", "key_reused"}, problems...),
	}, func(x *exchange, in In) (caseView, error) {
		var err error
		if x.key, err = x.idempotencyKey(); err != nil {
			return caseView{}, err
		}
		if _, err := do(x, in); err != nil {
			return caseView{}, err
		}
		return x.openView()
	})
}
