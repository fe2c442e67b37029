package httpapi

import (
	"time"

	"github.com/samad111/go-samad/samad"
)

// caseView is what a petitioner sees of a case.
type caseView struct {
	Code        string          `json:"code" doc:"The tracking code, 16 digits" example:"8349201754920193"`
	Kind        samad.Kind      `json:"kind"`
	KindName    string          `json:"kind_name" example:"درخواست"`
	State       samad.State     `json:"state"`
	StateName   string          `json:"state_name" example:"ارجاع‌شده"`
	Explanation string          `json:"explanation" doc:"Where the case stands and what comes next, in one sentence" example:"پرونده به دستگاه مسئول ارجاع شده و مهلت پاسخ آن آغاز شده است."`
	Topic       string          `json:"topic,omitempty" example:"welfare/unemployment-insurance"`
	TopicName   string          `json:"topic_name,omitempty" example:"بیمه بیکاری"`
	Place       string          `json:"place,omitempty" example:"1014"`
	PlaceName   string          `json:"place_name,omitempty" example:"نجف‌آباد"`
	Agency      string          `json:"agency,omitempty" doc:"Who must answer" example:"isf.tamin"`
	AgencyName  string          `json:"agency_name,omitempty" example:"اداره کل تامین اجتماعی استان اصفهان"`
	Due         time.Time       `json:"due,omitzero" doc:"When the answer, or while the petitioner is asked the reply, must be there" example:"2026-12-03T20:30:00Z"`
	DuePersian  string          `json:"due_persian,omitempty" example:"1405-09-12"`
	AimDue      time.Time       `json:"aim_due,omitzero" doc:"The softer aim beside the deadline"`
	Late        bool            `json:"late,omitempty"`
	Provisional bool            `json:"provisional,omitempty" doc:"The deadline rests on a prediction of holidays"`
	End         samad.EndReason `json:"end,omitempty" doc:"Why the case ended"`
	EndText     string          `json:"end_text,omitempty" doc:"The same in a sentence"`
	// What the petitioner can do now, with the PIN.
	MayObject          bool            `json:"may_object"`
	ObjectUntil        time.Time       `json:"object_until,omitzero"`
	ObjectUntilPersian string          `json:"object_until_persian,omitempty" example:"1405-10-12"`
	MayRate            bool            `json:"may_rate"`
	Timeline           []timelineEntry `json:"timeline"`
}

// timelineEntry is one step on the way of a case.
type timelineEntry struct {
	At         time.Time       `json:"at"`
	AtPersian  string          `json:"at_persian,omitempty" example:"1405-09-02"`
	Type       samad.EventType `json:"type"`
	TypeName   string          `json:"type_name" example:"ارجاع شد"`
	State      samad.State     `json:"state" doc:"After the step"`
	StateName  string          `json:"state_name" example:"ارجاع‌شده"`
	Agency     string          `json:"agency,omitempty" doc:"The agency that the step concerns: to which the case went, which answered"`
	AgencyName string          `json:"agency_name,omitempty"`
	Post       string          `json:"post,omitempty" doc:"The post of who acted, never a person" example:"مدیرکل"`
	Office     string          `json:"office,omitempty" doc:"The office of that post" example:"isf.tamin"`
	OfficeName string          `json:"office_name,omitempty"`
	Because    string          `json:"because,omitempty" doc:"Why the case was sent there"`
	Due        time.Time       `json:"due,omitzero" doc:"The deadline that the step set"`
	DuePersian string          `json:"due_persian,omitempty"`
	Text       string          `json:"text,omitempty" doc:"With the PIN: what was said; of an answer its explanation"`
	Answer     *answerView     `json:"answer,omitempty" doc:"Of an answer"`
	End        samad.EndReason `json:"end,omitempty" doc:"Why the case ended, of a step that ended it"`
	EndText    string          `json:"end_text,omitempty"`
	Joined     bool            `json:"joined,omitempty" doc:"A step of the case that this one joined"`
	// Attachments come with the PIN.
	Attachments []attachmentBody `json:"attachments,omitempty" doc:"With the PIN: files that came with the step"`
}

// answerView is what an answer says; texts come with the PIN.
type answerView struct {
	Outcome     samad.Outcome `json:"outcome"`
	OutcomeName string        `json:"outcome_name" example:"انجام شد"`
	Final       bool          `json:"final"`
	Explanation string        `json:"explanation,omitempty"`
	Done        string        `json:"done,omitempty"`
	Basis       string        `json:"basis,omitempty"`
	Next        string        `json:"next,omitempty"`
}

func (x *exchange) view(v samad.View) caseView {
	out := caseView{
		Code: v.Code.String(), Kind: v.Kind, KindName: samad.KindName(v.Kind).In(x.lang),
		State: v.State, StateName: samad.StateName(v.State).In(x.lang), Explanation: samad.ExplainState(v.State, x.lang),
		Topic: string(v.Topic), TopicName: v.TopicTitle.In(x.lang), Place: string(v.Place), PlaceName: v.PlaceName.In(x.lang),
		Agency: string(v.Agency), AgencyName: v.AgencyName.In(x.lang),
		Due: v.Due, DuePersian: x.persianDay(v.Due), AimDue: v.AimDue, Late: v.Late, Provisional: v.Provisional,
		End: v.End, EndText: samad.ExplainEnd(v.End, x.lang),
		MayObject: v.MayObject, ObjectUntil: v.ObjectUntil, ObjectUntilPersian: x.persianDay(v.ObjectUntil), MayRate: v.MayRate,
		Timeline: make([]timelineEntry, len(v.Timeline)),
	}
	for i, e := range v.Timeline {
		out.Timeline[i] = x.timelineEntry(e)
	}
	return out
}

func (x *exchange) timelineEntry(e samad.TimelineEntry) timelineEntry {
	out := timelineEntry{
		At: e.At, AtPersian: x.persianDay(e.At), Type: e.Type, TypeName: samad.EventName(e.Type).In(x.lang),
		State: e.State, StateName: samad.StateName(e.State).In(x.lang),
		Agency: string(e.Agency), AgencyName: e.AgencyName.In(x.lang), Post: e.Post.In(x.lang),
		Office: string(e.Office), OfficeName: e.OfficeName.In(x.lang), Because: e.Because.In(x.lang),
		Due: e.Due, DuePersian: x.persianDay(e.Due), Joined: e.Joined,
		End: e.End, EndText: samad.ExplainEnd(e.End, x.lang), Attachments: attachmentBodies(e.Attachments),
	}
	var answer answerView
	for _, t := range e.Texts {
		switch t.Name {
		case "explanation":
			out.Text, answer.Explanation = t.Text, t.Text
		case "done":
			answer.Done = t.Text
		case "basis":
			answer.Basis = t.Text
		case "next":
			answer.Next = t.Text
		default: // text, question, reason: a step has one of them
			out.Text = t.Text
		}
	}
	if e.Type == samad.EventAnswered {
		answer.Outcome, answer.OutcomeName, answer.Final = e.Outcome, samad.OutcomeName(e.Outcome).In(x.lang), e.Final
		out.Answer = &answer
	}
	return out
}
