package routing

import (
	"cmp"
	"iter"
	"slices"

	"github.com/samad111/go-samad/internal/fold"
)

// Keywords finds many words and phrases in a text in one pass, the way rules do:
// in any spelling that folding unites, with the usual endings, joined or parted
// (ثبت نام, ثبت‌نام, ثبتنام), and only whole: «موش» is not in «خاموش». What a
// search costs grows with the text and with what is found in it, not with the
// number of keywords. It never changes and is safe for concurrent use. Make one
// with [NewKeywords].
type Keywords struct{ matcher *matcher }

// NewKeywords prepares words and phrases, as people write them. One without a
// letter or digit is found nowhere.
func NewKeywords(phrases []string) *Keywords {
	m := newMatcher(newVocabulary())
	for i, p := range phrases {
		m.add(p, int32(i))
	}
	return &Keywords{m}
}

// Folded is a text read into words. It can be searched as often as one likes,
// with any keywords, and costs more to make than to search.
type Folded struct{ words []fold.Word }

// FoldText reads a text into words.
func FoldText(text string) Folded { return Folded{fold.Words(text)} }

// Len returns the number of words.
func (f Folded) Len() int { return len(f.words) }

// Found is a keyword in a text: text[Start:End].
type Found struct {
	Keyword    int // its place in the list given to NewKeywords
	Start, End int // bytes of the text, on borders of letters
}

// Find calls yield for every keyword in the text, each as often as it stands
// there, ordered by where it begins. Keywords may lie over each other.
func (k *Keywords) Find(text Folded) iter.Seq[Found] {
	return func(yield func(Found) bool) {
		for _, f := range k.AppendFound(nil, text) {
			if !yield(f) {
				return
			}
		}
	}
}

// AppendFound is [Keywords.Find] into a slice of the caller's.
func (k *Keywords) AppendFound(found []Found, text Folded) []Found {
	from := len(found)
	k.matcher.find(k.matcher.vocab.read(text.words), func(h hit) {
		found = append(found, Found{int(h.phrase), text.words[h.first].Start, text.words[h.end-1].End})
	})
	slices.SortFunc(found[from:], func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Keyword, b.Keyword))
	})
	return found[:from+len(slices.Compact(found[from:]))]
}
