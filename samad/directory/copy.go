package directory

import (
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Callers own what they get: everything behind a pointer is copied.

func copyAgency(a samad.Agency) samad.Agency {
	a.Aliases, a.Places, a.Except = slices.Clone(a.Aliases), slices.Clone(a.Places), slices.Clone(a.Except)
	return a
}

func copyPlace(p samad.Place) samad.Place {
	if p.Population != nil {
		n := *p.Population
		p.Population = &n
	}
	return p
}

func copyTopic(t samad.Topic, on persian.Date) samad.Topic {
	t.Keywords, t.Variants = slices.Clone(t.Keywords), slices.Clone(t.Variants)
	combos := make([][]string, len(t.Combos))
	for i, c := range t.Combos {
		combos[i] = slices.Clone(c)
	}
	if t.Combos != nil {
		t.Combos = combos
	}
	t.Questions = copyQuestions(t.Questions)
	var advice []samad.Advice
	for _, a := range t.Advice {
		if on.IsZero() || a.Includes(on) {
			a.Links = slices.Clone(a.Links)
			advice = append(advice, a)
		}
	}
	t.Advice = advice
	return t
}

func copyQuestions(qs []samad.Question) []samad.Question {
	out := slices.Clone(qs)
	for i := range out {
		out[i].Choices = slices.Clone(out[i].Choices)
	}
	return out
}
