package routing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// senseScores is what the lexicon found in a text.
type senseScores struct {
	weight [saysNothing + 1]float64
	senseRoom
}

// senseRoom is room for reading senses.
type senseRoom struct {
	filling []bool // words that say nothing
	abusive []bool // words of abuse
	spans   []senseSpan
}

// senseSpan is a phrase of the lexicon in a text.
type senseSpan struct {
	hit
	mark
}

func (r *reader) senses(g *reading) *senseScores {
	s := senseScores{senseRoom: senseRoom{
		filling: room(g.senses.filling, len(g.words)), abusive: room(g.senses.abusive, len(g.words)), spans: g.senses.spans[:0],
	}}
	for _, w := range g.words {
		// نمی‌دهند, نمی‌کنند: somebody does not do what is their duty.
		if strings.HasPrefix(w.Text, "نمی") {
			s.weight[asksComplaint] = refusal
			break
		}
	}
	longest := 0
	for _, h := range g.hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == senseMark {
				s.spans = append(s.spans, senseSpan{h, m})
				longest = max(longest, h.end-h.first)
			}
		}
	}
	for i, a := range s.spans {
		for w := a.first; w < a.end; w++ {
			s.filling[w] = s.filling[w] || a.sense == saysNothing
			s.abusive[w] = s.abusive[w] || a.sense == soundsAbusive
		}
		if a.sense != saysNothing && !hiddenSpan(s.spans, i, longest) {
			s.weight[a.sense] += a.weight
		}
	}
	g.senses = s.senseRoom
	return &s
}

// hiddenSpan reports whether a phrase does not count, because another one with
// the same sense does that shares a word with it. Spans are ordered by where
// they begin, so only those beside it can.
func hiddenSpan(spans []senseSpan, i, longest int) bool {
	a := spans[i]
	for _, b := range spans[i+1:] {
		if b.first > a.first {
			break
		}
		if b.sense == a.sense && b.end >= a.end {
			return true
		}
	}
	for _, b := range slices.Backward(spans[:i]) {
		if b.first+longest <= a.first {
			break
		}
		if b.sense == a.sense && b.end > a.first && b.end-b.first > a.end-a.first {
			return true
		}
	}
	return false
}

// refusal is what a negated verb of the present weighs for a complaint.
const refusal = 1

// kindOf weighs the words of the lexicon against what most cases of the topic
// are.
func (r *reader) kindOf(g *reading, topic samad.Topic, s *senseScores) samad.Kind {
	asks := strings.ContainsAny(g.text, "?؟")
	calm := !strings.Contains(g.text, "!") // angry people ask what they need no answer to
	learned := r.kinds.scores(g, topic.ID)
	best, bestScore := topic.Kind, 0.0
	for i, k := range sensesOfKinds {
		score := s.weight[i] + kindShare*learned[i]
		if k == topic.Kind {
			score += usualKind
		}
		if k == samad.Consultation && asks && (score > 0 || calm) {
			score += questionMark
		}
		if score > bestScore {
			best, bestScore = k, score
		}
	}
	if best == "" {
		return samad.Request
	}
	return best
}

// urgencyOf raises a topic's urgency by words and takes it back for messages in
// which nothing happens: questions and proposals.
func urgencyOf(topic samad.Topic, kind samad.Kind, s *senseScores) samad.Urgency {
	u := topic.Urgency
	if u == "" {
		u = samad.Normal
	}
	switch kind {
	case samad.Consultation, samad.Suggestion, samad.Idea, samad.Criticism:
		if s.weight[soundsEmergency] == 0 {
			return samad.Normal
		}
	}
	if u == samad.High && s.weight[soundsEmergency] >= 2 {
		return samad.Emergency
	}
	return u
}

// screen proposes the outcome of screening.
func (t *Table) screen(g *reading, s *Suggestion, senses *senseScores, known stated) Screening {
	telling := 0 // words that may name a matter
	for i := range g.seen {
		if !senses.filling[i] && !g.seen[i].number {
			telling++
		}
	}
	matter := s.Topic != "" && !onlyAbuse(g.words, s.Topics[0], senses) && !t.onlyManner(g, s, senses)
	outside, words := t.elsewhere(g, s.Topics, senses.weight[outOfScope] >= 3)
	if telling == 0 && len(words) < 2 && senses.weight[outOfScope] == 0 {
		outside = "" // «I have a problem, call me» is no advert
	}
	switch {
	case outside != "":
		return LooksOutOfScope
	case senses.weight[soundsAbusive] > 0 && (!matter || s.Confidence < doubtful && len(g.words) <= mostAbuse):
		return LooksAbusive
	case !matter && known.topic == "", telling < 2:
		return LooksIncomplete
	}
	topic := cmp.Or(known.topic, s.Topic)
	if s.Place != "" || known.place != "" || !slices.ContainsFunc(t.needsPlace, topic.Under) {
		return LooksFit
	}
	switch s.Kind {
	case samad.Suggestion, samad.Idea, samad.Criticism, samad.Consultation:
		return LooksFit
	}
	return LooksIncomplete
}

// onlyManner reports whether a text says how somebody was dealt with and nothing
// of the matter: «why does nobody answer?».
func (t *Table) onlyManner(g *reading, s *Suggestion, senses *senseScores) bool {
	if !slices.ContainsFunc(t.manner, s.Topic.Under) {
		return false
	}
	evidence, more := s.Topics[0].Evidence, 0
	for i, w := range g.words {
		for len(evidence) > 0 && evidence[0].End <= w.Start {
			evidence = evidence[1:]
		}
		inside := len(evidence) > 0 && evidence[0].Start <= w.Start
		if !inside && !senses.filling[i] && !g.seen[i].number && !g.seen[i].empty {
			more++
		}
	}
	return more == 0 && len(g.words) <= mostManner
}

// A short text with words of abuse, and a topic that is doubtful, is abuse.
const (
	doubtful  = 0.6
	mostAbuse = 8
)

// mostManner is how many words a text without a matter may have: a longer one is
// a matter in itself.
const mostManner = 12

// onlyAbuse reports whether all words that speak for a topic are words of abuse:
// «آشغال» is waste, and an insult.
func onlyAbuse(words []fold.Word, topic TopicScore, senses *senseScores) bool {
	at := 0
	for _, e := range topic.Evidence {
		for at < len(words) && words[at].Start < e.Start {
			at++
		}
		for ; at < len(words) && words[at].End <= e.End; at++ {
			if !senses.abusive[at] {
				return false
			}
		}
	}
	return true
}
