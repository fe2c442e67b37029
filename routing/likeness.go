package routing

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// likeness compares texts with what is known of each topic: its keywords and
// the messages that people filed under it. Both are vectors over stems, pairs
// of them, pieces of words and their skeletons; rare features weigh more, and of frequent ones
// the square root counts, so that a topic with many messages about one thing
// does not drown the others. The result is the cosine: 0 for nothing in common,
// 1 for the same.
//
// Features are numbers; what each says for which topics lies in one list, so
// that reading a text is a walk over parts of it.
type likeness struct {
	stems  map[string]int32
	whole  []int32            // by stem: the feature that it is as a word, -1 for none
	pieces [][]int32          // by stem: the features that its pieces are
	part   map[piece]int32    // features of pieces
	pairs  map[stemPair]int32 // features of pairs
	bones  map[string]int32   // features of skeletons
	bone   []int32            // by stem: the feature of its skeleton, -1 for none

	square []float64 // of the rarity of each feature
	rarest float64   // the rarity of a word that was never seen
	from   []int32   // where what a feature says begins in says; one more at the end
	says   []say
}

type stemPair struct{ a, b int32 }

type say struct {
	class  int32
	weight float32
}

// What the features weigh beside a whole word, found by cross-validation
// (docs/routing-accuracy.md).
const (
	pairShare  = 0.7
	pieceShare = 0.45
	boneShare  = 1
)

// count is how often a feature occurs in a class.
type count struct {
	feature int32
	n       float64
}

// likenessMaker collects features and how often they occur.
type likenessMaker struct {
	*likeness
	share []float64 // by feature: what its sort weighs
	seen  []float64 // by feature: how often it occurs in all classes
	now   []float64 // by feature: how often it occurs in the present class
}

// newLikeness learns from how often features of [topicFeatures] occur in each
// class; documents is of how many texts they were counted.
func newLikeness(classes []map[string]float64, documents int) *likeness {
	m := likenessMaker{likeness: &likeness{stems: map[string]int32{}, part: map[piece]int32{}, pairs: map[stemPair]int32{}, bones: map[string]int32{}}}
	counts := make([][]count, len(classes))
	for i, c := range classes {
		counts[i] = m.count(c)
	}
	rarity := make([]float64, len(m.seen))
	m.square = make([]float64, len(m.seen))
	for f, n := range m.seen {
		rarity[f] = math.Log1p(float64(documents)/n) * m.share[f]
		m.square[f] = rarity[f] * rarity[f]
	}
	m.rarest = math.Log1p(float64(documents) / unseenTimes)
	m.from = make([]int32, len(m.seen)+1)
	for _, list := range counts {
		for _, c := range list {
			m.from[c.feature+1]++
		}
	}
	for f := range m.seen {
		m.from[f+1] += m.from[f]
	}
	m.says = make([]say, m.from[len(m.seen)])
	next := slices.Clone(m.from)
	for i, list := range counts {
		length := 0.0
		for _, c := range list {
			length += c.n * m.square[c.feature]
		}
		length = math.Sqrt(length)
		for _, c := range list {
			// The text's share of the product is put in here as well.
			w := math.Sqrt(c.n) * rarity[c.feature] / length * rarity[c.feature]
			m.says[next[c.feature]] = say{int32(i), float32(w)}
			next[c.feature]++
		}
	}
	return m.likeness
}

// count adds up the features of one class, in an order that does not change.
func (m *likenessMaker) count(class map[string]float64) (out []count) {
	var touched []int32
	add := func(f int32, n float64) {
		if m.now[f] == 0 {
			touched = append(touched, f)
		}
		m.now[f] += n
		m.seen[f] += n
	}
	for _, name := range slices.Sorted(maps.Keys(class)) {
		if name == "" { // in no model that was trained
			continue
		}
		n := class[name]
		switch rest := name[1:]; name[0] {
		case 'w':
			s := m.stem(rest)
			if m.whole[s] < 0 {
				m.whole[s] = m.feature(1)
			}
			add(m.whole[s], n)
			for _, f := range m.pieces[s] {
				add(f, n)
			}
			if f := m.bone[s]; f >= 0 {
				add(f, n)
			}
		case 'b':
			first, second, _ := strings.Cut(rest, " ")
			p := stemPair{m.stem(first), m.stem(second)}
			if _, ok := m.pairs[p]; !ok {
				m.pairs[p] = m.feature(pairShare)
			}
			add(m.pairs[p], n)
		}
	}
	for _, f := range touched {
		out = append(out, count{f, m.now[f]})
		m.now[f] = 0
	}
	return out
}

func (m *likenessMaker) stem(text string) int32 {
	s, ok := m.stems[text]
	if !ok {
		s = int32(len(m.whole))
		m.stems[text] = s
		m.whole = append(m.whole, -1)
		var list []int32
		for _, p := range appendPieces(nil, text) {
			f, ok := m.part[p]
			if !ok {
				f = m.feature(pieceShare)
				m.part[p] = f
			}
			list = append(list, f)
		}
		m.pieces = append(m.pieces, list)
		bone := int32(-1)
		if skeleton := appendSkeleton(nil, text); len(skeleton) >= leastSkeleton {
			f, ok := m.bones[string(skeleton)]
			if !ok {
				f = m.feature(boneShare)
				m.bones[string(skeleton)] = f
			}
			bone = f
		}
		m.bone = append(m.bone, bone)
	}
	return s
}

func (m *likenessMaker) feature(share float64) int32 {
	m.share, m.seen, m.now = append(m.share, share), append(m.seen, 0), append(m.now, 0)
	return int32(len(m.seen) - 1)
}
