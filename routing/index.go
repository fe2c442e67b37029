package routing

import (
	"cmp"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// index finds the rules that may hold for a request by its topic, place and
// kind, without looking at the others. A rule with several topics and places
// stands under each pair of them.
type index struct {
	topics map[samad.TopicID]*topicCell
	rules  []int32 // rank to rule
}

type topicCell struct {
	places map[samad.PlaceID]*cell
	// anywhere is places[""], which nearly every cell has.
	anywhere *cell
}

// cell holds the rules of one topic and place, by kind, each list in order of
// rank. The last list is for requests without a known kind.
type cell struct {
	byKind [numKinds + 1][]int32 // ranks
}

const numKinds = 7

// kindNumber is the list of a cell that a kind reads.
func kindNumber(k samad.Kind) int {
	switch k {
	case samad.Request:
		return 0
	case samad.Complaint:
		return 1
	case samad.Suggestion:
		return 2
	case samad.Criticism:
		return 3
	case samad.Report:
		return 4
	case samad.Idea:
		return 5
	case samad.Consultation:
		return 6
	}
	return numKinds
}

// post is one rule under one topic and place.
type post struct {
	rule   int32
	topic  samad.TopicID
	place  samad.PlaceID
	points int
}

// newIndex ranks the rules for which take is true: more points first, then
// higher priority, then the order of the file.
func newIndex(rules []Rule, take func(Rule) bool) index {
	var all []post
	for i, r := range rules {
		if !take(r) {
			continue
		}
		all = append(all, posts(r, int32(i))...)
	}
	slices.SortStableFunc(all, func(a, b post) int {
		return cmp.Or(
			cmp.Compare(b.points, a.points),
			cmp.Compare(rules[b.rule].Priority, rules[a.rule].Priority),
			cmp.Compare(a.rule, b.rule),
		)
	})
	x := index{topics: map[samad.TopicID]*topicCell{}}
	for rank, p := range all {
		x.rules = append(x.rules, p.rule)
		tc := x.topics[p.topic]
		if tc == nil {
			tc = &topicCell{places: map[samad.PlaceID]*cell{}}
			x.topics[p.topic] = tc
		}
		c := tc.places[p.place]
		if c == nil {
			c = &cell{}
			tc.places[p.place] = c
			if p.place == "" {
				tc.anywhere = c
			}
		}
		kinds := rules[p.rule].When.Kinds
		for k := range c.byKind {
			if len(kinds) == 0 || slices.ContainsFunc(kinds, func(kind samad.Kind) bool { return kindNumber(kind) == k }) {
				c.byKind[k] = append(c.byKind[k], int32(rank))
			}
		}
	}
	return x
}

func topicDepth(t samad.TopicID) int {
	if t == "" {
		return 0
	}
	n := 1
	for i := range len(t) {
		if t[i] == '/' {
			n++
		}
	}
	return n
}

func placeDepth(p samad.PlaceID) int {
	switch {
	case p == "":
		return 0
	case len(p) <= 2:
		return 1
	case len(p) <= 4:
		return 2
	}
	return 3
}

// lists calls visit with every list of ranks that may hold a rule for the
// topic, place and kind.
func (x *index) lists(topic samad.TopicID, place samad.PlaceID, kind int, visit func([]int32)) {
	for {
		if tc := x.topics[topic]; tc != nil {
			if tc.anywhere != nil {
				visit(tc.anywhere.byKind[kind])
			}
			if place != "" && (tc.anywhere == nil || len(tc.places) > 1) {
				for p := place; p != ""; p = placeAbove(p) {
					if c := tc.places[p]; c != nil {
						visit(c.byKind[kind])
					}
				}
			}
		}
		if topic == "" {
			return
		}
		topic = topicAbove(topic)
	}
}

func topicAbove(t samad.TopicID) samad.TopicID {
	for i := len(t) - 1; i > 0; i-- {
		if t[i] == '/' {
			return t[:i]
		}
	}
	return ""
}

// placeAbove returns the place above a code, by its length.
func placeAbove(p samad.PlaceID) samad.PlaceID {
	switch {
	case len(p) > 4:
		return p[:4]
	case len(p) > 2:
		return p[:2]
	}
	return ""
}

// best returns the lowest rank above after whose rule holds, or -1.
func (x *index) best(topic samad.TopicID, place samad.PlaceID, kind int, after int32, holds func(rule int32) bool) int32 {
	best := int32(-1)
	x.lists(topic, place, kind, func(ranks []int32) {
		for _, rank := range ranks {
			if best >= 0 && rank >= best {
				return
			}
			if rank > after && holds(x.rules[rank]) {
				best = rank
				return
			}
		}
	})
	return best
}

// all calls visit once for every rule that holds, in no particular order.
func (x *index) all(topic samad.TopicID, place samad.PlaceID, kind int, holds func(rule int32) bool, visit func(rule int32)) {
	x.lists(topic, place, kind, func(ranks []int32) {
		for _, rank := range ranks {
			if r := x.rules[rank]; holds(r) {
				visit(r)
			}
		}
	})
}
