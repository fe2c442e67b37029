package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	bobusumisu "github.com/BobuSumisu/aho-corasick"
	"github.com/cloudflare/ahocorasick"
	petar "github.com/petar-dambovaliev/aho-corasick"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/sla/persian"
)

const (
	ownKeywords  = "routing.Keywords"
	ownFolding   = "routing.Keywords, folding included"
	petarDFA     = "petar-dambovaliev, DFA"
	petarNFA     = "petar-dambovaliev, NFA"
	cloudflareAC = "cloudflare"
	bobuAC       = "BobuSumisu"
)

// keywordCounts are the sizes of keyword lists.
var keywordCounts = []int{100, 1_000, 10_000}

const wordCount = 300 // of the text

// keywords compares finding so many keywords in a folded text. The automata find
// bytes wherever they stand; ours finds words, with their endings and parted
// spellings, which is more work and fewer wrong hits.
func keywords(n int) Comparison {
	list := keywordList(n)
	c := Comparison{
		Name: fmt.Sprintf("keywords-%d", n), Title: fmt.Sprintf("Finding %d keywords in a text of %d words", n, wordCount),
		Bytes: list.size(),
	}
	for _, name := range []string{petarDFA, ownKeywords, ownFolding, petarNFA, cloudflareAC, bobuAC} {
		c.Subjects = append(c.Subjects, Subject{Name: name, Bench: benchKeywords(name, n)})
	}
	c.Goals = []Goal{{Subject: ownKeywords, Allocs: 3, MegabytesASecond: 100}}
	if n == 10_000 {
		c.Goals = []Goal{{Subject: ownKeywords, Peer: petarDFA, AtMost: 1.0 / 3, Allocs: 3, MegabytesASecond: 100}}
	}
	return c
}

// keywordsGrowth compares our own search among few and among many keywords.
func keywordsGrowth() Comparison {
	c := Comparison{
		Name: "keywords-growth", Title: "Finding ever more keywords", Bytes: keywordList(100).size(),
		Goals: []Goal{{Subject: "10000 keywords", Peer: "100 keywords", AtMost: 2, Allocs: 3}},
	}
	for _, n := range keywordCounts {
		c.Subjects = append(c.Subjects, Subject{Name: fmt.Sprintf("%d keywords", n), Bench: benchKeywords(ownKeywords, n)})
	}
	return c
}

func benchKeywords(name string, n int) func(*testing.B) {
	return func(b *testing.B) {
		b.ReportAllocs()
		list := keywordList(n)
		b.SetBytes(list.size())
		search := list.finder(name)
		for b.Loop() {
			if search() == 0 {
				b.Fatal("nothing found")
			}
		}
	}
}

// keywordSet is a list of folded keywords and folded texts.
type keywordSet struct {
	words []string
	texts []string
}

// keywordList makes the list of so many keywords when it is first asked for.
var keywordList = each(newKeywordSet)

// size is how long a text is on average.
func (s keywordSet) size() int64 {
	n := 0
	for _, t := range s.texts {
		n += len(t)
	}
	return int64(n / len(s.texts))
}

// littleWords are those of which every letter is full.
var littleWords = fold.Text(`با سلام و احترام به استحضار میرساند اینجانب ساکن این محله که از چند روز پیش در خدمت شما هستیم
تا کنون هیچ کس برای ما کاری نکرده است لطفا هر چه زودتر دستور فرمایید بسیار ممنون خواهیم شد چون مردم اینجا خیلی ناراحت هستند و همه
بارها گفته ایم ولی جوابی نیامده دیگر نمیدانیم چه باید کرد اگر ممکن باشد یک نفر را بفرستید تا ببیند وضع چگونه است و بعد تصمیم بگیرید`)

const (
	textCount  = 64  // texts are read in turn, as in life: one alone would stay in the caches
	sureWords  = 100 // keywords of every list that every text may have
	rareLetter = 6   // a made-up word is no longer
)

// newKeywordSet takes the keywords of the pilot's topics and, when they do not
// suffice, words made up of their letters and pairs of words. The same texts go
// with every list: by thirds little words, words of keywords, and made-up ones
// that are in no list.
func newKeywordSet(n int) keywordSet {
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	if err != nil {
		panic(err) // the pack is in the program
	}
	var s keywordSet
	var vocabulary []string
	known := map[string]bool{}
	add := func(k string) {
		if k != "" && !known[k] {
			known[k] = true
			s.words = append(s.words, k)
		}
	}
	for _, topic := range p.Directory.Topics(persian.Date{}) {
		for _, k := range topic.Keywords {
			add(fold.Text(k))
			vocabulary = append(vocabulary, strings.Fields(fold.Text(k))...)
		}
	}
	slices.Sort(vocabulary)
	vocabulary = slices.Compact(vocabulary)
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same lists in every run
	random.Shuffle(len(s.words), func(i, j int) { s.words[i], s.words[j] = s.words[j], s.words[i] })
	madeUp := maker(vocabulary)
	for len(s.words) < slices.Max(keywordCounts) {
		if random.IntN(2) == 0 {
			add(madeUp(random))
		} else {
			add(fold.Text(vocabulary[random.IntN(len(vocabulary))] + " " + vocabulary[random.IntN(len(vocabulary))]))
		}
	}
	s.words = s.words[:n]

	random = rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same texts in every run
	little := strings.Fields(littleWords)
	for range textCount {
		var text []string
		for i := 0; len(text) < wordCount; i++ {
			switch i % 12 {
			case 0:
				text = append(text, strings.Fields(s.words[random.IntN(sureWords)])...)
			case 3, 6, 9:
				text = append(text, vocabulary[random.IntN(len(vocabulary))])
			case 1, 4, 7, 10:
				if word := madeUp(random); !known[word] {
					text = append(text, word)
				}
			default:
				text = append(text, little[random.IntN(len(little))])
			}
		}
		s.texts = append(s.texts, fold.Text(strings.Join(text[:wordCount], " ")))
	}
	return s
}

// maker makes words up in which letters follow each other as in the vocabulary.
func maker(vocabulary []string) func(*rand.Rand) string {
	after := map[rune][]rune{}
	for _, w := range vocabulary {
		last := ' '
		for _, r := range w {
			after[last] = append(after[last], r)
			last = r
		}
		after[last] = append(after[last], ' ')
	}
	return func(random *rand.Rand) string {
		var word []rune
		for last := ' '; len(word) < rareLetter; word = append(word, last) {
			next := after[last]
			if last = next[random.IntN(len(next))]; last == ' ' {
				break
			}
		}
		return fold.Text(string(word))
	}
}

// finder returns a function that searches the texts in turn and counts what it
// found.
func (s keywordSet) finder(name string) func() int {
	i := 0
	texts := s.bytes()
	next := func() []byte {
		i++
		return texts[i%textCount]
	}
	switch name {
	case ownKeywords:
		k := routing.NewKeywords(s.words)
		var folded []routing.Folded
		for _, t := range s.texts {
			folded = append(folded, routing.FoldText(t))
		}
		var found []routing.Found
		return func() int {
			i++
			found = k.AppendFound(found[:0], folded[i%textCount])
			return len(found)
		}
	case ownFolding:
		k := routing.NewKeywords(s.words)
		var found []routing.Found
		return func() int {
			i++
			found = k.AppendFound(found[:0], routing.FoldText(s.texts[i%textCount]))
			return len(found)
		}
	case petarDFA, petarNFA:
		b := petar.NewAhoCorasickBuilder(petar.Opts{MatchKind: petar.StandardMatch, DFA: name == petarDFA})
		automaton := b.Build(s.words)
		return func() int {
			n := 0
			for it := automaton.IterOverlappingByte(next()); it.Next() != nil; {
				n++
			}
			return n
		}
	case cloudflareAC:
		m := ahocorasick.NewStringMatcher(s.words)
		return func() int { return len(m.MatchThreadSafe(next())) }
	case bobuAC:
		trie := bobusumisu.NewTrieBuilder().AddStrings(s.words).Build()
		return func() int { return len(trie.Match(next())) }
	}
	return nil
}

func (s keywordSet) bytes() (out [][]byte) {
	for _, t := range s.texts {
		out = append(out, []byte(t))
	}
	return out
}
