package routing

import (
	"slices"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// comboSpan is within how many words the stems of a combo must stand together:
// in a long letter, words far apart belong to different matters.
const comboSpan = 12

// combo is a set of stems that must all begin words of a text, in any order.
type combo struct {
	topic  int32
	stems  []int32
	weight float64
}

// comboIndex finds combos by the beginnings of words.
type comboIndex struct {
	combos  []combo
	stems   map[string]int32
	byStem  [][]int32 // combos that need the stem
	longest int       // runes of the longest stem
}

func (x *comboIndex) add(topic int32, stems []string, weight func(string) float64) {
	if x.stems == nil {
		x.stems = map[string]int32{}
	}
	c := combo{topic: topic}
	for _, s := range stems {
		// A stem may be a phrase by its folding ("می ساز"): then every word of
		// it is a stem.
		for _, w := range fold.Words(s) {
			id, ok := x.stems[w.Text]
			if !ok {
				id = int32(len(x.stems))
				x.stems[w.Text] = id
				x.byStem = append(x.byStem, nil)
			}
			x.longest = max(x.longest, utf8.RuneCountInString(w.Text))
			c.stems = append(c.stems, id)
			c.weight += weight(w.Text)
		}
	}
	if len(c.stems) > 0 {
		x.combos = append(x.combos, c)
	}
}

func (x *comboIndex) finish() {
	for i, c := range x.combos {
		for _, s := range c.stems {
			x.byStem[s] = append(x.byStem[s], int32(i))
		}
	}
}

// find calls found with every combo in the text and the words it was found in.
func (x *comboIndex) find(words []fold.Word, found func(c combo, at []int)) {
	last := make([]int, len(x.stems)) // where each stem stood last, counted from 1
	done := make([]bool, len(x.combos))
	for i, w := range words {
		n := 0
		for end := range w.Text {
			if end == 0 {
				continue
			}
			n++
			x.hit(w.Text, end, n, i, last, done, found)
			if n >= x.longest {
				break
			}
		}
		x.hit(w.Text, len(w.Text), n+1, i, last, done, found)
	}
}

func (x *comboIndex) hit(word string, end, runes, at int, last []int, done []bool, found func(combo, []int)) {
	s, ok := x.stems[word[:end]]
	if !ok || !begins(word, end, runes) {
		return
	}
	last[s] = at + 1
	for _, ci := range x.byStem[s] {
		c := x.combos[ci]
		if done[ci] {
			continue
		}
		first, where := at+1, make([]int, 0, len(c.stems))
		for _, other := range c.stems {
			if last[other] == 0 {
				first = 0
				break
			}
			first = min(first, last[other])
			where = append(where, last[other]-1)
		}
		if first == 0 || at+1-first >= comboSpan {
			continue
		}
		done[ci] = true
		found(c, where)
	}
}

// begins reports whether a stem of so many runes may be read at the beginning
// of a word: after a short stem only a short ending may follow, or آب would be
// found in آبان.
func begins(word string, end, runes int) bool {
	rest := word[end:]
	switch runes {
	case 1, 2:
		return rest == "" || slices.Contains(clitics, rest)
	case 3:
		return utf8.RuneCountInString(rest) <= 4
	}
	return true
}
