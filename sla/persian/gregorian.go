package persian

import "time"

// The Gregorian calendar by its own rule, on day numbers from 1970-01-01, for
// years that are not negative. Years are counted from 1 March, so that the leap
// day is the last of its year.

const daysTo1970 = 719468 // from 0000-03-01

func gregorianDays(year, month, day int) int {
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + day - 1 - daysTo1970
}

// Gregorian returns the same day in the Gregorian calendar, and zeros for the
// zero Date.
//
// It counts from the place of Nowruz in March. The months from March on begin
// every 30.57 days, nearly: 65536/2141, a line that Cassio Neri and Lorenz
// Schneider give in "Euclidean affine functions and their application to
// calendar algorithms" (2021).
func (d Date) Gregorian() (year int, month time.Month, day int) {
	i := uint(d.year) - firstYear
	if i >= numYears {
		return 0, 0, 0
	}
	first := uint32(nowruz[i])
	year = int(d.year) + 621
	n := uint32(d.yearDay()) + first&^leapAfter - 2 // days from 1 March
	if last := 364 + first>>7; n > last {
		return year + 1, time.March, int(n - last)
	}
	line := 2141*n + 197913
	m := line >> 16
	if m > 12 {
		m -= 12
		year++
	}
	return year, time.Month(m), int(line&0xffff/2141) + 1
}

func gregorianMonthLength(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
