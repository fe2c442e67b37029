package main

import (
	"context"
	"sync"
	"time"
)

// crew are couriers who share what waits. One that finds nothing looks again
// while others are still at it. All are at it from the beginning, so that nobody
// takes one who is late to start for one who is done.
type crew struct {
	mu   sync.Mutex
	busy int           // those who look for messages or carry them
	over chan struct{} // closed when the last one has found nothing
}

// The waits between two looks of a courier with nothing to do.
const (
	shortestLook = 20 * time.Millisecond
	longestLook  = time.Second
)

// newCrew returns a crew of n couriers, all at it.
func newCrew(n int) *crew { return &crew{busy: n, over: make(chan struct{})} }

// goOn says what a courier is done with, and returns whether to look again: at
// once when it carried something, or, after so many looks in vain, when others
// have been at it for a while. One that is told to end has left the crew.
func (c *crew) goOn(ctx context.Context, vain int) bool {
	if vain == 0 {
		return true
	}
	c.leave()
	select {
	case <-ctx.Done():
		return false
	case <-c.over:
		return false
	case <-time.After(min(shortestLook<<min(vain, 8), longestLook)):
		return c.comeBack()
	}
}

// leave says that a courier waits, or ends. When nobody is left at it, nothing
// more becomes free: who waits need not look.
func (c *crew) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy--; c.busy == 0 {
		close(c.over)
	}
}

// comeBack says that a courier that waited is at it again, unless all is over.
func (c *crew) comeBack() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy == 0 {
		return false
	}
	c.busy++
	return true
}
