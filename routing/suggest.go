package routing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// Screening is what a text looks like to the operator who screens it.
type Screening string

// The outcomes that a suggestion may propose.
const (
	LooksFit        Screening = "accept"
	LooksIncomplete Screening = "incomplete"   // nothing to refer, or a place is needed
	LooksDuplicate  Screening = "duplicate"    // repeats an earlier message; only from a [Run]
	LooksOutOfScope Screening = "out-of-scope" // no matter for the state's offices
	LooksAbusive    Screening = "abusive"      // abuse without a matter
)

// Evidence is a piece of the text that speaks for a suggestion: text[Start:End].
type Evidence struct {
	Start, End int
	Text       string
}

// TopicScore is one proposed topic.
type TopicScore struct {
	Topic samad.TopicID
	// Score adds up the weights of the words found; it compares topics of
	// one text only.
	Score    float64
	Evidence []Evidence // in the order of the text
}

// Suggestion is what a text seems to be about. It is for people to accept or
// correct, never a decision.
type Suggestion struct {
	// Topics are the likeliest topics, at most five, the best first.
	Topics []TopicScore
	// Topic is the best one, "" when no word speaks for any.
	Topic samad.TopicID
	Kind  samad.Kind
	// Place is the county or city named in the text, "" for none.
	Place         samad.PlaceID
	PlaceEvidence *Evidence
	Urgency       samad.Urgency
	Screening     Screening
	// Confidence in Topic lies between 0 and 1: how far the best topic is
	// ahead of the second, and on how many words.
	Confidence float64
}

const (
	mostTopics = 5   // how many topics a suggestion lists
	leastScore = 1.8 // what a topic must reach to be proposed at all
)

// Suggest reads a text. It does not know from where the petitioner writes: a
// text that needs a place and names none is [LooksIncomplete].
func (t *Table) Suggest(text string) Suggestion {
	return t.suggest(text, "")
}

// suggest is [Table.Suggest] with the place known from elsewhere, "" for none.
func (t *Table) suggest(text string, known samad.PlaceID) Suggestion {
	r := t.reader
	words := fold.Words(text)
	hits := r.hits(words)

	s := Suggestion{Urgency: samad.Normal}
	var at hit
	if s.Place, at = r.findPlace(words, hits); s.Place != "" {
		e := evidence(text, words, at.first, at.end)
		s.PlaceEvidence = &e
	}
	s.Topics = r.rankTopics(text, words, hits)
	senses := r.senses(words, hits)
	if len(s.Topics) > 0 {
		s.Topic = s.Topics[0].Topic
		second := 0.0
		if len(s.Topics) > 1 {
			second = s.Topics[1].Score
		}
		s.Confidence = s.Topics[0].Score / (s.Topics[0].Score + second + 2)
	}
	topic := r.latest(s.Topic)
	s.Kind = r.kindOf(text, topic, senses)
	s.Urgency = urgencyOf(topic, s.Kind, senses)
	if inDanger(words, s.Kind) {
		s.Urgency = samad.Emergency
	}
	s.Screening = t.screen(words, s, senses, known)
	if s.Screening == LooksOutOfScope || s.Screening == LooksAbusive {
		s.Urgency = samad.Normal
	}
	return s
}

// hits finds all phrases in a text.
func (r *reader) hits(words []fold.Word) (hits []hit) {
	r.phrases.find(r.phrases.vocab.read(words), func(h hit) { hits = append(hits, h) })
	return hits
}

func (r *reader) latest(id samad.TopicID) samad.Topic {
	if all := r.byID[id]; len(all) > 0 {
		return all[len(all)-1]
	}
	return samad.Topic{}
}

func evidence(text string, words []fold.Word, first, end int) Evidence {
	from, to := words[first].Start, words[end-1].End
	return Evidence{from, to, text[from:to]}
}

// found is the evidence for one topic while a text is read.
type found struct {
	covered []bool // words that count already
	score   float64
	first   int
	pieces  []hit
}

// rankTopics adds up, for each topic, the weights of the words that speak for
// it, each word once: a phrase counts before the shorter ones inside it.
func (r *reader) rankTopics(text string, words []fold.Word, hits []hit) []TopicScore {
	type piece struct {
		topic  int32
		hit    hit
		words  []int
		phrase bool
	}
	var pieces []piece
	for _, h := range hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == topicMark {
				pieces = append(pieces, piece{topic: m.topic, hit: h, phrase: h.end-h.first > 1})
			}
		}
	}
	r.combos.find(words, func(c combo, at []int) {
		pieces = append(pieces, piece{topic: c.topic, words: at, phrase: len(c.stems) > 1})
	})
	for i := range pieces {
		if pieces[i].words == nil {
			for w := pieces[i].hit.first; w < pieces[i].hit.end; w++ {
				pieces[i].words = append(pieces[i].words, w)
			}
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(len(b.words), len(a.words)) })
	topics := map[int32]*found{}
	for _, p := range pieces {
		f := topics[p.topic]
		if f == nil {
			f = &found{covered: make([]bool, len(words)), first: len(words)}
			topics[p.topic] = f
		}
		gain := 0.0
		for _, w := range p.words {
			if !f.covered[w] {
				gain += r.weight(words[w].Text)
			}
		}
		if gain == 0 {
			continue
		}
		if p.phrase {
			gain *= 1.25 // words that belong together say more than their sum
		}
		f.score += gain
		for _, w := range p.words {
			f.covered[w] = true
			f.first = min(f.first, w)
			f.pieces = append(f.pieces, hit{first: w, end: w + 1})
		}
	}
	placed := make([]bool, len(words))
	for _, h := range hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == placeMark {
				for w := h.first; w < h.end; w++ {
					placed[w] = true
				}
			}
		}
	}
	r.addLearned(words, placed, topics)
	out := make([]TopicScore, 0, len(topics))
	for i, f := range topics {
		if f.score < leastScore {
			continue
		}
		// With two subjects, the first one named is the topic.
		early := 1 + 0.1*(1-float64(f.first)/float64(len(words)))
		out = append(out, TopicScore{Topic: r.topics[i].ID, Score: f.score * early, Evidence: pieceEvidence(text, words, f.pieces)})
	}
	slices.SortFunc(out, func(a, b TopicScore) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(string(a.Topic), string(b.Topic)))
	})
	return out[:min(len(out), mostTopics)]
}

// pieceEvidence joins neighbouring words to pieces of text.
func pieceEvidence(text string, words []fold.Word, pieces []hit) []Evidence {
	slices.SortFunc(pieces, func(a, b hit) int { return cmp.Compare(a.first, b.first) })
	var out []Evidence
	for i := 0; i < len(pieces); {
		first, end := pieces[i].first, pieces[i].end
		for i++; i < len(pieces) && pieces[i].first <= end; i++ {
			end = max(end, pieces[i].end)
		}
		out = append(out, evidence(text, words, first, end))
	}
	return out
}
