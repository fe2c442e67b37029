package routing

import (
	"maps"
	"math"
	"slices"
	"unicode/utf8"
)

// likeness compares texts with what is known of each topic: its keywords and
// the messages that people filed under it. Both are vectors over stems, pairs
// of them and pieces of words; rare features weigh more, and of frequent ones
// the square root counts, so that a topic with many messages about one thing
// does not drown the others. The result is the cosine: 0 for nothing in common,
// 1 for the same.
type likeness struct {
	says   map[string][]say
	rarity map[string]float64
}

type say struct {
	class  int32
	weight float32
}

// What the features weigh beside a whole word, found by cross-validation
// (docs/routing-accuracy.md).
const (
	pairShare  = 0.7
	pieceShare = 0.45
)

// pieceLengths are how many letters pieces of a word have; roots of Persian and
// Arabic words have three or four. Word borders count as letters.
var pieceLengths = [...]int{3, 4}

// eachPiece calls found with the pieces of a stem. The bytes are only valid
// during the call.
func eachPiece(stem string, found func(piece []byte)) {
	var buf [64]byte
	var ends [len(buf)]int // where letters end in buf
	b := append(buf[:0], 'p', '<')
	ends[0] = len(b)
	n := 1
	for _, r := range stem {
		if len(b)+utf8.RuneLen(r)+1 >= len(buf) {
			break
		}
		b = utf8.AppendRune(b, r)
		ends[n] = len(b)
		n++
	}
	b = append(b, '>')
	ends[n] = len(b)
	n++
	var piece [24]byte
	for _, length := range pieceLengths {
		if n <= length {
			continue
		}
		for at := range n - length + 1 {
			from := 1
			if at > 0 {
				from = ends[at-1] //nolint:gosec // at > 0
			}
			found(append(append(piece[:0], 'p'), b[from:ends[at+length-1]]...))
		}
	}
}

// newLikeness learns from how often features of [topicFeatures] occur in each
// class; documents is of how many texts they were counted.
func newLikeness(classes []map[string]float64, documents int) *likeness {
	l := &likeness{says: map[string][]say{}, rarity: map[string]float64{}}
	seen := map[string]float64{}
	whole := make([]map[string]float64, len(classes))
	for i, c := range classes {
		whole[i] = maps.Clone(c)
		// In order, so that sums of fractions are always the same.
		for _, f := range slices.Sorted(maps.Keys(c)) {
			seen[f] += c[f]
			if f[0] != 'w' {
				continue
			}
			eachPiece(f[1:], func(piece []byte) {
				whole[i][string(piece)] += c[f]
				seen[string(piece)] += c[f]
			})
		}
	}
	for f, n := range seen {
		l.rarity[f] = math.Log1p(float64(documents)/n) * featureShare(f[0])
	}
	for i, c := range whole {
		features := slices.Sorted(maps.Keys(c))
		length := 0.0
		for _, f := range features {
			length += c[f] * l.rarity[f] * l.rarity[f]
		}
		length = math.Sqrt(length)
		for _, f := range features {
			// The text's share of the product is put in here as well.
			w := math.Sqrt(c[f]) * l.rarity[f] / length * l.rarity[f]
			l.says[f] = append(l.says[f], say{int32(i), float32(w)})
		}
	}
	return l
}

func featureShare(kind byte) float64 {
	switch kind {
	case 'w':
		return 1
	case 'b':
		return pairShare
	}
	return pieceShare
}
