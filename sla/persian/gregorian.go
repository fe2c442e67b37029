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

// gregorian turns a date into the Gregorian one by the place of its Nowruz in
// March.
func gregorian(d Date) (year, month, day int) {
	first := nowruz[int(d.year)-firstYear]
	year = int(d.year) + 621
	n := uint32(d.yearDay()) + uint32(first&^leapAfter) - 2 // days from 1 March
	if last := 364 + uint32(first>>7); n > last {
		return year + 1, 3, int(n - last)
	}
	// Months from March on begin every 30.57 days, nearly: 65536/2141, a line
	// that Cassio Neri and Lorenz Schneider give in "Euclidean affine functions
	// and their application to calendar algorithms" (2021).
	line := 2141*n + 197913
	month, day = int(line>>16), int(line&0xffff/2141)+1
	if month > 12 {
		return year + 1, month - 12, day
	}
	return year, month, day
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
