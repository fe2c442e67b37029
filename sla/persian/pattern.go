package persian

import (
	"errors"
	"fmt"
)

// ErrPattern means that a date pattern has a letter or a width that has no meaning here.
var ErrPattern = errors.New("persian: malformed date pattern")

// PatternError tells where and why a pattern is wrong. It matches [ErrPattern].
type PatternError struct {
	Pattern string
	Offset  int // byte of Pattern
	Reason  string
}

// Error names the pattern, the place and the reason.
func (e *PatternError) Error() string {
	return fmt.Sprintf("persian: pattern %q at byte %d: %s", e.Pattern, e.Offset, e.Reason)
}

// Unwrap returns [ErrPattern].
func (e *PatternError) Unwrap() error { return ErrPattern }

// Option chooses digits and names for [Date.Format], or tells [ParsePattern]
// how to read years of two digits. Options combine by | or by listing them; a
// later one wins.
type Option uint32

// Digits and names of the output. Without one of them, both are Latin. Reading
// accepts all of them in any case.
const (
	LatinDigits   Option = 1 << iota // 1405
	PersianDigits                    // ۱۴۰۵
	LatinNames                       // Farvardin, Saturday
	PersianNames                     // فروردین، شنبه

	InLatin   = LatinDigits | LatinNames
	InPersian = PersianDigits | PersianNames

	pivotBit Option = 1 << 7
	pivotShl        = 8
)

// Pivot lets [ParsePattern] accept years of two digits and places them in the
// hundred years that start with the given one: under Pivot(1350), 92 is 1392
// and 05 is 1405. Without it they are an error, since 92 says no century.
func Pivot(year int) Option {
	return pivotBit | Option(uint32(max(0, min(year, 1<<20))))<<pivotShl
}

// style is what a list of options comes to.
type style struct {
	digits, names bool // Persian ones
	pivot         int  // -1: none
}

func styleOf(opts []Option) style {
	s := style{pivot: -1}
	for _, o := range opts {
		if o&pivotBit != 0 {
			s.pivot = int(o >> pivotShl)
			o &= pivotBit - 1
		}
		switch {
		case o&LatinDigits != 0:
			s.digits = false
		case o&PersianDigits != 0:
			s.digits = true
		}
		switch {
		case o&LatinNames != 0:
			s.names = false
		case o&PersianNames != 0:
			s.names = true
		}
	}
	return s
}

// token is a piece of a pattern: a field (letter != 0) of a width, or a
// literal.
type token struct {
	letter  byte
	width   int
	literal string
	offset  int // where it starts in the pattern
}

// tokens cuts a pattern into its pieces.
type tokens struct {
	pattern string
	at      int
	quoted  bool
	opened  int // where the last quoted text starts
}

// next returns the next piece. A text between apostrophes comes without them;
// a doubled apostrophe is one, inside and outside.
func (r *tokens) next() (t token, ok bool) {
	p := r.pattern
	if r.at >= len(p) {
		return token{}, false
	}
	start, c := r.at, p[r.at]
	if !r.quoted && c == '\'' {
		if start+1 < len(p) && p[start+1] == '\'' {
			r.at += 2
			return token{literal: "'", offset: start}, true
		}
		r.quoted, r.opened = true, start
		r.at++
		start++
	}
	if r.quoted {
		for r.at < len(p) && p[r.at] != '\'' {
			r.at++
		}
		end := r.at
		if end+1 < len(p) && p[end+1] == '\'' {
			r.at = end + 2
			return token{literal: p[start : end+1], offset: start}, true
		}
		if end < len(p) {
			r.quoted = false
			r.at++
		}
		return token{literal: p[start:end], offset: start}, true
	}
	r.at++
	if isLetter(c) {
		for r.at < len(p) && p[r.at] == c {
			r.at++
		}
		return token{letter: c, width: r.at - start, offset: start}, true
	}
	for r.at < len(p) && p[r.at] != '\'' && !isLetter(p[r.at]) {
		r.at++
	}
	return token{literal: p[start:r.at], offset: start}, true
}

// abutting reports whether a field follows at once.
func (r *tokens) abutting() bool {
	return !r.quoted && r.at < len(r.pattern) && isLetter(r.pattern[r.at])
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// CheckPattern returns an [ErrPattern] in a [*PatternError] when [Date.Format]
// would not know a letter or a width of the pattern, or an apostrophe is not
// closed.
//
// The letters are those of Unicode's CLDR: y year (yy two digits, yyyy four),
// M or L month (M, MM number; MMM, MMMM name; MMMMM letter), d day, E weekday
// (E to EEEE name, EEEEE letter), D day of the year, w week of the year,
// Q quarter (Q, QQ number; QQQQ season's name), G era. Everything that is no
// letter stands for itself, and so does text between apostrophes.
func CheckPattern(pattern string) error {
	r := tokens{pattern: pattern}
	for t, ok := r.next(); ok; t, ok = r.next() {
		if t.letter != 0 && !known(t) {
			return &PatternError{pattern, t.offset, "no field " + pattern[t.offset:r.at]}
		}
	}
	if r.quoted {
		return &PatternError{pattern, r.opened, "apostrophe is not closed"}
	}
	return nil
}

func known(t token) bool {
	switch t.letter {
	case 'y', 'Q':
		return t.width <= 4
	case 'M', 'L', 'E', 'G':
		return t.width <= 5
	case 'd', 'w':
		return t.width <= 2
	case 'D':
		return t.width <= 3
	}
	return false
}
