package oversight

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// planVisit makes a visit that was drawn.
func (o *Office) planVisit(ctx context.Context, w *write, plan string, c Chosen) error {
	p, err := read(ctx, o, o.books.posts, c.Candidate)
	if err != nil {
		return err
	}
	_, err = o.newVisit(w, p, &visitPlanned{Plan: plan, Day: c.Day, Minute: c.Minute, Inspector: c.Inspector})
	return err
}

func (o *Office) newVisit(w *write, p Post, e *visitPlanned) (*ledger.Draft[Visit], error) {
	id, err := o.newID()
	if err != nil {
		return nil, err
	}
	e.Post, e.Agency, e.Place = p.ID, p.Agency, p.Place
	e.At = e.Day.Time(o.location, 0, e.Minute, 0, 0).UTC()
	d := keep(w, o.books.visits.New(id))
	return d, add(w, d, e)
}

// OrderVisit plans a visit by hand, for example after a complaint. It is as
// secret as one that was drawn.
func (o *Office) OrderVisit(ctx context.Context, actor samad.Actor, post string, day persian.Date, minute int, inspector, reason string) (Visit, error) {
	p, err := read(ctx, o, o.books.posts, post)
	if err != nil {
		return Visit{}, err
	}
	role, err := allow(actor, PlanVisits, ReadVisits, o.subject(p.Agency, p.Place), o.books.posts.Ref(post))
	if err != nil {
		return Visit{}, err
	}
	var f faults
	duty := o.Duty(p, day)
	f.check(duty.Owed && minute >= duty.Hours.From && minute < duty.Hours.To, "/day",
		"در این روز و ساعت حضور لازم نیست.", "nobody has to be there at that day and hour")
	f.text("/inspector", inspector)
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Visit{}, err
	}
	w := o.begin(actor, role)
	d, err := o.newVisit(w, p, &visitPlanned{Day: day, Minute: minute, Inspector: inspector, Reason: reason})
	if err != nil {
		return Visit{}, err
	}
	return d.State, w.apply(ctx)
}

// visitSubject is what rights see of a visit.
func (o *Office) visitSubject(v Visit) Subject {
	if v.Inspector == "" {
		return o.subject(v.Agency, v.Place)
	}
	return o.subject(v.Agency, v.Place, v.Inspector)
}

// readVisit is the action that lets somebody see a visit in its state: before
// it was reported, those who are visited must not know of it.
func readVisit(v Visit) Action {
	if v.State == VisitPlanned || v.State == VisitCancelled {
		return ReadPlans
	}
	return ReadVisits
}

func (o *Office) seesVisit(actor samad.Actor, v Visit) bool {
	s := o.visitSubject(v)
	return May(actor, readVisit(v), s) || May(actor, ReportVisit, s)
}

// Visit returns a visit to those who may know of it.
func (o *Office) Visit(ctx context.Context, actor samad.Actor, id string) (Visit, error) {
	v, err := read(ctx, o, o.books.visits, id)
	if err != nil {
		return Visit{}, err
	}
	if !o.seesVisit(actor, v) {
		return Visit{}, notFound(o.books.visits.Ref(id))
	}
	return v, nil
}

// VisitQuery selects visits. Zero fields do not restrict.
type VisitQuery struct {
	States   []VisitState
	Agency   samad.AgencyID
	Place    samad.PlaceID
	Post     string
	From, To time.Time // a half-open span of planned instants
	// Mine restricts to those that the actor is sent to.
	Mine   bool
	Cursor string
	Limit  int // 1 to 1000; 0 means 50
}

// Visits returns one page of the visits that the actor may know of, the newest
// first. For those visited a page is filled from reported visits alone, so that
// neither its length nor its cursor tells of others.
func (o *Office) Visits(ctx context.Context, actor samad.Actor, q VisitQuery) ([]Visit, string, error) {
	query := ledger.Query{Place: q.Place, From: q.From, To: q.To, Cursor: q.Cursor, Limit: q.Limit}
	if q.Post != "" {
		query.Keys = append(query.Keys, ledger.Key{Name: "post", Value: q.Post})
	}
	whole := May(actor, ReadPlans, Subject{Place: actor.Place})
	states := q.States
	switch {
	case q.Mine || !whole && May(actor, ReportVisit, Subject{Place: actor.Place, People: []string{actor.ID}}):
		query.Keys = append(query.Keys, ledger.Key{Name: "inspector", Value: actor.ID})
	case !whole:
		path := o.subject(actor.Agency, actor.Place).Path
		if !May(actor, ReadVisits, Subject{Path: path, Place: actor.Place}) {
			return nil, "", &ForbiddenError{Action: ReadVisits, Roles: slices.Clone(actor.Roles)}
		}
		if len(states) == 0 {
			states = []VisitState{VisitReported, VisitSettled}
		}
		states = slices.DeleteFunc(slices.Clone(states), func(s VisitState) bool {
			return s != VisitReported && s != VisitSettled
		})
		if len(states) == 0 {
			return nil, "", nil
		}
		query.Agencies = o.directory.AgencySubtree(actor.Agency, o.day(o.now()))
		if len(query.Agencies) == 0 {
			query.Agencies = []samad.AgencyID{actor.Agency}
		}
	}
	if q.Agency != "" {
		if len(query.Agencies) > 0 && !slices.Contains(query.Agencies, q.Agency) {
			return nil, "", nil
		}
		query.Agencies = []samad.AgencyID{q.Agency}
	}
	var within bool
	if query.Place, within = narrow(actor.Place, query.Place); !within {
		return nil, "", nil
	}
	for _, s := range states {
		query.States = append(query.States, string(s))
	}
	list, next, err := o.books.visits.List(ctx, o.ledger, query)
	if err != nil {
		return nil, "", err
	}
	return slices.DeleteFunc(list, func(v Visit) bool { return !o.seesVisit(actor, v) }), next, nil
}

// changeVisit takes a step on a visit.
func (o *Office) changeVisit(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Visit]) error) (Visit, error) {
	var out Visit
	err := retry("change visit "+id, func() error {
		d, err := edit(ctx, o, o.books.visits, id)
		if err != nil {
			return err
		}
		if !o.seesVisit(actor, d.State) {
			return notFound(d.Ref())
		}
		role, err := permit(actor, action, o.visitSubject(d.State))
		if err != nil {
			return err
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

// AssignVisit sends somebody else to a planned visit, with the reason.
func (o *Office) AssignVisit(ctx context.Context, actor samad.Actor, id, inspector, reason string) (Visit, error) {
	var f faults
	f.text("/inspector", inspector)
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Visit{}, err
	}
	return o.changeVisit(ctx, actor, PlanVisits, id, func(w *write, d *ledger.Draft[Visit]) error {
		if d.State.State != VisitPlanned {
			return &StateError{Step: "assign", State: string(d.State.State)}
		}
		return add(w, d, &visitAssigned{Inspector: inspector, Reason: reason})
	})
}

// CancelVisit says that a planned visit does not take place, with the reason.
func (o *Office) CancelVisit(ctx context.Context, actor samad.Actor, id, reason string) (Visit, error) {
	var f faults
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Visit{}, err
	}
	return o.changeVisit(ctx, actor, PlanVisits, id, func(w *write, d *ledger.Draft[Visit]) error {
		if d.State.State != VisitPlanned {
			return &StateError{Step: "cancel", State: string(d.State.State)}
		}
		return add(w, d, &visitCancelled{Reason: reason})
	})
}

// Report records what the inspector found. The visit must have been made on a
// day and in hours in which the post owes presence, and on the planned day. An
// absence, lateness or poor service asks for the manager's reply; anything else
// settles the visit.
func (o *Office) Report(ctx context.Context, actor samad.Actor, id string, r VisitReport) (Visit, error) {
	var out Visit
	return out, o.withFiles(ctx, r.Files, func(file func(w *write, of ledger.Ref) ([]Evidence, error)) (err error) {
		out, err = o.report(ctx, actor, id, r, file)
		return err
	})
}

func (o *Office) report(ctx context.Context, actor samad.Actor, id string, r VisitReport, file func(w *write, of ledger.Ref) ([]Evidence, error)) (Visit, error) {
	given := r.Evidence
	return o.changeVisit(ctx, actor, ReportVisit, id, func(w *write, d *ledger.Draft[Visit]) error {
		v := d.State
		if v.State != VisitPlanned {
			return &StateError{Step: "report", State: string(v.State)}
		}
		post, err := edit(ctx, o, o.books.posts, v.Post)
		if err != nil {
			return err
		}
		r.Evidence = given // also when the step is taken again
		if r, err = o.checkReport(w, v, post.State, r); err != nil {
			return err
		}
		kept, err := file(w, d.Ref())
		if err != nil {
			return err
		}
		r.Evidence = append(slices.Clip(r.Evidence), kept...)
		event := &visitReported{VisitReport: r}
		if event.ReplyDue, err = o.workingDays(v.Agency, v.Place, w.now, o.at(v.Place, w.now).ReplyDays); err != nil {
			return err
		}
		if err := add(w, d, event); err != nil {
			return err
		}
		keep(w, post)
		if err := add(w, post, &postVisited{Visit: id, Day: v.Day, Finding: r.Finding, Poor: r.Poor()}); err != nil {
			return err
		}
		if d.State.State != VisitReported {
			return nil
		}
		m, err := w.officeMessage(v.Agency, samad.RoleAgencyHead, samad.Text{
			Fa: "از دفتر شما بازدید شد و گزارش آن ثبت شد. تا " + o.dayFa(event.ReplyDue) + " می‌توانید پاسخ دهید.",
			En: "your office was visited and a report was recorded. You may reply until " + o.dayEn(event.ReplyDue) + ".",
		})
		if err != nil {
			return err
		}
		d.Send(m)
		return nil
	})
}

func (o *Office) checkReport(w *write, v Visit, p Post, r VisitReport) (VisitReport, error) {
	if r.At.IsZero() {
		r.At = w.now
	}
	r.At = r.At.UTC().Truncate(time.Microsecond)
	duty := o.Duty(p, v.Day)
	local := r.At.In(o.location)
	minute := local.Hour()*60 + local.Minute()
	var f faults
	least := o.Settings(v.Place, v.Day).LateMinutes
	f.check(o.day(r.At) == v.Day, "/at", "بازدید در روز برنامه نبوده است.", "the visit was not on the planned day")
	f.check(!r.At.After(w.now), "/at", "بازدید در آینده است.", "the visit lies in the future")
	f.check(duty.Owed || r.Finding == Present || r.Finding == StandIn, "/finding",
		"در این روز حضور لازم نبود.", "nobody had to be there on this day")
	f.check(minute >= duty.Hours.From && minute < duty.Hours.To, "/at",
		"بازدید بیرون از ساعت حضور بوده است.", "the visit was outside the hours")
	switch r.Finding {
	case Present, Absent:
	case Late:
		f.check(r.MinutesLate > least, "/minutes_late",
			"دیرکرد کمتر از اندازه‌ای است که شمرده می‌شود.", fmt.Sprintf("lateness counts from more than %d minutes on", least))
	case StandIn:
		f.check(!duty.StandIn.IsZero(), "/finding", "جانشینی برای این روز تأیید نشده است.", "no stand-in was approved for this day")
	default:
		f.add("/finding", "invalid", "یافته بازدید را بنویسید.", "say what was found")
	}
	for point := range r.Points {
		f.check(slices.Contains(VisitPoints(), point), "/points/"+point, "چنین بندی در فهرست نیست.", "there is no such point")
	}
	for i, e := range r.Evidence {
		f.text(fmt.Sprintf("/evidence/%d/name", i), e.Name)
		f.check(e.File == "" && e.Size == 0, fmt.Sprintf("/evidence/%d/file", i), "فایل را بارگذاری کنید.", "files come by their tokens")
		f.check(!e.Digest.IsZero(), fmt.Sprintf("/evidence/%d/digest", i), "اثر انگشت مدرک را بنویسید.", "evidence needs its digest")
	}
	f.optional("/remarks", r.Remarks)
	return r, f.err()
}

// ReplyVisit records the manager's word on a report.
func (o *Office) ReplyVisit(ctx context.Context, actor samad.Actor, id, text string) (Visit, error) {
	var f faults
	f.text("/text", text)
	if err := f.err(); err != nil {
		return Visit{}, err
	}
	return o.changeVisit(ctx, actor, ReplyVisit, id, func(w *write, d *ledger.Draft[Visit]) error {
		v := d.State
		if v.State != VisitReported || !v.Replied.IsZero() {
			return &StateError{Step: "reply to", State: string(v.State)}
		}
		if w.now.After(v.ReplyDue) {
			return fmt.Errorf("oversight: reply to visit %s: %w", id, samad.ErrTooLate)
		}
		return add(w, d, &visitReplied{Text: text})
	})
}

// ExcuseVisit settles a reported visit without a letter, with the reason.
func (o *Office) ExcuseVisit(ctx context.Context, actor samad.Actor, id, reason string) (Visit, error) {
	var f faults
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Visit{}, err
	}
	return o.changeVisit(ctx, actor, IssueLetter, id, func(w *write, d *ledger.Draft[Visit]) error {
		if d.State.State != VisitReported {
			return &StateError{Step: "settle", State: string(d.State.State)}
		}
		return add(w, d, &visitSettled{Excused: reason})
	})
}
