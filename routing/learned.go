package routing

import (
	"strings"

	"github.com/samad111/go-samad/internal/fold"
)

// How much is trusted to what, found by cross-validation on labelled messages
// (docs/routing-accuracy.md).
const (
	topicLambda  = 0.6  // smoothing of the classifier of topics
	kindLambda   = 0.6  // and of kinds
	learnedShare = 0.25 // what learned evidence weighs beside the pack's keywords
	kindShare    = 0.5  // what learned evidence weighs beside the lexicon
	usualKind    = 1.6  // what the usual kind of a topic weighs
	titleCount   = 1.0  // what a word of a title or keyword counts beside one of an example
)

// WithModel returns a table that decides as this one does and suggests by
// another model, nil for none.
func (t *Table) WithModel(m *Model) *Table {
	with := *t
	with.reader = newReader(&with, m)
	return &with
}

// learn makes the classifiers of topics and kinds out of the words of the pack,
// which count like one example each, and a model, which may be nil.
func (r *reader) learn(m *Model) {
	classes := make([]map[string]float64, len(r.topics))
	for i, topic := range r.topics {
		c := map[string]float64{}
		texts := topic.Keywords
		if len(texts) > 0 { // a catch-all has none, and its title names no matter
			texts = append([]string{topic.Title.Fa}, texts...)
		}
		for _, text := range texts {
			for _, f := range topicFeatures(fold.Words(text)) {
				c[f.name] += titleCount
			}
		}
		if m != nil {
			for f, n := range m.topics[topic.ID] {
				c[f] += float64(n)
			}
		}
		classes[i] = c
	}
	r.topicBayes = newBayes(classes, topicLambda)
	kinds := make([]map[string]float64, len(sensesOfKinds))
	if m != nil {
		for i, k := range sensesOfKinds {
			kinds[i] = map[string]float64{}
			for f, n := range m.kinds[k] {
				kinds[i][f] = float64(n)
			}
		}
	}
	r.kindBayes = newBayes(kinds, kindLambda)
}

// pieceShare is what pieces of words weigh beside whole ones: a word has
// several.
const pieceShare = 0.35

// learnedTopics calls found with what each word says for each topic.
func (r *reader) learnedTopics(words []fold.Word, found func(topic int32, f feature, weight float64)) {
	for _, f := range topicFeatures(words) {
		share := 1.0
		if f.end-f.first == 1 && emptyWords[fold.Stem(words[f.first].Text)] {
			continue
		}
		if strings.HasPrefix(f.name, "p") {
			share = pieceShare
		}
		for _, s := range r.topicBayes.says[f.name] {
			found(s.class, f, s.weight*share)
		}
	}
}

// learnedKinds adds up what the words of a text say for each kind.
func (r *reader) learnedKinds(text string, words []fold.Word) (scores [numKinds]float64) {
	for _, f := range kindFeatures(text, words) {
		for _, s := range r.kindBayes.says[f.name] {
			scores[s.class] += s.weight
		}
	}
	return scores
}

// addLearned adds to the evidence for each topic what the words of the text say
// by the classifier.
func (r *reader) addLearned(words []fold.Word, topics map[int32]*found) {
	type learned struct {
		score, telling float64
		told           hit
	}
	all := make([]learned, len(r.topics))
	r.learnedTopics(words, func(topic int32, f feature, weight float64) {
		l := &all[topic]
		l.score += learnedShare * weight
		if weight > l.telling {
			l.telling, l.told = weight, hit{first: f.first, end: f.end}
		}
	})
	for i, l := range all {
		t := topics[int32(i)]
		switch {
		case t != nil:
			t.score += l.score
		case l.score >= leastScore:
			// No keyword speaks for it: the word that tells most is shown.
			topics[int32(i)] = &found{score: l.score, first: l.told.first, pieces: []hit{l.told}}
		}
	}
}

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
)

func stems(words ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[fold.Stem(fold.Text(w))] = true
	}
	return out
}
