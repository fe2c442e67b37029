package sla

import (
	"slices"
	"strings"
)

// Nation is the code of the whole country in [Where.Places]. What is limited to
// it holds in every scope that names a place or an agency, but not in the zero
// [Scope].
const Nation = "ir"

// Where limits a rule of a calendar to places and agencies. The zero Where
// holds everywhere, in the zero [Scope] as well.
type Where struct {
	// Places are official codes; a rule for "10" holds in "1014". One of them
	// must match, unless there are none.
	Places []string
	// Agencies are ids; a rule for one holds for the agencies below it. One of
	// them must match, unless there are none.
	Agencies []string
	// Except lists agencies for which, and below which, the rule does not hold:
	// hospitals in a general closure.
	Except []string
}

// IsZero reports whether w holds everywhere.
func (w Where) IsZero() bool {
	return len(w.Places) == 0 && len(w.Agencies) == 0 && len(w.Except) == 0
}

// depth reports whether w holds in the scope and how closely it fits: 0 for
// everywhere, 1 for the nation, the length of the code for a place, and more
// for an agency.
func (w Where) depth(s Scope) (depth int, holds bool) {
	if slices.ContainsFunc(w.Except, s.under) {
		return 0, false
	}
	if len(w.Places) > 0 {
		best := 0
		for _, p := range w.Places {
			switch {
			case p == Nation && (s.Place != "" || s.Agency != "" || len(s.AgencyPath) > 0):
				best = max(best, 1)
			case p != Nation && p != "" && strings.HasPrefix(s.Place, p):
				best = max(best, len(p))
			}
		}
		if best == 0 {
			return 0, false
		}
		depth = best
	}
	if len(w.Agencies) > 0 {
		return depth + 100, slices.ContainsFunc(w.Agencies, s.under)
	}
	return depth, true
}

// under reports whether the scope is the agency or lies below it.
func (s Scope) under(agency string) bool {
	return agency != "" && (s.Agency == agency || slices.Contains(s.AgencyPath, agency))
}
