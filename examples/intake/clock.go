package main

import "time"

// clockFrom returns a clock that shows start now and goes on from there at the
// usual pace; the real one for the zero time.
func clockFrom(start time.Time) func() time.Time {
	if start.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }
}
