package main

import (
	"context"
	"sync"
	"time"
)

// crew are couriers who share what waits. One that finds nothing looks again
// while others are still at it.
type crew struct {
	mu   sync.Mutex
	busy int
	over chan struct{} // closed when the last one has found nothing; nil before anybody waited
}

// The waits between two looks of a courier with nothing to do.
const (
	shortestLook = 20 * time.Millisecond
	longestLook  = time.Second
)

// begin says that a courier looks for messages.
func (c *crew) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy++
}

// goOn says that the courier is done with what it claimed, and returns whether
// to look again: at once, or, after so many looks in vain, when another has been
// at it for a while.
func (c *crew) goOn(ctx context.Context, vain int) bool {
	c.mu.Lock()
	c.busy--
	alone := c.busy == 0
	if c.over == nil {
		c.over = make(chan struct{})
	}
	over := c.over
	if alone && vain > 0 {
		close(over) // who waits need not look
		c.over = nil
	}
	c.mu.Unlock()
	switch {
	case vain == 0:
		return true
	case alone:
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-over:
		return false
	case <-time.After(min(shortestLook<<min(vain, 8), longestLook)):
		return true
	}
}
