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

func gregorianFromDays(n int) (year, month, day int) {
	r := uint32(n + daysTo1970)
	century := (4*r + 3) / 146097
	r -= century * 146097 / 4
	y := (4*r + 3) / 1461
	r -= y * 1461 / 4
	m := (5*r + 2) / 153
	d := r - (153*m+2)/5 + 1
	y += 100 * century
	if m < 10 {
		return int(y), int(m + 3), int(d)
	}
	return int(y + 1), int(m - 9), int(d)
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
