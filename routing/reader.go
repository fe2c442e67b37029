package routing

import (
	"math"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// reader finds in a text what topics, places and the lexicon name.
type reader struct {
	topics []samad.Topic // leaves, whenever they hold; indexes are topic numbers
	manner []bool        // by topic number: about how people were dealt with
	byID   map[samad.TopicID][]samad.Topic
	places []placeName
	// placeWords are the words of the names of places, by their stems.
	placeWords map[string]bool
	// capitals are the counties that bear their province's name.
	capitals []samad.PlaceID
	phrases  *matcher
	marks    [][]mark // by phrase number
	numbers  map[string]int32
	combos   comboIndex
	weights  map[string]float64 // of folded words: rare ones weigh more
	least    float64            // what a topic must reach to be proposed at all

	likeness *likeness
	spelling *speller
	kinds    *kindIndex // nil without a model
	rooms    *sync.Pool // of *reading
}

// mark is what a phrase stands for.
type mark struct {
	kind   markKind
	topic  int32 // with topicMark
	place  int32 // with placeMark
	sense  sense // with senseMark
	weight float64
}

type markKind uint8

const (
	topicMark markKind = iota
	placeMark
	senseMark
)

func newReader(t *Table, m *Model) *reader {
	r := &reader{
		byID:       map[samad.TopicID][]samad.Topic{},
		phrases:    newMatcher(newVocabulary()),
		numbers:    map[string]int32{},
		weights:    map[string]float64{},
		placeWords: map[string]bool{},
		rooms:      &sync.Pool{},
	}
	for _, topic := range t.dir.Topics(persian.Date{}) {
		r.byID[topic.ID] = append(r.byID[topic.ID], topic)
		if topic.Leaf {
			r.topics = append(r.topics, topic)
			r.manner = append(r.manner, slices.ContainsFunc(t.manner, topic.ID.Under))
		}
	}
	r.weigh()
	for i, topic := range r.topics {
		for _, list := range [][]string{topic.Keywords, topic.Variants} {
			for _, k := range list {
				r.mark(k, mark{kind: topicMark, topic: int32(i)})
				if joined, weight := r.joinedPair(k); joined != "" {
					r.weights[fold.Stem(joined)] = weight
					r.mark(joined, mark{kind: topicMark, topic: int32(i)})
				}
			}
		}
		for _, c := range topic.Combos {
			r.combos.add(int32(i), c)
		}
	}
	r.combos.finish()
	r.readPlaces(t)
	r.readLexicon()
	r.learn(m)
	r.spelling = newSpeller(r, m)
	r.phrases.prepare() // reading asks the vocabulary before it searches
	return r
}

// joinedPair is a keyword of two words as one, as people write کارتن‌خواب, and what
// both weigh together; "" for other keywords.
func (r *reader) joinedPair(keyword string) (joined string, weight float64) {
	words := fold.Words(keyword)
	if len(words) != 2 || utf8.RuneCountInString(words[0].Text) < 3 || utf8.RuneCountInString(words[1].Text) < 3 {
		return "", 0
	}
	return words[0].Text + words[1].Text, r.weights[fold.Stem(words[0].Text)] + r.weights[fold.Stem(words[1].Text)]
}

// weigh counts in how many topics each word of the keywords occurs: a word of
// few topics says more than a word of many.
func (r *reader) weigh() {
	in := map[string]map[int]bool{}
	for i, topic := range r.topics {
		note := func(s string) {
			for _, w := range fold.Words(s) {
				key := fold.Stem(w.Text)
				if in[key] == nil {
					in[key] = map[int]bool{}
				}
				in[key][i] = true
			}
		}
		for _, k := range topic.Keywords {
			note(k)
		}
		for _, c := range topic.Combos {
			for _, s := range c {
				note(s)
			}
		}
	}
	// Where topics are few, words weigh little; one that only one topic has is
	// enough all the same.
	r.least = min(leastScore, math.Log(1+float64(len(r.topics))))
	for word, topics := range in {
		r.weights[word] = math.Log(1 + float64(len(r.topics))/float64(len(topics)))
	}
	// Words that tell what somebody wants say little about what it is about:
	// every topic gets suggestions.
	for _, l := range lexicon {
		if l.sense > asksConsultation {
			continue
		}
		for _, phrase := range l.words {
			if words := fold.Words(phrase); len(words) == 1 {
				if w, ok := r.weights[fold.Stem(words[0].Text)]; ok {
					r.weights[fold.Stem(words[0].Text)] = w * kindWordShare
				}
			}
		}
	}
}

// kindWordShare is what a word of the kinds keeps of its weight for topics.
const kindWordShare = 0.25

// mark enters a phrase with what it stands for.
func (r *reader) mark(phrase string, m mark) {
	key := fold.Text(phrase)
	if key == "" {
		return
	}
	id, ok := r.numbers[key]
	if !ok {
		id = int32(len(r.marks))
		r.numbers[key] = id
		r.marks = append(r.marks, nil)
	}
	r.phrases.add(phrase, id)
	if !slices.Contains(r.marks[id], m) {
		r.marks[id] = append(r.marks[id], m)
	}
}

// agencyOf returns a topic's own agency, "" when it has none on the day.
func (r *reader) agencyOf(id samad.TopicID, day persian.Date) samad.AgencyID {
	for _, topic := range slices.Backward(r.byID[id]) {
		if day.IsZero() || topic.Includes(day) {
			return topic.Agency
		}
	}
	return ""
}
