package sla

import (
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

const (
	numYears      = persian.MaxYear - persian.MinYear + 1
	secondsPerDay = 86400
)

// yearStart holds the days of 1 Farvardin of all years, counted from
// 1970-01-01, and the day after the last one.
type yearStarts [numYears + 1]int32

func newYearStarts() (y yearStarts) {
	for i := range numYears {
		r, err := persian.Year(persian.MinYear + i)
		if err == nil { // these years exist
			y[i], y[i+1] = int32(r.First.Days()), int32(r.Last.Days())+1
		}
	}
	return y
}

// dayStarts knows at which instant each day begins in a zone, without asking
// the time zone database again.
type dayStarts struct {
	years yearStarts
	// A day from change i until change i+1 begins offset seconds before its
	// midnight in UTC.
	changes []offsetChange
	// byYear[i] is the change in force on the first day of year i.
	byYear [numYears]uint16
	// transitions are the instants at which clocks in the zone change.
	transitions []int64
	// from and until bound the official instants.
	from, until int64
}

type offsetChange struct {
	day    int32
	offset int32
}

func newDayStarts(zone *time.Location) *dayStarts {
	s := &dayStarts{years: newYearStarts()}
	first, end := s.years[0], s.years[numYears]
	// Between these instants the offset does not change; days near them are
	// looked at one by one.
	since, same := int64(-1<<62), int64(0)
	year := 0
	for day := first; day <= end; day++ {
		midnight := int64(day) * secondsPerDay
		if len(s.changes) == 0 || midnight < since+3*secondsPerDay || midnight > same-3*secondsPerDay {
			start := startOfDay(day, zone)
			offset := int32(midnight - start.Unix())
			if n := len(s.changes); n == 0 || s.changes[n-1].offset != offset {
				s.changes = append(s.changes, offsetChange{day, offset})
			}
			_, zoneEnd := start.ZoneBounds()
			if last := int64(end+10) * secondsPerDay; zoneEnd.IsZero() {
				if len(s.transitions) > 0 && same != last {
					since = same
				}
				same = last
			} else if u := zoneEnd.Unix(); u != same {
				if len(s.transitions) > 0 {
					since = same
				}
				same = u
				s.transitions = append(s.transitions, u)
			}
		}
		for year < numYears && s.years[year] == day {
			s.byYear[year] = uint16(len(s.changes) - 1)
			year++
		}
	}
	s.from, s.until = s.start(0, first), s.start(numYears-1, end)
	return s
}

// startOfDay is [persian.Date.Start], also for the day after the last one.
func startOfDay(day int32, zone *time.Location) time.Time {
	if d, err := persian.FromDays(int(day)); err == nil {
		return d.Start(zone)
	}
	d, _ := persian.FromDays(int(day) - 1) // the last day exists
	return d.End(zone)
}

// start returns the first instant of a day, in seconds from 1970. Year is the
// index of the year in which it lies, or of an earlier one.
func (s *dayStarts) start(year int, day int32) int64 {
	i := int(s.byYear[year])
	for i+1 < len(s.changes) && s.changes[i+1].day <= day {
		i++
	}
	return int64(day)*secondsPerDay - int64(s.changes[i].offset)
}

// yearOf returns the index of the year of an official day.
func (s *dayStarts) yearOf(day int32) int {
	i := int(uint32(day-s.years[0]) * 33 / 12053)
	if day < s.years[i] {
		return i - 1
	}
	if day >= s.years[i+1] {
		return i + 1
	}
	return i
}

// dayAt returns the day in which an instant lies, with the index of its year.
func (s *dayStarts) dayAt(unix int64) (day int32, year int, ok bool) {
	if unix < s.from || unix >= s.until {
		return 0, 0, false
	}
	guess := unix / secondsPerDay
	if unix%secondsPerDay < 0 {
		guess--
	}
	// Zones lie less than a day from UTC.
	day = min(max(int32(guess), s.years[0]), s.years[numYears]-1)
	year = s.yearOf(day)
	if unix >= s.start(year, day+1) {
		if day++; day == s.years[year+1] {
			year++
		}
	} else if unix < s.start(year, day) {
		if day--; day < s.years[year] {
			year--
		}
	}
	return day, year, true
}

// changesBetween reports whether clocks change at an instant in [from, to].
func (s *dayStarts) changesBetween(from, to int64) bool {
	lo, hi := 0, len(s.transitions)
	for lo < hi {
		if mid := (lo + hi) / 2; s.transitions[mid] < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(s.transitions) && s.transitions[lo] <= to
}
