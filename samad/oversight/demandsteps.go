package oversight

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// NewDemand is a demand that is opened by hand.
type NewDemand struct {
	Agency   samad.AgencyID
	Place    samad.PlaceID
	Text     samad.Text // what is demanded and why; Persian is required
	Evidence []ledger.Ref
	Cases    []samad.CaseID
}

// OpenDemand opens a demand by hand; it needs recorded evidence.
func (o *Office) OpenDemand(ctx context.Context, actor samad.Actor, n NewDemand) (Demand, error) {
	var f faults
	f.agency(o, "/agency", n.Agency)
	f.place(o, n.Place)
	f.text("/text/fa", n.Text.Fa)
	if err := f.err(); err != nil {
		return Demand{}, err
	}
	role, err := permit(actor, OpenDemand, o.subject(n.Agency, n.Place))
	if err != nil {
		return Demand{}, err
	}
	if err := o.grounds(ctx, n.Evidence, n.Cases); err != nil {
		return Demand{}, err
	}
	id, err := o.newID()
	if err != nil {
		return Demand{}, err
	}
	v := violation{rule: RuleByHand, agency: n.Agency, place: n.Place, key: id, evidence: n.Evidence, cases: n.Cases, text: n.Text}
	err = retry("open a demand", func() error {
		w := o.begin(actor, role)
		if _, err := o.openDemand(ctx, w, v); err != nil {
			return err
		}
		return w.apply(ctx)
	})
	if err != nil {
		return Demand{}, err
	}
	return read(ctx, o, o.books.demands, v.id())
}

// grounds checks that the evidence is recorded, and that there is some.
func (o *Office) grounds(ctx context.Context, evidence []ledger.Ref, cases []samad.CaseID) error {
	if len(evidence)+len(cases) == 0 {
		return fmt.Errorf("oversight: a demand: %w", ErrGround)
	}
	for _, ref := range evidence {
		if _, err := o.ledger.Record(ctx, ref); err != nil {
			return fmt.Errorf("oversight: evidence %s: %w: %w", ref, ErrGround, err)
		}
	}
	for _, id := range cases {
		if _, err := o.cases.Case(ctx, id); err != nil {
			return fmt.Errorf("oversight: evidence: case %s: %w: %w", id, ErrGround, err)
		}
	}
	return nil
}

// changeDemand takes a step on a demand.
func (o *Office) changeDemand(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Demand]) error) (Demand, error) {
	var out Demand
	err := retry("change demand "+id, func() error {
		d, err := edit(ctx, o, o.books.demands, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, action, ReadDemands, o.subject(d.State.Agency, d.State.Place), d.Ref())
		if err != nil {
			return err
		}
		if !d.State.open() {
			return &StateError{Step: "go on with", State: string(d.State.State)}
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := step(w, d); err != nil {
			return err
		}
		out = d.State
		return w.apply(ctx)
	})
	return out, err
}

// AnswerDemand is the agency's answer to a demand.
func (o *Office) AnswerDemand(ctx context.Context, actor samad.Actor, id, text string) (Demand, error) {
	var f faults
	f.text("/text", text)
	if err := f.err(); err != nil {
		return Demand{}, err
	}
	return o.changeDemand(ctx, actor, AnswerDemand, id, func(w *write, d *ledger.Draft[Demand]) error {
		if d.State.State == DemandAnswered {
			return &StateError{Step: "answer", State: string(d.State.State)}
		}
		return add(w, d, &demandStepped{Kind: "answer", Text: text})
	})
}

// ReturnDemand says that an answer is not enough; the time begins anew.
func (o *Office) ReturnDemand(ctx context.Context, actor samad.Actor, id, reason string) (Demand, error) {
	var f faults
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Demand{}, err
	}
	return o.changeDemand(ctx, actor, OpenDemand, id, func(w *write, d *ledger.Draft[Demand]) error {
		if d.State.State != DemandAnswered {
			return &StateError{Step: "return", State: string(d.State.State)}
		}
		due, err := o.workingDays(d.State.Agency, d.State.Place, w.now, o.at(d.State.Place, w.now).ReplyDays)
		if err != nil {
			return err
		}
		if err := add(w, d, &demandStepped{Kind: "not_enough", Text: reason, Due: due}); err != nil {
			return err
		}
		m, err := w.officeMessage(d.State.Agency, samad.RoleAgencyHead, samad.Text{
			Fa: "پاسخ شما به مطالبه کافی نبود: " + reason, En: "your answer to a demand was not enough: " + reason})
		if err != nil {
			return err
		}
		d.Send(m)
		return nil
	})
}

// RaiseDemand brings a demand before the governor.
func (o *Office) RaiseDemand(ctx context.Context, actor samad.Actor, id, reason string) (Demand, error) {
	var f faults
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Demand{}, err
	}
	return o.changeDemand(ctx, actor, OpenDemand, id, func(w *write, d *ledger.Draft[Demand]) error {
		return o.raise(w, d, reason)
	})
}

func (o *Office) raise(w *write, d *ledger.Draft[Demand], reason string) error {
	if d.State.State == DemandRaised {
		return &StateError{Step: "raise", State: string(d.State.State)}
	}
	if err := add(w, d, &demandStepped{Kind: "raised", Text: reason}); err != nil {
		return err
	}
	centre, ok := o.directory.Centre(d.State.Place, o.day(w.now))
	if !ok {
		return nil // no centre serves the place; the list of demands still shows it
	}
	m, err := w.officeMessage(centre, samad.RoleGovernor, samad.Text{
		Fa: "مطالبه‌ای به استاندار رسید: " + d.State.Text.Fa, En: "a demand was brought before the governor: " + d.State.Text.En})
	if err != nil {
		return err
	}
	d.Send(m)
	return nil
}

// EndDemand ends a demand as met or dropped, with the outcome.
func (o *Office) EndDemand(ctx context.Context, actor samad.Actor, id string, state DemandState, outcome string) (Demand, error) {
	var f faults
	f.text("/outcome", outcome)
	f.check(state == DemandMet || state == DemandDropped, "/state", "نتیجه را بنویسید.", "say what came of it")
	if err := f.err(); err != nil {
		return Demand{}, err
	}
	return o.changeDemand(ctx, actor, OpenDemand, id, func(w *write, d *ledger.Draft[Demand]) error {
		return add(w, d, &demandEnded{State: state, Outcome: outcome})
	})
}

// Demand returns a demand file.
func (o *Office) Demand(ctx context.Context, actor samad.Actor, id string) (Demand, error) {
	d, err := read(ctx, o, o.books.demands, id)
	if err != nil {
		return Demand{}, err
	}
	_, err = allow(actor, ReadDemands, "", o.subject(d.Agency, d.Place), o.books.demands.Ref(id))
	if err != nil {
		return Demand{}, err
	}
	d.Due, err = o.demandDue(d)
	return d, err
}

// Demands returns one page of demands within the actor's reach, the newest
// first. The key is "rule".
func (o *Office) Demands(ctx context.Context, actor samad.Actor, q ListQuery) ([]Demand, string, error) {
	all, next, err := list(ctx, o, o.books.demands, actor, ReadDemands, q)
	for i := range all {
		if all[i].Due, err = o.demandDue(all[i]); err != nil {
			return nil, "", err
		}
	}
	return all, next, err
}

// tickDemand brings a demand that was not answered in time before the governor.
func (o *Office) tickDemand(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.demands, id)
	if err != nil {
		return err
	}
	if d.State.State != DemandOpen || w.now.Before(d.State.Due) {
		return nil
	}
	keep(w, d)
	due, err := o.demandDue(d.State)
	if err != nil {
		return err
	}
	if due.After(d.State.Due) {
		return move(w, d, demandMoved(due), d.State.Agency, samad.Text{Fa: "پاسخ به مطالبه", En: "the answer to a demand"})
	}
	return o.raise(w, d, "در مهلت پاسخی نرسید")
}
