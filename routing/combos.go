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
	topic int32
	stems []int32
}

// comboIndex finds combos by the beginnings of words.
type comboIndex struct {
	combos []combo
	stems  stemSet
	byStem [][]int32 // combos that need the stem
}

func (x *comboIndex) add(topic int32, stems []string) {
	c := combo{topic: topic}
	for _, s := range stems {
		// A stem may be a phrase by its folding ("می ساز"): then every word of
		// it is a stem.
		for _, w := range fold.Words(s) {
			c.stems = append(c.stems, x.stems.add(w.Text))
		}
	}
	if len(c.stems) > 0 {
		x.combos = append(x.combos, c)
	}
}

func (x *comboIndex) finish() {
	x.byStem = make([][]int32, len(x.stems.stems))
	for i, c := range x.combos {
		for _, s := range c.stems {
			x.byStem[s] = append(x.byStem[s], int32(i))
		}
	}
	x.stems.seal()
}

// comboRoom is room for finding combos.
type comboRoom struct {
	last []int32 // where each stem stood last, counted from 1
	done []bool  // combos found
}

// find calls found with every combo in the text and the words it was found in,
// which are only valid during the call.
func (x *comboIndex) find(words []fold.Word, room *comboRoom, found func(c combo, at []int32)) {
	room.prepare(len(x.byStem), len(x.combos))
	var where [16]int32
	for i, w := range words {
		x.stems.beginning(w.Text, func(s int32, end, letters int) {
			if !begins(w.Text, end, letters) {
				return
			}
			room.last[s] = int32(i + 1)
			for _, ci := range x.byStem[s] {
				if room.done[ci] {
					continue
				}
				c := x.combos[ci]
				if at, ok := room.together(c, i, where[:0]); ok {
					room.done[ci] = true
					found(c, at)
				}
			}
		})
	}
}

func (r *comboRoom) prepare(stems, combos int) {
	r.last, r.done = room(r.last, stems), room(r.done, combos)
}

// together appends the words in which the stems of a combo stood last, if all of
// them did so near the word at.
func (r *comboRoom) together(c combo, at int, where []int32) ([]int32, bool) {
	first := at + 1
	for _, s := range c.stems {
		if r.last[s] == 0 {
			return nil, false
		}
		first = min(first, int(r.last[s]))
		where = append(where, r.last[s]-1)
	}
	return where, at+1-first < comboSpan
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
