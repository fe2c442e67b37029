package sla

// Scope says whose calendar is meant. The zero Scope is the general one: no
// closure or hours that are limited to a place or an agency apply in it.
type Scope struct {
	// Place is an official code, whose prefixes are the tree: "10" is a
	// province, "1014" a county in it.
	Place string
	// Agency is an agency id, AgencyPath the ids above it, root first.
	Agency     string
	AgencyPath []string
}

// Calendars gives the calendar of a scope. A [*Calendar] is one itself. For
// must be safe for concurrent use; it returns nil when there is no calendar.
type Calendars interface {
	For(scope Scope) *Calendar
}
