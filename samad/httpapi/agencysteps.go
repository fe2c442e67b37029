package httpapi

import (
	"context"
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// referBody hands a case to an agency.
type referBody struct {
	Revision    int64             `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"4"`
	Agency      string            `json:"agency" example:"isf.tamin"`
	Unit        string            `json:"unit,omitempty"`
	Cooperating []cooperatingBody `json:"cooperating,omitempty"`
	Reason      string            `json:"reason" example:"موضوع در صلاحیت تامین اجتماعی است."`
}

// cooperatingBody names an agency that is asked to contribute.
type cooperatingBody struct {
	Agency  string        `json:"agency"`
	Purpose samad.Purpose `json:"purpose,omitempty" doc:"Default cooperate"`
}

// assignBody gives a case to an expert.
type assignBody struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"5"`
	Expert   string `json:"expert" doc:"The user name or account id of somebody in the agency; what is no account is kept as it is" example:"expert.1"`
	Unit     string `json:"unit,omitempty"`
}

// returnBody gives a case back as not the agency's business.
type returnBody struct {
	Revision int64        `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"5"`
	Reason   returnReason `json:"reason"`
	Propose  string       `json:"propose" doc:"The agency that should answer instead" example:"isf.water"`
	Text     string       `json:"text" example:"این موضوع با شرکت آب و فاضلاب است."`
}

// returnReason has one value today; others may come.
type returnReason string

const notOurs returnReason = "not_ours"

// actionBody reports a step on the way.
type actionBody struct {
	Revision    int64    `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"5"`
	Text        string   `json:"text" example:"بازدید انجام شد."`
	Attachments []string `json:"attachments,omitempty" doc:"Tokens of uploads" maxItems:"20"`
}

// answerBody is an agency's answer.
type answerBody struct {
	Revision     int64         `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"6"`
	Explanation  string        `json:"explanation" doc:"How the matter stands" example:"پرونده بیمه بیکاری شما بررسی شد."`
	Done         string        `json:"done" doc:"What was done" example:"مبلغ سه ماه در ۵ آذر واریز شد."`
	Basis        string        `json:"basis,omitempty" doc:"The legal basis" example:"ماده ۷ قانون بیمه بیکاری"`
	Next         string        `json:"next,omitempty" doc:"What comes next"`
	Outcome      samad.Outcome `json:"outcome"`
	WithoutVisit *bool         `json:"without_visit" nullable:"false" doc:"Resolved without the petitioner's coming" example:"true"`
	Final        *bool         `json:"final" nullable:"false" doc:"An interim answer keeps the clock running" example:"true"`
	Attachments  []string      `json:"attachments,omitempty" doc:"Tokens of uploads" maxItems:"20"`
}

// approveBody lets a draft go out.
type approveBody struct {
	Revision int64 `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"7"`
}

// reasonBody is a step that needs no more than a reason.
type reasonBody struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"7"`
	Reason   string `json:"reason" example:"دلیل در یک جمله"`
}

// extendBody gives an agency more time.
type extendBody struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"5"`
	By       string `json:"by,omitempty" doc:"Days (5d) or working days (3wd)" pattern:"^[0-9]+(d|wd)$" example:"5d"`
	Reason   string `json:"reason" example:"در انتظار پاسخ استعلام"`
}

// addAgencySteps adds what agencies do with the cases referred to them.
func (a *api) addAgencySteps() {
	step(a, "refer", "Refer a case", "To an agency, or to another one; the time used stays used.", []string{"no_route"},
		func(x *exchange, in referBody) (samad.Case, error) {
			r := samad.ReferRequest{Agency: samad.AgencyID(in.Agency), Unit: in.Unit, Reason: in.Reason}
			for _, one := range in.Cooperating {
				purpose := one.Purpose
				switch purpose {
				case "":
					purpose = samad.Cooperate
				case samad.Cooperate, samad.Statement:
				default:
					return samad.Case{}, invalid([]samad.Fault{{Field: "/cooperating", Code: "unknown", Detail: samad.Text{
						Fa: "منظور از همکاری شناخته نیست.", En: "unknown purpose; cooperate or statement"}}})
				}
				r.Cooperating = append(r.Cooperating, samad.Cooperation{Agency: samad.AgencyID(one.Agency), Purpose: purpose})
			}
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				r.Ref = ref
				return x.api.desk.Refer(x.ctx(), x.actor, r)
			})
		})
	step(a, "assign", "Assign a case", "To an expert inside the agency.", nil,
		func(x *exchange, in assignBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				expert, err := x.expert(in.Expert)
				if err != nil {
					return samad.Case{}, err
				}
				return x.api.desk.Assign(x.ctx(), x.actor, samad.AssignRequest{Ref: ref, Expert: expert, Unit: in.Unit})
			})
		})
	step(a, "return", "Return a case", "As not the agency's business, with the agency that should answer instead.", nil, (*exchange).giveBack)
	step(a, "action", "Report a step on the way", "The petitioner is told.", nil,
		func(x *exchange, in actionBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Act(x.ctx(), x.actor, samad.ActRequest{Ref: ref, Text: in.Text, Attachments: in.Attachments})
			})
		})
	step(a, "answer", "Answer the petitioner", "Where the agency's settings ask for approval, an expert's answer waits for it.", nil,
		func(x *exchange, in answerBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Answer(x.ctx(), x.actor, samad.AnswerRequest{
					Ref: ref, Outcome: in.Outcome, WithoutVisit: *in.WithoutVisit, Final: *in.Final,
					Attachments: in.Attachments,
					AnswerText:  samad.AnswerText{Explanation: in.Explanation, Done: in.Done, Basis: in.Basis, Next: in.Next},
				})
			})
		})
	step(a, "approve", "Approve an answer", "Lets the answer that waits go out as it is.", nil,
		func(x *exchange, in approveBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Approve(x.ctx(), x.actor, samad.ApproveRequest{Ref: ref})
			})
		})
	step(a, "send_back", "Send an answer back", "Gives the answer that waits back to its writer.", nil,
		func(x *exchange, in reasonBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.SendBack(x.ctx(), x.actor, samad.SendBackRequest{Ref: ref, Reason: in.Reason})
			})
		})
	step(a, "extend", "Give more time", "With a reason that the petitioner is told; without by, as much as was asked for. "+
		"Where the settings say so, that of an agency's head waits for the centre.", []string{"limit"},
		func(x *exchange, in extendBody) (samad.Case, error) { return x.moreTime(in, x.api.desk.Extend) })
	step(a, "ask_extension", "Ask for more time", "Waits until somebody who may gives or refuses it.", []string{"limit"},
		func(x *exchange, in extendBody) (samad.Case, error) { return x.moreTime(in, x.api.desk.AskExtension) })
}

func (x *exchange) giveBack(in returnBody) (samad.Case, error) {
	if in.Reason != notOurs {
		return samad.Case{}, invalid([]samad.Fault{{Field: "/reason", Code: "unknown", Detail: samad.Text{
			Fa: "دلیل عودت شناخته نیست؛ not_ours.", En: "unknown reason; not_ours"}}})
	}
	return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
		return x.api.desk.Return(x.ctx(), x.actor, samad.ReturnRequest{Ref: ref, Propose: samad.AgencyID(in.Propose), Text: in.Text})
	})
}

// moreTime gives or asks for more time.
func (x *exchange) moreTime(in extendBody, do func(context.Context, samad.Actor, samad.ExtendRequest) (samad.Case, error)) (samad.Case, error) {
	var by sla.Target
	var err error
	if in.By != "" {
		by, err = sla.ParseTarget(in.By)
	}
	if err != nil {
		return samad.Case{}, invalid([]samad.Fault{{Field: "/by", Code: "not_days", Detail: samad.Text{
			Fa: "مدت را به روز بنویسید؛ مانند 5d.", En: "give a number of days, such as 5d"}}})
	}
	return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
		return do(x.ctx(), x.actor, samad.ExtendRequest{Ref: ref, By: by, Reason: in.Reason})
	})
}

// expert asks the host whom staff mean.
func (x *exchange) expert(name string) (string, error) {
	if x.api.opts.Expert == nil {
		return name, nil
	}
	id, err := x.api.opts.Expert(x.ctx(), x.actor, name)
	if errors.Is(err, ErrNoExpert) {
		return "", invalid([]samad.Fault{{Field: "/expert", Code: "unknown", Detail: samad.Text{
			Fa: "این شخص در دستگاه شما کار نمی‌کند.", En: "this is nobody of your agency"}}})
	}
	return id, err
}
