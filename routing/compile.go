package routing

import (
	"slices"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// compiled is what of a rule's condition the index does not answer.
type compiled struct {
	keywords phraseSet
	text     bool // keywords ask for something
	expr     Expression
}

// phraseSet is [Words] by numbers of the table's matcher.
type phraseSet struct{ any, all, none []int32 }

// compile builds everything that deciding needs out of the rules.
func (t *Table) compile(expressions map[string]Expression) {
	t.agencies = map[samad.AgencyID][]samad.Agency{}
	for _, a := range t.dir.Agencies(persian.Date{}) {
		t.agencies[a.ID] = append(t.agencies[a.ID], a)
	}
	t.keywords = newMatcher(newVocabulary())
	numbers := map[string]int32{}
	number := func(words []string) []int32 {
		out := make([]int32, 0, len(words))
		for _, w := range words {
			key := fold.Text(w)
			id, ok := numbers[key]
			if !ok {
				id = int32(len(numbers))
				numbers[key] = id
			}
			t.keywords.add(w, id)
			out = append(out, id)
		}
		return out
	}
	t.ruleIndex = make(map[string]int32, len(t.rules))
	t.compiled = make([]compiled, len(t.rules))
	for i, r := range t.rules {
		k := r.When.Keywords
		t.compiled[i] = compiled{
			keywords: phraseSet{number(k.Any), number(k.All), number(k.None)},
			text:     !k.IsZero(),
			expr:     expressions[r.ID],
		}
		t.ruleIndex[r.ID] = int32(i)
	}
	t.deciding = newIndex(t.rules, func(r Rule) bool { return !r.Continue })
	t.continuing = newIndex(t.rules, func(r Rule) bool { return r.Continue })
}

// facts is a request with what was worked out about it on the way.
type facts struct {
	samad.RouteRequest
	table *Table
	day   persian.Date
	found []bool // phrases of the table's matcher that the text holds
	read  bool
	// failed are the rules whose expressions could not be evaluated.
	failed map[int32]error
	// assume, if set, stands for all expressions.
	assume func(rule int32) bool
}

// holds reports whether the rule's conditions on anything but topic, place and
// kind hold.
func (f *facts) holds(rule int32) bool {
	r := &f.table.rules[rule]
	m := &r.When
	switch {
	case !f.day.IsZero() && !r.Includes(f.day),
		len(m.Channels) > 0 && !slices.Contains(m.Channels, f.Channel),
		len(m.Urgencies) > 0 && !slices.Contains(m.Urgencies, f.Urgency),
		len(m.Identities) > 0 && !slices.Contains(m.Identities, f.Identity),
		len(m.Petitioners) > 0 && !slices.Contains(m.Petitioners, f.Petitioner),
		m.AboutAny && f.About == "",
		len(m.About) > 0 && !slices.ContainsFunc(m.About, func(root samad.AgencyID) bool { return f.table.under(f.About, root, f.day) }),
		!m.Flags.hold(f.Flags):
		return false
	}
	c := &f.table.compiled[rule]
	return (!c.text || c.keywords.hold(f.phrases())) && (c.expr == nil || f.expression(rule, c.expr))
}

// phrases reads the text, once, for whichever phrases the rules ask for.
func (f *facts) phrases() []bool {
	if !f.read {
		f.read = true
		m := f.table.keywords
		f.found = make([]bool, 0)
		if f.Text != "" {
			m.find(m.vocab.read(fold.Words(f.Text)), func(h hit) {
				for int(h.phrase) >= len(f.found) {
					f.found = append(f.found, false)
				}
				f.found[h.phrase] = true
			})
		}
	}
	return f.found
}

func (p phraseSet) hold(found []bool) bool {
	has := func(id int32) bool { return int(id) < len(found) && found[id] }
	return (len(p.any) == 0 || slices.ContainsFunc(p.any, has)) &&
		!slices.ContainsFunc(p.all, func(id int32) bool { return !has(id) }) &&
		!slices.ContainsFunc(p.none, has)
}

// hold reports whether a set of words is as w asks.
func (w Words) hold(set []string) bool {
	has := func(s string) bool { return slices.Contains(set, s) }
	return (len(w.Any) == 0 || slices.ContainsFunc(w.Any, has)) &&
		!slices.ContainsFunc(w.All, func(s string) bool { return !has(s) }) &&
		!slices.ContainsFunc(w.None, has)
}
