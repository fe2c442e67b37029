package routing

import (
	"slices"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// compiled is what of a rule's condition the index does not answer.
type compiled struct {
	keywords textSet
	text     bool // keywords ask for something
	expr     Expression
}

// compile builds everything that deciding needs out of the rules.
func (t *Table) compile(expressions map[string]Expression) {
	t.agencies = map[samad.AgencyID][]samad.Agency{}
	for _, a := range t.dir.Agencies(persian.Date{}) {
		t.agencies[a.ID] = append(t.agencies[a.ID], a)
	}
	t.placeNames = map[samad.PlaceID][]samad.Place{}
	for _, p := range t.dir.Places(persian.Date{}) {
		t.placeNames[p.ID] = append(t.placeNames[p.ID], p)
	}
	t.compileRules(expressions)
}

// compileRules prepares what deciding needs of the rules alone.
func (t *Table) compileRules(expressions map[string]Expression) {
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
			keywords: textSet{any: number(k.Any), all: number(k.All), none: number(k.None)},
			text:     !k.IsZero(),
			expr:     expressions[r.ID],
		}
		for _, n := range k.Near {
			set := &t.compiled[i].keywords
			set.near = append(set.near, nearSet{number(n.Words), n.Within})
		}
		t.ruleIndex[r.ID] = int32(i)
	}
	t.keywords.prepare()
	t.deciding = newIndex(t.rules, t.compiled, func(r Rule) bool { return !r.Continue })
	t.continuing = newIndex(t.rules, t.compiled, func(r Rule) bool { return r.Continue })
}

// facts is a request with what was worked out about it on the way.
type facts struct {
	samad.RouteRequest
	table *Table
	day   persian.Date
	found foundPhrases // of the table's matcher
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
func (f *facts) phrases() foundPhrases {
	if !f.read {
		f.read = true
		if f.Text != "" {
			f.found = f.table.keywords.search(f.Text)
		}
	}
	return f.found
}

// hold reports whether a set of words is as w asks.
func (w Words) hold(set []string) bool {
	has := func(s string) bool { return slices.Contains(set, s) }
	return (len(w.Any) == 0 || slices.ContainsFunc(w.Any, has)) &&
		!slices.ContainsFunc(w.All, func(s string) bool { return !has(s) }) &&
		!slices.ContainsFunc(w.None, has)
}
