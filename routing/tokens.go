package routing

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// vocabulary numbers the words that matchers know and reads words of a text as
// forms of them: by spelling, by stem, or with one of the small words cut off
// that Persian writes onto the end of another (برقم, قطعه, آبمون).
//
// Words are added first and read afterwards; from the first reading on it never
// changes and is safe for concurrent use.
type vocabulary struct {
	entries []entry
	words   int32 // how many words were added
	table   wordTable
	once    sync.Once
}

// entry is a string by which a word is found: the word itself, a stem, or both.
type entry struct {
	text  string
	exact int32   // the word so written, -1 for none
	stem  int32   // the first word that has this stem, -1 for none
	forms []int32 // what the string is a form of, once all words are known
}

func newVocabulary() *vocabulary { return &vocabulary{table: newWordTable(0)} }

// add returns the number of a folded word.
func (v *vocabulary) add(word string) int32 {
	e := v.entry(word)
	if e.exact >= 0 {
		return e.exact
	}
	id := v.words
	v.words++
	e.exact = id
	if s := v.entry(fold.Stem(word)); s.stem < 0 {
		s.stem = id
	}
	return id
}

// entry returns the entry of a string, a new one if need be.
func (v *vocabulary) entry(text string) *entry {
	h := hashWord(text)
	if i := v.find(h, text); i >= 0 {
		return &v.entries[i]
	}
	v.entries = append(v.entries, entry{text: text, exact: -1, stem: -1})
	if v.table.full(len(v.entries)) {
		v.table = newWordTable(len(v.entries))
		for i, e := range v.entries {
			v.table.put(hashWord(e.text), int32(i))
		}
	} else {
		v.table.put(h, int32(len(v.entries)-1))
	}
	return &v.entries[len(v.entries)-1]
}

// find returns the number of the entry of a string with this hash, or -1.
func (v *vocabulary) find(h uint64, text string) int32 {
	for at := v.table.first(h); ; at = v.table.next(at) {
		slot := v.table.slots[at]
		if slot.entry < 0 {
			return -1
		}
		if slot.tag == uint32(h>>32) && v.entries[slot.entry].text == text {
			return slot.entry
		}
	}
}

// seal works out, once all words are known, what every entry is a form of:
// texts consist largely of words that are known as they stand.
func (v *vocabulary) seal() {
	for i := range v.entries {
		text := v.entries[i].text
		v.entries[i].forms = v.derive(nil, text, v.beginnings(nil, text))
	}
}

// clitics are what may stand at the end of a word without changing what it
// names, longest first.
var clitics = []string{
	"هایشان", "هایمان", "هایتان", "هاشون", "هامون", "هاتون", "هایم", "هایت", "هایش", "هایی", "های",
	"مان", "تان", "شان", "مون", "تون", "شون", "ایم", "اید", "اند", "ها", "هام", "ام", "ات", "اش", "ای", "یم", "یش", "یت",
	"ون", "رو", "هم", "م", "ت", "ش", "ی", "ه", "و", "ا",
}

const (
	longestClitic  = len("هایشان")
	shortestWord   = len("آب") // of which a clitic is cut off
	mostCandidates = 16
)

// candidate is an entry that begins a word.
type candidate struct {
	entry int32
	end   int
}

// forms appends to ids the numbers of the known words of which a folded word
// of a text may be a form, the likeliest first, no more than mostForms.
func (v *vocabulary) forms(ids []int32, word string) []int32 {
	var found [mostCandidates]candidate
	begins := v.beginnings(found[:0], word)
	n := len(begins)
	switch {
	case n > 0 && begins[n-1].end == len(word):
		return append(ids, v.entries[begins[n-1].entry].forms...)
	case n == 0 && !strings.Contains(word, broken):
		return ids
	}
	var buf [mostForms]int32
	return append(ids, v.derive(buf[:0], word, begins)...)
}

// beginnings appends the entries that begin a word, the shortest first. It
// reads the word once: the hash of each beginning grows out of the one before.
func (v *vocabulary) beginnings(out []candidate, word string) []candidate {
	h := hashSeed
	for i := 0; i < len(word); {
		h, i = hashLetter(h, word, i)
		if !v.table.maybe(h) {
			continue
		}
		if e := v.find(finish(h), word[:i]); e >= 0 {
			out = append(out, candidate{e, i})
		}
	}
	return out
}

// derive is forms without what was worked out before.
func (v *vocabulary) derive(ids []int32, word string, begins []candidate) []int32 {
	add := func(id int32) bool {
		if id < 0 || slices.Contains(ids, id) {
			return false
		}
		ids = append(ids, id)
		return len(ids) >= mostForms
	}
	if n := len(begins); n > 0 && begins[n-1].end == len(word) && add(v.entries[begins[n-1].entry].exact) {
		return ids
	}
	if add(v.byStem(word, begins)) {
		return ids
	}
	if r, _ := utf8.DecodeRuneInString(word); r < 0x0620 || r > 0x06ff {
		return ids
	}
	type cut struct {
		clitic int
		id     int32
	}
	var buf [mostCandidates]cut
	cuts := buf[:0]
	for _, c := range begins {
		id := v.entries[c.entry].exact
		if id < 0 || c.end < shortestWord || c.end == len(word) || len(word)-c.end > longestClitic {
			continue
		}
		if i := cliticOrder(word[c.end:]); i >= 0 {
			cuts = append(cuts, cut{i, id})
		}
	}
	slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.clitic, b.clitic) })
	for _, c := range cuts {
		if add(c.id) {
			return ids
		}
	}
	return ids
}

// broken stands in words whose stem is not their beginning: رانندگان, راننده.
const broken = "گان"

// byStem returns the first word with the same stem, or -1. Stemming is dear, so
// it is done only where the word begins with a known stem and goes on with
// letters of which endings are made.
func (v *vocabulary) byStem(word string, begins []candidate) int32 {
	likely := strings.Contains(word, broken)
	for _, c := range begins {
		likely = likely || v.entries[c.entry].stem >= 0 && endingLetters(word[c.end:])
	}
	if !likely {
		return -1
	}
	s := fold.Stem(word)
	for _, c := range begins {
		if c.end == len(s) && word[:c.end] == s {
			return v.entries[c.entry].stem
		}
	}
	if e := v.find(hashWord(s), s); e >= 0 {
		return v.entries[e].stem
	}
	return -1
}

// endingLetters reports whether s consists of letters of which the endings are
// made that fold.Stem cuts off.
func endingLetters(s string) bool {
	for _, r := range s {
		switch r {
		case 'ه', 'ا', 'ی', 'م', 'ن', 'ت', 'ش', 'و', 'گ':
		default:
			return false
		}
	}
	return true
}

// cliticOrder returns the place of a clitic in the list, -1 for anything else.
func cliticOrder(s string) int {
	switch s { // by far most endings are none; the list is searched for the others
	case "م", "ت", "ش", "ی", "ه", "و", "ا", "ها", "های", "ام", "ات", "اش", "ای", "مان", "تان", "شان", "مون", "تون", "شون",
		"ایم", "اید", "اند", "هام", "یم", "یش", "یت", "ون", "رو", "هم", "هایم", "هایت", "هایش", "هایی",
		"هایشان", "هایمان", "هایتان", "هاشون", "هامون", "هاتون":
		return slices.Index(clitics, s)
	}
	return -1
}
