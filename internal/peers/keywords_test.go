package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	bobusumisu "github.com/BobuSumisu/aho-corasick"
	"github.com/cloudflare/ahocorasick"
	petar "github.com/petar-dambovaliev/aho-corasick"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
)

// Where a keyword stands as it is spelled, between blanks, all find it; ours
// besides with endings, the automata besides inside other words.
func TestKeywordFindersAgree(t *testing.T) {
	t.Parallel()
	counts := keywordCounts[:2]
	if os.Getenv("SAMAD_LONG") != "" {
		counts = keywordCounts // the automata take their time to build
	}
	for _, n := range counts {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s := keywordList(n)
			require.Len(t, s.words, n)
			for _, text := range s.texts[:4] {
				require.Len(t, strings.Fields(text), routing.FoldText(text).Len(), "the text is folded")
				padded := " " + text + " "
				in := []byte(text)
				want := map[[2]int]bool{} // keyword and place
				for i, w := range s.words {
					for at, rest := 0, padded; ; {
						j := strings.Index(rest, " "+w+" ")
						if j < 0 {
							break
						}
						want[[2]int{i, at + j}] = true
						at, rest = at+j+1, rest[j+1:]
					}
				}
				require.Greater(t, len(want), 10)
				own, byPetar, byBobu := map[[2]int]bool{}, map[[2]int]bool{}, map[[2]int]bool{}
				for f := range routing.NewKeywords(s.words).Find(routing.FoldText(text)) {
					if text[f.Start:f.End] == s.words[f.Keyword] {
						own[[2]int{f.Keyword, f.Start}] = true
					}
				}
				whole := func(start, end int) bool {
					return (start == 0 || text[start-1] == ' ') && (end == len(text) || text[end] == ' ')
				}
				b := petar.NewAhoCorasickBuilder(petar.Opts{MatchKind: petar.StandardMatch, DFA: true})
				automaton := b.Build(s.words)
				it := automaton.IterOverlappingByte(in)
				for m := it.Next(); m != nil; m = it.Next() {
					if whole(m.Start(), m.End()) {
						byPetar[[2]int{m.Pattern(), m.Start()}] = true
					}
				}
				for _, m := range bobusumisu.NewTrieBuilder().AddStrings(s.words).Build().Match(in) {
					if whole(int(m.Pos()), int(m.Pos())+len(m.Match())) {
						byBobu[[2]int{int(m.Pattern()), int(m.Pos())}] = true
					}
				}
				assert.Equal(t, want, own)
				assert.Equal(t, want, byPetar)
				assert.Equal(t, want, byBobu)
				inText := ahocorasick.NewStringMatcher(s.words).MatchThreadSafe(in)
				for found := range want {
					assert.True(t, slices.Contains(inText, found[0]), "cloudflare finds %q", s.words[found[0]])
				}
			}
		})
	}
}
