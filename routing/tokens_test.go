package routing

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/internal/fold"
)

// naiveForms finds the forms of a word by trying everything, written from the
// documentation and not from the code.
func naiveForms(words []string, word string) (ids []int32) {
	add := func(i int) bool {
		if i >= 0 && len(ids) < mostForms && !slices.Contains(ids, int32(i)) {
			ids = append(ids, int32(i))
		}
		return i >= 0
	}
	add(slices.Index(words, word))
	add(slices.IndexFunc(words, func(w string) bool { return fold.Stem(w) == fold.Stem(word) }))
	if r, _ := utf8.DecodeRuneInString(word); r < 0x0620 || r > 0x06ff {
		return ids
	}
	for _, c := range clitics {
		if left, ok := strings.CutSuffix(word, c); ok && len(left) >= len("آب") {
			add(slices.Index(words, left))
		}
	}
	return ids
}

// drawWord draws a folded word, of few letters so that words are forms of each
// other.
func drawWord(t *rapid.T, label string) string {
	w := rapid.SampledFrom([]string{"اب", "برق", "قطع", "راننده", "رانند", "کار", "کارگر", "ب", "gas", "gaz", "12", "خانه", "مردم", "سازمان"}).Draw(t, label)
	for range rapid.IntRange(0, 3).Draw(t, "endings") {
		w += rapid.SampledFrom(append([]string{"گان", "ان", "x", "ر", "ب"}, clitics...)).Draw(t, "ending")
	}
	if folded := fold.Words(w); len(folded) > 0 {
		return folded[0].Text
	}
	return w
}

// Reading a word by its beginnings gives the same as trying all its endings.
func TestFormsEqualNaiveSearch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var words []string
		v := newVocabulary()
		for range rapid.IntRange(0, 40).Draw(t, "words") {
			w := drawWord(t, "word")
			id := v.add(w)
			if !slices.Contains(words, w) {
				words = append(words, w)
			}
			if words[id] != w {
				t.Fatalf("add(%q) = %d, which is %q", w, id, words[id])
			}
		}
		for range 20 {
			w := drawWord(t, "text")
			got := v.read([]fold.Word{{Text: w}})
			if want := naiveForms(words, w); !slices.Equal(got.forms(0), want) {
				t.Fatalf("%q among %q: got %v, want %v", w, words, got.forms(0), want)
			}
		}
	})
}

func TestEveryCliticIsKnown(t *testing.T) {
	t.Parallel()
	for i, c := range clitics {
		assert.Equal(t, i, cliticOrder(c), c)
		assert.LessOrEqual(t, len(c), longestClitic, c)
	}
	assert.Equal(t, -1, cliticOrder("xy"))
}
