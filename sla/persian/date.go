package persian

// Date is a day of the Solar Hijri calendar between 1 Farvardin 1206 and
// 30 Esfand 1498. It has no time of day and no time zone.
//
// Date is comparable: two dates are the same day exactly when they are ==, so
// it serves as a map key. The zero Date is no date ([Date.IsZero]); the
// constructors never return it without an error, and what its methods give is
// said with each.
type Date struct {
	year       int16
	month, day uint8
}

// Months of the year, for use with [New] and [Month].
const (
	Farvardin   = 1
	Ordibehesht = 2
	Khordad     = 3
	Tir         = 4
	Mordad      = 5
	Shahrivar   = 6
	Mehr        = 7
	Aban        = 8
	Azar        = 9
	Dey         = 10
	Bahman      = 11
	Esfand      = 12
)

// First and last year of the official table.
const (
	MinYear = firstYear
	MaxYear = lastYear
)

// New returns the date of the given year (1206 to 1498), month (1 to 12) and
// day (1 to 29, 30 or 31). Nothing is normalised: what is no date is an
// [ErrOutOfRange] when the year is not official and an [ErrNoSuchDate]
// otherwise, with the numbers in a [*DateError].
func New(year, month, day int) (Date, error) {
	if year < firstYear || year > lastYear {
		return Date{}, &DateError{year, month, day, ErrOutOfRange}
	}
	if day < 1 || day > 29 && day > monthLength(year, month) || month < 1 || month > 12 {
		return Date{}, &DateError{year, month, day, ErrNoSuchDate}
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// IsZero reports whether d is the zero Date, which is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year, 1206 to 1498, and 0 for the zero Date.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, 1 (Farvardin) to 12 (Esfand), and 0 for the zero Date.
func (d Date) Month() int { return int(d.month) }

// Day returns the day of the month, 1 to 31, and 0 for the zero Date.
func (d Date) Day() int { return int(d.day) }

// Compare returns -1, 0 or +1 as d is before, equal to or after e.
// The zero Date is before every date.
func (d Date) Compare(e Date) int {
	a, b := d.order(), e.order()
	switch {
	case a < b:
		return -1
	case a > b:
		return +1
	}
	return 0
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.order() < e.order() }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.order() > e.order() }

// order packs a date into a number that grows with it.
func (d Date) order() int32 {
	return int32(d.year)<<16 | int32(d.month)<<8 | int32(d.day)
}

// IsLeap reports whether the year has 366 days (30 days in Esfand) by the
// official table. It is false for a year outside 1206-1498.
func IsLeap(year int) bool {
	i := year - firstYear
	if i < 0 || i >= numYears {
		return false
	}
	return yearStart[i+1]-yearStart[i] == 366
}

// DaysInMonth returns 29, 30 or 31, the length of the month, and 0 when the
// year lies outside 1206-1498 or the month outside 1-12.
func DaysInMonth(year, month int) int {
	if year < firstYear || year > lastYear {
		return 0
	}
	return monthLength(year, month)
}

// DaysInYear returns 365 or 366, and 0 for a year outside 1206-1498.
func DaysInYear(year int) int {
	i := year - firstYear
	if i < 0 || i >= numYears {
		return 0
	}
	return int(yearStart[i+1] - yearStart[i])
}

func monthLength(year, month int) int {
	switch {
	case month < 1 || month > 12:
		return 0
	case month <= 6:
		return 31
	case month <= 11 || IsLeap(year):
		return 30
	}
	return 29
}
