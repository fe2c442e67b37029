package routing

import (
	"cmp"
	"slices"
	"strings"
)

// found is the evidence for one topic while a text is read.
type found struct {
	score float64
	// bits has a one for each word that counts, and begins at the first of
	// them in bits of the reading; without keywords, the words first to end-1 are shown.
	bits       int32 // where they begin, counted from 1
	first, end int32
}

// topicPiece is a keyword or combo of a topic in a text.
type topicPiece struct {
	topic       int32
	first, end  int32 // of words, or of places of the reading for a combo
	combo, pair bool  // pair: several words that belong together
}

func (p topicPiece) len() int { return int(p.end - p.first) }

// rankTopics adds up, for each topic, the weights of the words that speak for
// it, each word once: a phrase counts before the shorter ones inside it.
func (r *reader) rankTopics(g *reading) []TopicScore {
	g.topics = room(g.topics, len(r.topics))
	g.bits = g.bits[:0]
	r.collectPieces(g)
	longest := 0
	for _, p := range g.pieces {
		longest = max(longest, p.len())
	}
	for n := longest; n > 0; n-- {
		for _, p := range g.pieces {
			if p.len() == n {
				g.count(p)
			}
		}
	}
	r.addLearned(g)
	return r.best(g)
}

// collectPieces finds the keywords and combos of all topics.
func (r *reader) collectPieces(g *reading) {
	g.pieces, g.places = g.pieces[:0], g.places[:0]
	for _, h := range g.hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == topicMark {
				g.pieces = append(g.pieces, topicPiece{topic: m.topic, first: int32(h.first), end: int32(h.end), pair: h.end-h.first > 1})
			}
		}
	}
	r.combos.find(g.words, &g.combos, func(c combo, at []int32) {
		from := int32(len(g.places))
		g.places = append(g.places, at...)
		g.pieces = append(g.pieces, topicPiece{topic: c.topic, first: from, end: int32(len(g.places)), combo: true, pair: len(c.stems) > 1})
	})
}

// count adds a piece to the evidence for its topic.
func (g *reading) count(p topicPiece) {
	f := &g.topics[p.topic]
	if f.bits == 0 {
		f.bits, f.first = int32(len(g.bits)+1), int32(len(g.words))
		size := (len(g.words) + 63) / 64
		g.bits = slices.Grow(g.bits, size)[:len(g.bits)+size]
		clear(g.bits[f.bits-1:])
	}
	bits := g.bits[f.bits-1:]
	gain := 0.0
	for i := p.first; i < p.end; i++ {
		if w := g.wordOf(p, i); bits[w/64]&(1<<(w%64)) == 0 {
			gain += g.seen[w].weight
		}
	}
	if gain == 0 {
		return
	}
	if p.pair {
		gain *= 1.25 // words that belong together say more than their sum
	}
	f.score += gain
	for i := p.first; i < p.end; i++ {
		w := g.wordOf(p, i)
		bits[w/64] |= 1 << (w % 64)
		f.first = min(f.first, w)
	}
}

func (g *reading) wordOf(p topicPiece, i int32) int32 {
	if p.combo {
		return g.places[i]
	}
	return i
}

// mannerShare is what is left of the score of a topic about how people were dealt
// with: nobody answers, come again tomorrow, is said of every matter.
const mannerShare = 0.8

// best returns the topics with the highest scores.
func (r *reader) best(g *reading) []TopicScore {
	type ranked struct {
		topic int
		score float64
	}
	var buf [mostTopics + 1]ranked
	top := buf[:0]
	for i, f := range g.topics {
		if f.score < r.least {
			continue
		}
		// With two subjects, the first one named is the topic.
		early := 1 + 0.1*(1-float64(f.first)/float64(len(g.words)))
		t := ranked{i, f.score * early}
		if r.manner[i] {
			t.score *= mannerShare
		}
		at, _ := slices.BinarySearchFunc(top, t, func(a, b ranked) int {
			return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(string(r.topics[a.topic].ID), string(r.topics[b.topic].ID)))
		})
		if at < mostTopics {
			top = slices.Insert(top, at, t)
			top = top[:min(len(top), mostTopics)]
		}
	}
	out := make([]TopicScore, len(top))
	for i, t := range top {
		out[i] = TopicScore{Topic: r.topics[t.topic].ID, Score: t.score, Evidence: g.evidenceFor(g.topics[t.topic])}
	}
	return out
}

// evidenceFor joins neighbouring words that speak for a topic to pieces of text.
func (g *reading) evidenceFor(f found) (out []Evidence) {
	if f.bits == 0 {
		return []Evidence{g.evidence(int(f.first), int(f.end))}
	}
	bits := g.bits[f.bits-1:]
	has := func(w int) bool { return bits[w/64]&(1<<(w%64)) != 0 }
	for w := int(f.first); w < len(g.words); w++ {
		if !has(w) {
			continue
		}
		first := w
		for w++; w < len(g.words) && has(w); w++ {
		}
		e := g.evidence(first, w)
		if n := len(out); n > 0 && e.Start < out[n-1].End {
			continue // words that were written as one
		}
		out = append(out, e)
	}
	return out
}
