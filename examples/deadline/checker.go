package main

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	store   samad.Store
	clock   *clock
	carrier interface{ take() map[string]int }
	owner   string
	batch   int
	report  *reporter
}

// round does one round and reports it. Work that failed is reported and left
// to a later round; the error is that of a round that could not be done at all
// or was stopped.
func (c *checker) round(ctx context.Context) error {
	r := round{At: c.clock.Now().UTC()}
	began := time.Now()
	err := c.sweep(ctx, &r)
	if err == nil {
		err = c.deliver(ctx, &r)
	}
	r.Messages = c.carrier.take()
	r.took = time.Since(began)
	c.report.round(r)
	return err
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
		if done.Idle() {
			return nil
		}
	}
}

// deliver delivers until nothing more waits.
func (c *checker) deliver(ctx context.Context, r *round) error {
	for {
		done, err := c.desk.Deliver(ctx, c.owner, c.batch)
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
		if done.Claimed == 0 {
			return nil
		}
	}
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

// rescan is after how much simulated time the store is asked again for what
// will be due: others may have been at work on it.
const rescan = 7 * 24 * time.Hour

// simulate does a round now and at every instant up to until at which
// something is due.
func (c *checker) simulate(ctx context.Context, until time.Time, progress *progress) error {
	defer progress.finish()
	for {
		if err := c.round(ctx); err != nil {
			return err
		}
		now := c.clock.Now()
		if !now.Before(until) {
			return nil
		}
		horizon := now.Add(rescan)
		if horizon.After(until) {
			horizon = until
		}
		instants, err := dueInstants(ctx, c.store, now, horizon)
		if err != nil {
			return fmt.Errorf("look ahead from %s: %w", now.Format(time.RFC3339), err)
		}
		for _, at := range instants {
			c.clock.set(at)
			progress.at(at)
			if err := c.round(ctx); err != nil {
				return err
			}
		}
		c.clock.set(horizon)
		progress.at(horizon)
	}
}
