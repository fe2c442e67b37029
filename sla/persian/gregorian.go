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

// gregorianFromDays divides by the fixed-point reciprocals of Cassio Neri and
// Lorenz Schneider, "Euclidean affine functions and their application to
// calendar algorithms" (2021), which are exact far beyond the years needed.
func gregorianFromDays(n int) (year, month, day int) {
	q := 4*uint32(n+daysTo1970) + 3
	century, rest := q/146097, q%146097|3
	p := 2939745 * uint64(rest)
	y, dayOfYear := uint32(p>>32), uint32(p)/2939745/4
	m := 2141*dayOfYear + 197913
	year, month, day = int(100*century+y), int(m>>16), int(m&0xffff/2141)+1
	if dayOfYear >= 306 { // January and February belong to the next year
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
