package routing

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/samad111/go-samad/internal/fold"
)

// matcher finds phrases in a text in one pass over its words. A phrase is found
// where its words stand one after the other, each as any of its forms, joined
// or parted as people please: ثبت نام, ثبت‌نام, ثبتنام. Words are found whole
// only. What it costs grows with the text and with what is found in it, not with
// the number of phrases.
//
// Phrases are added first and looked for afterwards; from the first search on a
// matcher never changes and is safe for concurrent use.
type matcher struct {
	vocab  *vocabulary
	trie   []phraseNode // over the numbers of words; the first is its root; nil once sealed
	nodes  []sealedNode // the same, laid out for reading: the first are those of words that begin a phrase, by their numbers
	ends   []int32      // phrases of nodes with several
	steps  []step       // ways of all nodes, in order of their words
	begins int32        // how many nodes are those of words
	once   sync.Once
	rooms  sync.Pool // of *tokens
}

// phraseNode is reached by the first words of some phrases.
type phraseNode struct {
	phrases []int32 // that end here
	next    []step  // in order of their words
}

type step struct{ word, node int32 }

// sealedNode has its ways, and its phrases where they are several, in the lists
// of the matcher.
type sealedNode struct {
	ends, endsTo   int32 // with endsTo -1, ends is the only phrase
	steps, stepsTo int32
}

// hit is a phrase found in a text.
type hit struct {
	phrase     int32
	first, end int // words first to end-1
}

func newMatcher(v *vocabulary) *matcher {
	return &matcher{vocab: v, trie: make([]phraseNode, 1)}
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
		node = m.step(node, m.vocab.add(w))
	}
	end := &m.trie[node]
	if !slices.Contains(end.phrases, id) {
		end.phrases = append(end.phrases, id)
	}
}

// step returns the node after another one, a new one if need be.
func (m *matcher) step(node, word int32) int32 {
	at, ok := m.trie[node].at(word)
	if ok {
		return m.trie[node].next[at].node
	}
	n := int32(len(m.trie))
	m.trie = append(m.trie, phraseNode{})
	m.trie[node].next = slices.Insert(m.trie[node].next, at, step{word, n})
	return n
}

func (n *phraseNode) at(word int32) (int, bool) {
	return slices.BinarySearchFunc(n.next, word, func(s step, word int32) int { return cmp.Compare(s.word, word) })
}

// prepare does what the first search would do.
func (m *matcher) prepare() {
	m.vocab.once.Do(m.vocab.seal)
	m.once.Do(m.seal)
}

// seal lays the trie out for reading, once all phrases are known.
func (m *matcher) seal() {
	words := m.vocab.words
	number := make([]int32, len(m.trie)) // of nodes, as they are laid out
	for _, s := range m.trie[0].next {
		number[s.node] = s.word + 1
	}
	count := words
	for i := 1; i < len(number); i++ {
		if number[i] > 0 {
			number[i]--
		} else {
			number[i] = count
			count++
		}
	}
	m.nodes = make([]sealedNode, count)
	for i, n := range m.trie[1:] {
		node := sealedNode{ends: int32(len(m.ends)), steps: int32(len(m.steps))}
		if len(n.phrases) == 1 {
			node.ends, node.endsTo = n.phrases[0], -1
		} else {
			m.ends = append(m.ends, n.phrases...)
			node.endsTo = int32(len(m.ends))
		}
		for _, s := range n.next {
			m.steps = append(m.steps, step{s.word, number[s.node]})
		}
		node.stepsTo = int32(len(m.steps))
		m.nodes[number[i+1]] = node
	}
	m.begins = words
	m.trie = nil
}

// mostForms is how many readings of one word are tried.
const mostForms = 3

// tokens reads the words of a text as known words.
type tokens struct {
	ids  []int32 // forms of all words, one after the other
	from []int32 // where the forms of each word begin; one more at the end
}

func (v *vocabulary) read(words []fold.Word) tokens {
	var t tokens
	v.readInto(&t, words)
	return t
}

// readInto is read into the room that t has.
func (v *vocabulary) readInto(t *tokens, words []fold.Word) {
	v.once.Do(v.seal)
	t.ids, t.from = slices.Grow(t.ids[:0], len(words)/2+8), slices.Grow(t.from[:0], len(words)+1)
	for i := range words {
		t.from = append(t.from, int32(len(t.ids)))
		t.ids = v.forms(t.ids, words[i].Text)
	}
	t.from = append(t.from, int32(len(t.ids)))
}

func (t tokens) forms(i int) []int32 { return t.ids[t.from[i]:t.from[i+1]] }

func (t tokens) len() int { return len(t.from) - 1 }

// find calls found for every phrase in the text.
func (m *matcher) find(t tokens, found func(hit)) {
	m.once.Do(m.seal)
	for i := range t.len() {
		for _, word := range t.forms(i) {
			if word < m.begins {
				m.follow(t, word, i, i+1, found)
			}
		}
	}
}

// follow looks on from a node that the words first to at-1 lead to.
func (m *matcher) follow(t tokens, node int32, first, at int, found func(hit)) {
	n := m.nodes[node]
	if n.endsTo < 0 {
		found(hit{n.ends, first, at})
	} else {
		for _, id := range m.ends[n.ends:n.endsTo] {
			found(hit{id, first, at})
		}
	}
	if n.steps == n.stepsTo || at >= t.len() {
		return
	}
	steps := m.steps[n.steps:n.stepsTo]
	for _, word := range t.forms(at) {
		if next := after(steps, word); next >= 0 {
			m.follow(t, next, first, at+1, found)
		}
	}
}

// after returns the node to which a word leads, or -1.
func after(steps []step, word int32) int32 {
	for len(steps) > 8 {
		if mid := len(steps) / 2; steps[mid].word <= word {
			steps = steps[mid:]
		} else {
			steps = steps[:mid]
		}
	}
	for _, s := range steps {
		if s.word == word {
			return s.node
		}
	}
	return -1
}

// findIn is find in a text, in room that is used again.
func (m *matcher) findIn(words []fold.Word, found func(hit)) {
	t, ok := m.rooms.Get().(*tokens)
	if !ok {
		t = &tokens{}
	}
	m.vocab.readInto(t, words)
	m.find(*t, found)
	if len(t.from) < mostKeptRoom {
		m.rooms.Put(t)
	}
}

// mostKeptRoom is for how many words of a text room is kept.
const mostKeptRoom = 1 << 14

// search reads a text and returns all phrases in it.
func (m *matcher) search(text string) foundPhrases {
	var found foundPhrases
	m.findIn(fold.Words(text), func(h hit) { found = append(found, h) })
	found.sort()
	return found
}
