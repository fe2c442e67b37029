package routing

import "slices"

// stemSet numbers stems and finds those with which a word begins. Stems are added
// first and looked for afterwards.
type stemSet struct {
	stems  []string
	number map[string]int32
	table  wordTable
	most   int // letters of the longest one
}

// add returns the number of a stem.
func (s *stemSet) add(stem string) int32 {
	if n, ok := s.number[stem]; ok {
		return n
	}
	if s.number == nil {
		s.number = map[string]int32{}
	}
	n := int32(len(s.stems))
	s.number[stem] = n
	s.stems = append(s.stems, stem)
	return n
}

// seal prepares the search, once all stems are known.
func (s *stemSet) seal() {
	s.table = newWordTable(len(s.stems))
	for i, stem := range s.stems {
		s.table.put(hashWord(stem), int32(i))
		s.most = max(s.most, len([]rune(stem)))
	}
	s.number = nil
}

// beginning calls found with every stem that a word begins with, where it ends
// and how many letters it has, the shortest first.
func (s *stemSet) beginning(word string, found func(stem int32, end, letters int)) {
	h := hashSeed
	for i, n := 0, 1; i < len(word) && n <= s.most; n++ {
		h, i = hashLetter(h, word, i)
		sum := finish(h)
		if !s.table.maybe(sum) {
			continue
		}
		for at := s.table.first(sum); s.table.slots[at].entry >= 0; at = s.table.next(at) {
			slot := s.table.slots[at]
			if slot.tag == uint32(sum>>32) && s.stems[slot.entry] == word[:i] {
				found(slot.entry, i, n)
				break
			}
		}
	}
}

// room returns n zeros in the room that s has.
func room[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}
