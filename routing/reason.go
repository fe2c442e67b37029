package routing

import (
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

var (
	placeholder  = regexp.MustCompile(`\{[^{}]*\}`)
	placeholders = []string{"{agency}", "{topic}", "{place}", "{accused}"}
)

// reason tells the petitioner why the case goes to the agency.
func (f *facts) reason(r *Rule, agency *samad.Agency, d samad.Decision) samad.Text {
	var topic, place, accused samad.Text
	for _, t := range slices.Backward(f.table.reader.byID[f.Topic]) {
		if f.day.IsZero() || t.Includes(f.day) {
			topic = t.Title
			break
		}
	}
	for _, p := range slices.Backward(f.table.placeNames[f.Place]) {
		if f.day.IsZero() || p.Includes(f.day) {
			place = p.Name
			break
		}
	}
	if a, ok := f.table.agency(f.About, f.day); ok {
		accused = a.Name
	}
	text := r.Reason
	if text.IsZero() {
		text = f.sentence(r, topic, place, accused, d)
	}
	names := [...]samad.Text{agency.Name, topic, place, accused}
	return samad.Text{Fa: fillIn(text.Fa, samad.Persian, names), En: fillIn(text.En, samad.English, names)}
}

// fillIn puts names in the place of the placeholders, in their order.
func fillIn(s string, lang samad.Lang, names [4]samad.Text) string {
	var b strings.Builder
	b.Grow(len(s) + 128)
	for {
		at := strings.IndexByte(s, '{')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at:]
		known := slices.IndexFunc(placeholders, func(p string) bool { return strings.HasPrefix(s, p) })
		if known < 0 {
			b.WriteByte('{')
			s = s[1:]
			continue
		}
		b.WriteString(names[known].In(lang))
		s = s[len(placeholders[known]):]
	}
}

// sentence is the reason of a rule that gives none.
func (f *facts) sentence(r *Rule, topic, place, accused samad.Text, d samad.Decision) samad.Text {
	asked := false
	for _, c := range d.Cooperating {
		asked = asked || c.Agency == f.About
	}
	byPlace := len(r.When.Places) > 0
	for _, t := range r.Refer {
		byPlace = byPlace || t.Kind == ToOffice
	}
	switch {
	case !accused.IsZero() && asked:
		return samad.Text{
			Fa: "این پرونده دربارهٔ رفتار خود «{accused}» است؛ برای همین «{agency}» پاسخ می‌دهد و از «{accused}» فقط توضیح خواسته می‌شود.",
			En: "This case is about the conduct of {accused} itself; therefore {agency} answers, and {accused} is asked only for its side.",
		}
	case !accused.IsZero():
		return samad.Text{
			Fa: "این پرونده دربارهٔ رفتار خود «{accused}» است؛ برای همین «{agency}» پاسخ می‌دهد.",
			En: "This case is about the conduct of {accused} itself; therefore {agency} answers.",
		}
	case !topic.IsZero() && !place.IsZero() && byPlace:
		return samad.Text{
			Fa: "پاسخ به موضوع «{topic}» در {place} با «{agency}» است.",
			En: "{agency} answers for “{topic}” in {place}.",
		}
	case !topic.IsZero():
		return samad.Text{
			Fa: "پاسخ به موضوع «{topic}» با «{agency}» است.",
			En: "{agency} answers for “{topic}”.",
		}
	}
	return samad.Text{Fa: "پاسخ به این پرونده با «{agency}» است.", En: "{agency} answers for this case."}
}
