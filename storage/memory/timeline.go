package memory

import (
	"cmp"
	"slices"
)

// timeline keeps instants in order, to find the first one after another. The
// zero timeline is empty.
type timeline struct{ marks []mark }

// mark is an instant, in microseconds since 1970, and whose it is. The zero
// mark stands for none.
type mark struct {
	at int64
	id string
}

func (a mark) compare(b mark) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) }

// move takes the old mark out and enters the new one.
func (t *timeline) move(old, now mark) {
	if old == now {
		return
	}
	if i, found := slices.BinarySearchFunc(t.marks, old, mark.compare); found {
		t.marks = slices.Delete(t.marks, i, i+1)
	}
	if now.id != "" {
		i, _ := slices.BinarySearchFunc(t.marks, now, mark.compare)
		t.marks = slices.Insert(t.marks, i, now)
	}
}

// after returns the first instant later than at.
func (t *timeline) after(at int64) (int64, bool) {
	i, _ := slices.BinarySearchFunc(t.marks, at, func(m mark, at int64) int {
		if m.at <= at {
			return -1
		}
		return 1
	})
	if i == len(t.marks) {
		return 0, false
	}
	return t.marks[i].at, true
}
