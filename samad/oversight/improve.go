package oversight

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// ImprovementState says how far an action for improvement has come.
type ImprovementState string

// The states of an action for improvement.
const (
	ImprovementOpen   ImprovementState = "open"
	ImprovementDone   ImprovementState = "done"   // says the owner
	ImprovementJudged ImprovementState = "judged" // the scores after are known
)

// Improvement (اقدام بهبود) is what is done about a low score, a poor review or
// an upheld objection, with the scores before and after.
type Improvement struct {
	ID     string           `json:"id"`
	State  ImprovementState `json:"state"`
	Agency samad.AgencyID   `json:"agency"`
	Place  samad.PlaceID    `json:"place"`
	Ground ledger.Ref       `json:"ground"` // a survey, review, gap or case
	Cause  string           `json:"cause"`
	// Measure is what is done, by Owner (a post), until Due.
	Measure string     `json:"measure"`
	Owner   samad.Text `json:"owner"`
	Due     time.Time  `json:"due"`
	Opened  time.Time  `json:"opened"`
	// Before are the scores of the ninety days before, After those since it
	// was done.
	Before   Snapshot  `json:"before"`
	After    *Snapshot `json:"after,omitempty"`
	Done     time.Time `json:"done,omitzero"`
	Report   string    `json:"report,omitempty"`
	Reminded time.Time `json:"reminded,omitzero"`
	Verdict  string    `json:"verdict,omitempty"`
}

// Snapshot are the scores of an agency over a half-open span.
type Snapshot struct {
	From    time.Time   `json:"from"`
	To      time.Time   `json:"to"`
	Survey  Score       `json:"survey"`
	Reviews ReviewScore `json:"reviews"`
}

func improvementBook() *ledger.Book[Improvement] {
	return ledger.NewBook("improvement",
		func(i Improvement) ledger.Keys {
			k := ledger.Keys{State: string(i.State), Agency: i.Agency, Place: i.Place, At: i.Opened,
				Free: []ledger.Key{{Name: "ground", Value: i.Ground.String()}}}
			if i.State == ImprovementOpen && i.Reminded.IsZero() {
				k.NextDue = i.Due
			}
			return k
		},
		func() ledger.Payload[Improvement] { return new(improvementOpened) },
		func() ledger.Payload[Improvement] { return new(improvementReminded) },
		func() ledger.Payload[Improvement] { return new(improvementDone) },
		func() ledger.Payload[Improvement] { return new(improvementJudged) },
	)
}

type improvementOpened struct {
	Agency  samad.AgencyID `json:"agency"`
	Place   samad.PlaceID  `json:"place"`
	Ground  ledger.Ref     `json:"ground"`
	Cause   string         `json:"cause"`
	Measure string         `json:"measure"`
	Owner   samad.Text     `json:"owner"`
	Due     time.Time      `json:"due"`
	Before  Snapshot       `json:"before"`
}

func (*improvementOpened) EventType() string { return "opened" }

func (p *improvementOpened) Apply(s *Improvement, e ledger.Event) error {
	*s = Improvement{ID: e.Ref.ID, State: ImprovementOpen, Agency: p.Agency, Place: p.Place, Ground: p.Ground,
		Cause: p.Cause, Measure: p.Measure, Owner: p.Owner, Due: p.Due, Opened: e.At, Before: p.Before}
	return nil
}

type improvementReminded struct{}

func (*improvementReminded) EventType() string { return "reminded" }

func (*improvementReminded) Apply(s *Improvement, e ledger.Event) error {
	s.Reminded = e.At
	return nil
}

type improvementDone struct {
	Report string `json:"report"`
}

func (*improvementDone) EventType() string { return "done" }

func (p *improvementDone) Apply(s *Improvement, e ledger.Event) error {
	if s.State != ImprovementOpen {
		return wrongState("finish", s.State)
	}
	s.State, s.Done, s.Report = ImprovementDone, e.At, p.Report
	return nil
}

type improvementJudged struct {
	After   Snapshot `json:"after"`
	Verdict string   `json:"verdict"`
}

func (*improvementJudged) EventType() string { return "judged" }

func (p *improvementJudged) Apply(s *Improvement, _ ledger.Event) error {
	if s.State != ImprovementDone {
		return wrongState("judge", s.State)
	}
	s.State, s.After, s.Verdict = ImprovementJudged, &p.After, p.Verdict
	return nil
}

// snapshot computes the scores of an agency over a span.
func (o *Office) snapshot(ctx context.Context, agency samad.AgencyID, from, to time.Time) (Snapshot, error) {
	s := Snapshot{From: from, To: to}
	scores, err := o.scores(ctx, ledger.Query{Agencies: []samad.AgencyID{agency}, From: from, To: to}, "")
	if err != nil {
		return s, err
	}
	if len(scores) > 0 {
		s.Survey = scores[0]
	} else {
		s.Survey.Suppressed = true
	}
	s.Reviews, err = o.reviewScore(ctx, agency, from, to)
	return s, err
}

// NewImprovement is an action that is opened.
type NewImprovement struct {
	Agency samad.AgencyID
	Place  samad.PlaceID
	// Ground is a survey with a low score, a poor review, a gap of upheld
	// objections, or a case (kind "case") in which one was: the final answer after
	// it has another outcome than the agency's before.
	Ground  ledger.Ref
	Cause   string
	Measure string
	Owner   samad.Text // a post
	Due     time.Time
}

// OpenImprovement opens an action for improvement on a recorded ground.
func (o *Office) OpenImprovement(ctx context.Context, actor samad.Actor, n NewImprovement) (Improvement, error) {
	var f faults
	f.agency(o, "/agency", n.Agency)
	f.place(o, n.Place)
	f.text("/cause", n.Cause)
	f.text("/measure", n.Measure)
	f.text("/owner/fa", n.Owner.Fa)
	f.check(n.Due.After(o.now()), "/due", "مهلت باید در آینده باشد.", "the deadline must lie in the future")
	if err := f.err(); err != nil {
		return Improvement{}, err
	}
	role, err := permit(actor, OpenAction, o.subject(n.Agency, n.Place))
	if err != nil {
		return Improvement{}, err
	}
	if err := o.improvementGround(ctx, n); err != nil {
		return Improvement{}, err
	}
	id, err := o.newID()
	if err != nil {
		return Improvement{}, err
	}
	w := o.begin(actor, role)
	before, err := o.snapshot(ctx, n.Agency, w.now.AddDate(0, 0, -90), w.now)
	if err != nil {
		return Improvement{}, err
	}
	d := keep(w, o.books.improvements.New(id))
	if err := add(w, d, &improvementOpened{Agency: n.Agency, Place: n.Place, Ground: n.Ground, Cause: n.Cause, Measure: n.Measure,
		Owner: n.Owner, Due: n.Due.UTC().Truncate(time.Microsecond), Before: before}); err != nil {
		return Improvement{}, err
	}
	m, err := w.officeMessage(n.Agency, samad.RoleAgencyHead, samad.Text{
		Fa: "اقدام بهبود: " + n.Measure + " (تا " + o.dayFa(n.Due) + ")", En: "an action for improvement: " + n.Measure})
	if err != nil {
		return Improvement{}, err
	}
	d.Send(m)
	return d.State, w.apply(ctx)
}

// improvementGround checks that an action rests on something that calls for it.
func (o *Office) improvementGround(ctx context.Context, n NewImprovement) error {
	weak := func(of samad.AgencyID, calls bool, err error) error {
		if err != nil {
			return fmt.Errorf("oversight: ground %s: %w: %w", n.Ground, ErrGround, err)
		}
		if of != n.Agency || !calls {
			return fmt.Errorf("oversight: ground %s does not call for an improvement of %s: %w", n.Ground, n.Agency, ErrGround)
		}
		return nil
	}
	switch n.Ground.Kind {
	case o.books.surveys.Kind:
		s, err := read(ctx, o, o.books.surveys, n.Ground.ID)
		return weak(s.Agency, s.State == SurveyAnswered && s.Mean() <= o.at(s.Place, s.Answered).LowScore, err)
	case o.books.reviews.Kind:
		r, err := read(ctx, o, o.books.reviews, n.Ground.ID)
		return weak(r.Agency, r.State == ReviewPoor || r.State == ReviewSentBack, err)
	case o.books.gaps.Kind:
		g, err := read(ctx, o, o.books.gaps, n.Ground.ID)
		return weak(g.Of, g.Kind == GapUpheld, err)
	case caseKind:
		c, err := o.cases.Case(ctx, samad.CaseID(n.Ground.ID))
		return weak(n.Agency, upheld(c, n.Agency) && c.Province.Under(n.Place.Province()), err)
	default:
		return weak("", false, nil)
	}
}

// caseKind names a case where a ground is named: no record of the ledger is one.
const caseKind ledger.Kind = "case"

// upheld reports whether a final answer of the agency was followed, in a later
// episode, by one of another outcome.
func upheld(c samad.Case, agency samad.AgencyID) bool {
	var last *samad.Answer
	for i := range c.Answers {
		x := &c.Answers[i]
		if !x.Final {
			continue
		}
		if last != nil && last.Agency == agency && last.Episode < x.Episode && last.Outcome != x.Outcome {
			return true
		}
		last = x
	}
	return false
}

func (o *Office) changeImprovement(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Improvement]) error) (Improvement, error) {
	return change(ctx, o, o.books.improvements, id, actor, action, ReadActions,
		func(i Improvement) Subject { return o.subject(i.Agency, i.Place) }, step)
}

// FinishImprovement is the owner's word that the measure is taken.
func (o *Office) FinishImprovement(ctx context.Context, actor samad.Actor, id, report string) (Improvement, error) {
	var f faults
	f.text("/report", report)
	if err := f.err(); err != nil {
		return Improvement{}, err
	}
	return o.changeImprovement(ctx, actor, WorkAction, id, func(w *write, d *ledger.Draft[Improvement]) error {
		if d.State.State != ImprovementOpen {
			return &StateError{Step: "finish", State: string(d.State.State)}
		}
		return add(w, d, &improvementDone{Report: report})
	})
}

// JudgeImprovement closes an action with the scores since it was done, beside
// those before.
func (o *Office) JudgeImprovement(ctx context.Context, actor samad.Actor, id, verdict string) (Improvement, error) {
	var f faults
	f.text("/verdict", verdict)
	if err := f.err(); err != nil {
		return Improvement{}, err
	}
	return o.changeImprovement(ctx, actor, OpenAction, id, func(w *write, d *ledger.Draft[Improvement]) error {
		if d.State.State != ImprovementDone {
			return &StateError{Step: "judge", State: string(d.State.State)}
		}
		after, err := o.snapshot(ctx, d.State.Agency, d.State.Done, w.now)
		if err != nil {
			return err
		}
		return add(w, d, &improvementJudged{After: after, Verdict: verdict})
	})
}

// Improvement returns an action for improvement.
func (o *Office) Improvement(ctx context.Context, actor samad.Actor, id string) (Improvement, error) {
	i, err := read(ctx, o, o.books.improvements, id)
	if err != nil {
		return Improvement{}, err
	}
	_, err = allow(actor, ReadActions, "", o.subject(i.Agency, i.Place), o.books.improvements.Ref(id))
	if err != nil {
		return Improvement{}, err
	}
	return i, nil
}

// Improvements returns one page of actions within the actor's reach, the newest
// first. The key is "ground".
func (o *Office) Improvements(ctx context.Context, actor samad.Actor, q ListQuery) ([]Improvement, string, error) {
	return list(ctx, o, o.books.improvements, actor, ReadActions, q)
}

func (o *Office) tickImprovement(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.improvements, id)
	if err != nil {
		return err
	}
	if d.State.State != ImprovementOpen || !d.State.Reminded.IsZero() || w.now.Before(d.State.Due) {
		return nil
	}
	keep(w, d)
	if err := add(w, d, &improvementReminded{}); err != nil {
		return err
	}
	m, err := w.officeMessage(d.State.Agency, samad.RoleAgencyHead, samad.Text{
		Fa: "مهلت اقدام بهبود گذشت: " + d.State.Measure, En: "an action for improvement is overdue: " + d.State.Measure})
	if err != nil {
		return err
	}
	d.Send(m)
	return nil
}
