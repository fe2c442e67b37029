package tracking

import "strconv"

// group is how many digits stand together, as on a bank card.
const group = 4

// Format returns the code in groups of four, for the eye: "1234 5678 9012 3428".
// A length that four does not divide leaves a shorter last group. The zero Code
// gives "".
//
// The digits are Latin and the spaces plain, unless lang, a BCP 47 language tag
// such as "fa" or "fa-IR", is Persian: then the digits are Persian and the
// spaces U+00A0. In right-to-left text a plain space between numbers counts as
// text, so that the groups come out in the wrong order, the last one leftmost;
// U+00A0 counts as part of the number, and keeps it on one line as well.
// Latin digits inside Persian text need an isolate of their own, <bdi> in HTML.
// Of several languages the first one decides.
func (c Code) Format(lang ...string) string {
	// 18 Persian digits and 4 spaces, two bytes each.
	var buf [2*MaxDigits + 2*4]byte
	return string(c.AppendFormat(buf[:0], lang...))
}

// AppendFormat appends what [Code.Format] returns to dst.
func (c Code) AppendFormat(dst []byte, lang ...string) []byte {
	if c.v == 0 {
		return dst
	}
	fa := len(lang) > 0 && persian(lang[0])
	var buf [MaxDigits]byte
	for i, d := range strconv.AppendUint(buf[:0], c.v, 10) {
		apart := i > 0 && i%group == 0
		switch {
		case fa && apart:
			dst = append(dst, "\u00A0"...)
		case apart:
			dst = append(dst, ' ')
		}
		if fa {
			dst = appendPersian(dst, d)
		} else {
			dst = append(dst, d)
		}
	}
	return dst
}

// appendPersian appends a Latin digit as a Persian one: U+06F0 to U+06F9 are
// DB B0 to DB B9 in UTF-8.
func appendPersian(dst []byte, latin byte) []byte { return append(dst, 0xDB, latin-'0'+0xB0) }

// persian reports whether the language tag says Persian, whatever the region,
// also in the spelling of a POSIX locale (fa_IR.UTF-8).
func persian(lang string) bool {
	return len(lang) >= 2 && lang[0]|0x20 == 'f' && lang[1]|0x20 == 'a' &&
		(len(lang) == 2 || lang[2] == '-' || lang[2] == '_' || lang[2] == '.')
}
