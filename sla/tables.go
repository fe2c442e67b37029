package sla

import (
	"slices"

	"github.com/samad111/go-samad/sla/persian"
)

// tables answer all questions of working time for one set of rules: for every
// day what is worked, and running sums over the days and the years.
type tables struct {
	years [numYears]*yearTable
	// days and seconds are worked before each year.
	days    [numYears + 1]int32
	seconds [numYears + 1]int64
	// night: some interval runs into the next day.
	night bool
}

// yearTable is one year. It does not refer to its calendar, so that calendars
// share it.
type yearTable struct {
	first int32    // day of 1 Farvardin, from 1970-01-01
	shift []uint16 // index into shifts, for every day of the year
	// shifts are the different working days of the year; shifts[0] is closed.
	shifts []shift
	// before[i] counts the working days before day i; it has one more element
	// than there are days. working lists them.
	before  []uint16
	working []uint16
	// seconds[i] is worked before day i of the year.
	seconds []uint32
	night   bool
}

// shift is what is worked on a day, in seconds from its start, ascending.
type shift struct {
	parts []part
	total uint32
}

type part struct{ from, to int32 }

func newShift(parts []part) shift {
	s := shift{parts: parts}
	for _, p := range parts {
		s.total += uint32(p.to - p.from)
	}
	return s
}

// newTables builds all years.
func newTables(b *book, r rules) *tables {
	var all yearSet
	for i := range all {
		all[i] = true
	}
	return deriveTables(b, nil, r, &all)
}

// deriveTables builds the changed years and takes the others from base.
func deriveTables(b *book, base *tables, r rules, changed *yearSet) *tables {
	t := &tables{}
	for i := range numYears {
		if !changed[i] {
			t.years[i] = base.years[i]
			continue
		}
		var previous *yearTable
		if i > 0 {
			previous = t.years[i-1]
		}
		t.years[i] = newYearTable(b, i, r, previous)
	}
	for i, y := range t.years {
		n := len(y.shift)
		t.days[i+1] = t.days[i] + int32(y.before[n])
		t.seconds[i+1] = t.seconds[i] + int64(y.seconds[n])
		t.night = t.night || y.night
	}
	return t
}

// yearBuilder paints the days of one year.
type yearBuilder struct {
	b     *book
	index int
	first int32
	plans []dayPlan // of the days so far thought of; plans[0] is closed
	day   []uint16  // index into plans for every day
}

// dayPlan is what is worked on a day, in minutes on the clocks of the zone.
type dayPlan []Interval

func newYearTable(b *book, index int, r rules, previous *yearTable) *yearTable {
	first, end := b.days.years[index], b.days.years[index+1]
	y := &yearBuilder{b: b, index: index, first: first, plans: []dayPlan{nil}, day: make([]uint16, end-first)}
	for _, h := range r.hours {
		y.hours(h)
	}
	for _, h := range r.holidays {
		for _, day := range b.holidayDays(h, index) {
			y.day[day-first] = 0
		}
	}
	for _, x := range r.closures {
		y.closure(x)
	}
	return y.table(previous)
}

// clip cuts a period to the year: days of it from lo until before hi.
func (y *yearBuilder) clip(from, to persian.Date) (lo, hi int) {
	lo, hi = 0, len(y.day)
	if !from.IsZero() {
		lo = max(lo, from.Days()-int(y.first))
	}
	if !to.IsZero() {
		hi = min(hi, to.Days()+1-int(y.first))
	}
	return lo, hi
}

func (y *yearBuilder) hours(h *OpeningHours) {
	lo, hi := y.clip(h.From, h.To)
	if lo >= hi {
		return
	}
	var plan [7]int // index into plans, -1 when the day is left as it is
	for i, list := range h.Week {
		plan[i] = -1
		if list != nil {
			plan[i] = int(y.plan(list))
		}
	}
	seasonal := h.Season != Season{}
	weekday := int(weekdayOf(y.first + int32(lo)))
	for i := lo; i < hi; i++ {
		if p := plan[weekday]; p >= 0 && (!seasonal || y.b.inSeason(h.Season, y.first+int32(i))) {
			y.day[i] = uint16(p)
		}
		if weekday++; weekday == 7 {
			weekday = 0
		}
	}
}

func (y *yearBuilder) closure(x *Closure) {
	lo, hi := y.clip(x.From, x.To)
	for i := lo; i < hi; i++ {
		y.day[i] = y.plan(x.apply(y.plans[y.day[i]]))
	}
}

// plan returns the index of a plan, a new one when it was not thought of yet.
func (y *yearBuilder) plan(p dayPlan) uint16 {
	for i := range y.plans {
		if slices.Equal(y.plans[i], p) {
			return uint16(i)
		}
	}
	y.plans = append(y.plans, p)
	return uint16(len(y.plans) - 1)
}

// apply returns what a closure leaves of a day.
func (x *Closure) apply(day dayPlan) dayPlan {
	if x.Effect == Opens {
		return x.Intervals
	}
	if len(day) == 0 {
		return nil
	}
	switch x.Effect {
	case ClosesPart:
		for _, cut := range x.Intervals {
			day = day.without(cut)
		}
		return day
	case Shortens:
		return x.Intervals
	case StartsLate:
		return day.without(Interval{day[0].From, day[0].From + x.Minutes})
	case EndsEarly:
		return day.without(Interval{x.Minutes, 2 * minutesPerDay})
	}
	return nil
}

// without returns the plan with an interval cut out of it.
func (p dayPlan) without(cut Interval) dayPlan {
	var left dayPlan
	for _, v := range p {
		if v.From < cut.From {
			left = append(left, Interval{v.From, min(v.To, cut.From)})
		}
		if v.To > cut.To {
			left = append(left, Interval{max(v.From, cut.To), v.To})
		}
	}
	return left
}

// table turns minutes on clocks into seconds from the starts of the days and
// makes the sums.
func (y *yearBuilder) table(previous *yearTable) *yearTable {
	n := len(y.day)
	t := &yearTable{
		first:   y.first,
		shift:   make([]uint16, n),
		before:  make([]uint16, n+1),
		seconds: make([]uint32, n+1),
	}
	usual := make([]uint16, len(y.plans)) // shift of a plan on a day without change of the clocks
	for i := range usual {
		usual[i] = t.addShift(usualShift(y.plans[i]))
	}
	// busyUntil is the instant until which the day before is worked.
	busyUntil := lastInstant(y.b.days, y.index-1, previous)
	for i := range n {
		day := y.first + int32(i)
		start := y.b.days.start(y.index, day)
		plan := y.plans[y.day[i]]
		var s uint16
		switch {
		case len(plan) == 0:
		case y.b.days.changesBetween(start, start+2*secondsPerDay+7200):
			s = t.addShift(y.shiftOf(day, start, plan))
		default:
			s = usual[y.day[i]]
		}
		if parts := t.shifts[s].parts; len(parts) > 0 && start+int64(parts[0].from) < busyUntil {
			s = t.addShift(newShift(cutBefore(parts, int32(busyUntil-start))))
		}
		t.shift[i] = s
		total := t.shifts[s].total
		t.before[i+1], t.seconds[i+1] = t.before[i], t.seconds[i]+total
		if total > 0 {
			t.before[i+1]++
			t.working = append(t.working, uint16(i))
			parts := t.shifts[s].parts
			busyUntil = start + int64(parts[len(parts)-1].to)
			t.night = t.night || busyUntil > y.b.days.start(y.index, day+1)
		}
	}
	return t
}

// lastInstant returns the end of the work of a year.
func lastInstant(days *dayStarts, index int, t *yearTable) int64 {
	if t == nil || len(t.working) == 0 {
		return days.start(0, days.years[0])
	}
	i := t.working[len(t.working)-1]
	parts := t.shifts[t.shift[i]].parts
	return days.start(index, t.first+int32(i)) + int64(parts[len(parts)-1].to)
}

func usualShift(plan dayPlan) shift {
	var parts []part
	for _, v := range plan {
		parts = append(parts, part{int32(v.From * 60), int32(v.To * 60)})
	}
	return newShift(parts)
}

// shiftOf reads the minutes of a plan on clocks that change.
func (y *yearBuilder) shiftOf(day int32, start int64, plan dayPlan) shift {
	d, err := persian.FromDays(int(day))
	if err != nil {
		return shift{} // days of the table exist
	}
	var parts []part
	for _, v := range plan {
		from := int32(d.Time(y.b.cfg.Zone, 0, v.From, 0, 0).Unix() - start)
		to := int32(d.Time(y.b.cfg.Zone, 0, v.To, 0, 0).Unix() - start)
		if from < to {
			parts = append(parts, part{from, to})
		}
	}
	return newShift(parts)
}

// cutBefore removes what lies before an instant of the day.
func cutBefore(parts []part, at int32) []part {
	var left []part
	for _, p := range parts {
		if p.from = max(p.from, at); p.from < p.to {
			left = append(left, p)
		}
	}
	return left
}

func (t *yearTable) addShift(s shift) uint16 {
	if len(t.shifts) == 0 {
		t.shifts = append(t.shifts, shift{})
	}
	for i := range t.shifts {
		if slices.Equal(t.shifts[i].parts, s.parts) {
			return uint16(i)
		}
	}
	t.shifts = append(t.shifts, s)
	return uint16(len(t.shifts) - 1)
}

// weekdayOf: 1970-01-01 was a Thursday.
func weekdayOf(day int32) persian.Weekday {
	return persian.Weekday(uint32(day+7*10000+int32(persian.Thursday)) % 7)
}
