package routing

import (
	"unicode/utf8"
)

// wordTable finds entries by the hash of their text, with open addressing. A
// filter of bits in front of it, small enough for the processor's nearest cache,
// answers for nearly all beginnings of words that are no entry.
type wordTable struct {
	filter []uint64
	slots  []slot
}

type slot struct {
	tag   uint32 // upper half of the hash
	entry int32  // -1: empty
}

// newWordTable makes an empty table for more entries than n.
func newWordTable(n int) wordTable {
	size := 64
	for size < 2*n+2 {
		size *= 2
	}
	t := wordTable{filter: make([]uint64, size/16), slots: make([]slot, size)}
	for i := range t.slots {
		t.slots[i].entry = -1
	}
	return t
}

// full reports whether a table is too small for n entries.
func (t *wordTable) full(n int) bool { return 2*n > len(t.slots) }

func (t *wordTable) first(h uint64) int { return int(h) & (len(t.slots) - 1) }

func (t *wordTable) next(at int) int { return (at + 1) & (len(t.slots) - 1) }

func (t *wordTable) put(h uint64, entry int32) {
	at := t.first(h)
	for t.slots[at].entry >= 0 {
		at = t.next(at)
	}
	t.slots[at] = slot{uint32(h >> 32), entry}
	word, bit := t.bit(h)
	t.filter[word] |= bit
}

// bit is where the filter has the hash.
func (t *wordTable) bit(h uint64) (word uint64, bit uint64) {
	h >>= 20
	return (h / 64) & uint64(len(t.filter)-1), 1 << (h % 64)
}

// maybe reports whether some entry may have the hash.
func (t *wordTable) maybe(h uint64) bool {
	word, bit := t.bit(h)
	return t.filter[word]&bit != 0
}

const (
	hashSeed  uint64 = 0xcbf29ce484222325
	hashPrime uint64 = 0x9e3779b97f4a7c15
)

// hashLetter takes the letter at s[i:] into a hash and returns where the next
// one begins.
func hashLetter(h uint64, s string, i int) (uint64, int) {
	c := s[i]
	switch {
	case c < utf8.RuneSelf:
		return (h ^ uint64(c)) * hashPrime, i + 1
	case c < 0xe0 && i+1 < len(s): // two bytes: nearly all Persian text
		return (h ^ uint64(c) ^ uint64(s[i+1])<<8) * hashPrime, i + 2
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	return (h ^ uint64(r)<<8) * hashPrime, i + n
}

// finish mixes the upper bits of a hash, which know all letters, into the lower
// ones.
func finish(h uint64) uint64 { return h ^ h>>32 }

// beginning is a part of a word, from its first letter on, with its hash.
type beginning struct {
	hash uint64
	end  int
}

// hashBeginnings returns the hash of a word and appends its beginnings that end
// at tail or after it, without the word itself. Each hash grows out of the one
// before, so the word is read once.
func hashBeginnings(out []beginning, word string, tail int) (uint64, []beginning) {
	h := hashSeed
	for i := 0; i < len(word); {
		h, i = hashLetter(h, word, i)
		if i >= tail && i < len(word) {
			out = append(out, beginning{finish(h), i})
		}
	}
	return finish(h), out
}

// hashWord is the hash of a whole string.
func hashWord(s string) uint64 {
	h := hashSeed
	for i := 0; i < len(s); {
		h, i = hashLetter(h, s, i)
	}
	return finish(h)
}
