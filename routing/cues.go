package routing

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// cue is a set of beginnings of words that stand near each other.
type cue struct {
	kind   HintKind
	reason string
	stems  []int32
}

// cueReach is within how many words the stems of a cue stand.
const cueReach = 7

// cueIndex is all cues, in an order that does not change, and their stems.
type cueIndex struct {
	cues  []cue
	stems stemSet
}

// cues are read once, when first asked for.
var cues = sync.OnceValue(func() *cueIndex { return newCues(cueWords) })

// newCues reads a table of cues, of each kind and reason, a comma between cues, a
// plus between their stems.
func newCues(table map[HintKind]map[string]string) *cueIndex {
	type written struct {
		kind   HintKind
		reason string
		stems  []string
	}
	var list []written
	for kind, reasons := range table {
		for reason, all := range reasons {
			for one := range strings.SplitSeq(all, ", ") {
				w := written{kind: kind, reason: reason}
				for stem := range strings.SplitSeq(one, "+") {
					w.stems = append(w.stems, fold.Text(stem))
				}
				list = append(list, w)
			}
		}
	}
	slices.SortFunc(list, func(a, b written) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.reason, b.reason), slices.Compare(a.stems, b.stems))
	})
	x := &cueIndex{}
	for _, w := range list {
		c := cue{kind: w.kind, reason: w.reason}
		for _, stem := range w.stems {
			c.stems = append(c.stems, x.stems.add(stem))
		}
		x.cues = append(x.cues, c)
	}
	x.stems.seal()
	return x
}

// cueRoom is room for finding cues.
type cueRoom struct {
	ready bool
	at    [][]int32 // by stem: the words that begin with it, in order
	found [8]int32
}

// seekCues notes which words begin with which stems, once for a text.
func (g *reading) seekCues() {
	if g.cues.ready {
		return
	}
	g.cues.ready = true
	x := cues()
	if g.cues.at == nil {
		g.cues.at = make([][]int32, len(x.stems.stems))
	}
	for i, list := range g.cues.at {
		g.cues.at[i] = list[:0]
	}
	for i, w := range g.words {
		x.stems.beginning(w.Text, func(s int32, end, letters int) {
			// Short stems begin many words (گاز and گازوئیل), so of these only
			// one letter more is allowed: a possessive or the spoken است.
			if letters > 3 || utf8.RuneCountInString(w.Text[end:]) <= 1 {
				g.cues.at[s] = append(g.cues.at[s], int32(i))
			}
		})
	}
}

// findCue returns the words in which the stems of a cue were found near each
// other, nil if they were not. They are valid until the next call.
func (g *reading) findCue(c cue) []int32 {
	g.seekCues()
	for _, first := range g.cues.at[c.stems[0]] {
		at := append(g.cues.found[:0], first)
		for _, stem := range c.stems[1:] {
			list := g.cues.at[stem]
			i, _ := slices.BinarySearch(list, first-cueReach)
			for i < len(list) && slices.Contains(at, list[i]) {
				i++
			}
			if i == len(list) || list[i] > first+cueReach {
				break
			}
			at = append(at, list[i])
		}
		if len(at) == len(c.stems) {
			return at
		}
	}
	return nil
}

// cued reports whether any cue of a kind stands in the words.
func (g *reading) cued(kind HintKind) bool {
	for _, c := range cues().cues {
		if c.kind == kind && len(g.findCue(c)) > 0 {
			return true
		}
	}
	return false
}

// inDanger reports whether a message of a kind in which something happens
// names a danger to life.
func (g *reading) inDanger(kind samad.Kind) bool {
	switch kind {
	case samad.Consultation, samad.Suggestion, samad.Idea, samad.Criticism:
		return false
	}
	return g.cued(HintEmergency)
}
