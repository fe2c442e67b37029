package demo

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// year is the making of one.
type year struct {
	Options
	byKind   map[samad.Kind][]Sample
	ofShown  []Sample // that the agency which is shown answers
	counties []samad.PlaceID
	agencies []samad.AgencyID
	general  []samad.AgencyID // of these, those with directors-general
	workers  []*worker
	due      steps
	swept    time.Time // the instant of the last sweep
	hall     *hall     // nil without rooms
	mail     *inbox

	mu      sync.Mutex
	report  Report
	numbers map[samad.CaseID]int // which case of the year it is
	upheld  []samad.CaseID       // of the agency that is shown, after an objection
}

// worker is a Desk with a clock of its own.
type worker struct {
	*samad.Desk
	now time.Time
}

// slice is the time of whose steps each follows on the other, and after which
// time does its own work. Steps never run side by side: which answers are
// reviewed is drawn in the order in which they were recorded, and the same seed
// would show other pages.
const slice = 2 * time.Hour

// Run makes the year. It returns the first error that is not the Desk's no to
// a single step.
func Run(ctx context.Context, o Options) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	y := &year{Options: o, swept: o.From, report: Report{Refused: map[string]int{}}, mail: &inbox{}, numbers: map[samad.CaseID]int{}}
	if err := y.prepare(); err != nil {
		return Report{}, err
	}
	if o.Rooms != nil {
		var err error
		if y.hall, err = y.openHall(); err != nil {
			return Report{}, err
		}
	}
	for at := o.From; at.Before(o.Until); at = at.Add(slice) {
		end := at.Add(slice)
		if end.After(o.Until) {
			end = o.Until
		}
		if err := y.pass(ctx, at, end); err != nil {
			return y.report, err
		}
		o.Progress(end)
	}
	return y.report, nil
}

func (y *year) prepare() error {
	y.workers = make([]*worker, couriers)
	for i := range y.workers {
		w := &worker{now: y.From}
		config := y.Desk
		config.Now = func() time.Time { return w.now }
		config.Observer, config.Notifier = nil, y.mail
		desk, err := samad.NewDesk(config)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		w.Desk, y.workers[i] = desk, w
	}
	y.byKind = map[samad.Kind][]Sample{}
	for _, s := range y.Samples {
		y.byKind[s.Expected.Kind] = append(y.byKind[s.Expected.Kind], s)
	}
	if err := y.readDirectory(); err != nil {
		return err
	}
	for _, s := range y.Samples {
		if s.Expected.Agency == string(y.shown()) && s.Expected.Topic != "" {
			y.ofShown = append(y.ofShown, s)
		}
	}
	for i := range y.Cases {
		y.due = append(y.due, y.newLife(i))
	}
	for i := range y.Cases * callsPerCase {
		y.due = append(y.due, y.newCall(i))
	}
	heap.Init(&y.due)
	return nil
}

// step is something that happens at an instant; it returns what comes next, if
// anything does.
type step struct {
	at  time.Time
	run func(ctx context.Context, w *worker) (*step, error)
}

// pass does everything between two instants, then what time asks for.
func (y *year) pass(ctx context.Context, from, end time.Time) error {
	for len(y.due) > 0 && y.due[0].at.Before(end) {
		s := heap.Pop(&y.due).(*step) //nolint:forcetypeassert // it holds nothing else
		if s.at.Before(from) {
			s.at = from
		}
		w := y.workers[0]
		w.now = s.at
		next, err := s.run(ctx, w)
		if err := y.note(err); err != nil {
			return err
		}
		if next != nil && next.at.Before(y.Until) {
			heap.Push(&y.due, next)
		}
	}
	if y.hall != nil {
		if err := y.hall.pass(ctx, end); err != nil {
			return err
		}
	}
	return y.time(ctx, end)
}

// note counts a step. The Desk's no to it is part of life.
func (y *year) note(err error) error {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.report.Steps++
	for _, no := range []error{samad.ErrTransition, samad.ErrConflict, samad.ErrTooLate, samad.ErrLimit, samad.ErrNoRoute, oversight.ErrState, oversight.ErrGround, meeting.ErrState} {
		if errors.Is(err, no) {
			y.report.Refused[samad.ErrorCode(err)]++
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// time sweeps what is due and hands out messages, at the instant.
func (y *year) time(ctx context.Context, at time.Time) error {
	w := y.workers[0]
	w.now = at
	const owner, limit = "demo", 500
	// Asked by a read first: most hours ask for nothing.
	next, err := y.Desk.Store.NextDue(ctx, y.swept)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for !next.IsZero() && !next.After(at) {
		r, err := w.Sweep(ctx, owner, limit)
		if err != nil {
			return fmt.Errorf("demo: sweep: %w", err)
		}
		s := &y.report.Sweep
		s.Claimed, s.Warned, s.Breached, s.Escalated, s.Lapsed, s.Wiped = s.Claimed+r.Claimed, s.Warned+r.Warned,
			s.Breached+r.Breached, s.Escalated+r.Escalated, s.Lapsed+r.Lapsed, s.Wiped+r.Wiped
		if r.Claimed < limit {
			break
		}
	}
	y.swept = at
	if at.Before(y.Until) && at.UTC().Hour()%24 > 1 { // couriers come once a day
		return nil
	}
	return y.deliver(ctx, at)
}

// deliver empties the outbox, as couriers have done all the year.
func (y *year) deliver(ctx context.Context, at time.Time) error {
	errs := make([]error, couriers)
	var all sync.WaitGroup
	for i := range couriers {
		all.Go(func() {
			w := y.workers[i]
			w.now = at
			for {
				r, err := w.Deliver(ctx, fmt.Sprintf("demo-%d", i), 100)
				y.mu.Lock()
				y.report.Delivered += r.Delivered
				y.mu.Unlock()
				if errs[i] = err; err != nil || r.Claimed == 0 {
					return
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// couriers hand out messages side by side, so that their writes share commits.
const couriers = 16

// number is which case of the year it is, -1 for one that came up in a room.
func (y *year) number(id samad.CaseID) int {
	y.mu.Lock()
	defer y.mu.Unlock()
	if n, ok := y.numbers[id]; ok {
		return n
	}
	return -1
}

// chance is a case's own dice, so that its life does not depend on others'.
func (y *year) chance(stream, number int) *rand.Rand {
	return rand.New(rand.NewPCG(y.Seed, uint64(stream)<<32|uint64(number))) //nolint:gosec // a play, no secret
}

// steps is a heap by instant.
type steps []*step

func (s steps) Len() int           { return len(s) }
func (s steps) Less(i, j int) bool { return s[i].at.Before(s[j].at) }
func (s steps) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

// Push implements [heap.Interface].
func (s *steps) Push(x any) { *s = append(*s, x.(*step)) } //nolint:forcetypeassert // nothing else is pushed

// Pop implements [heap.Interface].
func (s *steps) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
