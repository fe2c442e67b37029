package routing

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// weights are what features say for a kind, in hundredths.
type weights map[string]int

// learnKinds is an averaged perceptron with a margin (Freund and Schapire 1999;
// Crammer and others 2006): for each message that is not told apart clearly
// enough, the features gain for the right kind and lose for the likeliest wrong
// one; the weights are averaged over all steps. It counts in whole numbers, so
// that the same messages give the same weights on every machine.
func learnKinds(examples []Example) map[samad.Kind]weights {
	const (
		rounds = 12
		margin = 2
	)
	type row struct {
		kind     int
		features []int32
	}
	var rows []row
	numbers := map[string]int32{}
	var names []string
	sorted := slices.Clone(examples)
	slices.SortFunc(sorted, func(a, b Example) int {
		return cmp.Or(strings.Compare(a.Text, b.Text), strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(string(a.Topic), string(b.Topic)))
	})
	for _, e := range sorted {
		kind := slices.Index(sensesOfKinds, e.Kind)
		if kind < 0 {
			continue
		}
		r := row{kind: kind}
		for _, f := range kindFeatures(e.Text, e.Topic) {
			n, ok := numbers[f]
			if !ok {
				n = int32(len(names))
				numbers[f] = n
				names = append(names, f)
			}
			r.features = append(r.features, n)
		}
		rows = append(rows, r)
	}
	// now is the present weight; late adds up each change with the step at
	// which it was made, so that the average needs one pass at the end.
	now, late := make([][numKinds]int, len(names)), make([][numKinds]int, len(names))
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // only an order, the same every time
	step := 1
	for range rounds {
		for _, i := range random.Perm(len(rows)) {
			r := rows[i]
			var scores [numKinds]int
			for _, f := range r.features {
				for k, w := range now[f] {
					scores[k] += w
				}
			}
			wrong := likeliestWrong(scores, r.kind)
			if scores[r.kind]-scores[wrong] < margin {
				for _, f := range r.features {
					now[f][r.kind]++
					late[f][r.kind] += step
					now[f][wrong]--
					late[f][wrong] -= step
				}
			}
			step++
		}
	}
	out := map[samad.Kind]weights{}
	for i, name := range names {
		for k, kind := range sensesOfKinds {
			// now - late/step, in hundredths, rounded towards zero.
			w := (100*now[i][k]*step - 100*late[i][k]) / step
			if w == 0 {
				continue
			}
			if out[kind] == nil {
				out[kind] = weights{}
			}
			out[kind][name] = w
		}
	}
	return out
}

// likeliestWrong is the best kind but the right one; of equal ones the first.
func likeliestWrong(scores [numKinds]int, right int) int {
	wrong := (right + 1) % numKinds
	for k, s := range scores {
		if k != right && (s > scores[wrong] || s == scores[wrong] && k < wrong) {
			wrong = k
		}
	}
	return wrong
}

// kindIndex finds what features say for kinds by their hash. Two features of
// one text that meet in 64 bits would count as one; there are some ten thousand.
type kindIndex struct {
	rows   map[uint64]int32
	weight [][numKinds]int32 // in hundredths
}

func newKindIndex(kinds map[samad.Kind]weights) *kindIndex {
	x := &kindIndex{rows: map[uint64]int32{}}
	for i, k := range sensesOfKinds {
		for name, w := range kinds[k] {
			h := hashWord(name)
			row, ok := x.rows[h]
			if !ok {
				row = int32(len(x.weight))
				x.rows[h] = row
				x.weight = append(x.weight, [numKinds]int32{})
			}
			x.weight[row][i] = int32(min(max(w, -mostWeight), mostWeight))
		}
	}
	return x
}

// mostWeight bounds what is read from a file, far above what is ever learned.
const mostWeight = 1 << 20

// kindRoom is room for reading a kind.
type kindRoom struct {
	seen   []bool  // by row
	marked []int32 // rows seen
}

// scores adds up what the words of a text say for each kind.
func (x *kindIndex) scores(g *reading, topic samad.TopicID) (scores [numKinds]float64) {
	if x == nil {
		return scores
	}
	room := &g.kinds
	if len(room.seen) < len(x.weight) {
		room.seen = make([]bool, len(x.weight))
	}
	var sum [numKinds]int
	eachKindFeature(g.text, g.words, topic, func(a, b, c, d string) {
		h := hashSeed
		for _, p := range [...]string{a, b, c, d} {
			for i := 0; i < len(p); {
				h, i = hashLetter(h, p, i)
			}
		}
		row, ok := x.rows[finish(h)]
		if !ok || room.seen[row] {
			return
		}
		room.seen[row] = true
		room.marked = append(room.marked, row)
		for i, w := range x.weight[row] {
			sum[i] += int(w)
		}
	})
	for _, row := range room.marked {
		room.seen[row] = false
	}
	room.marked = room.marked[:0]
	for i, n := range sum {
		scores[i] = float64(n) / 100
	}
	return scores
}
