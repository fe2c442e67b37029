package fold

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class says what becomes of a rune.
type class uint8

const (
	parts  class = iota // ends a word: blanks, punctuation, pictures
	drops               // vanishes without ending a word: marks, half-spaces, kashida
	letter              // a letter outside the Arabic script
	arabic              // a letter of the Arabic script
	digit               // becomes a Latin digit
	hamza               // U+0654: drops, but turns a yeh before it into ئ
	zwnj                // the half-space
)

const (
	yeh     = 'ی'
	heh     = 'ه'
	alef    = 'ا'
	hamzaYe = 'ئ' // stays until the word is complete, see settleHamza
)

// arabicLetters gives the Persian spelling of the letters U+0600–U+06FF that
// have another one. Zero: the letter stands for itself.
var arabicLetters = [0x100]rune{
	'أ' - 0x0600:      alef,
	'إ' - 0x0600:      alef,
	'آ' - 0x0600:      alef,
	'ٱ' - 0x0600:      alef,
	'\u0672' - 0x0600: alef,
	'\u0673' - 0x0600: alef,
	'ؤ' - 0x0600:      'و',
	'\u06c4' - 0x0600: 'و',
	'\u06c5' - 0x0600: 'و',
	'\u06c6' - 0x0600: 'و',
	'\u06c7' - 0x0600: 'و',
	'\u06c8' - 0x0600: 'و',
	'\u06c9' - 0x0600: 'و',
	'\u06ca' - 0x0600: 'و',
	'\u06cb' - 0x0600: 'و',
	'\u06cf' - 0x0600: 'و',
	'ي' - 0x0600:      yeh,
	'ى' - 0x0600:      yeh,
	'\u0620' - 0x0600: yeh,
	'\u063d' - 0x0600: yeh,
	'\u063e' - 0x0600: yeh,
	'\u063f' - 0x0600: yeh,
	'\u06cd' - 0x0600: yeh,
	'\u06ce' - 0x0600: yeh,
	'\u06d0' - 0x0600: yeh,
	'\u06d1' - 0x0600: yeh,
	'\u06d2' - 0x0600: yeh,
	'\u06d3' - 0x0600: yeh,
	'ك' - 0x0600:      'ک',
	'\u063b' - 0x0600: 'ک',
	'\u063c' - 0x0600: 'ک',
	'\u06aa' - 0x0600: 'ک',
	'\u06ac' - 0x0600: 'ک',
	'\u06ad' - 0x0600: 'ک',
	'\u06ae' - 0x0600: 'ک',
	'\u06ab' - 0x0600: 'گ',
	'\u06b0' - 0x0600: 'گ',
	'ة' - 0x0600:      heh,
	'\u06be' - 0x0600: heh,
	'\u06c0' - 0x0600: heh,
	'\u06c1' - 0x0600: heh,
	'\u06c2' - 0x0600: heh,
	'\u06c3' - 0x0600: heh,
	'\u06d5' - 0x0600: heh,
	'\u06ff' - 0x0600: heh,
	'\u06b5' - 0x0600: 'ل',
	'\u0695' - 0x0600: 'ر',
}

// classify returns what becomes of r and, for letters and digits, into which
// rune it turns. decomposes is true when r stands for several runes or for
// another one by Unicode's compatibility decomposition (ﻛ, ﷼, ２, é); then the
// pieces are to be classified instead.
func classify(r rune) (out rune, c class, decomposes bool) {
	switch {
	case r < utf8.RuneSelf:
		return classifyASCII(r)
	case r >= 0x0620 && r <= 0x06ff:
		out, c = classifyArabic(r)
		return out, c, false
	case r == '\u200c':
		return 0, zwnj, false
	case r == '\u00ac': // half-space of old word processors, pasted
		return 0, drops, false
	case r == utf8.RuneError:
		return 0, parts, false
	case r == '\u0674': // high hamza: no letter of Persian
		return 0, drops, false
	}
	if d := norm.NFKD.PropertiesString(string(r)).Decomposition(); d != nil {
		return 0, parts, true
	}
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return 0, drops, false
	case unicode.Is(unicode.Nd, r):
		return '0' + digitValue(r), digit, false
	case unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r):
		return r, arabic, false
	case unicode.IsLetter(r), unicode.Is(unicode.Mc, r):
		return lower(r), letter, false
	}
	return 0, parts, false
}

func classifyASCII(r rune) (rune, class, bool) {
	switch {
	case 'a' <= r && r <= 'z':
		return r, letter, false
	case 'A' <= r && r <= 'Z':
		return r + ('a' - 'A'), letter, false
	case '0' <= r && r <= '9':
		return r, digit, false
	}
	return 0, parts, false
}

// classifyArabic serves the block that nearly all input lies in, so without
// the tables of package unicode where it can.
func classifyArabic(r rune) (rune, class) {
	switch {
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0', digit
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0', digit
	case r == hamzaYe:
		return r, arabic
	case r == 'ء', r == 'ـ', r == '\u0674':
		return 0, drops
	case r == '\u0654':
		return 0, hamza
	case r >= '\u064b' && r <= '\u065f', r == '\u0670', r >= '\u06d6' && r <= '\u06ed':
		if unicode.IsLetter(r) { // small waw and yeh of Koran prints
			return 0, drops
		}
		if unicode.Is(unicode.So, r) {
			return 0, parts
		}
		return 0, drops
	case r >= '\u0675' && r <= '\u0678': // high hamza forms, by their letter
		return [...]rune{alef, 'و', 'و', yeh}[r-'\u0675'], arabic
	}
	if to := arabicLetters[r-0x0600]; to != 0 {
		return to, arabic
	}
	if unicode.IsLetter(r) {
		return r, arabic
	}
	return 0, parts
}

// lower folds the case of r to a rune that folds to itself.
func lower(r rune) rune {
	for {
		l := unicode.ToLower(r)
		if l == r {
			return r
		}
		r = l
	}
}

// digitValue is the value of a decimal digit of any script: Unicode lists them
// in runs of ten, beginning with zero.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}
