package routing

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// NoRouteError says that no rule refers a request, and of what it spoke. It
// matches [samad.ErrNoRoute].
type NoRouteError struct {
	RuleSet string
	Kind    samad.Kind
	Topic   samad.TopicID
	Place   samad.PlaceID
	About   samad.AgencyID
	// Reason is one of "not_in_force" (the rule set does not hold on that
	// day), "no_rule" (no rule holds) and "no_target" (rules hold, but none of
	// their targets may take the case), and "expression" (nobody knows whether
	// Rule holds).
	Reason string
	// Rule and Err are set with the reason "expression".
	Rule string
	Err  error
}

// Error names the rule set, the reason and the facts.
func (e *NoRouteError) Error() string {
	s := fmt.Sprintf("routing: rule set %s: %s for kind %q, topic %q, place %q, about %q",
		e.RuleSet, e.Reason, e.Kind, e.Topic, e.Place, e.About)
	if e.Err != nil {
		s += fmt.Sprintf(": rule %s: %v", e.Rule, e.Err)
	}
	return s
}

// Unwrap returns [samad.ErrNoRoute] and, if there is one, Err.
func (e *NoRouteError) Unwrap() []error {
	if e.Err != nil {
		return []error{samad.ErrNoRoute, e.Err}
	}
	return []error{samad.ErrNoRoute}
}
