package tracking

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads a code as people write it. It is forgiving about the form:
// Latin, Persian, Arabic-Indic and full-width digits, also mixed, and between,
// before and after them any white space, hyphens and dashes of all kinds, the
// Persian tatweel, half-spaces and other zero-width characters, and direction
// marks. It is strict about the value: 12 to 18 digits, the first not 0, and
// the right check digits.
//
// Otherwise it returns the zero Code and a [*ParseError] that matches
// [ErrMalformed] and, finer, [ErrCharacter], [ErrLength] or [ErrChecksum].
// It stops at the first fault, and at the first digit too many, but it reads
// separators without end: bound the length of what strangers send.
func Parse(s string) (Code, error) {
	text := scanner{text: s, what: "code", most: MaxDigits}
	if err := text.scan(); err != nil {
		return Code{}, err
	}
	if text.digits > 0 && text.first.digit == 0 {
		return Code{}, text.fault(ErrCharacter, text.first, "a code does not begin with 0")
	}
	if text.digits < MinDigits {
		return Code{}, text.fault(ErrLength, text.end,
			fmt.Sprintf("%d digits, want %d to %d", text.digits, MinDigits, MaxDigits))
	}
	if !sealed(text.value) {
		return Code{}, text.fault(ErrChecksum, text.check, "check digits do not match")
	}
	return Code{text.value}, nil
}

// scanner reads digits in any accepted script, and passes over separators.
type scanner struct {
	text string
	what string // for errors
	most int    // digits

	value  uint64 // the digits as a number
	digits int

	first place // of the first digit
	check place // of the last digit but one
	last  place // of the last digit
	end   place
}

// place is where something stands in the text.
type place struct {
	offset, rune int
	size         int // bytes of the character that stands there
	digit        uint64
}

func (s *scanner) scan() error {
	at := place{}
	for at.offset < len(s.text) {
		r := rune(s.text[at.offset])
		at.size = 1
		if r >= utf8.RuneSelf {
			r, at.size = utf8.DecodeRuneInString(s.text[at.offset:])
		}
		if d, ok := digit(r); ok {
			at.digit = d
			if s.digits == s.most {
				s.digits++
				return s.fault(ErrLength, at, fmt.Sprintf("more than %d digits", s.most))
			}
			if s.digits == 0 {
				s.first = at
			}
			s.check, s.last = s.last, at
			s.value = s.value*10 + d
			s.digits++
		} else if !separator(r) {
			return s.fault(ErrCharacter, at, "neither a digit nor a separator")
		}
		at.offset += at.size
		at.rune++
	}
	s.end = place{offset: at.offset, rune: at.rune}
	return nil
}

func (s *scanner) fault(kind error, at place, reason string) *ParseError {
	err := &ParseError{
		Offset: at.offset,
		Rune:   at.rune,
		Digits: s.digits,
		Reason: reason,
		what:   s.what,
		kind:   kind,
	}
	if kind == ErrCharacter { //nolint:errorlint // one of ours, never wrapped
		// A copy: an error that is kept must not keep a whole request body.
		err.Input = strings.Clone(s.text[at.offset : at.offset+at.size])
	}
	return err
}

// digit returns the value of a digit in one of the scripts in use here.
func digit(r rune) (value uint64, ok bool) {
	switch {
	case '0' <= r && r <= '9':
		return uint64(r - '0'), true
	case r < utf8.RuneSelf:
		return 0, false
	case '\u06F0' <= r && r <= '\u06F9': // Persian
		return uint64(r - '\u06F0'), true
	case '\u0660' <= r && r <= '\u0669': // Arabic-Indic
		return uint64(r - '\u0660'), true
	case '\uFF10' <= r && r <= '\uFF19': // full-width
		return uint64(r - '\uFF10'), true
	}
	return 0, false
}

// separator reports whether people, keyboards and programs put r between,
// before or after digits without meaning anything by it.
func separator(r rune) bool {
	switch r {
	case ' ', '-',
		'\u00AD',                     // soft hyphen
		'\u0640',                     // tatweel, which Persian keyboards give where a dash is meant
		'\u2043',                     // hyphen bullet
		'\u2212',                     // minus
		'\u061C', '\u200E', '\u200F', // direction marks
		'\u202A', '\u202B', '\u202C', '\u202D', '\u202E', // embeddings, overrides
		'\u2066', '\u2067', '\u2068', '\u2069', // isolates
		'\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF': // zero-width characters
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}
