package main

import "unicode/utf8"

// ymd is a date of a calendar that has no parser of its own, as it is written,
// with the columns of its fields.
type ymd struct {
	year, month, day       int
	monthColumn, dayColumn int
}

// readYMD reads YYYY-MM-DD or YYYY/MM/DD in Latin, Persian or Arabic digits.
// Marks that nobody sees (direction marks, half-spaces) are skipped, as
// persian.Parse does.
func readYMD(s string) (ymd, *lineFault) {
	var out ymd
	r := dateReader{rest: s, column: 1}
	var sep rune
	for i, field := range []struct {
		n      *int
		digits int
		what   string
	}{{&out.year, 4, "four digits of a year"}, {&out.month, 2, "two digits of a month"}, {&out.day, 2, "two digits of a day"}} {
		if i > 0 {
			c := r.peek()
			if c != '-' && c != '/' || sep != 0 && c != sep {
				return ymd{}, r.fault("- or / expected, the same twice")
			}
			sep = c
			r.step()
			r.peek()
			if i == 1 {
				out.monthColumn = r.column
			} else {
				out.dayColumn = r.column
			}
		}
		for range field.digits {
			d := digit(r.peek())
			if d < 0 {
				return ymd{}, r.fault(field.what + " expected")
			}
			*field.n = *field.n*10 + d
			r.step()
		}
	}
	if r.peek() != end {
		return ymd{}, r.fault("nothing more expected after the day")
	}
	return out, nil
}

const end rune = -1

// dateReader steps over a text, character by character.
type dateReader struct {
	rest   string
	column int
}

// peek returns the next character that is seen, or end.
func (r *dateReader) peek() rune {
	for r.rest != "" {
		c, size := utf8.DecodeRuneInString(r.rest)
		if !unseen(c) {
			return c
		}
		r.rest, r.column = r.rest[size:], r.column+1
	}
	return end
}

func (r *dateReader) step() {
	_, size := utf8.DecodeRuneInString(r.rest)
	r.rest, r.column = r.rest[size:], r.column+1
}

func (r *dateReader) fault(reason string) *lineFault {
	return &lineFault{column: r.column, reason: reason}
}

func digit(c rune) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case '۰' <= c && c <= '۹':
		return int(c - '۰')
	case '٠' <= c && c <= '٩':
		return int(c - '٠')
	}
	return -1
}

func unseen(c rune) bool {
	switch {
	case c < 0x061C:
		return c == 0x00AD
	case c == 0x061C, c == 0xFEFF, c == 0x2060,
		0x200B <= c && c <= 0x200F, 0x202A <= c && c <= 0x202E, 0x2066 <= c && c <= 0x2069:
		return true
	}
	return false
}
