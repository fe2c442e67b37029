package routing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// personalData finds the numbers that identify somebody: national IDs and card
// numbers with the right check digit, IBANs, mobile and landline numbers. Digits
// of any script count, and single blanks, half-spaces, dashes and dots between
// them do not part a number.
func personalData(text string) []Hint {
	var out []Hint
	for _, n := range digitRuns(text) {
		reason := identifies(n.digits, n.iban)
		if reason == "" {
			continue
		}
		e := Evidence{n.start, n.end, text[n.start:n.end]}
		found := false
		for i := range out {
			if out[i].Reason == reason {
				out[i].Evidence = append(out[i].Evidence, e)
				found = true
			}
		}
		if !found {
			out = append(out, Hint{Kind: HintPersonalData, Reason: reason, Evidence: []Evidence{e}})
		}
	}
	return out
}

// identifies says what a number is, "" for none of the kinds known.
func identifies(digits string, iban bool) string {
	switch {
	case iban && len(digits) == 24 && ibanChecks(digits):
		return "iban"
	case len(digits) == 10 && nationalIDChecks(digits):
		return "national-id"
	case len(digits) == 11 && strings.HasPrefix(digits, "09"),
		len(digits) == 10 && strings.HasPrefix(digits, "9"),
		len(digits) == 12 && strings.HasPrefix(digits, "989"),
		len(digits) == 14 && strings.HasPrefix(digits, "00989"):
		return "mobile"
	case len(digits) == 11 && digits[0] == '0' && digits[1] >= '1' && digits[1] <= '8':
		return "landline"
	case len(digits) == 16 && luhn(digits):
		return "card"
	}
	return ""
}

// nationalIDChecks checks the tenth digit of a national ID: the sum of the
// first nine, weighted 10 to 2, modulo 11, is the digit, or 11 less the digit
// from 2 on. Ten equal digits are given to nobody.
func nationalIDChecks(d string) bool {
	if strings.Count(d, d[:1]) == len(d) {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(d[i]-'0') * (10 - i)
	}
	rest, last := sum%11, int(d[9]-'0')
	return rest < 2 && last == rest || rest >= 2 && last == 11-rest
}

// luhn is the check of payment cards, ISO/IEC 7812-1.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && d[0] != '0'
}

// ibanChecks is ISO 13616: the number behind its country (IR is 1827) and check
// digits is 1 modulo 97.
func ibanChecks(d string) bool {
	rest := 0
	for _, c := range d[2:] + "1827" + d[:2] {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest == 1
}

type digitRun struct {
	digits     string // Latin
	start, end int
	iban       bool // IR stands before it
}

// digitRuns reads the numbers of a text. A plus before one belongs to it.
func digitRuns(text string) (out []digitRun) {
	var b strings.Builder
	start, end, gap := -1, 0, 0
	flush := func() {
		if start >= 0 {
			r := digitRun{digits: b.String(), start: start, end: end}
			before := strings.ToUpper(strings.TrimRight(text[:start], " -"))
			if strings.HasSuffix(before, "IR") && len(before) == len(strings.TrimRight(text[:start], " -")) {
				r.iban = true
				r.start = len(before) - 2
			}
			out = append(out, r)
		}
		b.Reset()
		start, gap = -1, 0
	}
	for i, r := range text {
		width := utf8.RuneLen(r)
		if r == utf8.RuneError {
			width = 1
		}
		switch {
		case unicode.Is(unicode.Nd, r):
			d := fold.Digits(string(r))
			if len(d) != 1 || d[0] < '0' || d[0] > '9' {
				flush()
				continue
			}
			if start < 0 {
				start = i
				if i > 0 && text[i-1] == '+' {
					start = i - 1
				}
			}
			b.WriteString(d)
			end, gap = i+width, 0
		case start >= 0 && gap == 0 && strings.ContainsRune(" -.\u200c\u00a0–", r):
			gap++
		default:
			flush()
		}
	}
	flush()
	return out
}
