package persian

import (
	"iter"
	"time"
)

// Range is a run of days, both ends included. The zero Range has no days.
type Range struct {
	First, Last Date
}

// Year returns the days of a year. It fails with [ErrOutOfRange] outside
// 1206-1498.
func Year(year int) (Range, error) {
	if year < firstYear || year > lastYear {
		return Range{}, &DateError{year, 1, 1, ErrOutOfRange}
	}
	return months(year, 1, 12), nil
}

// Month returns the days of a month (1 to 12). It fails with [ErrOutOfRange]
// outside 1206-1498 and with [ErrNoSuchDate] when there is no such month.
func Month(year, month int) (Range, error) {
	if _, err := New(year, month, 1); err != nil {
		return Range{}, err
	}
	return months(year, month, month), nil
}

// Season returns the days of a season, three months. It fails with
// [ErrOutOfRange] outside 1206-1498 and with [ErrNoSuchDate] when season is
// not one of Spring to Winter.
func Season(year int, season Quarter) (Range, error) {
	first := 3*int(season) - 2
	if _, err := New(year, first, 1); err != nil {
		return Range{}, err
	}
	return months(year, first, first+2), nil
}

func months(year, first, last int) Range {
	return Range{
		First: Date{int16(year), uint8(first), 1},
		Last:  Date{int16(year), uint8(last), uint8(monthLength(year, last))},
	}
}

// Len returns the number of days, 0 when Last is before First or one of them
// is the zero Date.
func (r Range) Len() int {
	if r.First.IsZero() || r.Last.Before(r.First) {
		return 0
	}
	return r.Last.Sub(r.First) + 1
}

// Contains reports whether d is one of the days.
func (r Range) Contains(d Date) bool {
	return !r.First.IsZero() && !d.Before(r.First) && !d.After(r.Last)
}

// Start returns the first instant of the first day in loc (UTC when nil).
func (r Range) Start(loc *time.Location) time.Time { return r.First.Start(loc) }

// End returns the first instant after the last day in loc (UTC when nil).
func (r Range) End(loc *time.Location) time.Time { return r.Last.End(loc) }

// All gives the days in their order.
func (r Range) All() iter.Seq[Date] {
	return func(yield func(Date) bool) {
		if r.Len() == 0 {
			return
		}
		for n, end := r.First.Days(), r.Last.Days(); n <= end; n++ {
			if !yield(fromDay(int32(n))) {
				return
			}
		}
	}
}
