package sla

import "time"

// Span is a stretch of time, half-open: From belongs to it, To does not. A
// zero To means that it is still open.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Clock holds the recorded facts of one running deadline and nothing that is
// computed from them. It has no timer: what is due, used or left is asked of a
// [Policy] at an instant.
//
// Only events of the case write these fields; correcting a text or a name never
// does. A change of policy or agency leaves them alone, so the time used stays
// used.
type Clock struct {
	// Started is the referral. The day of it is not counted in targets of days.
	Started time.Time `json:"started"`
	// Pauses are the stretches during which the case waited for the petitioner,
	// in any order. What overlaps counts once; what lies before Started or after
	// Stopped does not count.
	Pauses []Span `json:"pauses,omitempty"`
	// Extensions lengthen the limit, in the order in which they were granted.
	Extensions []Target `json:"extensions,omitempty"`
	// Stopped is the answer; zero while the clock runs.
	Stopped time.Time `json:"stopped,omitzero"`
}
