package main

import (
	"context"
	"sync/atomic"
	"testing"
)

// countdown is a context that ends after it was asked a number of times.
type countdown struct {
	context.Context
	left atomic.Int64
	done context.CancelFunc
}

func cancelAfter(t *testing.T, asked int64) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c := &countdown{Context: ctx, done: cancel}
	c.left.Store(asked)
	return c, cancel
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		c.done()
	}
	return c.Context.Err()
}
