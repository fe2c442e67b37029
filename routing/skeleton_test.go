package routing

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/internal/fold"
)

func TestSpellingsAndScriptsShareASkeleton(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"قبض", "قبز", "غبض", "ghabz", "ghabze", "qabz"},
		{"اداره", "edare", "edareh", "edaare"},
		{"شهرداری", "shahrdari", "shahrdaari"},
		{"خانه", "خونه", "khane", "khoone", "xane"},
		{"یارانه", "yarane", "yaraneh"},
		{"واریز", "variz", "wariz"},
		{"چراغ", "cheragh", "cheraq", "cheraghha"},
		{"مستمری", "mostamari", "مصتمری"},
		{"بنّا", "بنا", "banna"},
	} {
		want := string(appendSkeleton(nil, same[0]))
		assert.GreaterOrEqual(t, len(want), leastSkeleton, same[0])
		for _, other := range same[1:] {
			assert.Equal(t, want, string(appendSkeleton(nil, other)), "%s and %s", same[0], other)
		}
	}
	for _, different := range [][2]string{{"برق", "بنزین"}, {"آب", "باب"}, {"گاز", "نان"}, {"وام", "آدم"}} {
		assert.NotEqual(t, string(appendSkeleton(nil, different[0])), string(appendSkeleton(nil, different[1])), different)
	}
	assert.Empty(t, appendSkeleton(nil, ""))
}

func TestSkeletonsAppendAndNeverGrowLongerThanWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "word")
		out := appendSkeleton([]byte("before"), word)
		assert.Equal(t, "before", string(out[:6]))
		assert.LessOrEqual(t, len(out)-6, len(word))
		assert.Equal(t, string(appendSkeleton(nil, word)), string(out[6:]))
	})
}

// A matter that keywords name in Persian only is read in Latin letters too.
func TestLatinLettersAreReadBySound(t *testing.T) {
	t.Parallel()
	l := newLikeness([]map[string]float64{{"wمستمری": 1, "wبازنشسته": 1}, {"wآسفالت": 1, "wکوچه": 1}}, 4)
	g := &reading{text: "mostamari bazneshaste"}
	g.words = fold.Words(g.text)
	g.seen = room(g.seen, len(g.words))
	g.placed = room(g.placed, len(g.words))
	for i, w := range g.words {
		g.seen[i].read(w.Text, nil)
	}
	liked := l.compare(g, 2)
	assert.Greater(t, liked[0].cosine, 0.1)
	assert.EqualValues(t, 2, liked[0].words)
	assert.Zero(t, liked[1].words)
}
