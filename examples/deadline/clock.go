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

// set moves a simulated clock; it never goes back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.simulated) {
		c.simulated = t
	}
}
