package routing

import (
	"regexp"
	"strings"

	"github.com/samad111/go-samad/samad"
)

var (
	placeholder  = regexp.MustCompile(`\{[^{}]*\}`)
	placeholders = []string{"{agency}", "{topic}", "{place}", "{accused}"}
)

// reason tells the petitioner why the case goes to the agency.
func (f *facts) reason(r *Rule, agency samad.Agency, d samad.Decision) samad.Text {
	var topic, place, accused samad.Text
	if t, ok := f.table.dir.Topic(f.Topic, f.day); ok {
		topic = t.Title
	}
	if p, ok := f.table.dir.Place(f.Place, f.day); ok {
		place = p.Name
	}
	if a, ok := f.table.agency(f.About, f.day); ok {
		accused = a.Name
	}
	text := r.Reason
	if text.IsZero() {
		text = f.sentence(r, topic, place, accused, d)
	}
	fill := func(s string, lang samad.Lang) string {
		return strings.NewReplacer(
			"{agency}", agency.Name.In(lang), "{topic}", topic.In(lang), "{place}", place.In(lang), "{accused}", accused.In(lang),
		).Replace(s)
	}
	return samad.Text{Fa: fill(text.Fa, samad.Persian), En: fill(text.En, samad.English)}
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
