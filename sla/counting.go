package sla

import (
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Counting are the rules by which deadlines are counted. The zero Counting is
// what the package documentation teaches. No law says how the ten days of Samad
// are counted; the first two rules follow the terms of civil procedure (Civil
// Procedure Act of 1379, arts. 443-445), the third is our choice. All are
// settings.
type Counting struct {
	// FirstDay counts the day of the start as the first one. By default it is
	// not counted: by art. 445 the day of service is no part of a term. (The
	// same article leaves out the day of action too; that is not done here, as
	// it would give the agency a day more than it is told.)
	FirstDay bool
	// ClosedDayStays leaves a deadline in calendar days on a closed day, until
	// midnight. By default it moves to the next working day: art. 444, and for
	// days declared closed the Act of 1378 on official holidays, art. 2, note 1.
	ClosedDayStays bool
	// UntilMidnight ends a deadline in days with its last day. By default it
	// ends with the last working minute of that day.
	UntilMidnight bool
}

// counter counts one deadline and remembers what it rested on.
type counter struct {
	cal   *Calendar
	rules Counting
	basis Basis
}

func (k *counter) note(b Basis, err error) {
	if err == nil {
		k.basis = max(k.basis, b)
	}
}

// lastDay is the outcome of counting days.
type lastDay struct {
	counted persian.Date // the day that the count arrived at
	final   persian.Date // the same, or the working day it was moved to
}

// count returns the end of n units from an instant. First says whether the day
// of the instant is the first day of the whole deadline; else the instant is
// the end of something, and midnight belongs to the day that it ends.
func (k *counter) count(from time.Time, n int, unit Unit, first bool) (time.Time, lastDay, error) {
	switch unit {
	case Hours, WorkingHours:
		at, err := k.onward(unit, from, time.Duration(n)*time.Hour)
		return at, lastDay{}, err
	}
	if !first {
		from = from.Add(-1)
	}
	day, err := k.cal.DateAt(from)
	if err != nil {
		return time.Time{}, lastDay{}, err
	}
	counted := first && k.rules.FirstDay
	if unit == CalendarDays {
		if counted {
			n--
		}
		last, err := day.AddDays(n)
		if err != nil {
			return time.Time{}, lastDay{}, err
		}
		return k.settle(last)
	}
	if counted {
		if open, _ := k.cal.IsWorkingDay(day); open {
			n--
		}
	}
	last, basis, err := k.cal.AddWorkingDays(day, n)
	k.note(basis, err)
	if err != nil {
		return time.Time{}, lastDay{}, err
	}
	at, err := k.endOf(last)
	return at, lastDay{last, last}, err
}

// settle ends a deadline in calendar days on its last day, or on the next
// working day when that one is closed.
func (k *counter) settle(last persian.Date) (time.Time, lastDay, error) {
	open, basis := k.cal.IsWorkingDay(last)
	k.note(basis, nil)
	final := last
	if !open {
		if k.rules.ClosedDayStays {
			return last.End(k.cal.Zone()), lastDay{last, last}, nil
		}
		var err error
		final, basis, err = k.cal.NextWorkingDay(last)
		k.note(basis, err)
		if err != nil {
			return time.Time{}, lastDay{}, err
		}
	}
	at, err := k.endOf(final)
	return at, lastDay{last, final}, err
}

// endOf is the instant at which a deadline ends on a working day.
func (k *counter) endOf(d persian.Date) (time.Time, error) {
	if k.rules.UntilMidnight {
		return d.End(k.cal.Zone()), nil
	}
	at, ok := k.cal.Closing(d)
	if !ok {
		return time.Time{}, &RangeError{"closing of " + d.String()}
	}
	return at, nil
}

// reckoning is one deadline with the steps that led to it.
type reckoning struct {
	target    Target
	amount    int      // of the target with the extensions of its unit
	others    []Target // extensions in other units
	started   time.Time
	startedOn persian.Date
	day       lastDay // for targets of days, without pauses
	base      time.Time
	pauses    []Span
	paused    time.Duration // in the measure of the unit
	dayAfter  lastDay       // for targets of calendar days, with pauses
	due       time.Time
	open      bool // held by a pause without end: due is zero
	basis     Basis
}

// reckon computes when a target ends. Extensions are left out for an aim.
func reckon(cal *Calendar, rules Counting, target Target, c Clock, extended bool) (r reckoning, err error) {
	k := counter{cal: cal, rules: rules}
	r.target, r.amount, r.started = target, target.Amount(), c.Started
	if r.pauses, r.open, err = c.held(); err != nil {
		return r, err
	}
	if r.startedOn, err = cal.DateAt(c.Started); err != nil {
		return r, err
	}
	if extended {
		for _, e := range c.Extensions {
			if e.unit == target.unit {
				r.amount += e.Amount()
			} else {
				r.others = append(r.others, e)
			}
		}
	}
	if r.base, r.day, err = k.count(c.Started, r.amount, target.unit, true); err != nil {
		return r, err
	}
	for _, e := range r.others {
		if r.base, r.day, err = k.count(r.base, e.Amount(), e.unit, false); err != nil {
			return r, err
		}
	}
	if r.paused, err = k.pausedTime(target.unit, r.pauses); err != nil {
		return r, err
	}
	if !r.open {
		r.due, r.dayAfter, err = k.delayed(target.unit, r.base, r.paused)
	}
	r.basis = k.basis
	return r, err
}

// delayed moves a due instant on by the time of the pauses.
func (k *counter) delayed(unit Unit, base time.Time, paused time.Duration) (time.Time, lastDay, error) {
	if paused == 0 {
		return base, lastDay{}, nil
	}
	at, err := k.onward(unit, base, paused)
	if err != nil {
		return time.Time{}, lastDay{}, err
	}
	switch {
	case unit == CalendarDays:
		day, err := k.cal.DateAt(at)
		if err != nil {
			return time.Time{}, lastDay{}, err
		}
		return k.settle(day)
	case unit == WorkingDays && k.rules.UntilMidnight:
		day, err := k.cal.DateAt(at.Add(-1)) // work until 24:00 ends on its day
		if err != nil {
			return time.Time{}, lastDay{}, err
		}
		return day.End(k.cal.Zone()), lastDay{day, day}, nil
	}
	return at, lastDay{}, nil
}
