package directory

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// entry is something with an id that holds for a span of days.
type entry[ID ~string] interface {
	id() ID
	valid() samad.Validity
	from() origin
	// lying reports whether the entry's layer lies over those before it.
	lying() bool
}

// table keeps entries in the order of the files and by id.
type table[ID ~string, E entry[ID]] struct {
	all  []E
	byID map[ID][]int // indexes into all
}

// newTable orders the entries, lets those of a layer that lies over others
// replace theirs, and reports ids that are used twice at a time.
func newTable[ID ~string, E entry[ID]](entries []E, what string) table[ID, E] {
	t := table[ID, E]{byID: map[ID][]int{}}
	for _, e := range replaced[ID](entries) {
		for _, i := range t.byID[e.id()] {
			if first := t.all[i]; overlap(first.valid(), e.valid()) {
				e.from().m.FaultAt("id", fmt.Sprintf("%s %q stands here a second time", what, e.id()),
					fmt.Sprintf("the first is at %s:%d", first.from().pos.File, first.from().pos.Line))
			}
		}
		t.byID[e.id()] = append(t.byID[e.id()], len(t.all))
		t.all = append(t.all, e)
	}
	return t
}

// replaced drops the entries whose id occurs in a later layer that lies over
// theirs. The new ones take the place of the first old one, so that the order
// of lists stays.
func replaced[ID ~string, E entry[ID]](entries []E) []E {
	top := map[ID]int{}
	for _, e := range entries {
		if e.lying() {
			top[e.id()] = max(top[e.id()], e.from().layer)
		}
	}
	if len(top) == 0 {
		return entries
	}
	var out []E
	done := map[ID]bool{}
	for _, e := range entries {
		id := e.id()
		layer, is := top[id]
		if !is {
			out = append(out, e)
			continue
		}
		if done[id] {
			continue
		}
		done[id] = true
		for _, n := range entries {
			if n.id() == id && n.from().layer == layer {
				out = append(out, n)
			}
		}
	}
	return out
}

// on returns the entry of the id that holds on the day. The zero day asks for
// any: the last one.
func (t table[ID, E]) on(id ID, day persian.Date) (E, bool) {
	for _, i := range slices.Backward(t.byID[id]) {
		e := t.all[i]
		if day.IsZero() || e.valid().Includes(day) {
			return e, true
		}
	}
	var none E
	return none, false
}

func (t table[ID, E]) has(id ID) bool { return len(t.byID[id]) > 0 }

// ids returns all ids, in order, for suggestions.
func (t table[ID, E]) ids() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, e := range t.all {
			if !yield(string(e.id())) {
				return
			}
		}
	}
}

// mustKnow reports an id that no entry has, or that does not hold as long as
// the entry that names it. It returns whether the id is known at all.
func (t table[ID, E]) mustKnow(id ID, what string, at yamlfile.Node, during samad.Validity) bool {
	if !t.has(id) {
		hint := ""
		if near := yamlfile.Nearest(string(id), t.ids()); near != "" {
			hint = fmt.Sprintf("is %q meant?", near)
		}
		at.Fault(fmt.Sprintf("unknown %s %q", what, id), hint)
		return false
	}
	var spans []samad.Validity
	for _, i := range t.byID[id] {
		spans = append(spans, t.all[i].valid())
	}
	if !covers(spans, during) {
		at.Fault(fmt.Sprintf("%s %q does not hold as long as this entry", what, id),
			"compare valid_from and valid_to of the two")
	}
	return true
}

// overlap reports whether two spans share a day.
func overlap(a, b samad.Validity) bool {
	return (a.To.IsZero() || b.From.IsZero() || b.From.Before(a.To)) &&
		(b.To.IsZero() || a.From.IsZero() || a.From.Before(b.To))
}

// covers reports whether every day of the span lies in one of spans.
func covers(spans []samad.Validity, span samad.Validity) bool {
	slices.SortFunc(spans, func(a, b samad.Validity) int { return cmp.Compare(order(a.From), order(b.From)) })
	need := span.From // the first day not yet covered; zero: the beginning of time
	for _, s := range spans {
		if !s.From.IsZero() && (need.IsZero() || s.From.After(need)) {
			break
		}
		if s.To.IsZero() {
			return true
		}
		if need.IsZero() || s.To.After(need) {
			need = s.To
		}
		if !span.To.IsZero() && !need.Before(span.To) {
			return true
		}
	}
	return false
}

func order(d persian.Date) int { return (d.Year()*13+d.Month())*32 + d.Day() }
