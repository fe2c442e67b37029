package routing

import (
	"cmp"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// index finds the rules that may hold for a request by its topic, place and
// kind, without looking at the others. A rule with several topics and places
// stands under each pair of them. There, a rule that cannot hold without a
// certain keyword, flag or accused agency stands under that.
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
	// byKey holds the rules with a key, nil for none.
	byKey   map[ruleKey]*[numKinds + 1][]int32
	phrases bool // some keys are phrases
}

// ruleKey is something without which a rule does not hold: a phrase in the text,
// a flag, an accused agency or one above it.
type ruleKey struct {
	phrase int32 // -1 for none
	flag   string
	about  samad.AgencyID
}

// keysOf are the keys of a rule, one of which every request has for which it
// holds; none when it may hold without.
func keysOf(r *Rule, c *compiled) (out []ruleKey) {
	m := &r.When
	phrase := func(ids ...int32) {
		for _, id := range ids {
			out = append(out, ruleKey{phrase: id})
		}
	}
	k := &c.keywords
	switch {
	case len(k.any) > 0:
		phrase(k.any...)
	case len(k.all) > 0:
		phrase(k.all[0])
	case len(k.near) > 0:
		for _, n := range k.near {
			phrase(n.phrases[0])
		}
	case len(m.About) > 0:
		for _, a := range m.About {
			out = append(out, ruleKey{phrase: -1, about: a})
		}
	case len(m.Flags.All) > 0:
		out = append(out, ruleKey{phrase: -1, flag: m.Flags.All[0]})
	default:
		for _, f := range m.Flags.Any {
			out = append(out, ruleKey{phrase: -1, flag: f})
		}
	}
	return out
}

// keys calls visit with every key that the request has; the text is read only
// where phrases are wanted.
func (f *facts) keys(phrases bool, visit func(ruleKey)) {
	if phrases {
		last := int32(-1)
		for _, h := range f.phrases() {
			if h.phrase != last {
				visit(ruleKey{phrase: h.phrase})
				last = h.phrase
			}
		}
	}
	for _, flag := range f.Flags {
		visit(ruleKey{phrase: -1, flag: flag})
	}
	for id := f.About; id != ""; {
		visit(ruleKey{phrase: -1, about: id})
		a, ok := f.table.agency(id, f.day)
		if !ok {
			break
		}
		id = a.Parent
	}
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

// posting is one rule under one topic and place.
type posting struct {
	rule   int32
	topic  samad.TopicID
	place  samad.PlaceID
	points int
}

// newIndex ranks the rules for which take is true: more points first, then
// higher priority, then the order of the file.
func newIndex(rules []Rule, compiled []compiled, take func(Rule) bool) index {
	var all []posting
	for i, r := range rules {
		if !take(r) {
			continue
		}
		all = append(all, posts(r, int32(i))...)
	}
	slices.SortStableFunc(all, func(a, b posting) int {
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
		r := &rules[p.rule]
		keys := keysOf(r, &compiled[p.rule])
		if len(keys) == 0 {
			post(&c.byKind, r, int32(rank))
		}
		for _, key := range keys {
			if c.byKey == nil {
				c.byKey = map[ruleKey]*[numKinds + 1][]int32{}
			}
			if c.byKey[key] == nil {
				c.byKey[key] = &[numKinds + 1][]int32{}
			}
			post(c.byKey[key], r, int32(rank))
			c.phrases = c.phrases || key.phrase >= 0
		}
	}
	return x
}

// post enters a rank under the kinds of its rule.
func post(lists *[numKinds + 1][]int32, r *Rule, rank int32) {
	kinds := r.When.Kinds
	for k := range lists {
		if len(kinds) == 0 || slices.ContainsFunc(kinds, func(kind samad.Kind) bool { return kindNumber(kind) == k }) {
			lists[k] = append(lists[k], rank)
		}
	}
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
// request.
func (x *index) lists(f *facts, visit func([]int32)) {
	kind := kindNumber(f.Kind)
	at := func(c *cell) {
		visit(c.byKind[kind])
		if c.byKey == nil {
			return
		}
		f.keys(c.phrases, func(key ruleKey) {
			if keyed := c.byKey[key]; keyed != nil {
				visit(keyed[kind])
			}
		})
	}
	for topic := f.Topic; ; topic = topicAbove(topic) {
		if tc := x.topics[topic]; tc != nil {
			if tc.anywhere != nil {
				at(tc.anywhere)
			}
			if f.Place != "" && (tc.anywhere == nil || len(tc.places) > 1) {
				for p := f.Place; p != ""; p = placeAbove(p) {
					if c := tc.places[p]; c != nil {
						at(c)
					}
				}
			}
		}
		if topic == "" {
			return
		}
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
func (x *index) best(f *facts, after int32) int32 {
	best := int32(-1)
	x.lists(f, func(ranks []int32) {
		for _, rank := range ranks {
			if best >= 0 && rank >= best {
				return
			}
			if rank > after && f.holds(x.rules[rank]) {
				best = rank
				return
			}
		}
	})
	return best
}

// all returns every rule that holds, in the order of the file.
func (x *index) all(f *facts) (held []int32) {
	x.lists(f, func(ranks []int32) {
		for _, rank := range ranks {
			if r := x.rules[rank]; f.holds(r) && !slices.Contains(held, r) {
				held = append(held, r)
			}
		}
	})
	slices.Sort(held)
	return held
}
