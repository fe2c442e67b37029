package hijri

import (
	"errors"
	"fmt"
	"strconv"
)

// What a caller may branch on, by [errors.Is].
var (
	// ErrOutOfRange: the day lies outside AH 1242-1545, the years that touch
	// 1206-1498 of the Persian calendar.
	ErrOutOfRange = errors.New("hijri: date outside the years 1242-1545")

	// ErrNoSuchDate: month 13, or day 30 of a month of 29 days.
	ErrNoSuchDate = errors.New("hijri: no such date")

	// ErrMalformed: a file is not a table of months.
	ErrMalformed = errors.New("hijri: malformed table")
)

// The years that a table answers for, by arithmetic where it has no months.
const (
	MinYear = 1242
	MaxYear = 1545
)

// Date is a day of the lunar calendar. It is comparable; the zero Date is no
// date. Whether day 30 exists, and which day it is, only a [Table] can tell.
type Date struct {
	year       int16
	month, day uint8
}

// New returns the date of a year (1242 to 1545), a month (1 to 12) and a day
// (1 to 30). Otherwise it is an [ErrOutOfRange] or an [ErrNoSuchDate].
func New(year, month, day int) (Date, error) {
	if year < MinYear || year > MaxYear {
		return Date{}, fmt.Errorf("%w: %d-%02d-%02d", ErrOutOfRange, year, month, day)
	}
	if month < 1 || month > 12 || day < 1 || day > 30 {
		return Date{}, fmt.Errorf("%w: %d-%02d-%02d", ErrNoSuchDate, year, month, day)
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// Year returns the year, 0 for the zero Date.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, 1 (Muharram) to 12 (Dhu al-Hijja), 0 for the zero Date.
func (d Date) Month() int { return int(d.month) }

// Day returns the day of the month, 1 to 30, 0 for the zero Date.
func (d Date) Day() int { return int(d.day) }

// IsZero reports whether d is the zero Date, which is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns YYYY-MM-DD, and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b := strconv.AppendInt(make([]byte, 0, 10), int64(d.year), 10)
	for _, n := range [2]uint8{d.month, d.day} {
		b = append(b, '-', '0'+n/10, '0'+n%10)
	}
	return string(b)
}

// Parse reads YYYY-MM-DD in Latin digits. Other forms are an [ErrMalformed].
func Parse(s string) (Date, error) {
	var n [3]int
	field, digits := 0, 0
	for i := range len(s) {
		c := s[i]
		switch {
		case '0' <= c && c <= '9' && digits < 4-2*min(field, 1):
			n[field] = 10*n[field] + int(c-'0')
			digits++
		case c == '-' && field < 2 && digits == 4-2*min(field, 1):
			field, digits = field+1, 0
		default:
			return Date{}, fmt.Errorf("%w: date %q at byte %d: YYYY-MM-DD expected", ErrMalformed, s, i)
		}
	}
	if field != 2 || digits != 2 {
		return Date{}, fmt.Errorf("%w: date %q at byte %d: YYYY-MM-DD expected", ErrMalformed, s, len(s))
	}
	return New(n[0], n[1], n[2])
}

var monthNames = [12]string{
	"محرم", "صفر", "ربیع‌الاول", "ربیع‌الثانی", "جمادی‌الاولی", "جمادی‌الثانیه",
	"رجب", "شعبان", "رمضان", "شوال", "ذی‌القعده", "ذی‌الحجه",
}

var monthNamesLatin = [12]string{
	"Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II",
	"Rajab", "Shaban", "Ramadan", "Shawwal", "Dhu al-Qada", "Dhu al-Hijja",
}

// MonthName returns the Latin name of a month, and "" outside 1-12.
func MonthName(month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	return monthNamesLatin[month-1]
}

// MonthNamePersian returns the name of a month as it is written in Iran, and
// "" outside 1-12.
func MonthNamePersian(month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	return monthNames[month-1]
}
