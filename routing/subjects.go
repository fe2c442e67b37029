package routing

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// When the topic of a text's first part goes before that of the whole, found on
// labelled messages with several subjects (docs/routing-accuracy.md).
const (
	subjectRival = 0.7 // what part of the best topic's score its own must be
	subjectLead  = 2.5 // how many times the best topic's score it must have in the first part
	subjectLeast = 12  // what it must reach there
	subjectWords = 2   // how many words the first part must have that may name a matter
)

// firstSubject moves the topic of a text's first part to the front when the text
// seems to have several subjects, of which the first one named is the topic.
func (r *reader) firstSubject(g *reading, topics []TopicScore) []TopicScore {
	if len(topics) < 2 || topics[1].Score < subjectRival*topics[0].Score {
		return topics
	}
	cut := g.firstPart()
	if cut == 0 {
		return topics
	}
	part := r.read(g.text[:g.words[cut].Start])
	defer r.end(part)
	alone := r.rankTopics(part)
	if len(alone) == 0 || alone[0].Topic == topics[0].Topic || alone[0].Score < subjectLeast {
		return topics
	}
	at := slices.IndexFunc(topics, func(t TopicScore) bool { return t.Topic == alone[0].Topic })
	if at < 0 || topics[at].Score < subjectRival*topics[0].Score || alone[0].Score < subjectLead*scoreOf(alone, topics[0].Topic) {
		return topics
	}
	first := topics[at]
	first.Score = topics[0].Score // it stands for as much, and nobody knows which is meant
	return slices.Insert(slices.Delete(topics, at, at+1), 0, first)
}

// scoreOf is the score of a topic in a list, 0 where it is not.
func scoreOf(topics []TopicScore, id samad.TopicID) float64 {
	for _, t := range topics {
		if t.Topic == id {
			return t.Score
		}
	}
	return 0
}

// firstPart returns the number of words that stand before the first comma, stop,
// joining word or end of a clause after some matter was named, 0 where the whole is one part.
func (g *reading) firstPart() int {
	telling := 0
	for i := 1; i < len(g.words); i++ {
		w := g.seen[i-1]
		if !w.number && !w.empty && !g.placed[i-1] {
			telling++
		}
		if telling < subjectWords {
			continue
		}
		if g.words[i].Start < g.words[i-1].End {
			continue // both come from one character, as ﷺ
		}
		between := g.text[g.words[i-1].End:g.words[i].Start]
		if strings.ContainsAny(between, "،,؛;.!؟?:\n") || goesOn(g.words[i].Text) || endsClause(g.words[i-1].Text) {
			return i
		}
	}
	return 0
}

// goesOn reports whether a word joins what follows to what was said.
func goesOn(word string) bool {
	switch word {
	case "و", "هم", "بعد", "حالا", "ولی", "اما", "va", "ham", "vali":
		return true
	}
	return false
}

// endsClause reports whether a word is a verb at which a sentence ends: people who
// write short messages put no stops.
func endsClause(word string) bool {
	switch word {
	case "شد", "نشد", "نشده", "است", "نیست", "نیس", "قطعه", "خرابه", "نداره", "ندارد", "ندارم", "ندارن", "ندارند", "نداریم",
		"کردن", "کردند", "نکردن", "نکرده", "ندادن", "ندادند", "نمیدن", "نمیده", "نمیدهند", "نمیکنن", "نمیکنند", "نمیکنه", "نیومده", "نیومد", "میشه", "نمیشه":
		return true
	}
	return false
}
