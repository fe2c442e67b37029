package main

import (
	"errors"
	"fmt"
	"time"
)

// parseStart reads --at: the instant at which the clock of cases begins in a
// trial. The zero time is the real clock.
func (o options) parseStart() (time.Time, error) {
	if o.At == "" {
		return time.Time{}, nil
	}
	if !o.loopback() {
		return time.Time{}, errors.New("--at is for trials on this machine: --addr is not a loopback address")
	}
	at, err := time.Parse(time.RFC3339, o.At)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at %q: write an instant such as 2026-03-18T09:30:00+03:30", o.At)
	}
	return at, nil
}

// clockFrom returns a clock that shows start now and goes on from there at the
// usual pace; the real one for the zero time.
func clockFrom(start time.Time) func() time.Time {
	if start.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }
}
