package persian

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// ParsePattern reads a date by a CLDR pattern (see [CheckPattern]), the
// reverse of [Date.Format]. The pattern must hold a year, a month and a day of
// the month, or a year and a day of the year (D); a weekday, where there is
// one, must be the right one. Weeks and quarters cannot be read.
//
// M, d and D take as few digits as there are, MM, dd and DDD exactly two and
// three, y and yyyy four. A year of two digits (y, yy) needs the option
// [Pivot]. Names may be Persian or Latin in any case, with ي and ك for ی and
// ک, with or without half-space; digits and unseen marks are as for [Parse].
//
// A wrong pattern is an [ErrPattern] in a [*PatternError], a text that does
// not match it a [*ParseError].
func ParsePattern(pattern, s string, opts ...Option) (Date, error) {
	if err := CheckPattern(pattern); err != nil {
		return Date{}, err
	}
	p := patternReader{reader: reader{in: s}, style: styleOf(opts), year: -1, weekday: -1}
	r := tokens{pattern: pattern}
	for t, ok := r.next(); ok; t, ok = r.next() {
		var err error
		if t.letter == 0 {
			err = p.literal(t.literal)
		} else {
			err = p.field(pattern, t, r.abutting())
		}
		if err != nil {
			return Date{}, err
		}
	}
	if !p.done() {
		return Date{}, p.fail("nothing more expected after the date")
	}
	return p.result(pattern)
}

type patternReader struct {
	reader
	style
	month, day, yearDay int // 0: not read
	year, weekday       int // -1: not read
	offsets             fieldOffsets
	weekdayAt           int
}

func (p *patternReader) field(pattern string, t token, abutting bool) error {
	_, start, _ := p.peek()
	switch t.letter {
	case 'y':
		p.offsets.year = start
		return p.readYear(t.width)
	case 'M', 'L':
		p.offsets.month = start
		if t.width >= 3 {
			if t.width == 5 {
				return &PatternError{pattern, t.offset, "a month cannot be read from its first letter"}
			}
			i, ok := p.name(monthNames[:], monthNamesLatin[:])
			if !ok && p.word("امرداد") { // the older form of مرداد, used as well
				i, ok = Mordad-1, true
			}
			if !ok {
				return p.failAt(start, "name of a month expected")
			}
			p.month = i + 1
			return nil
		}
		return p.digits(&p.month, t.width, 2, abutting, "month")
	case 'd':
		p.offsets.day = start
		return p.digits(&p.day, t.width, 2, abutting, "day")
	case 'D':
		p.offsets.day = start
		return p.digits(&p.yearDay, t.width, 3, abutting, "day of the year")
	case 'E':
		p.weekdayAt = start
		if t.width == 5 {
			return &PatternError{pattern, t.offset, "a weekday cannot be read from its first letter"}
		}
		i, ok := p.name(weekdayNames[:], weekdayNamesLatin[:])
		if !ok {
			return p.failAt(start, "name of a weekday expected")
		}
		p.weekday = i
		return nil
	case 'G':
		if !p.word("ه.ش.") && !p.word("AP") {
			return p.failAt(start, "era AP or ه‍.ش. expected")
		}
		return nil
	}
	return &PatternError{pattern, t.offset, fmt.Sprintf("field %c can be written but not read", t.letter)}
}

func (p *patternReader) readYear(width int) error {
	start := p.at
	if width != 2 {
		if n, ok := p.number(4, 4); ok {
			p.year = n
			return nil
		}
		if width > 1 || p.pivot < 0 {
			return p.fail("four digits of a year expected")
		}
		p.at = start
	}
	n, ok := p.number(2, 2)
	switch {
	case !ok:
		return p.fail("two digits of a year expected")
	case p.pivot < 0:
		return p.failAt(start, "a year of two digits is accepted only with a pivot")
	}
	p.year = p.pivot + ((n-p.pivot)%100+100)%100
	return nil
}

// digits reads a number into *field. One letter takes one digit up to most,
// unless another field follows at once; several letters fix the count.
func (p *patternReader) digits(field *int, width, most int, abutting bool, what string) error {
	least := width
	if width > 1 || abutting {
		most = width
	}
	n, ok := p.number(least, most)
	if !ok {
		return p.fail("digits of a " + what + " expected")
	}
	if n == 0 {
		return p.failAt(p.last, what+" 0 does not exist")
	}
	*field = n
	return nil
}

func (p *patternReader) result(pattern string) (Date, error) {
	if p.year < 0 || p.yearDay == 0 && (p.month == 0 || p.day == 0) {
		return Date{}, &PatternError{pattern, len(pattern), "a pattern to read needs a year, and a month with a day or a day of the year"}
	}
	var d Date
	var err error
	if p.month != 0 && p.day != 0 {
		d, err = p.date(p.year, p.month, p.day, p.offsets)
		if err == nil && p.yearDay != 0 && p.yearDay != d.YearDay() {
			return Date{}, p.failAt(p.offsets.day, "the day of the year is another one")
		}
	} else {
		d, err = p.fromYearDay()
	}
	if err != nil {
		return Date{}, err
	}
	if p.weekday >= 0 && Weekday(p.weekday) != d.Weekday() {
		return Date{}, p.failAt(p.weekdayAt, "that day is a "+d.Weekday().String())
	}
	return d, nil
}

func (p *patternReader) fromYearDay() (Date, error) {
	first, err := p.date(p.year, 1, 1, p.offsets)
	if err != nil {
		return Date{}, err
	}
	if p.yearDay > DaysInYear(p.year) {
		return Date{}, &ParseError{Input: p.in, Offset: p.offsets.day, Reason: "this year has no such day",
			cause: &DateError{p.year, 1, p.yearDay, ErrNoSuchDate}}
	}
	d, err := first.AddDays(p.yearDay - 1)
	if err == nil && p.month != 0 && p.month != d.Month() {
		return Date{}, p.failAt(p.offsets.month, "the day of the year lies in another month")
	}
	return d, err
}

// name reads the longest of the names that stands next in the text.
func (p *patternReader) name(lists ...[]string) (index int, ok bool) {
	start, best := p.at, -1
	for _, list := range lists {
		for i, name := range list {
			p.at = start
			if p.word(name) && p.at > best {
				best, index = p.at, i
			}
		}
	}
	if best < 0 {
		p.at = start
		return 0, false
	}
	p.at = best
	return index, true
}

// word reads want, letters folded, with or without the blanks and half-spaces
// inside it. Nothing is consumed when it does not stand there.
func (p *patternReader) word(want string) bool {
	start := p.at
	first := true
	for _, w := range want {
		if unseen(w) {
			continue
		}
		c, from, end := p.peek()
		for !first && from < end && (c == ' ' || ornament(c)) && c != w {
			p.at = end
			c, from, end = p.peek()
		}
		if from == end || fold(c) != fold(w) {
			p.at = start
			return false
		}
		p.at = end
		first = false
	}
	for c, from, end := p.peek(); from < end && ornament(c); c, from, end = p.peek() {
		p.at = end
	}
	return true
}

// literal reads what stands between the fields. Blanks of the pattern stand
// for one or more blanks.
func (p *patternReader) literal(want string) error {
	blank := false
	for _, w := range want {
		if unseen(w) {
			continue
		}
		if unicode.IsSpace(w) {
			if blank {
				continue
			}
			blank = true
			if p.skipSpace() == 0 {
				return p.fail("a blank expected")
			}
			continue
		}
		blank = false
		c, from, end := p.peek()
		if from == end || fold(c) != fold(w) && !(w == '/' && c == '؍') {
			p.at = from
			return p.fail("expected " + string(w))
		}
		p.at = end
	}
	return nil
}

func (p *patternReader) skipSpace() (n int) {
	for {
		c, from, end := p.peek()
		if from == end || !unicode.IsSpace(c) {
			return n
		}
		p.at = end
		n++
	}
}

// fold makes letters alike that Persian writers use for one another, and
// Latin ones lower case.
func fold(c rune) rune {
	switch c {
	case 'ي', 'ى': // Arabic yeh, alef maksura
		return 'ی'
	case 'ك':
		return 'ک'
	case 'آ', 'أ', 'إ', 'ٱ':
		return 'ا'
	case 'ئ':
		return 'ی'
	}
	if c < utf8.RuneSelf && 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// ornament reports marks that may stand in a Persian word without changing it:
// tatweel, vowel signs and the madda of a decomposed آ.
func ornament(c rune) bool { return c == 0x0640 || 0x064B <= c && c <= 0x0655 }
