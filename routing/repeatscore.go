package routing

import (
	"math"
	"slices"
	"strings"
)

// pairFeatures are the features by which a pair of messages is judged.
type pairFeatures [numPairFeatures]float64

// What is measured of a pair.
const (
	pairBias    = iota
	pairAlike   // weight of the words that both have, in that of all (0 to 1)
	pairSame    // by how much that is above a third
	pairMatter  // the same in that of the shorter message, names of spots left out (0 to 1)
	pairSum     // the weight of those words, in tens, at most three
	pairRare    // rare words that both have, at most three
	pairUnseen  // words that both have and no topic knows, as names are; at most three
	pairNamed   // both say the same name of a street, a school, a line
	pairElse    // they say different ones
	pairSpot    // named, times sum: the same matter at the same spot
	pairTopic   // one topic
	pairNear    // how alike the topics are that the texts speak for (0 to 1)
	pairPlace   // one county, known
	pairThere   // place, times sum: the same matter in the same county
	pairNumbers // a long number that both have
	pairExtra   // words that no topic knows and only one has, in the one that has fewer, at most two
	numPairFeatures
)

// pairWeights were found by logistic regression on the labelled pairs of the
// pilot and on pairs of its messages that are about different things
// (docs/routing-accuracy.md).
var pairWeights = pairFeatures{-3.74, 1.91, 0.76, -0.60, 0.10, 0.63, 0.30, 1.24, -2.76, 0.60, -0.22, 0.26, -0.20, 1.14, -0.06, -0.19}

// pairOf compares two messages, read before.
func pairOf(a, b *remembered) (f pairFeatures, common int) {
	f[pairBias] = 1
	x, y := &a.traits, &b.traits
	shared, matter := 0.0, 0.0
	both := func(w trait, weight float64) {
		shared += weight
		if !x.names(w.key) && !y.names(w.key) {
			matter += weight
		}
		switch {
		case w.key[0] == '#':
			f[pairNumbers] = max(f[pairNumbers], number(weight >= longNumber))
		case weight >= unseenWeight:
			f[pairUnseen]++
		case weight >= rareWeight:
			f[pairRare]++
		}
	}
	var extra [2]float64
	for n, side := range [2][2]*traits{{x, y}, {y, x}} {
		one, other := side[0], side[1]
		for _, w := range one.words {
			if i, ok := other.find(w.key); ok {
				if n == 0 {
					common++
					both(w, min(w.weight, other.words[i].weight))
				}
				continue
			}
			// فضل‌آباد and فضل آباد: a word of one that is two of the other.
			if _, ok := slices.BinarySearch(other.joined, w.key); ok {
				both(w, w.weight)
			} else if w.weight >= unseenWeight {
				extra[n]++
			}
		}
	}
	f[pairRare], f[pairUnseen], f[pairExtra] = min(f[pairRare], 3), min(f[pairUnseen], 3), min(extra[0], extra[1], 2)
	if all := x.weight + y.weight - shared; all > 0 {
		f[pairAlike] = min(1, shared/all)
		f[pairSame] = max(0, f[pairAlike]-1.0/3)
	}
	if least := min(x.matter, y.matter); least > 0 {
		f[pairMatter] = min(1, matter/least)
	}
	f[pairSum] = min(3, matter/10)
	named, other := compareSpots(x, y)
	f[pairNamed], f[pairElse] = number(named), number(other)
	f[pairSpot] = f[pairNamed] * f[pairSum]
	f[pairTopic] = number(a.Topic != "" && a.Topic == b.Topic)
	f[pairNear] = topicsAlike(a.Topics, b.Topics)
	return f, common
}

// topicsAlike is the cosine of what two texts say for topics.
func topicsAlike(a, b []TopicScore) float64 {
	product, x, y := 0.0, 0.0, 0.0
	for _, s := range a {
		x += s.Score * s.Score
		for _, r := range b {
			if r.Topic == s.Topic {
				product += s.Score * r.Score
			}
		}
	}
	for _, r := range b {
		y += r.Score * r.Score
	}
	if product == 0 {
		return 0
	}
	return product / math.Sqrt(x*y)
}

// find returns where a word is in a message.
func (t *traits) find(key string) (int, bool) {
	return slices.BinarySearchFunc(t.words, key, func(w trait, key string) int { return strings.Compare(w.key, key) })
}

// has reports whether a word is in a message.
func (t *traits) has(key string) bool {
	_, ok := t.find(key)
	return ok
}

// names reports whether a word tells where, as the name of a spot in a message
// does.
func (t *traits) names(key string) bool {
	_, ok := slices.BinarySearch(t.aside, key)
	return ok
}

// says reports whether a name is in a message, written as one word or two.
func (t *traits) says(keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool {
		if t.has(k) {
			return true
		}
		_, ok := slices.BinarySearch(t.joined, k)
		return ok
	})
}

// compareSpots reports whether two messages name the same spot, and whether they
// name different ones of one sort: two streets, two lines.
func compareSpots(a, b *traits) (same, other bool) {
	for _, s := range a.spots {
		same = same || s.proper && b.says(s.keys)
	}
	for _, s := range b.spots {
		same = same || s.proper && a.says(s.keys)
	}
	for _, s := range a.spots {
		if b.says(s.keys) {
			continue
		}
		for _, r := range b.spots {
			if r.sort == s.sort && !a.says(r.keys) {
				other = true
			}
		}
	}
	return same, other
}

// likely turns what speaks for a repeat into how likely it is, 0 to 1.
func (f pairFeatures) likely(weights pairFeatures, more float64) float64 {
	for i, x := range f {
		more += x * weights[i]
	}
	return 1 / (1 + math.Exp(-more))
}
