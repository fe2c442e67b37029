package routing

import (
	"slices"

	"github.com/samad111/go-samad/internal/fold"
)

// How much is trusted to what, found by cross-validation on labelled messages
// (docs/routing-accuracy.md).
const (
	learnedShare = 100  // what likeness weighs beside the words of keywords
	kindShare    = 0.15 // what learned evidence weighs beside the lexicon
	usualKind    = 2.0  // what the usual kind of a topic weighs
	questionMark = 1.5  // what a question mark weighs for a consultation
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
	// What is out of scope is compared like one topic more for each reason.
	r.likeness = newLikeness(slices.Concat(classes, elsewhereClasses(m)), documents)
	if m != nil {
		r.kinds = newKindIndex(m.kinds)
	}
}

// addLearned adds to the evidence for each topic how like the text is to it.
func (r *reader) addLearned(g *reading) {
	all := r.likeness.compare(g, len(r.topics)+len(elsewhereReasons))
	copy(g.outside[:], all[len(r.topics):])
	for i, l := range all[:len(r.topics)] {
		score := learnedShare * l.cosine
		t := &g.topics[i]
		switch {
		case t.score >= r.least:
			t.score += score
		case l.words >= leastWords && score >= leastLike:
			// No keyword speaks for it: the word that tells most is shown.
			*t = found{score: score, first: l.first, end: l.end}
		default:
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
