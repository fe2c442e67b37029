package routing

import "math"

// liked is how like a text is to a topic.
type liked struct {
	cosine  float64
	words   int32   // how many words of the text the topic knows
	telling float32 // what the feature says that says most
	first   int32   // the words in which that feature stands
	end     int32
}

// earlyWord is by how much the first word of a text counts more than its last one:
// people begin with their matter.
const earlyWord = 0.3

// compareRoom is room for comparing a text with all topics.
type compareRoom struct {
	all    []liked
	seen   []bool  // by feature
	marked []int32 // features seen
	pieces []piece
	bone   []byte
	length float64
	words  int // of the text
}

// compare returns the likeness of a text to every topic. Words of places are
// left out: what happened where before says nothing.
func (l *likeness) compare(g *reading, topics int) []liked {
	c := &g.compared
	c.all, c.length = room(c.all, topics), 0
	c.words = len(g.words)
	if len(c.seen) < len(l.square) {
		c.seen = make([]bool, len(l.square))
	}
	last, at := noStem, 0
	for i := range g.words {
		w := &g.seen[i]
		if w.number {
			last = noStem
			continue
		}
		if w.empty {
			continue
		}
		stem, known := l.stems[w.plain]
		if !known {
			stem = unknownStem
		}
		if !g.placed[i] {
			l.word(c, stem, w.plain, i)
			if last >= 0 && known && !g.placed[at] {
				if f, ok := l.pairs[stemPair{last, stem}]; ok {
					l.add(c, f, at, i+1)
				}
			}
		}
		last, at = stem, i
	}
	for _, f := range c.marked {
		c.seen[f] = false
	}
	c.marked = c.marked[:0]
	if c.length > 0 {
		length := math.Sqrt(c.length)
		for i := range c.all {
			c.all[i].cosine /= length
		}
	}
	return c.all
}

const (
	noStem      int32 = -1 // nothing stands before
	unknownStem int32 = -2
)

// word takes a word and its pieces into the comparison.
func (l *likeness) word(c *compareRoom, stem int32, text string, at int) {
	if stem >= 0 {
		if f := l.whole[stem]; f >= 0 && l.add(c, f, at, at+1) {
			for _, s := range l.says[l.from[f]:l.from[f+1]] {
				c.all[s.class].words++
			}
		}
		for _, f := range l.pieces[stem] {
			l.add(c, f, at, at+1)
		}
		if f := l.bone[stem]; f >= 0 {
			l.add(c, f, at, at+1)
		}
		return
	}
	if c.bone = appendSkeleton(c.bone[:0], text); len(c.bone) >= leastSkeleton {
		if f, ok := l.bones[string(c.bone)]; ok && l.add(c, f, at, at+1) && text[0] < 0x80 {
			// Nobody knows a Latin word but by its sound.
			for _, s := range l.says[l.from[f]:l.from[f+1]] {
				c.all[s.class].words++
			}
		}
	}
	c.pieces = appendPieces(c.pieces[:0], text)
	for _, p := range c.pieces {
		if f, ok := l.part[p]; ok {
			l.add(c, f, at, at+1)
		}
	}
}

// add takes a feature into the comparison, unless it is there already.
func (l *likeness) add(c *compareRoom, f int32, first, end int) bool {
	if c.seen[f] {
		return false
	}
	c.seen[f] = true
	c.marked = append(c.marked, f)
	e := 1 + earlyWord*(1-float64(first)/float64(c.words))
	c.length += float64(l.square[f] * e * e)
	for _, s := range l.says[l.from[f]:l.from[f+1]] {
		t := &c.all[s.class]
		t.cosine += float64(float64(s.weight) * e) // rounded here, so that every machine adds the same
		if s.weight > t.telling {
			t.telling, t.first, t.end = s.weight, int32(first), int32(end)
		}
	}
	return true
}
