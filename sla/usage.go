package sla

import "time"

// Usage is the state of a limit at an instant. Used and Left are elapsed time
// for targets in d and h, working time for wd and wh.
type Usage struct {
	// Used is the time from the start, without the pauses.
	Used time.Duration
	// Left is the time to the due instant, negative after it. While the clock is
	// paused it stands still, as Used does.
	Left time.Duration
	// Percent is Used as a share of Used and Left, the whole time that the clock
	// has: 100 at the due instant, and more as time is used after it.
	Percent float64
	// Due is the due instant, UTC; zero while the clock is paused.
	Due time.Time
	// Late: the due instant has passed, or had when the clock stopped.
	Late            bool
	Paused, Stopped bool
	Provisional     bool
}

// UsageAt returns how much of the limit of a stage is used at an instant, or
// at the stop of the clock if that is earlier. The zero Usage is returned when
// the stage has no limit. What is recorded after the instant is as if it had
// not happened yet. Before the start nothing is used. It fails as
// [Policy.Plan] does.
func (p *Policy) UsageAt(f Facts, c Clock, at time.Time) (Usage, error) {
	c = c.asOf(at)
	if _, _, err := c.held(); err != nil {
		return Usage{}, err
	}
	r := p.rule(f)
	if r == nil || r.limit.IsZero() {
		return Usage{}, nil
	}
	cal, err := p.calendar(f)
	if err != nil {
		return Usage{}, err
	}
	u := Usage{Paused: c.Paused(), Stopped: !c.Stopped.IsZero()}
	if u.Stopped {
		at = c.Stopped
	}
	if at.Before(c.Started) {
		at = c.Started
	}
	frozen := c
	if u.Paused {
		// A pause that is still open stops everything where it began.
		if at, err = c.heldSince(at); err != nil {
			return Usage{}, err
		}
		frozen.Stopped = at
	}
	limit, err := reckon(cal, p.counting, r.limit, frozen, true)
	if err != nil {
		return Usage{}, err
	}
	k := counter{cal: cal, rules: p.counting}
	unit := r.limit.unit
	if u.Used, err = k.measure(unit, c.Started, at); err != nil {
		return Usage{}, err
	}
	u.Used -= limit.paused
	if u.Left, err = k.measure(unit, at, limit.due); err != nil {
		return Usage{}, err
	}
	u.Late = at.After(limit.due)
	switch total := u.Used + u.Left; {
	case total > 0:
		u.Percent = 100 * float64(u.Used) / float64(total)
	case u.Late: // a limit that was over when the clock started
		u.Percent = 100
	}
	u.Provisional = limit.basis.Provisional()
	if !u.Paused {
		u.Due = utc(limit.due)
	}
	return u, nil
}

// heldSince returns when the pause began that holds the clock at an instant.
func (c Clock) heldSince(at time.Time) (time.Time, error) {
	past := c
	past.Stopped = at
	spans, _, err := past.held()
	if err != nil {
		return time.Time{}, err
	}
	if n := len(spans); n > 0 && spans[n-1].To.Equal(at) {
		return spans[n-1].From, nil
	}
	return at, nil
}

// asOf returns the facts of the clock that were known at an instant.
func (c Clock) asOf(at time.Time) Clock {
	if c.Stopped.After(at) {
		c.Stopped = time.Time{}
	}
	var known []Span
	for _, p := range c.Pauses {
		if p.From.After(at) {
			continue
		}
		if p.To.After(at) {
			p.To = time.Time{}
		}
		known = append(known, p)
	}
	c.Pauses = known
	return c
}
