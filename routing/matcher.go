package routing

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
)

// matcher finds phrases in a text in one pass over its words. A phrase is found
// where its words stand one after the other, each as any of its forms, joined
// or parted as people please: ثبت نام, ثبت‌نام, ثبتنام. Words are found whole
// only.
type matcher struct {
	vocab   *vocabulary
	next    map[step]int32 // edges of a trie over the numbers of words
	phrases map[int32][]int32
	nodes   int32
	longest int
}

type step struct{ node, word int32 }

// hit is a phrase found in a text.
type hit struct {
	phrase     int32
	first, end int // words first to end-1
}

func newMatcher(v *vocabulary) *matcher {
	return &matcher{vocab: v, next: map[step]int32{}, phrases: map[int32][]int32{}, nodes: 1}
}

// add enters a phrase under a number of the caller's choice. The phrase is as
// written, not folded.
func (m *matcher) add(phrase string, id int32) {
	words := fold.Words(phrase)
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.Text
	}
	m.enter(parts, id)
	// Joined where the file parts.
	for i := range len(parts) - 1 {
		joined := append(slices.Clone(parts[:i]), parts[i]+parts[i+1])
		m.enter(append(joined, parts[i+2:]...), id)
	}
	if len(parts) > 2 {
		m.enter([]string{strings.Join(parts, "")}, id)
	}
	// Parted where the file joins by a half-space.
	if parted := partHalfSpaces(phrase); !slices.Equal(parted, parts) {
		m.enter(parted, id)
	}
}

// partHalfSpaces folds a phrase with its half-spaces read as blanks.
func partHalfSpaces(phrase string) []string {
	var parts []string
	for _, w := range fold.Words(phrase) {
		begin := w.Start
		raw := phrase[w.Start:w.End]
		for i, r := range raw {
			if r != '\u200c' {
				continue
			}
			for _, p := range fold.Words(phrase[begin : w.Start+i]) {
				parts = append(parts, p.Text)
			}
			begin = w.Start + i + len("\u200c")
		}
		for _, p := range fold.Words(phrase[begin:w.End]) {
			parts = append(parts, p.Text)
		}
	}
	return parts
}

func (m *matcher) enter(words []string, id int32) {
	if len(words) == 0 {
		return
	}
	node := int32(0)
	for _, w := range words {
		s := step{node, m.vocab.add(w)}
		n, ok := m.next[s]
		if !ok {
			n = m.nodes
			m.nodes++
			m.next[s] = n
		}
		node = n
	}
	if !slices.Contains(m.phrases[node], id) {
		m.phrases[node] = append(m.phrases[node], id)
	}
	m.longest = max(m.longest, len(words))
}

// mostForms is how many readings of one word are tried.
const mostForms = 3

// tokens reads the words of a text as known words.
type tokens struct {
	ids  []int32 // forms of all words, one after the other
	from []int32 // where the forms of each word begin; one more at the end
}

func (v *vocabulary) read(words []fold.Word) tokens {
	t := tokens{ids: make([]int32, 0, len(words)+8), from: make([]int32, 0, len(words)+1)}
	var forms [mostForms]int32
	for _, w := range words {
		t.from = append(t.from, int32(len(t.ids)))
		t.ids = append(t.ids, v.forms(forms[:0], w.Text, mostForms)...)
	}
	t.from = append(t.from, int32(len(t.ids)))
	return t
}

func (t tokens) forms(i int) []int32 { return t.ids[t.from[i]:t.from[i+1]] }

func (t tokens) len() int { return len(t.from) - 1 }

// find calls found for every phrase in the text.
func (m *matcher) find(t tokens, found func(hit)) {
	for i := range t.len() {
		m.follow(t, 0, i, i, found)
	}
}

func (m *matcher) follow(t tokens, node int32, first, at int, found func(hit)) {
	if at >= t.len() {
		return
	}
	for _, word := range t.forms(at) {
		n, ok := m.next[step{node, word}]
		if !ok {
			continue
		}
		for _, id := range m.phrases[n] {
			found(hit{id, first, at + 1})
		}
		m.follow(t, n, first, at+1, found)
	}
}
