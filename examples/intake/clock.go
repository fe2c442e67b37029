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

// clock is what cases are timed by: what was passed in, that of --at, or the real one.
func (o options) clock() func() time.Time {
	if o.now != nil {
		return o.now
	}
	return clockFrom(o.start)
}
