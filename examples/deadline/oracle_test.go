package main

import (
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// oracle counts deadlines again, day by day and from the words of
// docs/deadlines.md alone. Of the library it takes only the table of days: on
// which the office works and when it closes.
type oracle struct {
	cal  *sla.Calendar
	zone *time.Location
}

// working gives the closing of the day on which the instant lies, or of the
// next working day.
func (o oracle) working(at time.Time) time.Time {
	y, m, d := at.In(o.zone).Date()
	for ; ; d++ {
		day := time.Date(y, m, d, 12, 0, 0, 0, o.zone)
		date, err := persian.FromTime(day)
		if err != nil {
			panic(err)
		}
		if closing, works := o.cal.Closing(date); works {
			return closing
		}
	}
}

// after is the closing of the n-th day after that of the instant, moved on
// where it is closed.
func (o oracle) after(at time.Time, n int) time.Time {
	y, m, d := at.In(o.zone).Date()
	return o.working(time.Date(y, m, d+n, 12, 0, 0, 0, o.zone))
}

// afterWorking is the closing of the n-th working day after that of the instant.
func (o oracle) afterWorking(at time.Time, n int) time.Time {
	for range n {
		y, m, d := at.In(o.zone).Date()
		at = o.working(time.Date(y, m, d+1, 12, 0, 0, 0, o.zone))
	}
	return at
}

// due is when ten days (or fifteen) from the start end, held for so long.
func (o oracle) due(start time.Time, days int, held time.Duration) time.Time {
	due := o.after(start, days)
	if held == 0 {
		return due
	}
	// Midnight belongs to the day that it ends.
	return o.working(due.Add(held - time.Nanosecond))
}
