package sla

import (
	"time"

	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

// CalendarConfig describes a working calendar for [NewCalendar]. Its file form
// is read by [LoadCalendar].
//
// A day is made in this order. The weekly hours that hold on it open it: first
// the plain ones, then those of a season (Ramadan), each from the general to
// the particular (everywhere, nation, province, county, agency), a later one in
// the list over an earlier one. A holiday closes it. Then the closures change
// it, one after another in their order.
type CalendarConfig struct {
	// ID names the calendar. Required.
	ID   string
	Name Text
	// Zone is the place whose clocks the hours mean. Required.
	Zone *time.Location
	// Official are the days for which the holidays are known, both included.
	// Answers that need other days are not [Official]. The zero Range: none.
	Official persian.Range
	// Lunar is required when a holiday or a season is lunar.
	Lunar    *hijri.Table
	Holidays []Holiday
	Hours    []OpeningHours
	Closures []Closure
}

// LastDay as a Holiday's day is the last one of the month, 29 or 30: Imam
// Reza's day is the last of Safar.
const LastDay = -1

// Holiday is a day of every year on which nobody works.
type Holiday struct {
	ID   string
	Name Text
	// Lunar: Month and Day are those of the lunar calendar, else of the Persian
	// one. A lunar holiday falls once or twice in a Persian year. 30 Esfand is a
	// holiday of leap years only.
	Lunar      bool
	Month, Day int // Day may be LastDay
	// From and To are the first and the last day on which the holiday is in
	// force; zero: without limit.
	From, To persian.Date
	Where    Where
	// Law is where it stands, for Why.
	Law string
}

// OpeningHours are the weekly hours of a period.
type OpeningHours struct {
	ID   string
	Name Text
	// From and To bound the period, both included; zero: without limit.
	From, To persian.Date
	// Season limits the hours to a part of each year.
	Season Season
	Where  Where
	// Week holds the intervals of each day of the week, from [persian.Saturday]:
	// nil leaves the day as it is, an empty list closes it.
	Week [7][]Interval
	Law  string
}

// Season is a part of each year, both ends included, over the end of the year
// when To is before From. The zero Season is the whole year.
type Season struct {
	Lunar              bool
	FromMonth, FromDay int
	ToMonth, ToDay     int // ToDay may be LastDay
}

// Effect says what a [Closure] does to its days.
type Effect uint8

// Effects of closures. Except for Opens, they leave a closed day closed.
const (
	Closes     Effect = iota // the whole day
	ClosesPart               // the given intervals of the day
	Shortens                 // the day has the given intervals instead of its own
	StartsLate               // the first Minutes of the working time from the first opening are lost
	EndsEarly                // closed from the time of day Minutes on
	Opens                    // the day has the given intervals even when it was closed
)

// Closure changes single days: a closure announced for tomorrow, a short day,
// a late start after a night of mourning, a duty on a holiday.
type Closure struct {
	ID   string
	Name Text
	// From and To are the first and the last day. Both are required.
	From, To persian.Date
	Where    Where
	Effect   Effect
	// Intervals are for ClosesPart, Shortens and Opens.
	Intervals []Interval
	// Minutes are for StartsLate (how much later) and EndsEarly (the time of day
	// in minutes from midnight).
	Minutes int
	Law     string
}
