package webdesk

import (
	"cmp"
	"slices"
)

// piece is a stretch of a text as pages show it.
type piece struct {
	Text string
	Kind MarkKind // "" for what nothing speaks for
}

// cut divides a text at its marks. Marks that reach outside the text are left
// out; where two overlap the one that begins first is kept, warnings before
// others.
func cut(text string, marks []Mark) []piece {
	sorted := slices.Clone(marks)
	slices.SortStableFunc(sorted, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(b.End, a.End))
	})
	var out []piece
	at := 0
	for _, m := range sorted {
		if m.Start < at || m.End <= m.Start || m.End > len(text) {
			continue
		}
		if m.Start > at {
			out = append(out, piece{Text: text[at:m.Start]})
		}
		out = append(out, piece{text[m.Start:m.End], m.Kind})
		at = m.End
	}
	if at < len(text) {
		out = append(out, piece{Text: text[at:]})
	}
	return out
}

func rank(k MarkKind) int {
	return slices.Index([]MarkKind{WarningMark, TopicMark, PlaceMark}, k)
}
