package oversight

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
)

// Rule is what an agency broke: "if bodies break the legal framework, 111 takes
// the part of demanding on the people's behalf and does what is necessary"
// (the source article's claim 51).
type Rule string

// The rules by which violations are found. Their thresholds are in [Settings].
const (
	RuleLate       Rule = "late_beyond_limit" // an answer far beyond its deadline
	RuleManyLate   Rule = "many_late"         // many answers overdue at once
	RuleSentBack   Rule = "sent_back_often"   // answers sent back or objected to again and again
	RuleAbsence    Rule = "absence"           // a post found absent again and again
	RuleResolution Rule = "resolution_ignored"
	RuleByHand     Rule = "by_hand"
)

// DemandState says how far a demand has come.
type DemandState string

// The states of a demand.
const (
	DemandOpen     DemandState = "open"     // the letter waits for an answer
	DemandAnswered DemandState = "answered" // oversight judges the answer
	DemandRaised   DemandState = "raised"   // before the governor
	DemandMet      DemandState = "met"
	DemandDropped  DemandState = "dropped" // was not justified, or cannot be met
)

// Demand (مطالبه) is the governorate's formal claim on an agency.
type Demand struct {
	ID       string         `json:"id"`
	State    DemandState    `json:"state"`
	Rule     Rule           `json:"rule"`
	Agency   samad.AgencyID `json:"agency"`
	Place    samad.PlaceID  `json:"place"`
	Text     samad.Text     `json:"text"`
	Evidence []ledger.Ref   `json:"evidence,omitempty"`
	Cases    []samad.CaseID `json:"cases,omitempty"`
	Letters  []string       `json:"letters,omitempty"`
	Opened   time.Time      `json:"opened"`
	Due      time.Time      `json:"due,omitzero"`
	Steps    []DemandStep   `json:"steps,omitempty"`
	Ended    time.Time      `json:"ended,omitzero"`
	Outcome  string         `json:"outcome,omitempty"`
}

// DemandStep is one step of a demand file.
type DemandStep struct {
	At   time.Time   `json:"at"`
	By   samad.Stamp `json:"by"`
	Kind string      `json:"kind"` // "answer", "not_enough", "raised", "note", "papers"
	Text string      `json:"text"`
	// Papers are files, with Kind "papers".
	Papers []Evidence `json:"papers,omitempty"`
}

func (d Demand) open() bool {
	return d.State == DemandOpen || d.State == DemandAnswered || d.State == DemandRaised
}

func demandBook() *ledger.Book[Demand] {
	return ledger.NewBook("demand",
		func(d Demand) ledger.Keys {
			k := ledger.Keys{State: string(d.State), Agency: d.Agency, Place: d.Place, At: d.Opened,
				Free: []ledger.Key{{Name: "rule", Value: string(d.Rule)}}}
			if d.State == DemandOpen {
				k.NextDue = d.Due
			}
			return k
		},
		func() ledger.Payload[Demand] { return new(demandOpened) },
		func() ledger.Payload[Demand] { return new(demandStepped) },
		func() ledger.Payload[Demand] { return new(demandEnded) },
		func() ledger.Payload[Demand] { return new(demandPapers) },
		func() ledger.Payload[Demand] { return demandMoved(time.Time{}) },
	)
}

type demandOpened struct {
	Rule     Rule           `json:"rule"`
	Agency   samad.AgencyID `json:"agency"`
	Place    samad.PlaceID  `json:"place"`
	Text     samad.Text     `json:"text"`
	Evidence []ledger.Ref   `json:"evidence,omitempty"`
	Cases    []samad.CaseID `json:"cases,omitempty"`
	Letter   string         `json:"letter"`
	Due      time.Time      `json:"due"`
}

func (*demandOpened) EventType() string { return "opened" }

func (p *demandOpened) Apply(s *Demand, e ledger.Event) error {
	*s = Demand{ID: e.Ref.ID, State: DemandOpen, Rule: p.Rule, Agency: p.Agency, Place: p.Place, Text: p.Text,
		Evidence: p.Evidence, Cases: p.Cases, Letters: []string{p.Letter}, Opened: e.At, Due: p.Due}
	return nil
}

type demandStepped struct {
	Kind string    `json:"kind"`
	Text string    `json:"text"`
	Due  time.Time `json:"due,omitzero"`
}

func (*demandStepped) EventType() string { return "stepped" }

func (p *demandStepped) Apply(s *Demand, e ledger.Event) error {
	if !s.open() {
		return wrongState("go on with", s.State)
	}
	switch p.Kind {
	case "answer":
		s.State = DemandAnswered
	case "not_enough":
		s.State, s.Due = DemandOpen, p.Due
	case "raised":
		s.State = DemandRaised
	}
	s.Steps = append(s.Steps, DemandStep{At: e.At, By: e.Actor, Kind: p.Kind, Text: p.Text})
	return nil
}

type demandEnded struct {
	State   DemandState `json:"state"`
	Outcome string      `json:"outcome"`
}

func (*demandEnded) EventType() string { return "ended" }

func (p *demandEnded) Apply(s *Demand, e ledger.Event) error {
	if !s.open() {
		return wrongState("end", s.State)
	}
	s.State, s.Outcome, s.Ended = p.State, p.Outcome, e.At
	return nil
}

// violation is a broken rule, before a demand is made of it.
type violation struct {
	rule     Rule
	agency   samad.AgencyID
	place    samad.PlaceID
	key      string // what there is one demand for
	evidence []ledger.Ref
	cases    []samad.CaseID
	text     samad.Text
}

// id names the demand of a violation, so that none is opened twice.
func (v violation) id() string { return string(v.rule) + "/" + string(v.agency) + "/" + v.key }

// openDemand opens a demand with its letter and returns its id.
func (o *Office) openDemand(ctx context.Context, w *write, v violation) (string, error) {
	plan, err := o.due(sla.Demand, v.agency, v.place, "", w.now)
	if err != nil {
		return "", err
	}
	due := plan.Due
	if due.IsZero() {
		if due, err = o.workingDays(v.agency, v.place, w.now, o.at(v.place, w.now).ReplyDays); err != nil {
			return "", err
		}
	}
	d := keep(w, o.books.demands.New(v.id()))
	letter, err := o.issue(ctx, w, letterIssued{
		Step: StepDemand, Agency: v.agency, Place: v.place, Ground: d.Ref(), Subject: "مطالبه: " + ruleFa(v.rule),
		Body: []string{"با سلام", v.text.Fa, "خواهشمند است موضوع را رفع و نتیجه را تا " + o.dayFa(due) + " در سامد ثبت کنید."},
	}, samad.RoleAgencyHead)
	if err != nil {
		return "", err
	}
	return v.id(), add(w, d, &demandOpened{Rule: v.rule, Agency: v.agency, Place: v.place, Text: v.text,
		Evidence: v.evidence, Cases: v.cases, Letter: letter.State.ID, Due: due})
}

// ruleFa names a rule in Persian.
func ruleFa(r Rule) string {
	switch r {
	case RuleLate:
		return "پاسخ ندادن پس از پایان مهلت"
	case RuleManyLate:
		return "انباشت پاسخ‌های دیرشده"
	case RuleSentBack:
		return "پاسخ‌هایی که بارها برگشت خورده است"
	case RuleAbsence:
		return "نبود پی‌درپی مدیر در ساعت دیدار مردمی"
	case RuleResolution:
		return "اجرا نشدن مصوبه کمیسیون"
	default:
		return "رعایت نکردن تکلیف قانونی"
	}
}
