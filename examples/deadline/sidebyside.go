package main

import (
	"context"
	"errors"
	"time"
)

// sideBySide sweeps and, meanwhile and once more at the end, delivers: after
// downtime there may be much to sweep, and whoever has been answered is not to
// wait for it.
func (c *checker) sideBySide(ctx context.Context, r *round) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var swept round
	done := make(chan error, 1)
	go func() { done <- c.sweep(ctx, &swept) }()
	for {
		select {
		case err := <-done:
			r.join(swept)
			if err != nil {
				return err
			}
			return c.deliver(ctx, r)
		default:
		}
		if err := c.deliver(ctx, r); err != nil {
			cancel()
			stopped := <-done // what the sweep has begun is ended or given up
			r.join(swept)
			if errors.Is(stopped, context.Canceled) {
				stopped = nil // by us
			}
			return errors.Join(err, stopped)
		}
		select {
		case err := <-done:
			done <- err
		case <-time.After(longestLook):
		}
	}
}
