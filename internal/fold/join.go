package fold

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// jointKind says how a word follows the one before it.
type jointKind uint8

const (
	stands  jointKind = iota // a word of its own
	joins                    // one word with the one before
	absorbs                  // vanishes into the one before
)

// joint decides whether the blank between two words was meant as a half-space.
// What lies between them (a blank or a comma) does not count, otherwise folding
// twice would not give the same as folding once.
func joint(buf []byte, prev, w span) jointKind {
	if prev.class != arabic || w.class != arabic {
		return stands
	}
	before, word := buf[prev.from:prev.to], buf[w.from:w.to]
	if repeats(before, word) {
		return stands // joined, three equal letters would meet and be cut
	}
	switch string(before) {
	case "می", "نمی":
		if !single(word) {
			return joins
		}
		return stands
	}
	if single(before) {
		return stands
	}
	switch string(word) {
	case "ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان":
		return joins
	case "ای", "ام", "ایم", "اید", "اند":
		if bytes.HasSuffix(before, []byte(string(heh))) {
			return joins
		}
	case "ی":
		if bytes.HasSuffix(before, []byte(string(heh))) {
			return absorbs
		}
	}
	return stands
}

// single reports whether a word is one letter.
func single(word []byte) bool {
	_, n := utf8.DecodeRune(word)
	return n == len(word)
}

// repeats reports whether joining a and b would bring three equal letters
// together.
func repeats(a, b []byte) bool {
	last, n := utf8.DecodeLastRune(a)
	first, m := utf8.DecodeRune(b)
	if last != first {
		return false
	}
	before, _ := utf8.DecodeLastRune(a[:len(a)-n])
	after, _ := utf8.DecodeRune(b[m:])
	return (n < len(a) && before == last) || (m < len(b) && after == first)
}

// hamzaSpellings are the words whose hamza is written on different letters:
// the spelling with ئ, and what the other spelling folds to.
var hamzaSpellings = []struct{ with, to string }{
	{"مسئله", "مساله"}, {"مسئلت", "مسالت"},
	{"هیئت", "هیات"}, {"جرئت", "جرات"}, {"نشئت", "نشات"},
	{"سئوال", "سوال"},
}

// settleHamza rewrites ئ in the word that begins at buf[from:] and returns the
// shortened buffer: مسئول is also written مسؤول and مسوول, so ئو becomes وو;
// elsewhere ئ becomes ی, as in رئیس and رییس.
func settleHamza(buf []byte, from int) []byte {
	w := string(buf[from:])
	for _, s := range hamzaSpellings {
		if rest, ok := strings.CutPrefix(w, s.with); ok {
			w = s.to + rest
			break
		}
	}
	w = strings.ReplaceAll(w, "ئو", "وو")
	w = strings.ReplaceAll(w, string(hamzaYe), string(yeh))
	return appendCut(buf[:from], w)
}

// appendCut appends w to buf with every run of three or more equal letters cut
// to one.
func appendCut(buf []byte, w string) []byte {
	for i := 0; i < len(w); {
		r, n := utf8.DecodeRuneInString(w[i:])
		end := i + n
		for strings.HasPrefix(w[end:], w[i:i+n]) {
			end += n
		}
		keep := (end - i) / n
		if keep > 2 {
			keep = 1
		}
		for range keep {
			buf = utf8.AppendRune(buf, r)
		}
		i = end
	}
	return buf
}
