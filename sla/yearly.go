package sla

import (
	"slices"

	"github.com/samad111/go-samad/sla/persian"
)

// holidayDays returns the days of a year on which a holiday falls, counted
// from 1970-01-01.
func (b *book) holidayDays(h *Holiday, year int) []int32 {
	var found []int32
	first, end := b.days.years[year], b.days.years[year+1]
	add := func(day int) {
		if int32(day) < first || int32(day) >= end {
			return
		}
		d, err := persian.FromDays(day)
		if err != nil || d.Before(h.From) || !h.To.IsZero() && d.After(h.To) {
			return
		}
		found = append(found, int32(day))
	}
	if !h.Lunar {
		day := h.Day
		if day == LastDay {
			day = persian.DaysInMonth(persian.MinYear+year, h.Month)
		}
		if d, err := persian.New(persian.MinYear+year, h.Month, day); err == nil {
			add(d.Days())
		}
		return found
	}
	lunar, _, err := b.cfg.Lunar.FromDays(int(first))
	if err != nil {
		return nil
	}
	for y := lunar.Year(); y <= lunar.Year()+2; y++ {
		start, _, err := b.cfg.Lunar.MonthStart(y, h.Month)
		if err != nil {
			continue
		}
		length, _, err := b.cfg.Lunar.MonthLen(y, h.Month)
		if err != nil {
			continue
		}
		switch {
		case h.Day == LastDay:
			add(start + length - 1)
		case h.Day <= length:
			add(start + h.Day - 1)
		}
	}
	return found
}

// inSeason reports whether a day lies in a season.
func (b *book) inSeason(s Season, day int32) bool {
	if s == (Season{}) {
		return true
	}
	var month, dayOfMonth, length int
	if s.Lunar {
		d, _, err := b.cfg.Lunar.FromDays(int(day))
		if err != nil {
			return false
		}
		month, dayOfMonth = d.Month(), d.Day()
		length, _, _ = b.cfg.Lunar.MonthLen(d.Year(), month)
	} else {
		d, err := persian.FromDays(int(day))
		if err != nil {
			return false
		}
		month, dayOfMonth, length = d.Month(), d.Day(), persian.DaysInMonth(d.Year(), d.Month())
	}
	edge := func(m, d int) int {
		if d == LastDay {
			d = 31
			if m == month {
				d = length
			}
		}
		return m*32 + d
	}
	at, from, to := month*32+dayOfMonth, edge(s.FromMonth, s.FromDay), edge(s.ToMonth, s.ToDay)
	if from <= to {
		return from <= at && at <= to
	}
	return at >= from || at <= to
}

// sortHolidays orders by day; holidays of one day keep the order of the file.
func sortHolidays(list []HolidayOn) {
	slices.SortStableFunc(list, func(a, b HolidayOn) int { return a.Date.Compare(b.Date) })
}
