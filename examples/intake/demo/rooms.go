package demo

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// Rooms are the rooms beside the Desk, in the same database.
type Rooms struct {
	Meetings   *meeting.Room
	Oversight  *oversight.Office
	Advice     *advice.Room
	Connection *connection.Room
	Province   samad.PlaceID
}

// OpenRooms makes the rooms over a Desk, with a clock and with chance for their
// ids, seeds and draws.
type OpenRooms func(desk *samad.Desk, now func() time.Time, random io.Reader) (Rooms, error)

// hall is what happens in the rooms. Its steps run one after the other, after
// the cases' steps of the same two hours, on a Desk and rooms with one clock.
type hall struct {
	Rooms
	*worker
	y      *year
	due    steps
	random *rand.ChaCha8 // ids, seeds and draws in the rooms

	posts    []string // that are watched
	articles []string // that were written
	letters  []oversight.Letter
}

// The streams of chance, so that one thing does not depend on how often another
// was asked; 1 and 2 are the cases' and the calls'.
const (
	visitChance = iota + 3
	meetingChance
	sessionChance
	weekChance
	surveyChance
)

// dayAndMore is the time of a step that follows on the next day.
const dayAndMore = 24 * time.Hour

func (y *year) openHall() (*hall, error) {
	h := &hall{y: y, worker: &worker{now: y.From}}
	config := y.Desk
	config.Now = func() time.Time { return h.now }
	config.Observer, config.Notifier = nil, y.mail
	desk, err := samad.NewDesk(config)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	h.Desk = desk
	h.begins(visitChance, 0)
	if h.Rooms, err = y.Rooms(desk, config.Now, h); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	h.plan()
	heap.Init(&h.due)
	return h, nil
}

// begins starts chance anew, so that a draw does not depend on how many ids were
// made before it.
func (h *hall) begins(stream, number int) {
	var seed [32]byte
	for i := range 8 {
		seed[i], seed[8+i] = byte(h.y.Seed>>(8*i)), byte(number>>(8*i))
	}
	seed[16] = byte(stream)
	h.random = rand.NewChaCha8(seed)
}

// Read implements [io.Reader]: it is the rooms' chance.
func (h *hall) Read(p []byte) (int, error) { return h.random.Read(p) } //nolint:wrapcheck // it never fails

// plan lays out the year: doors, programmes, sessions and weekly work.
func (h *hall) plan() {
	const month = 28 * dayAndMore
	h.at(h.y.From.Add(time.Hour), h.begin)
	for n, at := 0, h.y.From.Add(5*dayAndMore); at.Before(h.y.Until); n, at = n+1, at.Add(month) {
		h.at(at, func(ctx context.Context) error { return h.commitDraw(ctx, n) })
		h.at(at.Add(4*dayAndMore), func(ctx context.Context) error { return h.invite(ctx, n, meetingAhead) })
		if n%2 == 1 {
			h.at(at.Add(9*dayAndMore), func(ctx context.Context) error { return h.callSession(ctx, n, sessionAhead) })
		}
	}
	for n, at := 0, h.y.From.Add(6*dayAndMore); at.Before(h.y.Until); n, at = n+1, at.Add(7*dayAndMore) {
		h.at(at, func(ctx context.Context) error { return h.week(ctx, n) })
	}
	h.planEnding()
}

// at plans what happens at an instant. What would lie beyond the year does not
// happen in it.
func (h *hall) at(at time.Time, do func(ctx context.Context) error) {
	if at.Before(h.y.From) {
		at = h.y.From
	}
	if !at.Before(h.y.Until) {
		return
	}
	heap.Push(&h.due, &step{at, func(ctx context.Context, _ *worker) (*step, error) { return nil, do(ctx) }})
}

// after plans what happens so much later.
func (h *hall) after(d time.Duration, do func(ctx context.Context) error) { h.at(h.now.Add(d), do) }

// pass does everything in the rooms before an instant.
func (h *hall) pass(ctx context.Context, end time.Time) error {
	for len(h.due) > 0 && h.due[0].at.Before(end) {
		s := heap.Pop(&h.due).(*step) //nolint:forcetypeassert // it holds nothing else
		if s.at.After(h.now) {
			h.now = s.at // a session may have lasted longer than until the next step
		}
		_, err := s.run(ctx, h.worker)
		if err := h.y.note(err); err != nil {
			return err
		}
	}
	return nil
}

// today is the day of the clock.
func (h *hall) today() (persian.Date, error) {
	day, err := persian.FromTime(h.now.In(h.y.Desk.Location))
	if err != nil {
		return day, fmt.Errorf("demo: %w", err)
	}
	return day, nil
}

// daysOn is the day so many days after that of the clock.
func (h *hall) daysOn(n int) (persian.Date, error) {
	day, err := h.today()
	if err != nil {
		return day, err
	}
	if day, err = day.AddDays(n); err != nil {
		return day, fmt.Errorf("demo: %w", err)
	}
	return day, nil
}

// hour is an instant of a day.
func (h *hall) hour(d persian.Date, minutes int) time.Time {
	return d.Time(h.y.Desk.Location, 0, minutes, 0, 0).UTC()
}

// hit is true so many times in a hundred.
func hit(dice *rand.Rand, percent int) bool { return dice.IntN(100) < percent }

// errNobody says that an account that the rooms need is missing.
var errNobody = errors.New("demo: Options.Staff has nobody of a role that the rooms need")

// whoever is who holds a role.
func (y *year) whoever(role samad.Role) (samad.Actor, error) {
	if a, ok := y.Staff.Holder(role); ok {
		return a, nil
	}
	return samad.Actor{}, fmt.Errorf("%w: %s", errNobody, role)
}
