package sla

import (
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// Policies are the versions of a policy. It is immutable and safe for
// concurrent use.
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
