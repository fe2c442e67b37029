package sla

import (
	"fmt"
	"iter"
	"strings"

	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

// ReasonKind says what kind of rule made a day what it is.
type ReasonKind string

// Kinds of reasons.
const (
	ReasonWeekly  ReasonKind = "weekly"  // the weekly hours leave the day free
	ReasonHours   ReasonKind = "hours"   // special hours hold: Ramadan, a period
	ReasonHoliday ReasonKind = "holiday" // an official holiday
	ReasonClosure ReasonKind = "closure" // a closure or a short day
)

// Reason is one rule that made a day what it is.
type Reason struct {
	Kind ReasonKind `json:"kind"`
	ID   string     `json:"id,omitempty"`
	Name Text       `json:"name"`
	Law  string     `json:"law,omitempty"`
	// Lunar is the date of a lunar holiday, and Status how its month is known.
	Lunar  hijri.Date   `json:"-"`
	Status hijri.Status `json:"-"`
}

// Day is what a calendar says about one day.
type Day struct {
	Date    persian.Date
	Working bool
	// Hours are the intervals that begin on the day.
	Hours []Span
	// Reasons are why the day is closed, all of them, or why its hours are not
	// the plain weekly ones.
	Reasons []Reason
	Basis   Basis
}

// Text returns one line for people: the reasons of a closed day, or the hours
// of a working one and why they are special. Lang is "fa" or "en".
func (d Day) Text(lang string) string {
	var names []string
	for _, r := range d.Reasons {
		names = append(names, r.Name.In(lang))
	}
	text := strings.Join(names, map[bool]string{true: "؛ ", false: "; "}[lang == "fa"])
	if d.Working {
		var hours []string
		for _, s := range d.Hours {
			hours = append(hours, digitsFor(lang, s.From.Format("15:04"))+dash(lang)+digitsFor(lang, s.To.Format("15:04")))
		}
		open := strings.Join(hours, map[bool]string{true: "، ", false: ", "}[lang == "fa"])
		if text != "" {
			return open + " (" + text + ")"
		}
		return open
	}
	return text
}

func dash(lang string) string {
	if lang == "fa" {
		return " تا "
	}
	return "-"
}

// digitsFor turns Latin digits into Persian ones for lang "fa".
func digitsFor(lang, s string) string {
	if lang != "fa" {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		if '0' <= c && c <= '9' {
			c += '۰' - '0'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Why tells what the calendar knows about a day: whether it is worked, when,
// and which holidays, closures or weekly rest make it so, in Persian and
// English. The zero Date gives the zero Day.
func (c *Calendar) Why(d persian.Date) Day {
	if d.IsZero() {
		return Day{Basis: Unloaded}
	}
	day := Day{Date: d, Hours: c.Openings(d)}
	day.Working, day.Basis = c.IsWorkingDay(d)
	rules := c.book.rulesFor(c.scope)
	number := int32(d.Days())

	var weekly *OpeningHours
	for _, h := range rules.hours {
		if h.Week[d.Weekday()] != nil && inForce(h.From, h.To, d) && c.book.inSeason(h.Season, number) {
			weekly = h
		}
	}
	switch {
	case weekly == nil:
		day.Reasons = append(day.Reasons, Reason{Kind: ReasonWeekly, Name: Text{
			Fa: "برای این روز ساعت کاری تعیین نشده است", En: "no working hours are set for this day",
		}})
	case len(weekly.Week[d.Weekday()]) == 0:
		w := d.Weekday()
		day.Reasons = append(day.Reasons, Reason{Kind: ReasonWeekly, ID: weekly.ID, Law: weekly.Law, Name: Text{
			Fa: w.Persian() + "، تعطیل هفتگی", En: w.String() + ", weekly rest",
		}})
	case weekly.Season != Season{} || !weekly.From.IsZero() || !weekly.To.IsZero() || !weekly.Where.IsZero():
		day.Reasons = append(day.Reasons, Reason{Kind: ReasonHours, ID: weekly.ID, Law: weekly.Law, Name: weekly.Name})
	}
	for _, h := range rules.holidays {
		for _, n := range c.book.holidayDays(h, d.Year()-persian.MinYear) {
			if n != number {
				continue
			}
			r := Reason{Kind: ReasonHoliday, ID: h.ID, Name: h.Name, Law: h.Law}
			if h.Lunar {
				r.Lunar, r.Status, _ = c.book.cfg.Lunar.FromDays(int(n))
			}
			day.Reasons = append(day.Reasons, r)
		}
	}
	for _, x := range rules.closures {
		if inForce(x.From, x.To, d) {
			day.Reasons = append(day.Reasons, Reason{Kind: ReasonClosure, ID: x.ID, Name: x.Name, Law: x.Law})
		}
	}
	if !day.Working {
		// What only shortens a day does not close it.
		day.Reasons = keep(day.Reasons, func(r Reason) bool { return r.Kind != ReasonHours })
	}
	return day
}

func keep(list []Reason, want func(Reason) bool) (kept []Reason) {
	for _, r := range list {
		if want(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func inForce(from, to, d persian.Date) bool {
	return !d.Before(from) && (to.IsZero() || !d.After(to))
}

// Days gives what the calendar knows about each day of a range.
func (c *Calendar) Days(r persian.Range) iter.Seq[Day] {
	return func(yield func(Day) bool) {
		for d := range r.All() {
			if !yield(c.Why(d)) {
				return
			}
		}
	}
}

// Explain tells day by day, one a line, what is worked in a range of days and
// why not, in Persian (lang "fa") or English ("en").
func (c *Calendar) Explain(r persian.Range, lang string) string {
	var b strings.Builder
	for day := range c.Days(r) {
		state := map[bool]Text{true: {"باز", "open"}, false: {"تعطیل", "closed"}}[day.Working].In(lang)
		note := ""
		if day.Basis.Provisional() {
			note = " " + Text{"[پیش‌بینی]", "[provisional]"}.In(lang)
		}
		fmt.Fprintf(&b, "%s: %s: %s%s\n", dateText(day.Date, lang), state, day.Text(lang), note)
	}
	return b.String()
}

// dateText is a date with its weekday as people write it.
func dateText(d persian.Date, lang string) string {
	if lang == "fa" {
		return d.Format("EEEE d MMMM y", persian.InPersian)
	}
	return d.Format("EEEE d MMMM y")
}

// Holidays returns the holidays of a Persian year in the order of their days,
// each with its day; two may share one. It fails with [ErrOutOfRange].
func (c *Calendar) Holidays(year int) ([]HolidayOn, error) {
	if _, err := persian.Year(year); err != nil {
		return nil, err
	}
	var list []HolidayOn
	for _, h := range c.book.rulesFor(c.scope).holidays {
		for _, n := range c.book.holidayDays(h, year-persian.MinYear) {
			on := HolidayOn{Date: c.date(n), Holiday: *h}
			if h.Lunar {
				_, on.Status, _ = c.book.cfg.Lunar.FromDays(int(n))
			}
			list = append(list, on)
		}
	}
	sortHolidays(list)
	return list, nil
}

// HolidayOn is a holiday in a certain year.
type HolidayOn struct {
	Date persian.Date
	Holiday
	// Status says how the month of a lunar holiday is known; 0 for a solar one.
	Status hijri.Status
}
