package routing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// TextMatch asks for words and phrases in the text: those of [Words], and words
// that stand near each other.
type TextMatch struct {
	Words
	// Near holds when one of its entries does; empty, it asks for nothing.
	Near []Near
}

// Near asks for words or phrases that stand together in the text, in any order.
type Near struct {
	Words []string // two at least
	// Within is how many words of the text they may take up together, from
	// the first to the last of them, themselves counted.
	Within int
}

// The distances that an entry of near may ask for.
const (
	defaultWithin = 8
	mostWithin    = 100
)

// IsZero reports whether nothing is asked for.
func (m TextMatch) IsZero() bool { return m.Words.IsZero() && len(m.Near) == 0 }

// String writes the match as a rule file does: "any: a, b; near: c, d within 8".
func (m TextMatch) String() string {
	var parts []string
	if !m.Words.IsZero() {
		parts = append(parts, m.Words.String())
	}
	for _, n := range m.Near {
		parts = append(parts, fmt.Sprintf("near: %s within %d", strings.Join(n.Words, ", "), n.Within))
	}
	return strings.Join(parts, "; ")
}

func (m TextMatch) clone() TextMatch {
	out := TextMatch{Words: m.Words.clone(), Near: slices.Clone(m.Near)}
	for i, n := range out.Near {
		out.Near[i].Words = slices.Clone(n.Words)
	}
	return out
}

// textSet is a [TextMatch] by numbers of the table's matcher.
type textSet struct {
	any, all, none []int32
	near           []nearSet
}

type nearSet struct {
	phrases []int32
	within  int
}

// foundPhrases are the phrases that a text holds, ordered by their number, then
// by where they stand.
type foundPhrases []hit

func (f foundPhrases) sort() {
	slices.SortFunc(f, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.phrase, b.phrase), cmp.Compare(a.first, b.first), cmp.Compare(a.end, b.end))
	})
}

// of returns where a phrase stands, in order.
func (f foundPhrases) of(phrase int32) foundPhrases {
	at, ok := slices.BinarySearchFunc(f, phrase, func(h hit, phrase int32) int { return cmp.Compare(h.phrase, phrase) })
	if !ok {
		return nil
	}
	end := at
	for end < len(f) && f[end].phrase == phrase {
		end++
	}
	return f[at:end]
}

func (f foundPhrases) has(phrase int32) bool {
	_, ok := slices.BinarySearchFunc(f, phrase, func(h hit, phrase int32) int { return cmp.Compare(h.phrase, phrase) })
	return ok
}

func (s *textSet) hold(found foundPhrases) bool {
	return (len(s.any) == 0 || slices.ContainsFunc(s.any, found.has)) &&
		!slices.ContainsFunc(s.all, func(id int32) bool { return !found.has(id) }) &&
		!slices.ContainsFunc(s.none, found.has) &&
		(len(s.near) == 0 || slices.ContainsFunc(s.near, func(n nearSet) bool { return n.hold(found) }))
}

// hold looks, from each place of a phrase on, for the nearest places of the
// others.
func (n nearSet) hold(found foundPhrases) bool {
	for _, phrase := range n.phrases {
		if !found.has(phrase) {
			return false
		}
	}
	for _, first := range n.phrases {
		for _, h := range found.of(first) {
			if n.from(h, found) {
				return true
			}
		}
	}
	return false
}

// from reports whether the other phrases stand after the beginning of h and near
// enough.
func (n nearSet) from(h hit, found foundPhrases) bool {
	for _, phrase := range n.phrases {
		if phrase == h.phrase {
			if h.end-h.first > n.within {
				return false
			}
			continue
		}
		near := false
		all := found.of(phrase)
		at, _ := slices.BinarySearchFunc(all, h.first, func(o hit, first int) int { return cmp.Compare(o.first, first) })
		for _, o := range all[at:] {
			if o.first >= h.first+n.within {
				break
			}
			if o.end <= h.first+n.within {
				near = true
				break
			}
		}
		if !near {
			return false
		}
	}
	return true
}

// named lists those of the words asked for that were found; of words near each
// other, those of the entries that hold.
func (s *textSet) named(m TextMatch, found foundPhrases) []string {
	var out []string
	add := func(ids []int32, words []string) {
		for i, id := range ids {
			if found.has(id) && !slices.Contains(out, words[i]) {
				out = append(out, words[i])
			}
		}
	}
	add(s.any, m.Any)
	add(s.all, m.All)
	add(s.none, m.None)
	for i, n := range s.near {
		if n.hold(found) {
			add(n.phrases, m.Near[i].Words)
		}
	}
	return out
}
