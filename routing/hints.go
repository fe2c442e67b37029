package routing

import (
	"cmp"
	"slices"
)

// HintKind is what a [Hint] warns of.
type HintKind string

// The kinds of hints.
const (
	HintEmpty        HintKind = "empty"         // no word that names a matter, or too few
	HintOutOfScope   HintKind = "out-of-scope"  // no matter for the state's offices
	HintAbuse        HintKind = "abuse"         // abusive words, with or without a matter
	HintPersonalData HintKind = "personal-data" // numbers that identify somebody
	HintEmergency    HintKind = "emergency"     // life may be in danger: show Numbers at once
)

// Hint is something that an operator who screens a message should see, and that
// a form may show the petitioner while they write. It is never a decision.
type Hint struct {
	Kind HintKind
	// Reason is the case within the kind, a word that does not change: for
	// out-of-scope "court", "private", "advert", "chat" or "orders"; for
	// personal data "national-id", "mobile", "landline", "card" or "iban";
	// for an emergency "fire", "gas", "power", "medical", "crime" or "rescue"; "" else.
	Reason string
	// Evidence is where in the text, in order. It is empty only for
	// [HintEmpty].
	Evidence []Evidence
	// Numbers are whom to call instead or at once, the first first: 110
	// police, 112 Red Crescent, 115 ambulance, 125 fire brigade, 191 the
	// judiciary's advice, 194 gas, 121 power, 123 social emergency.
	Numbers []string
}

// Hints reads a text and returns what should be noticed before it is screened,
// emergencies first, at most one hint for each kind and reason. Numbers count
// as national ID or card only with the right check digit.
func (t *Table) Hints(text string) []Hint {
	g := t.reader.read(text)
	defer t.reader.end(g)
	var out []Hint
	for _, c := range cues().cues {
		if c.kind == HintOutOfScope {
			continue // weighed below against what the text is about
		}
		at := g.findCue(c)
		if len(at) == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(h Hint) bool { return h.Kind == c.kind && h.Reason == c.reason })
		if i < 0 {
			out = append(out, Hint{Kind: c.kind, Reason: c.reason, Numbers: slices.Clone(numbersOf[c.reason])})
			i = len(out) - 1
		}
		for _, w := range at {
			out[i].Evidence = append(out[i].Evidence, g.evidence(int(w), int(w)+1))
		}
	}
	out = append(out, personalData(text)...)
	s := t.suggest(g, stated{})
	if reason, words := t.elsewhere(g, s.Topics, t.reader.senses(g).weight[outOfScope] >= 3); reason != "" {
		h := Hint{Kind: HintOutOfScope, Reason: reason, Numbers: slices.Clone(numbersOf[reason])}
		for _, w := range words {
			h.Evidence = append(h.Evidence, g.evidence(int(w), int(w)+1))
		}
		out = append(out, h)
	}
	if h, ok := t.abuse(g); ok {
		out = append(out, h)
	}
	if s.Screening == LooksIncomplete && s.Topic == "" {
		out = append(out, Hint{Kind: HintEmpty})
	}
	for i := range out {
		e := out[i].Evidence
		slices.SortFunc(e, func(a, b Evidence) int { return cmp.Compare(a.Start, b.Start) })
		out[i].Evidence = slices.CompactFunc(e, func(a, b Evidence) bool { return a.Start == b.Start })
	}
	slices.SortStableFunc(out, func(a, b Hint) int {
		return cmp.Compare(slices.Index(hintOrder, a.Kind), slices.Index(hintOrder, b.Kind))
	})
	return out
}

var hintOrder = []HintKind{HintEmergency, HintPersonalData, HintAbuse, HintOutOfScope, HintEmpty}

// abuse collects the words of abuse.
func (t *Table) abuse(g *reading) (Hint, bool) {
	r := t.reader
	h := Hint{Kind: HintAbuse}
	for _, found := range g.hits {
		for _, m := range r.marks[found.phrase] {
			// «آشغال» is also a matter; only where nothing else says so is it
			// abuse.
			if m.kind == senseMark && m.sense == soundsAbusive && m.weight >= 2 {
				h.Evidence = append(h.Evidence, g.evidence(found.first, found.end))
			}
		}
	}
	return h, len(h.Evidence) > 0
}

// numbersOf are whom to call for a reason. The emergency numbers are those of
// the national services: 110 police, 112 Red Crescent, 115 ambulance, 125 fire.
var numbersOf = map[string][]string{
	"fire":    {"125", "115"},
	"gas":     {"194", "125"},
	"power":   {"121", "125"},
	"medical": {"115"},
	"crime":   {"110", "123"},
	"rescue":  {"112", "115", "125"},
	"court":   {"191"},
	"private": {"191"},
}
