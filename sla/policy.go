package sla

import "errors"

// Policy chooses targets for the stages of cases. It is immutable and safe for
// concurrent use.
type Policy struct {
	id string
}

var errUnfinished = errors.New("sla: policies are being written")

// ID returns the id and version, "isfahan@1405.1".
func (p *Policy) ID() string { return p.id }

// Plan computes what is due.
func (p *Policy) Plan(f Facts, c Clock) (Plan, error) { return Plan{}, errUnfinished }

// Explain tells in Persian (lang "fa") or English ("en") how Due came about.
func (p *Policy) Explain(f Facts, c Clock, lang string) (string, error) { return "", errUnfinished }

// LoadPolicy reads a policy from YAML.
func LoadPolicy(src []byte, file string, cal Calendars) (*Policy, error) { return nil, errUnfinished }

// DefaultPolicy is the pilot's policy.
func DefaultPolicy(cal Calendars) *Policy { return &Policy{id: "pilot@1"} }
