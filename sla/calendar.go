package sla

// Calendar knows when an office is open. It is immutable and safe for
// concurrent use.
type Calendar struct{}

// For returns the calendar of a scope.
func (c *Calendar) For(scope Scope) *Calendar { return c }
