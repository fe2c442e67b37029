package samad

import (
	"strings"
	"time"

	"github.com/samad111/go-samad/tracking"
)

// The texts of messages. They say what happened and what comes next, in the
// words of the glossary, and carry no more of the case than the petitioner
// wrote or was told.

func receiptText(code tracking.Code, pin tracking.PIN) textOf {
	return func(_ Case, lang Lang) string {
		if lang == English {
			return "Samad 111: your case is registered. Tracking code: " + code.Format() + ", PIN: " + pin.Reveal() + ". Keep both."
		}
		return "سامد ۱۱۱: پرونده شما ثبت شد. کد رهگیری: " + code.Format("fa") + "، رمز: " + pin.Reveal("fa") + ". هر دو را نگه دارید."
	}
}

func newPINText(code tracking.Code, pin tracking.PIN) textOf {
	return func(_ Case, lang Lang) string {
		if lang == English {
			return "Samad 111: the new PIN of case " + code.Format() + " is " + pin.Reveal() + "."
		}
		return "سامد ۱۱۱: رمز تازه پرونده " + code.Format("fa") + ": " + pin.Reveal("fa")
	}
}

// about begins a message that concerns a case.
func (d *Desk) about(c Case, lang Lang) string {
	if lang == English {
		return "Samad 111, case " + c.Code.Format() + ": "
	}
	return "سامد ۱۱۱، پرونده " + c.Code.Format("fa") + ": "
}

func (s *step) referredText(agency AgencyID, due time.Time) textOf {
	name := s.desk.agencyName(agency, s.now)
	return func(to Case, lang Lang) string {
		text := s.desk.about(to, lang)
		if lang == English {
			text += "referred to " + name.In(lang) + "."
			if !due.IsZero() {
				text += " An answer is due by " + s.desk.dayText(due, lang) + "."
			}
			return text
		}
		text += "به " + name.In(lang) + " ارجاع شد."
		if !due.IsZero() {
			text += " مهلت پاسخ: " + s.desk.dayText(due, lang) + "."
		}
		return text
	}
}

// saying returns a message with a fixed opening and somebody's own words.
func (s *step) saying(opening Text, words ...string) textOf {
	return func(to Case, lang Lang) string {
		var text strings.Builder
		text.WriteString(s.desk.about(to, lang) + opening.In(lang))
		for _, w := range words {
			if w = strings.TrimSpace(w); w != "" {
				text.WriteString("\n" + w)
			}
		}
		return text.String()
	}
}

func (s *step) answerText(a AnswerText, final bool) textOf {
	opening := Text{Fa: "پاسخ دستگاه:", En: "the agency's answer:"}
	if !final {
		opening = Text{Fa: "پاسخ میانی دستگاه:", En: "the agency's interim answer:"}
	}
	return s.saying(opening, a.Explanation, a.Done, a.Basis, a.Next)
}

// persianDigits shows Latin digits as Persian ones.
func persianDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '۰'
		}
		return r
	}, s)
}
