package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
)

// desk is what a checker needs of [samad.Desk].
type desk interface {
	Sweep(ctx context.Context, owner string, limit int) (samad.SweepReport, error)
	Deliver(ctx context.Context, owner string, limit int) (samad.DeliverReport, error)
}

// checker does rounds: everything that is due, then everything that is to be
// delivered.
type checker struct {
	desk    desk
	office  *samad.Desk  // the same desk, for what is no rounds
	config  samad.Config // with which it was made
	store   samad.Store
	regime  *regime.Keeper    // packs and closures; nil in tests without them
	files   attachments.Store // nil where no attachments are taken
	clock   *clock
	carrier interface{ take() map[string]int }
	owner   string
	batch   int
	// couriers is how many deliver side by side; 0 means one.
	couriers int
	report   *reporter
	watch    *watched
	// events publishes events to other systems; nil for nobody.
	events interface {
		Round(ctx context.Context) (int, error)
	}
	// hooks serves webhooks; nil for none.
	hooks *hooks
	// alarms give instants at which chores want to run; see simulate.
	alarms []alarm
	// waiting is since when simulated messages wait, zero for none.
	waiting time.Time
}

// alarm is a chore that knows when it wants to run next.
type alarm interface {
	Next(after time.Time) time.Time
}

// round does one round and reports it. Work that failed is reported and left
// to a later round; the error is that of a round that could not be done at all
// or was stopped.
func (c *checker) round(ctx context.Context) error {
	if c.carrier == nil {
		return c.part(ctx, c.sweep, c.publish)
	}
	if c.clock.still() {
		return c.part(ctx, c.sweep, c.deliver, c.publish)
	}
	return c.part(ctx, c.sideBySide, c.publish)
}

// part does some kinds of work and reports them as a round.
func (c *checker) part(ctx context.Context, work ...func(context.Context, *round) error) error {
	r := round{At: c.clock.Now().UTC()}
	began := time.Now()
	err := c.follow(ctx, &r)
	if err != nil && !stopped(ctx, err) {
		r.fail(err)
		work, err = nil, nil // what cannot be counted is left to a later round
	}
	for _, do := range work {
		if err != nil {
			break
		}
		err = do(ctx, &r)
	}
	if c.carrier != nil {
		r.Messages = c.carrier.take()
	}
	c.hooks.note(&r)
	r.took = time.Since(began)
	c.report.round(r)
	c.watch.note(r)
	return err
}

// follow has the round count by the closures and packs that were decided on since
// the last one, and moves deadlines that a closure left behind. Without them a round
// would tell of breaches that are none, so that nothing is done when they cannot be
// read.
func (c *checker) follow(ctx context.Context, r *round) error {
	if c.regime == nil {
		return nil
	}
	if _, err := c.regime.Refresh(ctx); err != nil {
		return fmt.Errorf("packs and closures: %w", err)
	}
	moved, err := c.regime.Settle(ctx, c.office)
	if moved > 0 {
		r.Chores = merge(r.Chores, map[string]int{"closures": moved})
	}
	if err != nil {
		if stopped(ctx, err) {
			return err
		}
		r.fail(err) // the other cases are counted rightly
	}
	return nil
}

// sweep sweeps until nothing more is due.
func (c *checker) sweep(ctx context.Context, r *round) error {
	for {
		done, err := c.desk.Sweep(ctx, c.owner, c.batch)
		r.sweep(done)
		if err != nil {
			if stopped(ctx, err) {
				return err
			}
			r.fail(err)
		}
		// A case that fails stays claimed for a while, so this comes to an
		// end; when not even claiming works, the next round tries again.
		if !full(done, c.batch) {
			return nil
		}
	}
}

// full reports whether a sweep did all that it might at a time, so that there
// may be more.
func full(r samad.SweepReport, limit int) bool {
	for _, n := range r.Chores {
		if n >= limit {
			return true
		}
	}
	return r.Claimed >= limit || r.Wiped >= limit
}

// deliver delivers until nothing more waits. Couriers share the messages among
// them by claims of their own, so that one slow carrier does not hold up all.
// They end together: what one holds keeps others from all behind it, and may be
// free for them when it is done.
func (c *checker) deliver(ctx context.Context, r *round) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	couriers := max(1, c.couriers)
	crew := newCrew(couriers)
	for i := range couriers {
		owner, batch := c.owner, c.batch
		if couriers > 1 {
			owner, batch = fmt.Sprintf("%s/%d", owner, i), max(1, batch/couriers)
		}
		group.Go(func() error {
			vain := 0
			for {
				done, err := c.desk.Deliver(ctx, owner, batch)
				mu.Lock()
				failed := r.delivered(ctx, done, err)
				mu.Unlock()
				if vain++; done.Claimed > 0 {
					vain = 0
				}
				if failed != nil {
					crew.leave()
					return failed
				}
				if !crew.goOn(ctx, vain) {
					return nil
				}
			}
		})
	}
	return group.Wait()
}

// delivered notes what one courier did. It returns the error that ends the work.
func (r *round) delivered(ctx context.Context, done samad.DeliverReport, err error) error {
	r.deliver(done)
	if err != nil && stopped(ctx, err) {
		return err
	}
	for _, one := range parts(err) {
		// A checker that was slow, or whose clock differs, finds that
		// another has taken its claim over and delivered the message too.
		if errors.Is(one, samad.ErrConflict) {
			r.Overtaken++
			continue
		}
		r.fail(one)
	}
	return nil
}

// parts takes joined errors apart; none for nil.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// stopped reports whether an error is no more than the end of the work.
func stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, samad.ErrClosed)
}

// loop does a round now and then one every while, until it is stopped.
func (c *checker) loop(ctx context.Context, every time.Duration) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := c.round(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}
