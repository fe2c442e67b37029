package sla

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Calendar knows when an office is open, for every instant of the years
// 1206-1498. It is made by [NewCalendar] or [LoadCalendar] and answers for one
// [Scope]; [Calendar.For] gives the calendar of another one.
//
// A Calendar is immutable and safe for concurrent use. Its queries take a time
// that does not grow with the span they cover, and do not allocate.
//
// Together with its answer a query returns a [Basis], which says whether the
// answer rests on official holidays alone. It is part of the answer: a deadline
// in a year whose calendar is not published yet may still move.
type Calendar struct {
	book  *book
	scope Scope
	t     *tables
}

// NewCalendar builds a calendar, for the zero [Scope]. All that is wrong with
// the configuration is returned as [Faults]. The configuration is copied.
func NewCalendar(cfg CalendarConfig) (*Calendar, error) {
	var faults collector
	c := checker{cfg: &cfg, report: func(list string, i int, key, message string) {
		place := key
		if list != "" {
			place = fmt.Sprintf("%s[%d].%s", list, i, key)
		}
		faults.faults = append(faults.faults, Fault{Message: place + ": " + message})
	}}
	c.check()
	if err := faults.err(); err != nil {
		return nil, err
	}
	return newCalendar(cloneConfig(cfg)), nil
}

// newCalendar takes a checked configuration that nobody else holds.
func newCalendar(cfg CalendarConfig) *Calendar {
	b := newBook(cfg)
	return &Calendar{book: b, t: b.general}
}

// ID returns the id of the calendar.
func (c *Calendar) ID() string { return c.book.cfg.ID }

// Name returns the name of the calendar.
func (c *Calendar) Name() Text { return c.book.cfg.Name }

// Zone returns the time zone of its hours.
func (c *Calendar) Zone() *time.Location { return c.book.cfg.Zone }

// Scope returns the scope the calendar answers for.
func (c *Calendar) Scope() Scope { return c.scope }

// Official returns the days for which the answers are official, both included;
// the zero Range when there are none. It ends earlier than the file says where
// a lunar month of those days is only predicted.
func (c *Calendar) Official() persian.Range { return c.book.official }

// Config returns a copy of what the calendar was built from.
func (c *Calendar) Config() CalendarConfig { return cloneConfig(c.book.cfg) }

// For returns the calendar of a scope: with the hours and closures that are
// limited to its place, its agency or one above. Calendars of the same rules
// share their tables, so asking often costs little. It makes *Calendar a
// [Calendars]; for a nil *Calendar it returns nil.
func (c *Calendar) For(scope Scope) *Calendar {
	if c == nil {
		return nil
	}
	return &Calendar{book: c.book, scope: scope, t: c.book.tables(scope)}
}

// WithClosure returns a calendar with further closures, after all others, for
// the same scope. Years that they do not touch are shared with c. A closure
// that c has already, equal in everything, changes nothing; another one with a
// known id, or an impossible one, is returned as [Faults]. The overlaps that a
// file may not have are allowed here: a short day may be followed by a full
// closure on the same evening.
func (c *Calendar) WithClosure(closures ...Closure) (*Calendar, error) {
	cfg := c.book.cfg
	cfg.Closures = slices.Clone(cfg.Closures)
	for _, x := range closures {
		if slices.ContainsFunc(cfg.Closures, func(o Closure) bool { return reflect.DeepEqual(o, x) }) {
			continue
		}
		cfg.Closures = append(cfg.Closures, cloneClosure(x))
	}
	known := len(c.book.cfg.Closures)
	if len(cfg.Closures) == known {
		return c, nil
	}
	var faults collector
	ids := map[string]string{}
	for _, h := range cfg.Holidays {
		ids[h.ID] = "holidays"
	}
	for _, h := range cfg.Hours {
		ids[h.ID] = "hours"
	}
	for _, x := range cfg.Closures[:known] {
		ids[x.ID] = "closures"
	}
	check := checker{cfg: &cfg, overlapping: true, report: func(_ string, i int, key, message string) {
		faults.faults = append(faults.faults, Fault{Message: fmt.Sprintf("closure %q: %s: %s", cfg.Closures[i].ID, key, message)})
	}}
	for i := known; i < len(cfg.Closures); i++ {
		check.closure(i, ids)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	b := c.book.with(cfg, known)
	return (&Calendar{book: b}).For(c.scope), nil
}

func cloneConfig(cfg CalendarConfig) CalendarConfig {
	cfg.Holidays = slices.Clone(cfg.Holidays)
	for i := range cfg.Holidays {
		cfg.Holidays[i].Where = cloneWhere(cfg.Holidays[i].Where)
	}
	cfg.Hours = slices.Clone(cfg.Hours)
	for i := range cfg.Hours {
		h := &cfg.Hours[i]
		h.Where = cloneWhere(h.Where)
		for day := range h.Week {
			h.Week[day] = slices.Clone(h.Week[day])
		}
	}
	cfg.Closures = slices.Clone(cfg.Closures)
	for i := range cfg.Closures {
		cfg.Closures[i] = cloneClosure(cfg.Closures[i])
	}
	return cfg
}

func cloneClosure(x Closure) Closure {
	x.Where, x.Intervals = cloneWhere(x.Where), slices.Clone(x.Intervals)
	return x
}

func cloneWhere(w Where) Where {
	return Where{slices.Clone(w.Places), slices.Clone(w.Agencies), slices.Clone(w.Except)}
}
