package routing

import (
	"math"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// How much is trusted to what, found by cross-validation on labelled messages
// (docs/routing-accuracy.md).
const (
	learnedShare = 60   // what likeness weighs beside the words of keywords
	kindShare    = 0.15 // what learned evidence weighs beside the lexicon
	usualKind    = 2.0  // what the usual kind of a topic weighs
	keywordCount = 1.5  // what a word of a title or keyword counts beside one of an example
)

// WithModel returns a table that decides as this one does and suggests by
// another model, nil for none.
func (t *Table) WithModel(m *Model) *Table {
	with := *t
	with.reader = newReader(&with, m)
	return &with
}

// learn makes the classifiers of topics and kinds out of the words of the pack
// and a model, which may be nil.
func (r *reader) learn(m *Model) {
	classes := make([]map[string]float64, len(r.topics))
	documents := 0
	for i, topic := range r.topics {
		c := map[string]float64{}
		texts := topic.Keywords
		if len(texts) > 0 { // a catch-all has none, and its title names no matter
			texts = append([]string{topic.Title.Fa}, texts...)
		}
		documents += len(texts)
		for _, text := range texts {
			for _, f := range topicFeatures(fold.Words(text)) {
				c[f.name] += keywordCount
			}
		}
		if m != nil {
			for f, n := range m.topics[topic.ID] {
				c[f] += float64(n)
			}
		}
		classes[i] = c
	}
	if m != nil {
		documents += m.examples
	}
	r.likeness = newLikeness(classes, documents)
	if m != nil {
		r.kindWeights = m.kinds
	}
}

// learnedKinds adds up what the words of a text say for each kind.
func (r *reader) learnedKinds(text string, topic samad.TopicID) (scores [numKinds]float64) {
	if len(r.kindWeights) == 0 {
		return scores
	}
	for _, f := range kindFeatures(text, topic) {
		for i, k := range sensesOfKinds {
			scores[i] += float64(r.kindWeights[k][f]) / 100
		}
	}
	return scores
}

// liked is how like a text is to a topic.
type liked struct {
	cosine  float64
	words   int     // how many words of the text the topic knows
	telling float64 // what the feature says that says most
	told    hit
}

// compare returns the likeness of a text to every topic. Words of places are
// left out: what happened where before says nothing.
func (r *reader) compare(words []fold.Word, placed []bool) []liked {
	all := make([]liked, len(r.topics))
	length := 0.0
	seen := map[string]bool{}
	add := func(says []say, rarity float64, h hit, whole bool) {
		length += rarity * rarity
		for _, s := range says {
			l := &all[s.class]
			w := float64(s.weight)
			l.cosine += w
			if whole {
				l.words++
			}
			if w > l.telling {
				l.telling, l.told = w, h
			}
		}
	}
	for _, f := range topicFeatures(words) {
		if placed[f.first] || placed[f.end-1] || seen[f.name] {
			continue
		}
		seen[f.name] = true
		h := hit{first: f.first, end: f.end}
		add(r.likeness.says[f.name], r.likeness.rarity[f.name], h, f.name[0] == 'w')
		if f.name[0] != 'w' {
			continue
		}
		eachPiece(f.name[1:], func(piece []byte) {
			if says := r.likeness.says[string(piece)]; len(says) > 0 && !seen[string(piece)] {
				seen[string(piece)] = true
				add(says, r.likeness.rarity[string(piece)], h, false)
			}
		})
	}
	if length == 0 {
		return all
	}
	length = math.Sqrt(length)
	for i := range all {
		all[i].cosine /= length
	}
	return all
}

// addLearned adds to the evidence for each topic how like the text is to it.
func (r *reader) addLearned(words []fold.Word, placed []bool, topics map[int32]*found) {
	for i, l := range r.compare(words, placed) {
		score := learnedShare * l.cosine
		t := topics[int32(i)]
		switch {
		case t != nil && t.score >= leastScore:
			t.score += score
		case l.words >= leastWords && score >= leastLike:
			// No keyword speaks for it: the word that tells most is shown.
			topics[int32(i)] = &found{score: score, first: l.told.first, pieces: []hit{l.told}}
		case t != nil:
			t.score = 0
		}
	}
}

// What is asked for where no keyword speaks for a topic.
const (
	leastWords = 2   // words that the topic knows
	leastLike  = 5.0 // likeness, weighed
)

// emptyWords are words of everyday that are in keywords and examples of some
// topics and speak for none of them.
var emptyWords = stems(
	"است", "هست", "هستم", "هستیم", "هستند", "نیست", "نیستند", "بود", "نبود", "شد", "شده", "نشد", "نشده", "میشود", "نمیشود", "میشه", "نمیشه",
	"دارم", "داریم", "دارد", "دارند", "داره", "دارن", "ندارم", "نداریم", "ندارد", "ندارند", "نداره", "ندارن", "داشت",
	"کرد", "کرده", "کردم", "کردیم", "کردند", "کردن", "نکرد", "نکرده", "نکردن", "میکند", "میکنند", "میکنه", "میکنن", "نمیکنه", "نمیکنن", "نمیکند", "کنید", "کنند", "کنم", "کنه",
	"داد", "داده", "دادند", "دادن", "دادم", "نداد", "ندادن", "میده", "میدن", "نمیده", "نمیدن", "میدهند", "بده", "بدهید",
	"رفت", "رفتم", "رفتیم", "آمد", "آمده", "اومد", "اومده", "نیومد", "نیومده", "نمیاد", "میاد", "گفت", "گفتن", "میگه", "میگن", "میگوید",
	"خیلی", "خوب", "بد", "باید", "همه", "هر", "هیچ", "این", "آن", "ما", "من", "شما", "خود", "خودم", "برای", "واسه", "هم", "یا", "تا", "که", "از", "به", "در", "با", "را", "رو", "تو", "و", "یه", "یک", "دو", "سه", "چند", "چی", "چه", "اگر",
	"روز", "روزه", "ماه", "ماهه", "سال", "ساله", "ساعت", "بار", "حالا", "الان", "هنوز", "دیگر", "دیگه", "پس", "پیش", "بعد", "قبل", "سر", "لطفا", "سلام",
	// What is wanted is the kind of a message, not its topic.
	"پیشنهاد", "پیشنهادی", "ایده", "طرح", "طرحی", "درخواست", "تقاضا", "تقاضای", "شکایت", "گزارش", "انتقاد", "اعتراض", "خواستار", "متقاضی", "لطفاً", "اینجانب", "احتراما", "خواهشمند", "خواهشمندم", "استدعا", "مورد",
)

func stems(words ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[fold.Stem(fold.Text(w))] = true
	}
	return out
}
