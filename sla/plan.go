package sla

import "time"

// MarkKind says what happens at a [Mark].
type MarkKind string

// Kinds of marks.
const (
	Warning    MarkKind = "warning"    // the deadline comes near
	Breach     MarkKind = "breach"     // it has passed
	Escalation MarkKind = "escalation" // somebody higher is told, after the breach
)

// Mark is an instant at which somebody is to be told about a clock.
type Mark struct {
	// At is the instant, UTC.
	At   time.Time `json:"at"`
	Kind MarkKind  `json:"kind"`
	// Name is "75%" or "1d before" for a warning, "breach", and the step's name
	// in the ladder for an escalation: "agency_head". Within a plan no two marks
	// have the same kind and name.
	Name string `json:"name"`
	// Role is the role of the recipient.
	Role string `json:"role,omitempty"`
}

// Plan is what a policy makes of a clock.
type Plan struct {
	// Policy is the id and version of the policy, "isfahan@1405.1".
	Policy string `json:"policy,omitempty"`
	// Rule is the id of the rule that chose the targets, "" when none matches.
	Rule string `json:"rule,omitempty"`
	// Limit is the target of the rule, without extensions; zero when the stage
	// has no limit, and then Due is zero and there are no marks.
	Limit Target `json:"limit,omitzero"`
	// Due is the instant by which the stage must end, UTC. It is zero while the
	// clock is paused.
	Due time.Time `json:"due,omitzero"`
	// Aim is a softer target beside the limit, and AimDue its instant; zero when
	// there is none, AimDue also while the clock is paused.
	Aim    Target    `json:"aim,omitzero"`
	AimDue time.Time `json:"aim_due,omitzero"`
	// Marks are the warnings, the breach at Due and the escalations after it,
	// ascending by At; empty while the clock is paused. A clock that has stopped
	// keeps only those before its stop.
	Marks []Mark `json:"marks,omitempty"`
	// Provisional: Due or AimDue rests on a prediction of holidays, or on a year
	// for which none are loaded.
	Provisional bool `json:"provisional,omitempty"`
}
