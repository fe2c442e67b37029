package persian

import "unicode/utf8"

// Parse reads a date of the form YYYY-MM-DD or YYYY/MM/DD: four, two and two
// digits, Latin (1), Persian (۱) or Arabic (١) ones in any mixture. Marks that
// are not seen (direction marks, half-spaces, byte order marks) are skipped.
// Anything else is a [*ParseError] with the byte at which reading stopped.
func Parse(s string) (Date, error) {
	r := reader{in: s}
	year, ok := r.number(4, 4)
	if !ok {
		return Date{}, r.fail("four digits of a year expected")
	}
	sep := r.separator()
	if sep == 0 {
		return Date{}, r.fail("- or / expected after the year")
	}
	monthAt := r.at
	month, ok := r.number(2, 2)
	if !ok {
		return Date{}, r.fail("two digits of a month expected")
	}
	if r.separator() != sep {
		return Date{}, r.failAt(r.last, "the same separator expected after the month")
	}
	dayAt := r.at
	day, ok := r.number(2, 2)
	if !ok {
		return Date{}, r.fail("two digits of a day expected")
	}
	if !r.done() {
		return Date{}, r.fail("nothing more expected after the day")
	}
	return r.date(year, month, day, fieldOffsets{0, monthAt, dayAt})
}

// fieldOffsets are the bytes at which the fields of a date start.
type fieldOffsets struct{ year, month, day int }

// reader steps through a text that may hold any digits and unseen marks.
type reader struct {
	in   string
	at   int // next byte
	last int // start of what was read last
}

func (r *reader) fail(reason string) error { return r.failAt(r.at, reason) }

func (r *reader) failAt(at int, reason string) error {
	return &ParseError{Input: r.in, Offset: at, Reason: reason}
}

// date makes the date and turns its error into one that points at a field.
func (r *reader) date(year, month, day int, at fieldOffsets) (Date, error) {
	d, err := New(year, month, day)
	if err == nil {
		return d, nil
	}
	e := &ParseError{Input: r.in, cause: err}
	switch {
	case year < firstYear || year > lastYear:
		e.Offset, e.Reason = at.year, "year outside 1206-1498"
	case month < 1 || month > 12:
		e.Offset, e.Reason = at.month, "month outside 01-12"
	case month == 12 && day == 30:
		e.Offset, e.Reason = at.day, "Esfand has 29 days in this year"
	default:
		e.Offset, e.Reason = at.day, "this month has no such day"
	}
	return Date{}, e
}

// peek returns the next rune that is seen, and its size with what was skipped
// before it; size is 0 at the end.
func (r *reader) peek() (c rune, start, end int) {
	at := r.at
	for at < len(r.in) {
		c, size := utf8.DecodeRuneInString(r.in[at:])
		if !unseen(c) {
			return c, at, at + size
		}
		at += size
	}
	return utf8.RuneError, at, at
}

func (r *reader) done() bool {
	_, start, end := r.peek()
	if start == end {
		return true
	}
	r.at = start
	return false
}

// number reads min to max digits.
func (r *reader) number(atLeast, atMost int) (n int, ok bool) {
	for count := range atMost {
		c, start, end := r.peek()
		digit := digitOf(c)
		if start == end || digit < 0 {
			r.at = start
			return n, count >= atLeast
		}
		if count == 0 {
			r.last = start
		}
		n = 10*n + digit
		r.at = end
	}
	return n, true
}

func (r *reader) separator() rune {
	c, start, end := r.peek()
	r.last = start
	switch c {
	case '؍': // Arabic date separator
		c = '/'
	case '-', '/':
	default:
		r.at = start
		return 0
	}
	if start == end {
		return 0
	}
	r.at = end
	return c
}

func digitOf(c rune) int {
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

// unseen reports marks that a keyboard or a copied page leaves in a text
// without a reader seeing them.
func unseen(c rune) bool {
	switch {
	case c < 0x061C:
		return c == 0x00AD // soft hyphen
	case c == 0x061C, c == 0xFEFF, c == 0x2060: // Arabic letter mark, BOM, word joiner
		return true
	case 0x200B <= c && c <= 0x200F: // zero-width space, (non-)joiner, LRM, RLM
		return true
	case 0x202A <= c && c <= 0x202E, 0x2066 <= c && c <= 0x2069: // embeddings, isolates
		return true
	}
	return false
}
