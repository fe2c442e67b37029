package sla

import (
	"fmt"
	"slices"
	"time"
)

// held returns the pauses of a clock as they count: in order, overlaps once,
// cut to the clock's life. Open tells that the last one has no end and the
// clock still runs; it is then not among the spans. Contradictions are an
// [ErrClock].
func (c Clock) held() (spans []Span, open bool, err error) {
	if c.Started.IsZero() {
		return nil, false, &ClockError{"started", "it is missing"}
	}
	if !c.Stopped.IsZero() && c.Stopped.Before(c.Started) {
		return nil, false, &ClockError{"stopped", "it lies before the start"}
	}
	for i, p := range c.Pauses {
		field := func() string { return fmt.Sprintf("pauses[%d]", i) }
		switch {
		case p.From.IsZero():
			return nil, false, &ClockError{field(), "it has no start"}
		case p.To.IsZero() && c.Stopped.IsZero():
			open = true
			continue
		case p.To.IsZero():
			p.To = c.Stopped
			if p.To.Before(p.From) {
				continue
			}
		case p.To.Before(p.From):
			return nil, false, &ClockError{field(), "it ends before it starts"}
		}
		if p.From.Before(c.Started) {
			p.From = c.Started
		}
		if !c.Stopped.IsZero() && p.To.After(c.Stopped) {
			p.To = c.Stopped
		}
		if p.From.Before(p.To) {
			spans = append(spans, p)
		}
	}
	for i, e := range c.Extensions {
		if e.IsZero() {
			return nil, false, &ClockError{fmt.Sprintf("extensions[%d]", i), "it is no target"}
		}
	}
	return merge(spans), open, nil
}

// merge orders spans and joins those that touch or overlap.
func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	var merged []Span
	for _, s := range spans {
		if n := len(merged); n > 0 && !s.From.After(merged[n-1].To) {
			if s.To.After(merged[n-1].To) {
				merged[n-1].To = s.To
			}
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// Paused reports whether a pause without end holds the clock, at the present
// state of its facts.
func (c Clock) Paused() bool {
	return c.Stopped.IsZero() && slices.ContainsFunc(c.Pauses, func(p Span) bool { return p.To.IsZero() })
}

// measure is how a target's time is counted: elapsed or worked.
func (k *counter) measure(unit Unit, from, to time.Time) (time.Duration, error) {
	if unit == CalendarDays || unit == Hours {
		return to.Sub(from), nil
	}
	d, basis, err := k.cal.WorkingTimeBetween(from, to)
	k.note(basis, err)
	return d, err
}

// pausedTime sums the pauses in the measure of a unit.
func (k *counter) pausedTime(unit Unit, spans []Span) (total time.Duration, err error) {
	for _, s := range spans {
		d, err := k.measure(unit, s.From, s.To)
		if err != nil {
			return 0, err
		}
		if total += d; total < 0 {
			return 0, &RangeError{"sum the pauses"}
		}
	}
	return total, nil
}

// onward moves an instant on by an amount in the measure of a unit.
func (k *counter) onward(unit Unit, from time.Time, d time.Duration) (time.Time, error) {
	if unit == CalendarDays || unit == Hours {
		to := from.Add(d)
		_, err := k.cal.DateAt(to)
		return to, err
	}
	to, basis, err := k.cal.AddWorkingTime(from, d)
	k.note(basis, err)
	return to, err
}
