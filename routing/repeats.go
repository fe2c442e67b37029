package routing

import (
	"cmp"
	"slices"
	"time"

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
	// Topics are what else the text may be about, as a [Suggestion] lists them; it
	// may be nil.
	Topics []TopicScore
	// Petitioner is the same for all messages of one person, "" when unknown.
	// It may be a hash: it is only compared.
	Petitioner string
	// At is when the message came, the zero value when unknown.
	At time.Time
}

// Repeat is an earlier message that seems to tell the same.
type Repeat struct {
	ID string
	// Score is how likely it is that both tell the same, from 0.5 to 1, as far
	// as the pilot's labelled pairs tell.
	Score float64
	// Likeness is the share of common words, by their stems, in all words of
	// the two (Jaccard), exactly; words of everyday are left out.
	Likeness float64
	// What else speaks for it. SamePerson tells a petitioner who repeats
	// themself from many who report one event.
	SamePerson, SameTopic, SamePlace, SameDays bool
}

// What is known besides the texts, in the logarithm of odds, and what a repeat
// needs. No labelled messages tell of persons and days: these were chosen.
const (
	samePersonOdds = 1.5
	strangerOdds   = -0.5 // two persons known, no place
	farOdds        = -2.5 // more than sameDays lie between, unless it is one person
	sameDays       = 14 * 24 * time.Hour
	leastLikely    = 0.5
	nearlySame     = 0.75 // likeness from which on one topic is enough
	nearlyThere    = 0.6  // and where the place is one
	leastInside    = 0.2  // below which part of the lighter message nothing is compared
)

// Repeats remembers messages and finds among them those that a new one repeats.
// Every pair that shares a word is compared, exactly, through an index of words;
// nothing is estimated. It is not safe for concurrent use.
type Repeats struct {
	messages []remembered
	rarity   func(stem string) float64
	byKey    map[string]int32
	with     [][]int32 // by key: the messages that have it, in order

	// Room for Find.
	shared  []float64 // by message: weight of the words shared, all zero between calls
	touched []int32
}

type remembered struct {
	Message
	traits traits
}

// NewRepeats returns a memory without messages, to which every word says as much
// as any other. [Table.NewRepeats] knows better.
func NewRepeats() *Repeats { return &Repeats{byKey: map[string]int32{}} }

// NewRepeats returns a memory without messages, in which words count the more the
// rarer they are in what the table knows of its topics.
func (t *Table) NewRepeats() *Repeats {
	r := NewRepeats()
	r.rarity = t.rarityOf
	return r
}

// Len is how many messages are remembered.
func (r *Repeats) Len() int { return len(r.messages) }

// Add remembers a message.
func (r *Repeats) Add(m Message) { r.add(remembered{m, traitsOf(m.Text, r.rarity)}) }

func (r *Repeats) add(m remembered) {
	note := func(key string) {
		n, ok := r.byKey[key]
		if !ok {
			n = int32(len(r.with))
			r.byKey[key] = n
			r.with = append(r.with, nil)
		}
		if list := r.with[n]; len(list) == 0 || list[len(list)-1] != int32(len(r.messages)) {
			r.with[n] = append(list, int32(len(r.messages)))
		}
	}
	for _, w := range m.traits.words {
		note(w.key)
	}
	for _, key := range m.traits.joined {
		note(key)
	}
	r.shared = append(r.shared, 0)
	r.messages = append(r.messages, m)
}

// Find returns the remembered messages that m seems to repeat, the likeliest
// first; of equal ones the earliest. Messages about another place, and messages
// without a word that names a matter, never repeat each other.
func (r *Repeats) Find(m Message) []Repeat {
	return r.find(&remembered{m, traitsOf(m.Text, r.rarity)})
}

func (r *Repeats) find(m *remembered) []Repeat {
	seek := func(key string, weight float64) {
		n, ok := r.byKey[key]
		if !ok {
			return
		}
		for _, i := range r.with[n] {
			if r.shared[i] == 0 {
				r.touched = append(r.touched, i)
			}
			r.shared[i] += weight
		}
	}
	for _, w := range m.traits.words {
		seek(w.key, w.weight)
	}
	for _, key := range m.traits.joined {
		if !m.traits.has(key) {
			seek(key, plainWeight)
		}
	}
	slices.Sort(r.touched)
	var out []Repeat
	for _, i := range r.touched {
		earlier, shared := &r.messages[i], r.shared[i]
		r.shared[i] = 0
		if shared < leastInside*min(earlier.traits.weight, m.traits.weight) {
			continue
		}
		if found, ok := compareMessages(earlier, m); ok {
			out = append(out, found)
		}
	}
	r.touched = r.touched[:0]
	slices.SortStableFunc(out, func(a, b Repeat) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// compareMessages decides whether two messages tell the same.
func compareMessages(earlier, m *remembered) (Repeat, bool) {
	p, q := county(earlier.Place), county(m.Place)
	if p != "" && q != "" && p != q {
		return Repeat{}, false
	}
	features, common := pairOf(earlier, m)
	features[pairPlace] = number(p != "" && p == q)
	features[pairThere] = features[pairPlace] * features[pairSum]
	f := Repeat{
		ID:         earlier.ID,
		Likeness:   float64(common) / float64(len(earlier.traits.words)+len(m.traits.words)-common),
		SamePerson: m.Petitioner != "" && earlier.Petitioner == m.Petitioner,
		SameTopic:  m.Topic != "" && earlier.Topic == m.Topic,
		SamePlace:  p != "" && p == q,
		SameDays:   !m.At.IsZero() && !earlier.At.IsZero() && m.At.Sub(earlier.At).Abs() <= sameDays,
	}
	more := 0.0
	switch far := !m.At.IsZero() && !earlier.At.IsZero() && !f.SameDays; {
	case f.SamePerson:
		more += samePersonOdds
	case far:
		more += farOdds
	case m.Petitioner != "" && earlier.Petitioner != "" && !f.SamePlace:
		more += strangerOdds
	}
	f.Score = features.likely(pairWeights, more)
	if f.SameTopic && (f.Likeness >= nearlySame || f.SamePlace && f.Likeness >= nearlyThere) && features[pairElse] == 0 && more >= 0 {
		f.Score = max(f.Score, f.Likeness) // short messages have few words to share
	}
	return f, f.Score >= leastLikely
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
