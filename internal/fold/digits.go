package fold

import (
	"strings"
	"unicode"
)

// Digits prepares a number that identifies something (a code, a national ID, a
// telephone number) for a strict parser: digits of every script become Latin,
// and what people put between them for reading is dropped: blanks, half-spaces,
// direction and other marks, kashida, hyphens, dots, commas, slashes, colons,
// underscores, apostrophes, quotation marks and brackets. Everything else stays
// as it is, so that the parser can refuse it: letters, and the plus sign of
// international telephone numbers. Bytes that are not UTF-8 become U+FFFD.
func Digits(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b.WriteByte(byte(r))
		case isReadingAid(r):
		case r == '＋': // full-width plus
			b.WriteByte('+')
		case unicode.Is(unicode.Nd, r):
			b.WriteByte(byte('0' + digitValue(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isReadingAid(r rune) bool {
	switch r {
	case '.', '/', '\\', ',', ':', '\'', '،', '٫', '٬', '·', '•', '⁄', '−', 'ـ', '¬':
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r,
		unicode.Z, unicode.Cf, unicode.M, unicode.Pd, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf, unicode.Pc)
}
