package persian

// AddDays returns the day n days after d, before it when n is negative. It
// fails with [ErrOutOfRange] outside the official years and for the zero Date.
func (d Date) AddDays(n int) (Date, error) {
	if d.IsZero() {
		return Date{}, &DateError{0, 0, 0, ErrOutOfRange}
	}
	// Any n that leads to an official day is smaller than the range itself.
	if n <= firstDay-endDay || n >= endDay-firstDay {
		return Date{}, &DayError{int64(n)}
	}
	return FromDays(d.Days() + n)
}

// AddMonths returns the same day of the month n months later, earlier when n
// is negative. Where that month is shorter, the result is its last day: 31
// Shahrivar and one month is 30 Mehr. So adding a month and then taking it
// away need not lead back. It fails with [ErrOutOfRange] outside the official
// years and for the zero Date.
func (d Date) AddMonths(n int) (Date, error) {
	const span = numYears * 12
	if d.IsZero() || n <= -span || n >= span {
		return Date{}, &DateError{d.Year(), d.Month() + n, d.Day(), ErrOutOfRange}
	}
	months := d.Year()*12 + d.Month() - 1 + n
	year, month := months/12, months%12+1
	if year < firstYear || year > lastYear {
		return Date{}, &DateError{year, month, d.Day(), ErrOutOfRange}
	}
	return Date{int16(year), uint8(month), uint8(min(d.Day(), monthLength(year, month)))}, nil
}

// AddYears returns the same day n years later, earlier when n is negative.
// From 30 Esfand it leads to 29 Esfand where that year is a common one. It
// fails with [ErrOutOfRange] outside the official years and for the zero Date.
func (d Date) AddYears(n int) (Date, error) {
	if d.IsZero() || n <= -numYears || n >= numYears {
		return Date{}, &DateError{d.Year() + n, d.Month(), d.Day(), ErrOutOfRange}
	}
	return d.AddMonths(12 * n)
}

// Sub returns the number of days from e to d: positive when d is the later
// one. It is 0 when one of them is the zero Date.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return d.Days() - e.Days()
}

// YearDay returns the day of the year, 1 to 366, and 0 for the zero Date.
func (d Date) YearDay() int {
	if d.IsZero() {
		return 0
	}
	return d.yearDay()
}

// yearDay: six months of 31 days come before those of 30.
func (d Date) yearDay() int {
	m := int(d.month) - 1
	return 30*m + min(m, 6) + int(d.day)
}

// Week returns the week of the year, 1 to 54. Weeks start on Saturday and
// week 1 is the one that holds 1 Farvardin, so that the first and the last
// week of a year are mostly short. It is 0 for the zero Date.
func (d Date) Week() int {
	if d.IsZero() {
		return 0
	}
	n := d.yearDay() - 1
	first := weekdayOf(d.Days() - n)
	return (n+int(first))/7 + 1
}

// Quarter returns the quarter of the year, Spring (1) to Winter (4), and 0
// for the zero Date.
func (d Date) Quarter() Quarter { return Quarter((d.month + 2) / 3) }

// Season returns the season. In this calendar the seasons are the quarters:
// spring starts on 1 Farvardin, summer on 1 Tir, autumn on 1 Mehr, winter on
// 1 Dey.
func (d Date) Season() Quarter { return d.Quarter() }

// Weekday returns the day of the week. It is meaningless for the zero Date.
func (d Date) Weekday() Weekday { return weekdayOf(d.Days()) }
