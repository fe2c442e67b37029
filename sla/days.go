package sla

import (
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// RangeError tells what could not be answered because it, or a day that it
// needs, lies outside 1206-1498 or has no working time left to count. It
// matches [ErrOutOfRange].
type RangeError struct {
	Op string // what was asked: "add 10 working days to 1405-01-01"
}

// Error names what was asked.
func (e *RangeError) Error() string {
	return fmt.Sprintf("sla: %s: outside the years 1206-1498, or no working time there", e.Op)
}

// Unwrap returns [ErrOutOfRange].
func (e *RangeError) Unwrap() error { return ErrOutOfRange }

// at returns the year's table and the place of a date in it.
func (t *tables) at(d persian.Date) (y *yearTable, year, i int) {
	year = d.Year() - persian.MinYear
	return t.years[year], year, d.YearDay() - 1
}

// workingBefore counts the working days before d.
func (t *tables) workingBefore(d persian.Date) int {
	y, year, i := t.at(d)
	return int(t.days[year]) + int(y.before[i])
}

// workingDay returns the n-th working day of all years, from 0.
func (t *tables) workingDay(n, near int) (persian.Date, bool) {
	if n < 0 || n >= int(t.days[numYears]) {
		return persian.Date{}, false
	}
	// From the year near, years of some 230 to 310 working days lead to the
	// right one or next to it; a calendar with empty years takes more steps,
	// at most one a year.
	year := min(max(near+(n-int(t.days[near]))/240, 0), numYears-1)
	for n < int(t.days[year]) {
		year--
	}
	for n >= int(t.days[year+1]) {
		year++
	}
	y := t.years[year]
	d, err := persian.FromDays(int(y.first) + int(y.working[n-int(t.days[year])]))
	return d, err == nil
}

// IsWorkingDay reports whether some time of the day is worked. A night's work
// belongs to the day on which it begins. The zero Date is no working day.
func (c *Calendar) IsWorkingDay(d persian.Date) (bool, Basis) {
	if d.IsZero() {
		return false, Unloaded
	}
	y, _, i := c.t.at(d)
	day := int32(d.Days())
	return y.shift[i] != 0 && y.shifts[y.shift[i]].total > 0, c.book.basis(day, day)
}

// AddWorkingDays returns the n-th working day after d, before it when n is
// negative. For 0 it is d itself when it is a working day and otherwise the
// next one after it. It fails with [ErrOutOfRange] in a [*RangeError].
func (c *Calendar) AddWorkingDays(d persian.Date, n int) (persian.Date, Basis, error) {
	if d.IsZero() || n > 1<<20 || n < -1<<20 {
		return persian.Date{}, Unloaded, &RangeError{fmt.Sprintf("add %d working days to %v", n, d)}
	}
	y, year, i := c.t.at(d)
	k := int(c.t.days[year]) + n
	if n > 0 {
		k += int(y.before[i+1]) - 1
	} else {
		k += int(y.before[i])
	}
	to, ok := c.t.workingDay(k, year)
	if !ok {
		return persian.Date{}, Unloaded, &RangeError{fmt.Sprintf("add %d working days to %v", n, d)}
	}
	a, b := int32(d.Days()), int32(to.Days())
	return to, c.book.basis(min(a, b), max(a, b)), nil
}

// NextWorkingDay returns the first working day after d. It fails with
// [ErrOutOfRange] in a [*RangeError].
func (c *Calendar) NextWorkingDay(d persian.Date) (persian.Date, Basis, error) {
	return c.AddWorkingDays(d, 1)
}

// PreviousWorkingDay returns the last working day before d. It fails with
// [ErrOutOfRange] in a [*RangeError].
func (c *Calendar) PreviousWorkingDay(d persian.Date) (persian.Date, Basis, error) {
	return c.AddWorkingDays(d, -1)
}

// WorkingDaysBetween counts the working days d with from <= d < to. When to is
// before from, it is the negative of the count the other way round. It fails
// with [ErrOutOfRange] in a [*RangeError] for the zero Date.
func (c *Calendar) WorkingDaysBetween(from, to persian.Date) (int, Basis, error) {
	if from.IsZero() || to.IsZero() {
		return 0, Unloaded, &RangeError{fmt.Sprintf("count the working days from %v to %v", from, to)}
	}
	a, b := int32(from.Days()), int32(to.Days())
	n := c.t.workingBefore(to) - c.t.workingBefore(from)
	// The last day is not counted, so it is not needed either.
	first, last := min(a, b), max(a, b)
	return n, c.book.basis(first, max(first, last-1)), nil
}
