package routing

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// senseScores is what the lexicon found in a text.
type senseScores struct {
	weight  [saysNothing + 1]float64
	filling []bool // words that say nothing
	abusive []bool // words of abuse
}

func (r *reader) senses(words []fold.Word, hits []hit) senseScores {
	s := senseScores{filling: make([]bool, len(words)), abusive: make([]bool, len(words))}
	for _, w := range words {
		// نمی‌دهند, نمی‌کنند: somebody does not do what is their duty.
		if strings.HasPrefix(w.Text, "نمی") && s.weight[asksComplaint] == 0 {
			s.weight[asksComplaint] = refusal
		}
	}
	// Of phrases with the same sense that share a word, the longest counts.
	type span struct {
		hit
		mark
	}
	var spans []span
	for _, h := range hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind == senseMark {
				spans = append(spans, span{h, m})
			}
		}
	}
	for i, a := range spans {
		for w := a.first; w < a.end; w++ {
			s.filling[w] = s.filling[w] || a.sense == saysNothing
			s.abusive[w] = s.abusive[w] || a.sense == soundsAbusive
		}
		if a.sense == saysNothing {
			continue
		}
		hidden := slices.ContainsFunc(spans[i+1:], func(b span) bool {
			return b.sense == a.sense && b.first == a.first && b.end >= a.end
		}) || slices.ContainsFunc(spans[:i], func(b span) bool {
			return b.sense == a.sense && b.first <= a.first && b.end > a.first && b.end-b.first > a.end-a.first
		})
		if !hidden {
			s.weight[a.sense] += a.weight
		}
	}
	return s
}

// refusal is what a negated verb of the present weighs for a complaint.
const refusal = 1

// kindOf weighs the words of the lexicon against what most cases of the topic
// are.
func (r *reader) kindOf(text string, topic samad.Topic, s senseScores) samad.Kind {
	asks := strings.ContainsAny(text, "?؟")
	learned := r.learnedKinds(text, topic.ID)
	best, bestScore := topic.Kind, 0.0
	for i, k := range sensesOfKinds {
		score := s.weight[i] + kindShare*learned[i]
		if k == topic.Kind {
			score += usualKind
		}
		if k == samad.Consultation && score > 0 && asks {
			score++
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
func urgencyOf(topic samad.Topic, kind samad.Kind, s senseScores) samad.Urgency {
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
func (t *Table) screen(words []fold.Word, s Suggestion, senses senseScores, known samad.PlaceID) Screening {
	telling := 0 // words that may name a matter
	for i, w := range words {
		if !senses.filling[i] && (w.Text[0] < '0' || w.Text[0] > '9') {
			telling++
		}
	}
	matter := s.Topic != "" && !onlyAbuse(words, s.Topics[0], senses)
	switch {
	case senses.weight[outOfScope] >= 3 && !calmed(words), cued(words, HintOutOfScope):
		return LooksOutOfScope
	case !matter && senses.weight[soundsAbusive] > 0:
		return LooksAbusive
	case !matter || telling < 2:
		return LooksIncomplete
	}
	if s.Place != "" || known != "" || !slices.ContainsFunc(t.needsPlace, s.Topic.Under) {
		return LooksFit
	}
	switch s.Kind {
	case samad.Suggestion, samad.Idea, samad.Criticism, samad.Consultation:
		return LooksFit
	}
	return LooksIncomplete
}

// onlyAbuse reports whether all words that speak for a topic are words of abuse:
// «آشغال» is waste, and an insult.
func onlyAbuse(words []fold.Word, topic TopicScore, senses senseScores) bool {
	for i, w := range words {
		for _, e := range topic.Evidence {
			if e.Start <= w.Start && w.End <= e.End && !senses.abusive[i] {
				return false
			}
		}
	}
	return true
}
