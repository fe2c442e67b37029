package oversight

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// chore implements samad.Chore.
type chore struct {
	name string
	run  func(ctx context.Context, now time.Time, limit int) (int, error)
}

func (c chore) Name() string { return c.name }

func (c chore) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	return c.run(ctx, now.UTC().Truncate(time.Microsecond), limit)
}

// Chores returns what time asks for in this room, for samad.Config.Chores:
//
//   - "oversight/follow" reads the cases' feed: it plans surveys, takes answers
//     into the sample for review, and opens a demand where answers come back
//     again and again;
//   - "oversight/due" does what is due: sends surveys and ends them, reminds of
//     resolutions, letters and actions, opens demands for ignored resolutions,
//     and brings unanswered demands before the governor;
//   - "oversight/violations" and "oversight/gaps" look once a day;
//   - "oversight/registers" closes the registers of duties of each month;
//   - "oversight/evidence" erases files whose time is over.
//
// All may run at once in several processes: records with names of their own and
// leases keep anything from being done twice.
func (o *Office) Chores() []samad.Chore {
	return []samad.Chore{
		chore{"oversight/follow", o.follow},
		chore{"oversight/due", o.runDue},
		chore{"oversight/violations", o.daily("violations", func(ctx context.Context, now time.Time, limit int) (int, bool, error) {
			n, err := o.findViolations(ctx, now, limit)
			return n, n < limit, err
		})},
		chore{"oversight/gaps", o.daily("gaps", func(ctx context.Context, now time.Time, _ int) (int, bool, error) {
			n, err := o.findGaps(ctx, now)
			return n, true, err
		})},
		chore{"oversight/registers", o.daily("registers", o.closeRegisters)},
		chore{"oversight/evidence", o.daily("evidence", o.eraseEvidence)},
	}
}

// round remembers how far something that is repeated has come.
type round struct {
	Cursor string `json:"cursor,omitempty"` // of the feed
	Day    string `json:"day,omitempty"`    // the last that is done
	Done   int    `json:"done"`
}

func roundBook() *ledger.Book[round] {
	return ledger.NewBook("round", func(round) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[round] { return new(roundDone) })
}

type roundDone struct {
	Cursor string `json:"cursor,omitempty"`
	Day    string `json:"day,omitempty"`
	Done   int    `json:"done,omitempty"`
}

func (*roundDone) EventType() string { return "done" }

func (p *roundDone) Apply(s *round, _ ledger.Event) error {
	s.Cursor, s.Day, s.Done = p.Cursor, p.Day, s.Done+p.Done
	return nil
}

// daily runs something until it says that it is finished for the day.
func (o *Office) daily(name string, run func(ctx context.Context, now time.Time, limit int) (int, bool, error)) func(context.Context, time.Time, int) (int, error) {
	return func(ctx context.Context, now time.Time, limit int) (int, error) {
		day := o.day(now).String()
		d, err := open(ctx, o, o.books.rounds, "daily/"+name)
		if err != nil || d.State.Day >= day {
			return 0, err
		}
		n, finished, err := run(ctx, now, limit)
		if err != nil || !finished {
			return n, err
		}
		w := o.beginByTime(now)
		keep(w, d)
		if err := add(w, d, &roundDone{Day: day, Done: n}); err != nil {
			return n, err
		}
		if err := w.apply(ctx); err != nil && !ledger.IsConflict(err) { // another sweep was faster
			return n, err
		}
		return n, nil
	}
}

// dueKinds are the kinds that [Office.runDue] looks after.
func (o *Office) dueKinds() map[ledger.Kind]func(ctx context.Context, w *write, id string) error {
	return map[ledger.Kind]func(context.Context, *write, string) error{
		o.books.surveys.Kind:      o.tickSurvey,
		o.books.resolutions.Kind:  o.tickResolution,
		o.books.demands.Kind:      o.tickDemand,
		o.books.letters.Kind:      o.tickLetter,
		o.books.visits.Kind:       o.tickVisit,
		o.books.improvements.Kind: o.tickImprovement,
	}
}

// runDue does what is due, one record at a time; the failure of one does not
// keep the others.
func (o *Office) runDue(ctx context.Context, now time.Time, limit int) (int, error) {
	owner, err := o.newID()
	if err != nil {
		return 0, err
	}
	ticks := o.dueKinds()
	kinds := make([]ledger.Kind, 0, len(ticks))
	for k := range ticks {
		kinds = append(kinds, k)
	}
	refs, err := o.ledger.ClaimDue(ctx, samad.Claim{Now: now, Limit: limit, Lease: o.settings.Lease, Owner: owner}, kinds...)
	if err != nil {
		return 0, fmt.Errorf("oversight: claim what is due: %w", err)
	}
	done := 0
	var errs []error
	for _, ref := range refs {
		wrote := false
		err := retry("what is due of "+ref.String(), func() error {
			w := o.beginByTime(now)
			if err := ticks[ref.Kind](ctx, w, ref.ID); err != nil {
				return err
			}
			wrote = len(w.changes) > 0
			return w.apply(ctx)
		})
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if wrote {
			done++
		}
	}
	return done, errors.Join(errs...)
}

// tickLetter reminds an office of a letter that it has not acknowledged, and
// tells oversight.
func (o *Office) tickLetter(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.letters, id)
	if err != nil {
		return err
	}
	l := d.State
	if l.State != LetterIssued || !l.Reminded.IsZero() || w.now.Before(l.AckDue) {
		return nil
	}
	keep(w, d)
	due, err := o.workingDays(l.Agency, l.Place, l.Issued, o.at(l.Place, l.Issued).AckDays)
	if err != nil {
		return err
	}
	if due.After(l.AckDue) {
		return move(w, d, letterMoved(due), l.Agency, samad.Text{Fa: "رسید نامه شماره " + l.Number(), En: "the acknowledgement of letter " + id})
	}
	if err := add(w, d, &letterReminded{}); err != nil {
		return err
	}
	m, err := w.officeMessage(l.Agency, samad.RoleAgencyHead, samad.Text{
		Fa: "رسید نامه شماره " + l.Number() + " هنوز ثبت نشده است.", En: "letter " + id + " is not acknowledged yet"})
	if err != nil {
		return err
	}
	d.Send(m)
	return o.tellCentre(w, d, l.Place, samad.Text{
		Fa: "دستگاه رسید نامه شماره " + l.Number() + " را ثبت نکرده است.", En: "an agency has not acknowledged letter " + id})
}

// tickVisit tells oversight that the time to reply is over; what follows is for
// people to decide.
func (o *Office) tickVisit(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.visits, id)
	if err != nil {
		return err
	}
	v := d.State
	if v.State != VisitReported || !v.Replied.IsZero() || !v.Silent.IsZero() || w.now.Before(v.ReplyDue) {
		return nil
	}
	keep(w, d)
	due, err := o.workingDays(v.Agency, v.Place, v.Reported, o.at(v.Place, v.Reported).ReplyDays)
	if err != nil {
		return err
	}
	if due.After(v.ReplyDue) {
		return move(w, d, visitMoved(due), v.Agency, samad.Text{Fa: "پاسخ به گزارش بازدید", En: "the reply to a visit's report"})
	}
	if err := add(w, d, &visitUnanswered{}); err != nil {
		return err
	}
	return o.tellCentre(w, d, v.Place, samad.Text{
		Fa: "مهلت پاسخ مدیر به گزارش بازدید گذشت.", En: "a manager's time to reply to a visit's report is over"})
}

// sender is a draft that sends messages.
type sender interface{ Send(m samad.Message) }

// tellCentre writes to oversight at the centre of a place.
func (o *Office) tellCentre(w *write, to sender, place samad.PlaceID, text samad.Text) error {
	centre, ok := o.directory.Centre(place, o.day(w.now))
	if !ok {
		return nil // no centre serves the place; lists show it all the same
	}
	m, err := w.officeMessage(centre, samad.RoleOversight, text)
	if err != nil {
		return err
	}
	to.Send(m)
	return nil
}

// follow reads on in the cases' feed, at most limit events, and writes what
// follows from them together with the place that it has reached.
func (o *Office) follow(ctx context.Context, now time.Time, limit int) (int, error) {
	d, err := open(ctx, o, o.books.rounds, "follow")
	if err != nil {
		return 0, err
	}
	events, next, err := o.cases.Feed(ctx, d.State.Cursor, limit)
	if err != nil {
		return 0, fmt.Errorf("oversight: read the feed: %w", err)
	}
	if len(events) == 0 {
		return 0, nil
	}
	w := o.beginByTime(now)
	f := following{o: o, w: w, seen: map[string]bool{}}
	for _, e := range events {
		if err := f.event(ctx, e); err != nil {
			return 0, err
		}
	}
	keep(w, d)
	if err := add(w, d, &roundDone{Cursor: next, Done: f.done}); err != nil {
		return 0, err
	}
	if err := w.apply(ctx); err != nil {
		if ledger.IsConflict(err) {
			return 0, nil // another sweep was faster; what it left is read again
		}
		return 0, fmt.Errorf("oversight: follow cases: %w", err)
	}
	for _, v := range f.violations {
		if _, err := o.demandOnce(ctx, now, v); err != nil {
			return f.done, err
		}
	}
	return len(events), nil
}

// following collects what follows from a part of the feed.
type following struct {
	o          *Office
	w          *write
	seen       map[string]bool
	violations []violation
	done       int
}

func (f *following) event(ctx context.Context, e samad.Event) error {
	var occasion Occasion
	switch e.Type {
	case samad.EventAnswered:
		occasion = AfterAnswer
	case samad.EventClosed:
		occasion = AfterClosing
	case samad.EventObjected, samad.EventReopened:
	default:
		return nil
	}
	c, err := f.o.cases.Case(ctx, e.Case)
	if err != nil {
		return fmt.Errorf("oversight: follow case %s: %w", e.Case, err)
	}
	if occasion == "" {
		if v, ok := f.o.returned(c); ok && !f.seen[v.id()] {
			f.seen[v.id()] = true
			f.violations = append(f.violations, v)
		}
		return nil
	}
	n := len(c.Answers)
	if n == 0 || !c.Answers[n-1].Final || c.Answers[n-1].Episode != c.Episode || c.MergedInto != "" || c.Erased {
		return nil // interim, ended without an answer, or taken up again since
	}
	if occasion == AfterAnswer && c.Answers[n-1].Seq != e.Seq {
		return nil
	}
	key := episodeID(c) + "-" + string(occasion)
	if f.seen[key] {
		return nil
	}
	f.seen[key] = true
	f.done++
	if occasion == AfterAnswer {
		if _, err := f.o.ledger.Record(ctx, f.o.books.reviews.Ref(episodeID(c))); isNotFound(err) {
			if err := f.o.sample(f.w, c); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
	}
	officer := e.Actor.Role
	if occasion == AfterClosing {
		officer = ""
	}
	return f.o.planSurvey(ctx, f.w, c, occasion, officer, e.At)
}
