package sla

import (
	"fmt"
	"strconv"
	"strings"
)

// Interval is a stretch of a day in minutes from its midnight, half-open. To
// may lie after 24:00 (1440), up to 48:00, when an office works through the
// night: the whole interval then belongs to the day on which it begins.
type Interval struct {
	From, To int
}

const minutesPerDay = 24 * 60

// ParseInterval reads "HH:MM-HH:MM", from 00:00 to 24:00. When the second time
// is before the first, it is the one of the next day: "22:00-06:00". A fault
// is an [ErrMalformed].
func ParseInterval(s string) (Interval, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return Interval{}, fmt.Errorf("%w: interval %q: HH:MM-HH:MM expected", ErrMalformed, s)
	}
	a, okA := parseClock(from)
	b, okB := parseClock(to)
	if !okA || !okB || a == minutesPerDay {
		return Interval{}, fmt.Errorf("%w: interval %q: times from 00:00 to 24:00 expected", ErrMalformed, s)
	}
	if a == b {
		return Interval{}, fmt.Errorf("%w: interval %q is empty", ErrMalformed, s)
	}
	if b < a {
		b += minutesPerDay
	}
	return Interval{a, b}, nil
}

// String returns the form that [ParseInterval] reads.
func (v Interval) String() string {
	to := v.To
	if to > minutesPerDay {
		to -= minutesPerDay
	}
	return clockText(v.From) + "-" + clockText(to)
}

func clockText(minutes int) string {
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// parseClock reads HH:MM, 00:00 to 24:00.
func parseClock(s string) (minutes int, ok bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	h, err1 := strconv.ParseUint(s[:2], 10, 8)
	m, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err1 != nil || err2 != nil || h > 24 || m > 59 || h == 24 && m > 0 {
		return 0, false
	}
	return int(h*60 + m), true
}

// checkIntervals says what is wrong with the intervals of one day, or "".
func checkIntervals(list []Interval) string {
	for i, v := range list {
		switch {
		case v.From < 0 || v.From >= minutesPerDay:
			return fmt.Sprintf("interval %d starts outside its day", i+1)
		case v.To <= v.From:
			return fmt.Sprintf("interval %d ends before it starts", i+1)
		case v.To > v.From+minutesPerDay:
			return fmt.Sprintf("interval %d is longer than a day", i+1)
		case i > 0 && v.From < list[i-1].To:
			return fmt.Sprintf("%v overlaps %v, or stands before it", v, list[i-1])
		}
	}
	if n := len(list); n > 1 && list[n-1].To > list[0].From+minutesPerDay {
		return fmt.Sprintf("%v runs into %v of the next day", list[n-1], list[0])
	}
	return ""
}
