package fold

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is one folded word and its place in the text it was read from.
type Word struct {
	Text string // folded, never empty

	// Start and End delimit the word in the original, in bytes: s[Start:End]
	// is what to highlight. Both lie on rune borders and Start < End. Words
	// come in order; two words read from one ligature (ﷺ) share its bytes.
	Start, End int
}

// Text folds s: the texts of [Words], one blank between them. It is idempotent,
// so a folded text may be folded again, and valid UTF-8 whatever s is. Text
// without any letter or digit gives "".
func Text(s string) string {
	f := scan(s)
	if len(f.words) == 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(len(f.buf) + len(f.words))
	for i, w := range f.words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.Write(f.buf[w.from:w.to])
	}
	return b.String()
}

// Words folds s and returns its words in order, nil if there are none.
func Words(s string) []Word {
	f := scan(s)
	if len(f.words) == 0 {
		return nil
	}
	all := string(f.buf)
	out := make([]Word, len(f.words))
	for i, w := range f.words {
		out[i] = Word{Text: all[w.from:w.to], Start: w.start, End: w.end}
	}
	return out
}

// span is a word while it is being read: folded bytes in the scanner's buffer,
// place in the source.
type span struct {
	from, to   int
	start, end int
	class      class
}

// scanner reads a text into words. All folded bytes lie in buf one after the
// other, so that joining two neighbours is a matter of borders.
type scanner struct {
	buf   []byte
	words []span

	open    bool // a word is being read
	cur     span
	last    rune // last letter of cur
	run     int  // how often last stands at the end of cur, counted before cutting
	hasYe   bool // cur holds ئ
	zwnjHeh int  // len(buf) where a half-space followed ه, else 0
}

func scan(s string) *scanner {
	f := &scanner{
		buf:   make([]byte, 0, len(s)+8),
		words: make([]span, 0, len(s)/8+1),
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r, i, i+n)
		i += n
	}
	f.finish()
	return f
}

// rune reads one rune that stands at s[start:end].
func (f *scanner) rune(r rune, start, end int) {
	out, c, decomposes := classify(r)
	if decomposes {
		d := norm.NFKD.PropertiesString(string(r)).Decomposition()
		for _, piece := range string(d) {
			f.plain(piece, start, end)
		}
		return
	}
	f.put(out, c, start, end)
}

// plain reads a rune that came out of a decomposition and so has none.
func (f *scanner) plain(r rune, start, end int) {
	out, c, decomposes := classify(r)
	if decomposes {
		return
	}
	f.put(out, c, start, end)
}

func (f *scanner) put(out rune, c class, start, end int) {
	switch c {
	case parts:
		f.finish()
	case drops:
		f.stretch(end)
	case hamza:
		if f.open && f.last == yeh {
			f.buf = utf8.AppendRune(f.buf[:len(f.buf)-utf8.RuneLen(yeh)], hamzaYe)
			f.last, f.run, f.hasYe = hamzaYe, 1, true
		}
		f.stretch(end)
	case zwnj:
		if f.open && f.last == heh {
			f.zwnjHeh = len(f.buf)
		}
		// A half-space at the end of a word is no part of it.
	case letter, arabic, digit:
		f.letter(out, c, start, end)
	}
}

// stretch lets marks that follow a letter belong to its word.
func (f *scanner) stretch(end int) {
	if f.open {
		f.cur.end = end
	}
}

func (f *scanner) letter(r rune, c class, start, end int) {
	if f.open && f.cur.class != c {
		f.finish()
	}
	if !f.open {
		f.open = true
		f.cur = span{from: len(f.buf), start: start, class: c}
		f.last, f.run, f.hasYe, f.zwnjHeh = 0, 0, false, 0
	}
	f.cur.end = end
	if r == f.last && c != digit {
		f.run++
		switch {
		case f.run == 3: // feeling, not spelling: one letter is meant
			f.buf = f.buf[:len(f.buf)-utf8.RuneLen(r)]
			return
		case f.run > 3:
			return
		}
	} else {
		f.last, f.run = r, 1
	}
	f.hasYe = f.hasYe || r == hamzaYe
	f.buf = utf8.AppendRune(f.buf, r)
}

// finish completes the word being read and joins it to the one before where a
// half-space was meant.
func (f *scanner) finish() {
	if !f.open {
		return
	}
	f.open = false
	w := f.cur
	if f.hasYe {
		f.buf = settleHamza(f.buf, w.from)
	}
	if f.zwnjHeh > w.from && string(f.buf[f.zwnjHeh:]) == string(yeh) {
		f.buf = f.buf[:f.zwnjHeh] // خانه‌ی is خانهٔ
	}
	w.to = len(f.buf)
	if len(f.words) > 0 {
		prev := &f.words[len(f.words)-1]
		switch joint(f.buf, *prev, w) {
		case joins:
			prev.to, prev.end = w.to, w.end
			return
		case absorbs:
			f.buf = f.buf[:w.from]
			prev.end = w.end
			return
		}
	}
	f.words = append(f.words, w)
}
