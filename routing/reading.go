package routing

import (
	"strings"

	"github.com/samad111/go-samad/internal/fold"
)

// reading is a text while it is read, with room that is used again for the next.
type reading struct {
	text   string
	words  []fold.Word
	tokens tokens
	hits   []hit
	seen   []seenWord // by word
	placed []bool     // words of names of places

	topics   []found  // by topic number
	bits     []uint64 // of the words that count, as the topics need them
	pieces   []topicPiece
	places   []int32 // words of combos, as the pieces need them
	combos   comboRoom
	compared compareRoom
	outside  [len(elsewhereReasons)]liked // what is out of scope, by reason
	kinds    kindRoom
	senses   senseRoom
	cues     cueRoom
}

// seenWord is what is known of a word by itself.
type seenWord struct {
	plain  string  // its [plainStem]
	weight float64 // as evidence
	number bool    // begins with a digit
	empty  bool    // of everyday
}

// read begins to read a text. The reading must be given back to end.
func (r *reader) read(text string) *reading {
	g, ok := r.rooms.Get().(*reading)
	if !ok {
		g = &reading{}
	}
	g.text, g.words = text, r.spelling.respell(fold.Words(text))
	g.cues.ready = false
	r.phrases.vocab.readInto(&g.tokens, g.words)
	g.hits = g.hits[:0]
	r.phrases.find(g.tokens, func(h hit) { g.hits = append(g.hits, h) })
	g.seen = room(g.seen, len(g.words))
	for i, w := range g.words {
		g.seen[i].read(w.Text, r.weights)
	}
	g.placed = room(g.placed, len(g.words))
	for _, h := range g.hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == placeMark {
				for w := h.first; w < h.end; w++ {
					g.placed[w] = true
				}
			}
		}
	}
	return g
}

// read looks a folded word up.
func (s *seenWord) read(word string, weights map[string]float64) {
	stem := fold.Stem(word)
	s.weight = 1
	if known, ok := weights[stem]; ok {
		s.weight = known
	}
	s.number = word[0] >= '0' && word[0] <= '9'
	s.empty = emptyWords[stem]
	if !s.number && !s.empty {
		s.plain = plainStem(word, stem)
	}
}

// end gives the room of a reading back.
func (r *reader) end(g *reading) {
	if len(g.words) > mostKeptRoom {
		return
	}
	g.text, g.words = "", nil
	clear(g.seen) // so that the text is not kept
	r.rooms.Put(g)
}

// evidence is the text of the words first to end-1.
func (g *reading) evidence(first, end int) Evidence {
	return evidence(g.text, g.words, first, end)
}

// calmed reports words that make a matter of what else would be out of scope:
// somebody complains of adverts, or asks what the judiciary's offices do.
func (g *reading) calmed() bool {
	for _, w := range g.words {
		for _, stem := range officeStems {
			if strings.HasPrefix(w.Text, stem) {
				return true
			}
		}
	}
	return false
}
