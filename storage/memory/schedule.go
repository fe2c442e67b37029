package memory

import (
	"cmp"
	"container/heap"
)

// schedule hands out what is due, in order of rank, in logarithmic time. What
// cannot be had yet waits in one heap by the instant from which it can; what
// can be had lies in the other by rank. The zero schedule is empty.
type schedule[T any] struct {
	waiting heapOf[T]
	ready   heapOf[T]
}

// slot is one entry of a schedule. It belongs to its owner and is in at most
// one schedule.
type slot[T any] struct {
	from  int64  // microseconds since 1970 from which it can be had
	rank  int64  // smaller goes first
	id    string // decides between equal ranks
	owner T
	in    *heapOf[T] // nil while it is in no heap
	index int
}

// put enters the slot, or moves it after its fields have changed.
func (s *schedule[T]) put(x *slot[T]) {
	s.drop(x)
	s.waiting.less = func(a, b *slot[T]) bool { return a.from < b.from }
	x.in = &s.waiting
	heap.Push(&s.waiting, x)
}

// drop takes the slot out, if it is in.
func (s *schedule[T]) drop(x *slot[T]) {
	if x.in != nil {
		heap.Remove(x.in, x.index)
		x.in = nil
	}
}

// take removes and returns at most limit slots that can be had now, the lowest
// rank first.
func (s *schedule[T]) take(now int64, limit int) []*slot[T] {
	s.ready.less = func(a, b *slot[T]) bool {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id)) < 0
	}
	for s.waiting.Len() > 0 && s.waiting.slots[0].from <= now {
		x := heap.Pop(&s.waiting).(*slot[T])
		x.in = &s.ready
		heap.Push(&s.ready, x)
	}
	var out, early []*slot[T]
	for len(out) < limit && s.ready.Len() > 0 {
		x := heap.Pop(&s.ready).(*slot[T])
		x.in = nil
		if x.from > now { // an earlier caller's clock was ahead of this one's
			early = append(early, x)
			continue
		}
		out = append(out, x)
	}
	for _, x := range early {
		s.put(x)
	}
	return out
}

// heapOf implements [heap.Interface]; every slot knows its place in it.
type heapOf[T any] struct {
	slots []*slot[T]
	less  func(a, b *slot[T]) bool
}

func (h *heapOf[T]) Len() int           { return len(h.slots) }
func (h *heapOf[T]) Less(i, j int) bool { return h.less(h.slots[i], h.slots[j]) }

func (h *heapOf[T]) Swap(i, j int) {
	h.slots[i], h.slots[j] = h.slots[j], h.slots[i]
	h.slots[i].index, h.slots[j].index = i, j
}

func (h *heapOf[T]) Push(x any) {
	s := x.(*slot[T])
	s.index = len(h.slots)
	h.slots = append(h.slots, s)
}

func (h *heapOf[T]) Pop() any {
	last := len(h.slots) - 1
	x := h.slots[last]
	h.slots[last] = nil
	h.slots = h.slots[:last]
	return x
}
