package routing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// speller reads words that nobody knows as words that somebody does: Persian in
// Latin letters (shishe), words written as they sound (برغ, حقوغ), with a vowel
// left out or too many (بیکری), and several written as one. It only ever touches words
// that are in no keyword and in no message that was learned from.
type speller struct {
	learned bool             // without messages most words are unknown and right
	known   map[string]int32 // words, with how often they are seen
	sound   map[string][]soundWord
}

// soundWord is a word with a skeleton.
type soundWord struct {
	word    string
	times   int32
	letters []rune // see soundLetters
}

const (
	leastSound  = 3  // letters of a skeleton by which a Persian word is put right
	leastTarget = 2  // how often a word must be seen to be what another was meant as
	leastGlued  = 11 // letters of a word that may be several
	mostGlued   = 200
)

// newSpeller collects the words of the reader's topics, of the lexicon and of the
// model.
func newSpeller(r *reader, m *Model) *speller {
	s := &speller{learned: m != nil, known: map[string]int32{}, sound: map[string][]soundWord{}}
	note := func(text string, times int32) {
		for _, w := range fold.Words(text) {
			s.known[w.Text] += times
		}
	}
	for _, topic := range r.topics {
		note(topic.Title.Fa, leastTarget)
		for _, k := range topic.Keywords {
			note(k, leastTarget)
		}
		for _, c := range topic.Combos {
			for _, stem := range c {
				note(stem, 1)
			}
		}
	}
	for _, l := range lexicon {
		for _, phrase := range l.words {
			note(phrase, leastTarget)
		}
	}
	for _, c := range cueWords {
		for _, list := range c {
			note(strings.NewReplacer("+", " ", ",", " ").Replace(list), 1)
		}
	}
	for _, p := range r.places {
		note(p.name, leastTarget)
		note(strings.ReplaceAll(p.name, "\u200c", " "), leastTarget)
	}
	for word := range emptyWords {
		s.known[word] += leastTarget
	}
	s.noteModel(m)
	for word, times := range s.known {
		if word == "" || times < leastTarget || word[0] < 0x80 {
			continue
		}
		if bone := appendSkeleton(nil, word); len(bone) >= leastSkeleton {
			s.sound[string(bone)] = append(s.sound[string(bone)], soundWord{word, times, soundLetters(nil, word)})
		}
	}
	return s
}

// noteModel adds the words that a model learned, nil for none.
func (s *speller) noteModel(m *Model) {
	if m == nil {
		return
	}
	for _, c := range m.topics {
		for f, n := range c {
			if word, ok := strings.CutPrefix(f, "w"); ok {
				s.known[word] += int32(min(n, 1<<16))
			}
		}
	}
	for _, c := range m.kinds {
		for f := range c {
			if word, ok := strings.CutPrefix(f, "w"); ok && s.known[word] == 0 {
				s.known[word] = 1
			}
		}
	}
}

// knows reports whether a folded word, or one that it is a form of, is known.
func (s *speller) knows(word string) bool {
	if _, ok := s.known[word]; ok {
		return true
	}
	stem := fold.Stem(word)
	if _, ok := s.known[stem]; ok {
		return true
	}
	_, ok := s.known[plainStem(word, stem)]
	return ok
}

// respell puts the words of a text right that nobody knows. The places of the
// words stay those of what was written. Without a model it changes nothing.
func (s *speller) respell(words []fold.Word) []fold.Word {
	if !s.learned {
		return words
	}
	out := words
	changed := false
	for i, w := range words {
		var instead []string
		if w.Text[0] < '0' || w.Text[0] > '9' {
			if !s.knows(w.Text) {
				instead = s.meant(w.Text)
			}
		}
		if len(instead) > 0 && !changed {
			changed = true
			out = append(make([]fold.Word, 0, len(words)+len(instead)), words[:i]...)
		}
		switch {
		case !changed:
		case len(instead) == 0:
			out = append(out, w)
		default:
			for _, text := range instead {
				out = append(out, fold.Word{Text: text, Start: w.Start, End: w.End})
			}
		}
	}
	return out
}

// meant returns the words that an unknown one probably stands for, nil if nobody
// knows.
func (s *speller) meant(word string) []string {
	if n := utf8.RuneCountInString(word); word[0] >= 0x80 && n >= leastGlued && n <= mostGlued {
		if parts := s.part(word); parts != nil {
			return parts
		}
	}
	if best := s.sounding(word); best != "" {
		return []string{best}
	}
	return nil
}

// sounding returns the known word that sounds like an unknown one and is written
// most like it; of several the commonest.
func (s *speller) sounding(word string) string {
	latin := word[0] < 0x80
	var room [48]byte
	var line [48]rune
	letters := line[:0]
	for _, ending := range soundEndings(latin) {
		stem, ok := strings.CutSuffix(word, ending)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		bone := appendSkeleton(room[:0], stem)
		if len(bone) < leastSound && (!latin || len(bone) < leastSkeleton) {
			continue
		}
		if !latin {
			letters = soundLetters(letters[:0], stem)
		}
		best, bestFar, bestTimes := "", 3, int32(0)
		for _, c := range s.sound[string(bone)] {
			var far int
			if latin {
				far = latinApart(stem, c.word)
			} else {
				far = persianApart(letters, c.letters)
			}
			if far < bestFar || far == bestFar && (c.times > bestTimes || c.times == bestTimes && c.word < best) {
				best, bestFar, bestTimes = c.word, far, c.times
			}
		}
		if best != "" && (bestFar <= 1 || !latin || len(bone) > leastSkeleton) {
			return best
		}
	}
	return ""
}

// Endings that are cut off an unknown word, nothing first.
var (
	latinSoundEndings   = []string{"", "o", "e", "ro", "am", "em", "et", "esh", "ash", "mo", "sho", "amo", "emo", "eto", "esho", "emoon", "emun", "amoon", "ha", "haye", "hamoon", "hamun", "a", "as", "s", "ye"}
	persianSoundEndings = []string{"", "م", "ش", "ت", "و", "مون", "شون", "تون", "ا", "ها", "س", "ه", "ی", "رو"}
)

func soundEndings(latin bool) []string {
	if latin {
		return latinSoundEndings
	}
	return persianSoundEndings
}

// latinApart counts the long vowels in which a word in Latin letters and a Persian
// one of the same skeleton differ: a may be ا or nothing, o may be و or nothing.
func latinApart(latin, persian string) int {
	var x, y [3]int
	short := 0 // o that may be nothing
	for i := 0; i < len(latin); i++ {
		double := i+1 < len(latin) && latin[i+1] == latin[i]
		switch c := latin[i]; {
		case c == 'a':
			x[0]++
		case c == 'u', c == 'o' && double:
			x[1]++
		case c == 'o':
			short++
		case c == 'i', c == 'e' && double, c == 'y' && i > 0:
			x[2]++
		}
		if double {
			i++
		}
	}
	for i, r := range persian {
		switch r {
		case 'ا', 'آ':
			y[0]++
		case 'و':
			if i > 0 {
				y[1]++
			}
		case 'ی':
			y[2]++
		}
	}
	far := max(0, y[0]-x[0]) + abs(x[2]-y[2]) + max(0, x[1]-y[1]) + max(0, y[1]-x[1]-short)
	if strings.HasSuffix(latin, "e") != strings.HasSuffix(persian, "ه") {
		far++
	}
	return far
}

// persianApart is 0 for the letters of two spellings that only differ in letters that sound
// alike, 1 where the known one has a vowel more, or a long word one less, and 3 for
// all else: most of the words that nobody knows are right as they are.
func persianApart(a, b []rune) int {
	switch {
	case slices.Equal(a, b):
		return 0
	case len(b) == len(a)+1 && oneVowelMore(b, a), len(a) == len(b)+1 && len(b) >= 5 && oneVowelMore(a, b):
		return 1
	}
	return 3
}

// oneVowelMore reports whether long is short with one vowel more.
func oneVowelMore(long, short []rune) bool {
	i := 0
	for i < len(short) && long[i] == short[i] {
		i++
	}
	switch long[i] {
	case 'ا', 'و', 'ی':
		return slices.Equal(long[i+1:], short[i:])
	}
	return false
}

// soundLetters appends the letters of a word, those that sound alike as one.
func soundLetters(out []rune, word string) []rune {
	for _, r := range word {
		out = append(out, r)
		i := len(out) - 1
		switch r {
		case 'ط':
			out[i] = 'ت'
		case 'ث', 'ص':
			out[i] = 'س'
		case 'ح':
			out[i] = 'ه'
		case 'ذ', 'ض', 'ظ':
			out[i] = 'ز'
		case 'غ':
			out[i] = 'ق'
		case 'ع':
			out[i] = 'ا'
		}
	}
	return out
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// part cuts a word into known ones: as few as may be, long ones rather than
// short ones. A few letters between may stay unread, such as endings. It returns
// nil where too much would.
func (s *speller) part(word string) []string {
	const (
		perWord   = 10
		perShort  = 12 // more for a word of one or two letters
		perLetter = 9  // for a letter that is part of none
		longest   = 14
	)
	letters := []rune(word)
	n := len(letters)
	at := make([]int, n+1) // where letters begin
	for i, r := range letters {
		at[i+1] = at[i] + utf8.RuneLen(r)
	}
	cost, from, lost := make([]int, n+1), make([]int, n+1), make([]bool, n+1)
	unread := make([]int, n+1)
	for i := 1; i <= n; i++ {
		cost[i], from[i], lost[i], unread[i] = cost[i-1]+perLetter, i-1, true, unread[i-1]+1
		for j := max(0, i-longest); j < i; j++ {
			times := s.known[word[at[j]:at[i]]]
			if times < leastTarget || i-j < 2 {
				continue
			}
			c := cost[j] + perWord
			if i-j == 2 {
				c += perShort
			}
			if c < cost[i] {
				cost[i], from[i], lost[i], unread[i] = c, j, false, unread[j]
			}
		}
	}
	if unread[n]*3 > n {
		return nil
	}
	var out []string
	for i := n; i > 0; i = from[i] {
		if !lost[i] {
			out = append(out, word[at[from[i]]:at[i]])
		}
	}
	if len(out) < 2 {
		return nil
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
