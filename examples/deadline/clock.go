package main

import (
	"sync"
	"time"
)

// clock tells the time to the desk. A simulated one moves only when told to.
type clock struct {
	mu        sync.Mutex
	simulated time.Time // zero for the real time
}

// Now returns the time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.simulated.IsZero() {
		return time.Now()
	}
	return c.simulated
}

// still reports whether the clock is a simulated one.
func (c *clock) still() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.simulated.IsZero()
}

// set moves a simulated clock; it never goes back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.simulated) {
		c.simulated = t
	}
}
