package pilot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

// Options say how large the scenario is.
type Options struct {
	// Scale divides calls, cases and the length of meetings, never the number
	// of meetings; 1 is the full size, 10 the smallest.
	Scale int
	Seed  uint64
}

// quota is how many calls, and cases of Social Security, come by the end of a
// stretch of days. Those of 1397 and of Tir 1399 are assumed.
type quota struct {
	from, to     persian.Date
	calls, cases int
}

func quotas(scale int) ([]quota, error) {
	var out []quota
	for _, q := range []struct {
		from, to     [3]int
		calls, cases int
	}{
		{[3]int{1397, 7, 15}, [3]int{1397, 12, 29}, 15_500, 110},
		{[3]int{1398, 1, 1}, [3]int{1398, 12, 29}, 34_000, 250},
		{[3]int{1399, 1, 1}, [3]int{1399, 3, 31}, 8_000, 100},
		{[3]int{1399, 4, 1}, [3]int{1399, 4, 31}, 2_700, 40},
	} {
		from, err1 := persian.New(q.from[0], q.from[1], q.from[2])
		to, err2 := persian.New(q.to[0], q.to[1], q.to[2])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		out = append(out, quota{from, to, q.calls / scale, q.cases / scale})
	}
	return out, nil
}

// run is a scenario on its way.
type run struct {
	*Office
	ctx     context.Context //nolint:containedctx // a run is one call of Live
	random  *rand.Rand
	scale   int
	due     map[persian.Date][]task         // what agencies do on which day
	invited map[samad.AgencyID]persian.Date // the week in which an agency was host last
	serial  int
	// of the current quota
	calls, cases int
}

// task is an answer that an agency gives, or what a petitioner does afterwards.
type task struct {
	id      samad.CaseID
	receipt samad.Receipt
	agency  samad.AgencyID
}

// Run lives the scenario in an empty database. The figures are counted at its
// end, which is 25 Mordad 1399: by then everything has been due.
func Run(ctx context.Context, db storage.DB, options Options) (*Office, error) {
	if options.Scale < 1 || options.Scale > 10 {
		return nil, fmt.Errorf("pilot: scale %d is not 1 to 10", options.Scale)
	}
	lasts := 2 * time.Hour
	if options.Scale > 1 {
		lasts = 30 * time.Minute
	}
	o, err := open(db, lasts)
	if err != nil {
		return nil, err
	}
	r := &run{
		Office: o, ctx: ctx, scale: options.Scale,
		random: rand.New(rand.NewPCG(options.Seed, 111)), //nolint:gosec // a scenario that can be repeated
		due:    map[persian.Date][]task{}, invited: map[samad.AgencyID]persian.Date{},
	}
	list, err := quotas(options.Scale)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		if err := r.live(q); err != nil {
			return nil, err
		}
	}
	end, err := persian.New(1399, 5, 25)
	if err != nil {
		return nil, err
	}
	after, err := list[len(list)-1].to.AddDays(1)
	if err != nil {
		return nil, err
	}
	for d := after; !d.After(end); {
		if err := r.day(d, 0, 0); err != nil {
			return nil, fmt.Errorf("pilot: %s: %w", d, err)
		}
		if d, err = d.AddDays(1); err != nil {
			return nil, err
		}
	}
	return o, r.count()
}

// count takes everything into the figures.
func (r *run) count() error {
	for {
		n, err := r.Keeper.Update(r.ctx, 1000)
		if err != nil {
			return err
		}
		calls, err := r.Keeper.UpdateCalls(r.ctx, r.Now(), 1000)
		if err != nil {
			return err
		}
		if n+calls == 0 {
			return nil
		}
	}
}

// live goes through the days of a quota.
func (r *run) live(q quota) error {
	r.calls, r.cases = 0, 0
	working := 0
	days := []persian.Date{}
	for d := q.from; !d.After(q.to); {
		days = append(days, d)
		if open, _ := r.Calendar.IsWorkingDay(d); open {
			working++
		}
		next, err := d.AddDays(1)
		if err != nil {
			return err
		}
		d = next
	}
	passed := 0
	for _, d := range days {
		if open, _ := r.Calendar.IsWorkingDay(d); open {
			passed++
		}
		if err := r.day(d, q.calls*passed/working, q.cases*passed/working); err != nil {
			return fmt.Errorf("pilot: %s: %w", d, err)
		}
	}
	return nil
}

// day lives one day, by the end of which so many calls and cases of Social
// Security have come since the quota began.
func (r *run) day(d persian.Date, calls, cases int) error {
	at := func(hour, minute int) time.Time { return d.Time(r.Zone, hour, minute, 0, 0) }
	r.to(at(7, 30))
	if _, err := r.Desk.Sweep(r.ctx, "scenario", 1000); err != nil {
		return err
	}
	if open, _ := r.Calendar.IsWorkingDay(d); !open {
		if tasks := r.due[d]; len(tasks) > 0 { // closed: the day after
			next, err := d.AddDays(1)
			if err != nil {
				return err
			}
			r.due[next] = append(r.due[next], tasks...)
			delete(r.due, d)
		}
		return nil
	}
	r.to(at(8, 0))
	if calls > r.calls {
		if err := r.meetings(d, cases); err != nil {
			return err
		}
	}
	r.to(at(13, 0))
	if err := r.answer(d); err != nil {
		return err
	}
	r.to(at(14, 0))
	for todo := calls - r.calls; todo > 0; todo-- {
		started := at(8, 0).Add(time.Duration(r.random.IntN(350)) * time.Minute)
		if err := r.call(started, cases); err != nil {
			return err
		}
	}
	return nil
}
