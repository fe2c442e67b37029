package routing

import (
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// contradictions reports deciding rules that may hold together, weigh alike and
// refer to different targets.
func (l *linter) contradictions() {
	t := l.table
	type weight struct{ points, priority int }
	alike := map[weight][]posting{}
	for i, r := range t.rules {
		if r.Continue {
			continue
		}
		for _, p := range posts(r, int32(i)) {
			w := weight{p.points, r.Priority}
			alike[w] = append(alike[w], p)
		}
	}
	told := map[[2]int32]bool{}
	for _, group := range alike {
		for i, b := range group {
			for _, a := range group[:i] {
				pair := [2]int32{min(a.rule, b.rule), max(a.rule, b.rule)}
				if a.rule == b.rule || told[pair] || !meet(a.topic, b.topic, samad.TopicID.Under) || !meet(a.place, b.place, samad.PlaceID.Under) {
					continue
				}
				ra, rb := &t.rules[pair[0]], &t.rules[pair[1]]
				if slices.Equal(ra.Refer, rb.Refer) && ra.Unit == rb.Unit || !l.together(ra, rb) {
					continue
				}
				told[pair] = true
			}
		}
		if l.ctx.Err() != nil {
			return
		}
	}
	for pair := range told {
		ra, rb := &t.rules[pair[0]], &t.rules[pair[1]]
		if slices.ContainsFunc(l.findings, func(f Finding) bool { return f.Code == Unreachable && f.Rule == rb.ID }) {
			continue // said already, and worse
		}
		l.add(int(pair[1]), Finding{
			Code: Contradiction, Other: ra.ID,
			Message: fmt.Sprintf("rules %q and %q may hold together, weigh alike and refer elsewhere: the first of them decides", ra.ID, rb.ID),
			Hint:    "give one of them a priority, or a condition that the other excludes",
		})
	}
	slices.SortFunc(l.findings, func(a, b Finding) int { return a.Line - b.Line })
}

// posts lists a rule under each of its topics and places.
func posts(r Rule, number int32) (out []posting) {
	topics, places := r.When.Topics, r.When.Places
	if len(topics) == 0 {
		topics = []samad.TopicID{""}
	}
	if len(places) == 0 {
		places = []samad.PlaceID{""}
	}
	base := r.When.points()
	for _, topic := range topics {
		for _, place := range places {
			out = append(out, posting{number, topic, place, base + topicDepth(topic) + placeDepth(place)})
		}
	}
	return out
}

// meet reports whether one of two subtrees contains the other; "" contains all.
func meet[T ~string](a, b T, under func(T, T) bool) bool {
	return a == "" || b == "" || under(a, b) || under(b, a)
}

// together reports whether the conditions of two rules, apart from topic and
// place, can hold at once. Of keywords and expressions only what one asks for
// and the other forbids is known to exclude.
func (l *linter) together(a, b *Rule) bool {
	m, n := &a.When, &b.When
	overlap := func(x, y samad.Validity) bool {
		return (x.To.IsZero() || y.From.IsZero() || y.From.Before(x.To)) && (y.To.IsZero() || x.From.IsZero() || x.From.Before(y.To))
	}
	return overlap(a.Validity, b.Validity) &&
		overlaps(m.Kinds, n.Kinds) && overlaps(m.Channels, n.Channels) && overlaps(m.Urgencies, n.Urgencies) &&
		overlaps(m.Identities, n.Identities) && overlaps(m.Petitioners, n.Petitioners) &&
		l.aboutMeets(m.About, n.About) && compatible(m.Flags, n.Flags) && compatibleTexts(m.Keywords, n.Keywords)
}

// overlaps reports whether two lists have an entry in common; an empty one stands
// for all.
func overlaps[T comparable](a, b []T) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

func (l *linter) aboutMeets(a, b []samad.AgencyID) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	for _, x := range a {
		for _, y := range b {
			if l.table.under(x, y, l.table.valid.From) || l.table.under(y, x, l.table.valid.From) {
				return true
			}
		}
	}
	return false
}

// compatible reports whether neither asks for what the other forbids.
func compatible(a, b Words) bool {
	excludes := func(x, y Words) bool {
		forbidden := func(s string) bool { return slices.Contains(y.None, s) }
		return slices.ContainsFunc(x.All, forbidden) || len(x.Any) > 0 && !slices.ContainsFunc(x.Any, func(s string) bool { return !forbidden(s) })
	}
	return !excludes(a, b) && !excludes(b, a)
}

// compatibleTexts is compatible for words in a text.
func compatibleTexts(a, b TextMatch) bool {
	excludes := func(x, y TextMatch) bool {
		forbidden := func(s string) bool { return slices.Contains(y.None, s) }
		return len(x.Near) > 0 && !slices.ContainsFunc(x.Near, func(n Near) bool { return !slices.ContainsFunc(n.Words, forbidden) })
	}
	return compatible(a.Words, b.Words) && !excludes(a, b) && !excludes(b, a)
}
