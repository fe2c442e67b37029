package routing

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// cosine is what [likeness] computes, written down as it is defined: one map of
// features by name for each class and for the text.
func cosine(classes []map[string]float64, documents int, text []feature, words int) []float64 {
	withPieces := func(in map[string]float64) map[string]float64 {
		out := map[string]float64{}
		for f, n := range in {
			out[f] += n
			if f[0] == 'w' {
				for _, p := range appendPieces(nil, f[1:]) {
					out[fmt.Sprint("p", p)] += n
				}
				if bones := appendSkeleton(nil, f[1:]); len(bones) >= leastSkeleton {
					out["s"+string(bones)] += n
				}
			}
		}
		return out
	}
	seen := map[string]float64{}
	whole := make([]map[string]float64, len(classes))
	for i, c := range classes {
		whole[i] = withPieces(c)
		for f, n := range whole[i] {
			seen[f] += n
		}
	}
	rarity := func(f string) float64 {
		share := map[byte]float64{'w': 1, 'b': pairShare, 'p': pieceShare, 's': boneShare}[f[0]]
		return math.Log1p(float64(documents)/seen[f]) * share
	}
	// How much a feature of the text counts: the more the earlier it is first seen.
	early := map[string]float64{}
	for _, f := range text {
		for name := range withPieces(map[string]float64{f.name: 1}) {
			if _, ok := early[name]; !ok && seen[name] > 0 {
				early[name] = 1 + earlyWord*(1-float64(f.first)/float64(words))
			}
		}
	}
	length := 0.0
	for f, e := range early {
		length += rarity(f) * rarity(f) * e * e
	}
	out := make([]float64, len(classes))
	for i, c := range whole {
		own, product := 0.0, 0.0
		for f, n := range c {
			own += n * rarity(f) * rarity(f)
			product += math.Sqrt(n) * rarity(f) * rarity(f) * early[f]
		}
		if product > 0 {
			out[i] = product / math.Sqrt(own) / math.Sqrt(length)
		}
	}
	return out
}

func readWords(text string) *reading {
	g := &reading{text: text, words: fold.Words(text)}
	g.seen, g.placed = room(g.seen, len(g.words)), room(g.placed, len(g.words))
	for i := range g.words {
		g.seen[i].read(g.words[i].Text, nil)
	}
	return g
}

func TestLikenessIsTheCosine(t *testing.T) {
	t.Parallel()
	words := []string{"آب", "آبمان", "قطع", "برق", "قبض", "خانه", "خونه", "است", "کنتور", "گاز", "نشتی", "نشت", "۱۲", "az", "بو", "بوی"}
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		classes := make([]map[string]float64, rapid.IntRange(1, 4).Draw(t, "classes"))
		documents := 0
		for i := range classes {
			classes[i] = map[string]float64{}
			for _, s := range rapid.SliceOfN(text, 0, 3).Draw(t, "class") {
				documents++
				for _, f := range topicFeatures(fold.Words(s)) {
					classes[i][f.name]++
				}
			}
		}
		l := newLikeness(classes, documents)
		for _, s := range []string{text.Draw(t, "text"), text.Draw(t, "another")} {
			g := readWords(s)
			want := cosine(classes, documents, topicFeatures(g.words), len(g.words))
			for i, got := range l.compare(g, len(classes)) {
				assert.InDelta(t, want[i], got.cosine, 1e-6, "class %d of %v, %q", i, classes, s)
			}
		}
	})
}

func TestKindWeightsAreFoundByHash(t *testing.T) {
	t.Parallel()
	examples := []Example{
		{Text: "لطفا آسفالت کنید", Topic: "roads/asphalt", Kind: samad.Request},
		{Text: "شکایت دارم از اداره!", Topic: "roads/asphalt", Kind: samad.Complaint},
		{Text: "چگونه ثبت‌نام کنم؟", Topic: "bank/loan", Kind: samad.Consultation},
		{Text: "گزارش خرابی پل روستا", Topic: "roads/bridge", Kind: samad.Report},
	}
	kinds := learnKinds(examples)
	index := newKindIndex(kinds)
	for _, e := range examples {
		var want [numKinds]float64
		for _, f := range kindFeatures(e.Text, e.Topic) {
			for i, k := range sensesOfKinds {
				want[i] += float64(kinds[k][f]) / 100
			}
		}
		g := readWords(e.Text)
		for range 2 { // nothing is left over from the first time
			got := index.scores(g, e.Topic)
			require.InDeltaSlice(t, want[:], got[:], 1e-9)
		}
		best := 0
		for i, s := range want {
			if s > want[best] {
				best = i
			}
		}
		assert.Equal(t, e.Kind, sensesOfKinds[best])
	}
}

func TestThreeLetters(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"", "آب", "سلام", "خیابان", "پنجره", "می‌خواهم", "tablet", "شهرداری‌ها"} {
		begin, end := threeLetters(w)
		r := []rune(w)
		if len(r) <= 4 {
			assert.Zero(t, begin, w)
			continue
		}
		assert.Equal(t, string(r[:3]), w[:begin])
		assert.Equal(t, string(r[len(r)-3:]), w[end:])
	}
}
