package sla

import (
	"slices"
	"strconv"
	"time"
)

func percentText(n int) string { return strconv.Itoa(n) + "%" }

// marks lists the warnings, the breach and the escalations of a reckoned limit,
// up to the instant at which the clock stopped.
func marks(cal *Calendar, rules Counting, r *rule, limit reckoning, stopped time.Time) ([]Mark, error) {
	k := counter{cal: cal, rules: rules}
	var list []Mark
	for _, w := range r.warnings {
		at, ok, err := k.warningAt(w, limit)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, Mark{At: at.UTC(), Kind: Warning, Name: w.name(), Role: w.role})
		}
	}
	list = append(list, Mark{At: limit.due.UTC(), Kind: Breach, Name: string(Breach), Role: r.breach})
	for _, s := range r.ladder {
		at := limit.due
		if !s.after.IsZero() {
			var err error
			if at, _, err = k.count(limit.due, s.after.Amount(), s.after.unit, false); err != nil {
				return nil, err
			}
		}
		list = append(list, Mark{At: at.UTC(), Kind: Escalation, Name: s.name, Role: s.role})
	}
	slices.SortStableFunc(list, func(a, b Mark) int { return a.At.Compare(b.At) })
	if !stopped.IsZero() {
		list = slices.DeleteFunc(list, func(m Mark) bool { return !m.At.Before(stopped) })
	}
	return list, nil
}

// warningAt returns the instant of a warning. There is none when it would not
// lie between start and due: a warning three days before the end of a target of
// two. What would fall into a pause comes at its end.
func (k *counter) warningAt(w warning, limit reckoning) (at time.Time, ok bool, err error) {
	if w.percent > 0 {
		at, err = k.share(w.percent, limit)
	} else {
		at, err = k.back(w.before, limit.due)
	}
	if err != nil {
		return time.Time{}, false, err
	}
	if !at.After(limit.started) {
		return time.Time{}, false, nil
	}
	for _, s := range limit.pauses {
		if !at.Before(s.From) && at.Before(s.To) {
			at = s.To
		}
	}
	return at, at.Before(limit.due), nil
}

// share returns the instant at which so many percent of the time are used, in
// the measure of the limit's unit.
func (k *counter) share(percent int, limit reckoning) (time.Time, error) {
	unit := limit.target.unit
	total, err := k.measure(unit, limit.started, limit.due)
	if err != nil {
		return time.Time{}, err
	}
	total -= limit.paused
	// Divided first: the total times 99 may not fit.
	part := (total/100*time.Duration(percent) + total%100*time.Duration(percent)/100).Truncate(time.Second)
	at, err := k.onward(unit, limit.started, part)
	if err != nil {
		return time.Time{}, err
	}
	for _, s := range limit.pauses {
		if s.From.After(at) {
			break
		}
		d, err := k.measure(unit, s.From, s.To)
		if err != nil {
			return time.Time{}, err
		}
		if at, err = k.onward(unit, at, d); err != nil {
			return time.Time{}, err
		}
	}
	return at, nil
}

// back returns the instant that lies a target before the due one: elapsed days
// and hours back, or the same closing so many working days before, or working
// hours back.
func (k *counter) back(t Target, due time.Time) (time.Time, error) {
	n := t.Amount()
	switch t.unit {
	case CalendarDays:
		return due.Add(-time.Duration(n) * 24 * time.Hour), nil
	case Hours:
		return due.Add(-time.Duration(n) * time.Hour), nil
	case WorkingHours:
		return k.onward(WorkingHours, due, -time.Duration(n)*time.Hour)
	}
	// The due instant may be the midnight that ends its day.
	day, err := k.cal.DateAt(due.Add(-1))
	if err != nil {
		return time.Time{}, err
	}
	day, _, err = k.cal.AddWorkingDays(day, -n)
	if err != nil {
		return time.Time{}, err
	}
	return k.endOf(day)
}
