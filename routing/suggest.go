package routing

import (
	"cmp"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
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
	// Confidence is how likely Topic is right, between 0 and 1: of messages
	// that are given 0.9, nine of ten should be. It was calibrated on the pilot of
	// Isfahan; where messages or keywords differ, count anew.
	Confidence float64
}

const (
	mostTopics = 5   // how many topics a suggestion lists
	leastScore = 1.8 // what a topic must reach to be proposed at all, in packs of six topics and more
)

// Suggest reads a text. It does not know from where the petitioner writes: a
// text that needs a place and names none is [LooksIncomplete].
func (t *Table) Suggest(text string) Suggestion {
	return t.suggestIn(text, stated{})
}

// stated is what is known of a message from elsewhere; "" for nothing.
type stated struct {
	kind  samad.Kind
	topic samad.TopicID
	place samad.PlaceID
	day   persian.Date // on which the place must exist; zero for any
}

// suggestIn is [Table.Suggest] for a message of which more is known than its
// text.
func (t *Table) suggestIn(text string, known stated) Suggestion {
	g := t.reader.read(text)
	defer t.reader.end(g)
	return t.suggest(g, known)
}

func (t *Table) suggest(g *reading, known stated) Suggestion {
	r := t.reader
	s := Suggestion{Urgency: samad.Normal}
	var at hit
	if s.Place, at = r.findPlace(g.words, g.hits, known.day); s.Place != "" {
		e := g.evidence(at.first, at.end)
		s.PlaceEvidence = &e
	}
	s.Topics = r.firstSubject(g, r.rankTopics(g))
	senses := r.senses(g)
	if len(s.Topics) > 0 {
		s.Topic = s.Topics[0].Topic
		s.Confidence = confidence(s.Topics)
	}
	topic := r.latest(cmp.Or(known.topic, s.Topic))
	s.Kind = cmp.Or(known.kind, r.kindOf(g, topic, senses))
	s.Urgency = urgencyOf(topic, s.Kind, senses)
	if g.inDanger(s.Kind) {
		s.Urgency = samad.Emergency
	}
	s.Screening = t.screen(g, &s, senses, known)
	if s.Screening == LooksOutOfScope || s.Screening == LooksAbusive {
		s.Urgency = samad.Normal
	}
	return s
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
