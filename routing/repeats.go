package routing

import (
	"cmp"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// Message is what [Repeats] knows of a message.
type Message struct {
	// ID names the message; it comes back in [Repeat].
	ID   string
	Text string
	// Topic and Place are as they were decided or suggested, "" when unknown.
	Topic samad.TopicID
	Place samad.PlaceID
	// Petitioner is the same for all messages of one person, "" when unknown.
	// It may be a hash: it is only compared.
	Petitioner string
	// At is when the message came, the zero value when unknown.
	At time.Time
}

// Repeat is an earlier message that seems to tell the same.
type Repeat struct {
	ID string
	// Score lies between 0 and 1 and compares repeats of one message.
	Score float64
	// Likeness is the share of common words, by their stems, in all words of
	// the two (Jaccard), exactly; words of everyday and numbers are left out.
	Likeness float64
	// What else speaks for it. SamePerson tells a petitioner who repeats
	// themself from many who report one event.
	SamePerson, SameTopic, SamePlace, SameDays bool
}

// What a repeat needs, found on labelled pairs (docs/routing-accuracy.md).
const (
	leastLikeness  = 0.30 // for one matter at one place, or one person
	likenessAlone  = 0.55 // where neither place nor person is known to be the same
	likenessTwice  = 0.75 // where topics differ: the text all but the same
	personLikeness = 0.25 // for one person within days
	sameDays       = 14 * 24 * time.Hour
)

// Repeats remembers messages and finds among them those that a new one repeats.
// Every pair that shares a word is compared, exactly, through an index of words;
// nothing is estimated. It is not safe for concurrent use.
type Repeats struct {
	messages []remembered
	byStem   map[string]int32
	with     [][]int32 // by stem: the messages that have it, in order

	// Room for Find.
	common  []int32 // by message: words shared, all zero between calls
	touched []int32
}

type remembered struct {
	Message
	stems int
}

// NewRepeats returns a memory without messages.
func NewRepeats() *Repeats { return &Repeats{byStem: map[string]int32{}} }

// Len is how many messages are remembered.
func (r *Repeats) Len() int { return len(r.messages) }

// Add remembers a message.
func (r *Repeats) Add(m Message) {
	stems := matterStems(m.Text)
	for _, s := range stems {
		n, ok := r.byStem[s]
		if !ok {
			n = int32(len(r.with))
			r.byStem[s] = n
			r.with = append(r.with, nil)
		}
		r.with[n] = append(r.with[n], int32(len(r.messages)))
	}
	r.common = append(r.common, 0)
	r.messages = append(r.messages, remembered{m, len(stems)})
}

// Find returns the remembered messages that m seems to repeat, the likeliest
// first; of equal ones the earliest. Messages about another place, and messages
// without a word that names a matter, never repeat each other.
func (r *Repeats) Find(m Message) []Repeat {
	stems := matterStems(m.Text)
	for _, s := range stems {
		n, ok := r.byStem[s]
		if !ok {
			continue
		}
		for _, i := range r.with[n] {
			if r.common[i] == 0 {
				r.touched = append(r.touched, i)
			}
			r.common[i]++
		}
	}
	slices.Sort(r.touched)
	var out []Repeat
	for _, i := range r.touched {
		earlier, common := &r.messages[i], int(r.common[i])
		r.common[i] = 0
		likeness := float64(common) / float64(earlier.stems+len(stems)-common)
		if likeness < personLikeness {
			continue // the least that is ever asked for
		}
		if found, ok := compareMessages(&earlier.Message, &m, likeness); ok {
			out = append(out, found)
		}
	}
	r.touched = r.touched[:0]
	slices.SortStableFunc(out, func(a, b Repeat) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// compareMessages decides whether two messages of a likeness tell the same.
func compareMessages(earlier, m *Message, likeness float64) (Repeat, bool) {
	p, q := county(earlier.Place), county(m.Place)
	if p != "" && q != "" && p != q {
		return Repeat{}, false
	}
	f := Repeat{
		ID: earlier.ID, Likeness: likeness,
		SamePerson: m.Petitioner != "" && earlier.Petitioner == m.Petitioner,
		SameTopic:  m.Topic != "" && earlier.Topic == m.Topic,
		SamePlace:  p != "" && p == q,
		SameDays:   !m.At.IsZero() && !earlier.At.IsZero() && m.At.Sub(earlier.At).Abs() <= sameDays,
	}
	far := !m.At.IsZero() && !earlier.At.IsZero() && !f.SameDays
	stranger := m.Petitioner != "" && earlier.Petitioner != "" && !f.SamePerson
	least := likenessAlone
	switch {
	case !f.SameTopic:
		least = likenessTwice
	case f.SamePerson && !far:
		least = personLikeness
	case f.SamePlace && !far, f.SamePerson:
		least = leastLikeness
	case far, stranger && !f.SamePlace:
		least = likenessTwice
	}
	if likeness < least {
		return Repeat{}, false
	}
	f.Score = 0.6*likeness + 0.1*number(f.SameTopic) + 0.1*number(f.SamePlace) + 0.15*number(f.SamePerson) + 0.05*number(f.SameDays)
	return f, true
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// matterStems are the stems of a text's words, each once, without words of
// everyday and numbers.
func matterStems(text string) []string {
	var out []string
	for _, w := range fold.Words(text) {
		if w.Text[0] >= '0' && w.Text[0] <= '9' {
			continue
		}
		if stem := fold.Stem(w.Text); !emptyWords[stem] {
			out = append(out, plainStem(w.Text, stem))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
