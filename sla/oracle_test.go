package sla_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

// The oracle knows nothing of tables and sums. It walks through the minutes of
// some weeks with a clock of the standard library in its hand, notes at each
// one whether the configuration opens it, and answers by walking and counting.
// All times of a test lie on minutes. Instants are numbers of minutes from the
// start of the walk; beyond is what lies after its end.
type oracle struct {
	open    []bool // by minute
	day     []int  // by minute, from 0
	works   []bool // by day
	closing []int  // by day: the end of its last open minute
	end     []int  // by day: its midnight
	beyond  int
	// twilight: work begins or ends at a time that comes twice in one of the
	// zones, or never. What is meant then is a matter of convention, and the
	// oracle, which looks at the clock, has another one.
	twilight bool
}

const dayMinutes = 24 * 60

func newOracle(cfg sla.CalendarConfig, from persian.Date, days int) *oracle {
	o := &oracle{works: make([]bool, days), closing: make([]int, days), end: make([]int, days)}
	year, month, dayOfMonth := from.Gregorian()
	t := time.Date(year, month, dayOfMonth, 0, 0, 0, 0, cfg.Zone)
	yesterday := o.plan(cfg, mustDate(from.AddDays(-1)), t.Weekday()+6)
	today := o.plan(cfg, from, t.Weekday())
	o.works[0] = slices.Contains(today, true)
	for day, date := 0, t.Day(); ; t = t.Add(time.Minute) {
		if t.Day() != date {
			o.end[day] = len(o.open)
			if day++; day == days {
				break
			}
			date = t.Day()
			yesterday, today = today, o.plan(cfg, mustDate(from.AddDays(day)), t.Weekday())
			o.works[day] = slices.Contains(today, true)
		}
		i := t.Hour()*60 + t.Minute()
		o.open = append(o.open, today[i] || yesterday[i+dayMinutes])
		o.day = append(o.day, day)
		if today[i] {
			o.closing[day] = len(o.open)
		}
		if yesterday[i+dayMinutes] && day > 0 {
			o.closing[day-1] = len(o.open)
		}
	}
	o.beyond = o.end[days-2] // the last night has no morning
	return o
}

func mustDate(d persian.Date, err error) persian.Date {
	if err != nil {
		panic(err)
	}
	return d
}

// plan marks the minutes, 0 to 2880, that the configuration opens from a date
// on.
func (o *oracle) plan(cfg sla.CalendarConfig, d persian.Date, weekday time.Weekday) []bool {
	m := make([]bool, 2*dayMinutes)
	set := func(list []sla.Interval, value bool) {
		for _, v := range list {
			for i := v.From; i < v.To; i++ {
				m[i] = value
			}
		}
	}
	inside := func(from, to persian.Date) bool {
		return !d.Before(from) && (to.IsZero() || !d.After(to))
	}
	for _, h := range cfg.Hours {
		if list := h.Week[(weekday+1)%7]; list != nil && inside(h.From, h.To) {
			clear(m)
			set(list, true)
		}
	}
	for _, h := range cfg.Holidays {
		if !h.Lunar && h.Month == d.Month() && h.Day == d.Day() && inside(h.From, h.To) {
			clear(m)
		}
	}
	for _, x := range cfg.Closures {
		if !inside(x.From, x.To) {
			continue
		}
		start := slices.Index(m, true)
		switch {
		case x.Effect == sla.Opens:
			clear(m)
			set(x.Intervals, true)
		case start < 0:
		case x.Effect == sla.Closes:
			clear(m)
		case x.Effect == sla.ClosesPart:
			set(x.Intervals, false)
		case x.Effect == sla.Shortens:
			clear(m)
			set(x.Intervals, true)
		case x.Effect == sla.StartsLate:
			set([]sla.Interval{{From: start, To: min(start+x.Minutes, 2*dayMinutes)}}, false)
		case x.Effect == sla.EndsEarly:
			set([]sla.Interval{{From: x.Minutes, To: 2 * dayMinutes}}, false)
		}
	}
	for i := 23*60 + 1; i < 27*60; i++ {
		common := i == 24*60 || 25*60 <= i && i <= 26*60
		if !common && m[i] != m[i-1] {
			o.twilight = true
		}
	}
	return m
}

// work walks over n open minutes from an instant on, or back when n is
// negative. Going back it stops at the end of an interval, not at the start of
// the next; -1 is before the walk.
func (o *oracle) work(i, n int) int {
	for ; n > 0; i++ {
		if i >= o.beyond {
			return o.beyond
		}
		if o.open[i] {
			n--
		}
	}
	if n == 0 {
		return i
	}
	for ; n < 0; i-- {
		if i <= 0 {
			return -1
		}
		if o.open[i-1] {
			n++
		}
	}
	for i > 0 && !o.open[i-1] {
		i--
	}
	if i == 0 {
		return -1
	}
	return i
}

// between counts the minutes from one instant to another, negative when it goes
// back: all of them, or the open ones.
func (o *oracle) between(a, b int, open bool) (n int) {
	for i := min(a, b); i < max(a, b); i++ {
		if !open || o.open[i] {
			n++
		}
	}
	if b < a {
		return -n
	}
	return n
}

// settle ends a deadline of calendar days on its last day or the next that is
// worked.
func (o *oracle) settle(c sla.Counting, day int) int {
	for day < len(o.works)-2 && !o.works[day] {
		if c.ClosedDayStays {
			return o.end[day]
		}
		day++
	}
	return o.endOf(c, day)
}

func (o *oracle) endOf(c sla.Counting, day int) int {
	switch {
	case day >= len(o.works)-2:
		return o.beyond
	case c.UntilMidnight:
		return o.end[day]
	}
	return o.closing[day]
}

// count goes so many units on. First: the instant is the start of the clock.
func (o *oracle) count(c sla.Counting, from int, t sla.Target, n int, first bool) int {
	if from >= o.beyond {
		return o.beyond
	}
	switch t.Unit() {
	case sla.Hours:
		return min(from+n*60, o.beyond)
	case sla.WorkingHours:
		return o.work(from, n*60)
	}
	day := o.day[from]
	if !first {
		day = o.day[from-1]
	}
	if first && c.FirstDay && (t.Unit() == sla.CalendarDays || o.works[day]) {
		n--
	}
	for n > 0 && day < len(o.works)-2 {
		day++
		if t.Unit() == sla.CalendarDays || o.works[day] {
			n--
		}
	}
	if t.Unit() == sla.CalendarDays {
		return o.settle(c, day)
	}
	return o.endOf(c, day)
}

// worksOnly tells whether a target counts open minutes.
func worksOnly(t sla.Target) bool {
	return t.Unit() == sla.WorkingDays || t.Unit() == sla.WorkingHours
}

// due counts a target with its extensions and the pauses before an instant, by
// the text of the rules.
func (o *oracle) due(c sla.Counting, t sla.Target, extensions []sla.Target, start int, paused []bool, until int) int {
	n := t.Amount()
	for _, e := range extensions {
		if e.Unit() == t.Unit() {
			n += e.Amount()
		}
	}
	base := o.count(c, start, t, n, true)
	for _, e := range extensions {
		if e.Unit() != t.Unit() {
			base = o.count(c, base, e, e.Amount(), false)
		}
	}
	held := 0
	for i := start; i < until; i++ {
		if paused[i] && (o.open[i] || !worksOnly(t)) {
			held++
		}
	}
	if held == 0 || base >= o.beyond {
		return base
	}
	if !worksOnly(t) {
		at := min(base+held, o.beyond)
		if t.Unit() == sla.Hours || at == o.beyond {
			return at
		}
		return o.settle(c, o.day[at])
	}
	at := o.work(base, held)
	if t.Unit() == sla.WorkingDays && c.UntilMidnight {
		return o.end[o.day[at-1]]
	}
	return at
}

// used counts the minutes that were not paused.
func (o *oracle) used(t sla.Target, start int, paused []bool, at int) (n int) {
	for i := start; i < at; i++ {
		if !paused[i] && (o.open[i] || !worksOnly(t)) {
			n++
		}
	}
	return n
}

func lunar(t testing.TB) *hijri.Table {
	t.Helper()
	table, err := hijri.Iran()
	require.NoError(t, err)
	return table
}
