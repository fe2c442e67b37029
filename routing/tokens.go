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
	texts   []byte // of all entries, one after the other
	words   int32  // how many words were added
	table   wordTable
	once    sync.Once
}

// entry is a string by which a word is found: the word itself, a stem, or both.
// Entries are read in no order, so that each fills one line of the processor's
// cache and says all there.
type entry struct {
	begin [28]byte // of the string: nearly always all of it
	size  int32    // of the string
	from  int32    // where the string begins in texts
	exact int32    // the word so written, -1 for none
	stem  int32    // the first word that has this stem, -1 for none
	// forms[:count] is what the string is a form of, once all words are known.
	count int32
	forms [mostForms]int32
}

func (v *vocabulary) text(e *entry) []byte { return v.texts[e.from : e.from+e.size] }

// is reports whether the entry is that of a string.
func (v *vocabulary) is(e *entry, text string) bool {
	if int(e.size) != len(text) {
		return false
	}
	if len(text) <= len(e.begin) {
		return string(e.begin[:len(text)]) == text
	}
	return string(v.text(e)) == text
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
	from := len(v.texts)
	v.texts = append(v.texts, text...)
	e := entry{from: int32(from), size: int32(len(text)), exact: -1, stem: -1}
	copy(e.begin[:], text)
	v.entries = append(v.entries, e)
	if v.table.full(len(v.entries)) {
		v.table = newWordTable(len(v.entries))
		for i := range v.entries {
			v.table.put(hashWord(string(v.text(&v.entries[i]))), int32(i))
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
		if slot.tag == uint32(h>>32) && v.is(&v.entries[slot.entry], text) {
			return slot.entry
		}
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
	tail := endingTail(word)
	var buf [mostCandidates]beginning
	h, begins := hashBeginnings(buf[:0], word, tail)
	if v.table.maybe(h) {
		if e := v.find(h, word); e >= 0 {
			known := &v.entries[e]
			return append(ids, known.forms[:known.count]...)
		}
	}
	var found [mostCandidates]candidate
	known := v.known(found[:0], word, begins)
	if len(known) == 0 && !strings.Contains(word[tail:], broken) {
		return ids
	}
	var forms [mostForms]int32
	return append(ids, v.derive(forms[:0], word, tail, known)...)
}

// seal works out, once all words are known, what every entry is a form of:
// texts consist largely of words that are known as they stand.
func (v *vocabulary) seal() {
	for i := range v.entries {
		e := &v.entries[i]
		text := string(v.text(e))
		tail := endingTail(text)
		_, begins := hashBeginnings(nil, text, tail)
		known := append(v.known(nil, text, begins), candidate{int32(i), len(text)})
		e.count = int32(len(v.derive(e.forms[:0], text, tail, known)))
	}
}

// known picks, out of the beginnings of a word, those that are entries.
func (v *vocabulary) known(out []candidate, word string, begins []beginning) []candidate {
	for _, b := range begins {
		if !v.table.maybe(b.hash) {
			continue
		}
		if e := v.find(b.hash, word[:b.end]); e >= 0 {
			out = append(out, candidate{e, b.end})
		}
	}
	return out
}

// derive reads a word out of the entries that it begins with, the shortest
// first and the word itself last, if it is one.
func (v *vocabulary) derive(ids []int32, word string, tail int, known []candidate) []int32 {
	add := func(id int32) bool {
		if id < 0 || slices.Contains(ids, id) {
			return false
		}
		ids = append(ids, id)
		return len(ids) >= mostForms
	}
	if n := len(known); n > 0 && known[n-1].end == len(word) && add(v.entries[known[n-1].entry].exact) {
		return ids
	}
	if add(v.byStem(word, tail, known)) {
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
	for _, c := range known {
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
// it is done only where the word begins with a known stem or may have another
// one.
func (v *vocabulary) byStem(word string, tail int, known []candidate) int32 {
	likely := func(c candidate) bool { return v.entries[c.entry].stem >= 0 && mayEnd(word[c.end:]) }
	if !slices.ContainsFunc(known, likely) && !strings.Contains(word[tail:], broken) {
		return -1
	}
	s := fold.Stem(word)
	for _, c := range known {
		if c.end == len(s) && word[:c.end] == s {
			return v.entries[c.entry].stem
		}
	}
	if e := v.find(hashWord(s), s); e >= 0 {
		return v.entries[e].stem
	}
	return -1
}

// endingTail returns where the last letters of a word begin that are such as
// endings and clitics are made of, or its end: a word is a form of no shorter one
// that ends before.
func endingTail(word string) int {
	end := len(word)
	for end >= 2 {
		lead, low := word[end-2]-0xd8, word[end-1]-0x80
		if lead >= 4 || low >= 64 || !endingLetters[lead][low] {
			break
		}
		end -= 2
	}
	return end
}

// endingLetters are the letters of endings and clitics, by the two bytes of
// their UTF-8.
var endingLetters = func() (table [4][64]bool) {
	for _, r := range "هایمنتشوگرد" {
		table[r>>6-0x18][r&63] = true
	}
	return table
}()

// mayEnd reports whether s, which begins on a letter's border in a word's tail,
// may be made of endings that fold.Stem cuts off, by which letters stand beside
// each other: ها, ات, ان, ام, اش, مون, گان and the single ones.
func mayEnd(s string) bool {
	last := ""
	for ; s != ""; s = s[2:] {
		next := ""
		if len(s) >= 4 {
			next = s[2:4]
		}
		fits := false
		switch s[:2] {
		case "م", "ت", "ش", "ی":
			fits = true
		case "ا":
			fits = last == "ه" || next == "ت" || next == "ن" || next == "م" || next == "ش"
		case "ه", "گ":
			fits = next == "ا"
		case "ن":
			fits = last == "ا" || last == "و"
		case "و":
			fits = next == "ن" && (last == "م" || last == "ش" || last == "ت")
		}
		if !fits {
			return false
		}
		last = s[:2]
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
