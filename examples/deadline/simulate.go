package main

import (
	"context"
	"fmt"
	"time"
)

// gather is how long simulated messages wait for each other before they are
// delivered together. A real courier comes by every --every.
const gather = 4 * time.Hour

// simulate does a round now and at every instant up to until at which
// something is due.
func (c *checker) simulate(ctx context.Context, until time.Time, progress *progress) error {
	defer progress.finish()
	if err := c.round(ctx); err != nil {
		return err
	}
	if err := c.advance(ctx, until, progress); err != nil {
		return err
	}
	return c.round(ctx)
}

// advance goes from due instant to due instant and leaves the clock at until.
// It never looks at what is not due. Messages are delivered when the clock is
// about to leave those behind that have waited for [gather].
func (c *checker) advance(ctx context.Context, until time.Time, progress *progress) error {
	for {
		now := c.clock.Now()
		next, err := c.next(ctx, now)
		if err != nil {
			return err
		}
		over := next.IsZero() || next.After(until)
		if over {
			next = until
		}
		if !c.waiting.IsZero() && !next.Before(c.waiting.Add(gather)) {
			c.waiting = time.Time{}
			if err := c.part(ctx, c.deliver, c.publish); err != nil {
				return err
			}
			if !over {
				continue // what was tried in vain may be due before next
			}
		}
		c.clock.set(next)
		progress.at(next)
		if over {
			return nil
		}
		if err := c.part(ctx, c.sweep); err != nil {
			return err
		}
		if c.waiting.IsZero() {
			c.waiting = next
		}
	}
}

// next is the first instant after now at which there is something to do, zero
// for none.
func (c *checker) next(ctx context.Context, now time.Time) (time.Time, error) {
	next, err := c.store.NextDue(ctx, now)
	if err != nil {
		return time.Time{}, fmt.Errorf("look ahead from %s: %w", now.Format(time.RFC3339), err)
	}
	for _, a := range c.alarms {
		if at := a.Next(now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, nil
}
