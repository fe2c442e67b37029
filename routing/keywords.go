package routing

import (
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
	m.prepare()
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
	k.matcher.findIn(text.words, func(h hit) {
		f := Found{int(h.phrase), text.words[h.first].Start, text.words[h.end-1].End}
		// They come in the order of their beginnings, few at each.
		at := len(found)
		for at > from && found[at-1].Start == f.Start && f.before(found[at-1]) {
			at--
		}
		if at == from || found[at-1] != f {
			found = slices.Insert(found, at, f)
		}
	})
	return found
}

// before orders keywords that begin at the same place, the longest first.
func (f Found) before(o Found) bool {
	return f.End > o.End || f.End == o.End && f.Keyword < o.Keyword
}
