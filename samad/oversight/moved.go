package oversight

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
)

// What is due is judged by the calendar in force when it falls due, as the
// deadlines of cases are: a closure that was declared since then moves it. It
// never comes earlier than what was told to those who owe it, whatever is
// decided later.

// dueMoved says that a deadline lies later than was recorded.
type dueMoved[S any] struct {
	Due time.Time `json:"due"`
	set func(s *S, due time.Time)
}

func (*dueMoved[S]) EventType() string { return "due_moved" }

func (p *dueMoved[S]) Apply(s *S, _ ledger.Event) error {
	p.set(s, p.Due)
	return nil
}

func resolutionMoved(due time.Time) *dueMoved[Resolution] {
	return &dueMoved[Resolution]{Due: due, set: func(r *Resolution, due time.Time) { r.Due, r.Next = due, due }}
}

func demandMoved(due time.Time) *dueMoved[Demand] {
	return &dueMoved[Demand]{Due: due, set: func(d *Demand, due time.Time) { d.Due = due }}
}

func letterMoved(due time.Time) *dueMoved[Letter] {
	return &dueMoved[Letter]{Due: due, set: func(l *Letter, due time.Time) { l.AckDue = due }}
}

func visitMoved(due time.Time) *dueMoved[Visit] {
	return &dueMoved[Visit]{Due: due, set: func(v *Visit, due time.Time) { v.ReplyDue = due }}
}

// resolutionDue is when an open resolution is due by the calendar in force.
// Once it was reminded of, it is late and stays so.
func (o *Office) resolutionDue(r Resolution) (time.Time, error) {
	if r.State != ResolutionOpen || r.Due.IsZero() || r.Reminders > 0 {
		return r.Due, nil
	}
	plan, err := o.due(sla.Resolution, r.Agency, r.Place, r.Topic, r.Made)
	return later(r.Due, plan.Due), err
}

// demandDue is when an open demand is to be answered by the calendar in force.
func (o *Office) demandDue(d Demand) (time.Time, error) {
	if d.State != DemandOpen || d.Due.IsZero() {
		return d.Due, nil
	}
	from, again := d.Opened, false
	for _, s := range d.Steps {
		if s.Kind == "not_enough" {
			from, again = s.At, true
		}
	}
	if !again {
		plan, err := o.due(sla.Demand, d.Agency, d.Place, "", from)
		if err != nil || !plan.Due.IsZero() {
			return later(d.Due, plan.Due), err
		}
	}
	due, err := o.workingDays(d.Agency, d.Place, from, o.at(d.Place, from).ReplyDays)
	return later(d.Due, due), err
}

// move records that what an office owes is due later, and tells it.
func move[S any](w *write, d *ledger.Draft[S], p *dueMoved[S], agency samad.AgencyID, what samad.Text) error {
	if err := add(w, d, p); err != nil {
		return err
	}
	m, err := w.officeMessage(agency, samad.RoleAgencyHead, samad.Text{
		Fa: "با تعطیلی اعلام‌شده، مهلت " + what.Fa + " به " + w.o.dayFa(p.Due) + " جابه‌جا شد.",
		En: "a closure moved the deadline of " + what.En + " to " + w.o.dayEn(p.Due) + ".",
	})
	if err != nil {
		return err
	}
	d.Send(m)
	return nil
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
