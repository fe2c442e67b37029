package figures

import (
	"math"
	"slices"
)

// Public returns the table as it may be published: numbers of people's matters
// from 1 to below the threshold are withheld, and shares, times and judgements
// that rest on fewer. So are shares whose own cases, or the others, are from 1 to
// below it: nine of ten in time tells that one was not. Where only one line of a
// number or share is withheld, and so could be computed from the sum, the next
// smallest is withheld as well.
func (t Table) Public(threshold int64) Table {
	out := Table{Query: t.Query, Total: withhold(t.Total, threshold)}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, withhold(r, threshold))
	}
	for i, id := range t.Query.Figures {
		d, ok := Define(id)
		if !ok || !d.Persons && d.Unit != Share {
			continue
		}
		hidden, next := 0, -1
		for j, r := range out.Rows {
			v := r.Values[i]
			switch {
			case v.Withheld:
				hidden++
			case v.Known && v.Base > 0 && (next < 0 || v.Base < out.Rows[next].Values[i].Base):
				next = j
			}
		}
		if hidden == 1 && !out.Total.Values[i].Withheld && next >= 0 {
			out.Rows[next].Values[i] = Value{Figure: id, Withheld: true}
		}
	}
	return out
}

// few reports whether a number of people's matters is one that is withheld.
func few(n, threshold int64) bool { return n > 0 && n < threshold }

func withhold(r Row, threshold int64) Row {
	out := Row{Value: r.Value, Values: slices.Clone(r.Values)}
	for i, v := range out.Values {
		d, ok := Define(v.Figure)
		if !ok || !v.Known {
			continue
		}
		small := v.Base < threshold
		if d.Persons {
			small = small && v.Base > 0 // nobody is not somebody
		}
		if d.Unit == Share {
			some := int64(math.Round(v.Value * float64(v.Base)))
			small = small || few(some, threshold) || few(v.Base-some, threshold)
		}
		if small {
			out.Values[i] = Value{Figure: v.Figure, Withheld: true}
		}
	}
	return out
}
