package sla

import (
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// checker looks for what cannot be meant in a CalendarConfig. The path of a
// fault, such as "holidays[3]" and "day", lets the loader find the line.
type checker struct {
	cfg    *CalendarConfig
	report func(list string, index int, key, message string)

	overlapping bool // closures may overlap
}

func (c *checker) check() { c.checkWith(map[string]string{}) }

// checkWith knows ids that are taken, with where they are.
func (c *checker) checkWith(ids map[string]string) {
	if c.cfg.ID == "" {
		c.report("", 0, "id", "the calendar needs an id")
	}
	if c.cfg.Zone == nil {
		c.report("", 0, "zone", "the calendar needs a time zone")
	}
	if o := c.cfg.Official; o != (persian.Range{}) && o.Len() == 0 {
		c.report("", 0, "official", "it ends before it begins")
	}
	for i := range c.cfg.Holidays {
		c.holiday(i, ids)
	}
	for i := range c.cfg.Hours {
		c.hours(i, ids)
	}
	for i := range c.cfg.Closures {
		c.closure(i, ids)
	}
}

func (c *checker) common(list string, i int, id string, from, to persian.Date, w Where, ids map[string]string) {
	switch first, twice := ids[id]; {
	case id == "":
		c.report(list, i, "id", "it needs an id")
	case twice:
		c.report(list, i, "id", fmt.Sprintf("id %q is used before in %s", id, first))
	default:
		ids[id] = list
	}
	if !from.IsZero() && to.Before(from) && !to.IsZero() {
		c.report(list, i, "to", "it ends before it begins")
	}
	for _, p := range w.Places {
		if p != Nation && !isPlaceCode(p) {
			c.report(list, i, "where", fmt.Sprintf("%q is no place code: %q or an even number of digits expected", p, Nation))
		}
	}
	for _, a := range append(append([]string(nil), w.Agencies...), w.Except...) {
		if a == "" {
			c.report(list, i, "where", "an agency id is empty")
		}
	}
}

// isPlaceCode: provinces have two digits, counties four, cities ten.
func isPlaceCode(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) >= 2 && len(s)%2 == 0
}

func (c *checker) holiday(i int, ids map[string]string) {
	h := &c.cfg.Holidays[i]
	c.common("holidays", i, h.ID, h.From, h.To, h.Where, ids)
	c.monthDay("holidays", i, "day", h.Lunar, h.Month, h.Day)
	for j := range c.cfg.Holidays[:i] {
		o := &c.cfg.Holidays[j]
		if o.Lunar == h.Lunar && o.Month == h.Month && o.Day == h.Day && sameWhere(o.Where, h.Where) &&
			overlap(o.From, o.To, h.From, h.To) {
			c.report("holidays", i, "day", fmt.Sprintf("the same day as %q, in force at the same time", o.ID))
		}
	}
}

func (c *checker) monthDay(list string, i int, key string, lunar bool, month, day int) {
	most := 30
	if !lunar && month <= 6 {
		most = 31
	}
	switch {
	case month < 1 || month > 12:
		c.report(list, i, key, fmt.Sprintf("there is no month %d", month))
	case day != LastDay && (day < 1 || day > most):
		c.report(list, i, key, fmt.Sprintf("month %d has no day %d", month, day))
	case lunar && c.cfg.Lunar == nil:
		c.report(list, i, key, "a lunar date needs a table of lunar months")
	}
}

func (c *checker) hours(i int, ids map[string]string) {
	h := &c.cfg.Hours[i]
	c.common("hours", i, h.ID, h.From, h.To, h.Where, ids)
	if h.Season != (Season{}) {
		c.monthDay("hours", i, "season", h.Season.Lunar, h.Season.FromMonth, h.Season.FromDay)
		c.monthDay("hours", i, "season", h.Season.Lunar, h.Season.ToMonth, h.Season.ToDay)
	}
	set := false
	for day, list := range h.Week {
		set = set || list != nil
		if fault := checkIntervals(list); fault != "" {
			c.report("hours", i, "week", fmt.Sprintf("%v: %s", persian.Weekday(day), fault))
		}
	}
	if !set {
		c.report("hours", i, "week", "no day of the week is set")
	}
	for j := range c.cfg.Hours[:i] {
		o := &c.cfg.Hours[j]
		if o.Season != h.Season || !sameWhere(o.Where, h.Where) || !overlap(o.From, o.To, h.From, h.To) {
			continue
		}
		for day := range h.Week {
			if h.Week[day] != nil && o.Week[day] != nil {
				c.report("hours", i, "week", fmt.Sprintf("%v has hours of the same period in %q already", persian.Weekday(day), o.ID))
				break
			}
		}
	}
}

func (c *checker) closure(i int, ids map[string]string) {
	x := &c.cfg.Closures[i]
	c.common("closures", i, x.ID, x.From, x.To, x.Where, ids)
	if x.From.IsZero() || x.To.IsZero() {
		c.report("closures", i, "date", "it needs its first and its last day")
	}
	switch x.Effect {
	case Closes:
	case ClosesPart, Shortens, Opens:
		if len(x.Intervals) == 0 {
			c.report("closures", i, "effect", "it needs intervals of the day")
		}
		if fault := checkIntervals(x.Intervals); fault != "" {
			c.report("closures", i, "effect", fault)
		}
	case StartsLate, EndsEarly:
		if x.Minutes < 1 || x.Minutes > minutesPerDay {
			c.report("closures", i, "effect", "minutes from 1 to 1440 expected")
		}
	default:
		c.report("closures", i, "effect", "unknown effect")
	}
	if c.overlapping {
		return
	}
	for j := range c.cfg.Closures[:i] {
		o := &c.cfg.Closures[j]
		if sameWhere(o.Where, x.Where) && overlap(o.From, o.To, x.From, x.To) {
			c.report("closures", i, "date", fmt.Sprintf("overlaps %q, which is for the same places and agencies", o.ID))
		}
	}
}

// overlap reports whether two periods have a day in common; zero: no limit.
func overlap(from1, to1, from2, to2 persian.Date) bool {
	return (to1.IsZero() || !to1.Before(from2)) && (to2.IsZero() || !to2.Before(from1))
}

func sameWhere(a, b Where) bool {
	return sameList(a.Places, b.Places) && sameList(a.Agencies, b.Agencies) && sameList(a.Except, b.Except)
}

func sameList(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[string]bool{}
	for _, s := range a {
		in[s] = true
	}
	for _, s := range b {
		if !in[s] {
			return false
		}
	}
	return true
}
