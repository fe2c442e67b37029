package sla

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Policies are the versions of a policy. A case keeps the one under which it
// began, so a new version changes the deadlines of new cases only; to move a
// running one to another version, ask that [Policy] itself. Policies is
// immutable and safe for concurrent use.
type Policies struct {
	list []*Policy
}

// NewPolicies puts versions together, in any order. Two with the same id and
// version, or in force on the same day, are [Faults].
func NewPolicies(list ...*Policy) (*Policies, error) {
	var faults collector
	for i, p := range list {
		if p == nil {
			faults.faults = append(faults.faults, Fault{Message: fmt.Sprintf("policy %d is missing", i+1)})
			continue
		}
		for _, o := range list[:i] {
			switch {
			case o == nil:
			case o.ID() == p.ID():
				faults.faults = append(faults.faults, Fault{Message: fmt.Sprintf("policy %s is there twice", p.ID())})
			case overlap(o.from, o.to, p.from, p.to):
				faults.faults = append(faults.faults, Fault{
					Message: fmt.Sprintf("policies %s and %s are in force on the same day", o.ID(), p.ID()),
					Hint:    "end the older one with valid_to",
				})
			}
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return &Policies{list: append([]*Policy(nil), list...)}, nil
}

// On returns the policy in force on a day, for cases that begin then.
func (v *Policies) On(d persian.Date) (*Policy, bool) {
	for _, p := range v.list {
		if p.ValidOn(d) {
			return p, true
		}
	}
	return nil, false
}

// ByID returns the policy of an id and version, "isfahan@1405.1", for cases
// that began under it.
func (v *Policies) ByID(id string) (*Policy, bool) {
	for _, p := range v.list {
		if p.ID() == id {
			return p, true
		}
	}
	return nil, false
}

// For returns the version that counts for a clock: that of the facts or, when
// they name none, the one in force on the day on which the clock started. It
// fails with [ErrNoPolicy] when there is no such version.
func (v *Policies) For(f Facts, c Clock) (*Policy, error) {
	if f.Policy != "" {
		if p, ok := v.ByID(f.Policy); ok {
			return p, nil
		}
		return nil, fmt.Errorf("%w: version %s is not loaded", ErrNoPolicy, f.Policy)
	}
	for _, p := range v.list {
		cal, err := p.calendar(f)
		if err != nil {
			return nil, err
		}
		day, err := cal.DateAt(c.Started)
		if err != nil {
			return nil, err
		}
		if p.ValidOn(day) {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%w: none in force at %s", ErrNoPolicy, c.Started.Format(time.RFC3339))
}

// Plan computes with the version of [Policies.For], and fails as it and
// [Policy.Plan] do.
func (v *Policies) Plan(f Facts, c Clock) (Plan, error) {
	p, err := v.For(f, c)
	if err != nil {
		return Plan{}, err
	}
	return p.Plan(f, c)
}

// RestartsOnReferral asks the version that the facts name; without one the
// clock goes on.
func (v *Policies) RestartsOnReferral(f Facts) bool {
	p, ok := v.ByID(f.Policy)
	return ok && p.RestartsOnReferral(f)
}

// Over returns the same versions over other calendars, as [Policy.Over] does.
func (v *Policies) Over(cal Calendars) *Policies {
	out := &Policies{list: make([]*Policy, len(v.list))}
	for i, p := range v.list {
		out.list[i] = p.Over(cal)
	}
	return out
}
