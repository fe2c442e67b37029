package samad

import (
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
)

// ClockStarted starts the clock of a stage at the event's instant.
type ClockStarted struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Plan  sla.Plan  `json:"plan"`
}

// EventType implements [Payload].
func (*ClockStarted) EventType() EventType { return EventClockStarted }

func (p *ClockStarted) apply(c *Case, e Event) error {
	c.Clocks = append(c.Clocks, Clock{
		Stage: p.Stage, Episode: c.Episode, Clock: sla.Clock{Started: e.At}, Plan: p.Plan,
	})
	return nil
}

// ClockPaused holds the clock of a stage.
type ClockPaused struct {
	Commits
	Stage sla.Stage `json:"stage"`
}

// EventType implements [Payload].
func (*ClockPaused) EventType() EventType { return EventClockPaused }

func (p *ClockPaused) apply(c *Case, e Event) error {
	k, err := c.running(p.Stage, e)
	if err != nil {
		return err
	}
	k.noteBreach(e.At)
	k.Pauses = append(k.Pauses, sla.Span{From: e.At})
	return nil
}

// ClockResumed lets a held clock go on, with the plan as the pause moved it.
type ClockResumed struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Plan  sla.Plan  `json:"plan"`
}

// EventType implements [Payload].
func (*ClockResumed) EventType() EventType { return EventClockResumed }

func (p *ClockResumed) apply(c *Case, e Event) error {
	k, err := c.running(p.Stage, e)
	if err != nil {
		return err
	}
	if !k.Paused() {
		return &HistoryError{Case: e.Case, Seq: e.Seq, Reason: "resumes a clock that was not paused"}
	}
	k.Pauses[len(k.Pauses)-1].To = e.At
	k.replan(p.Plan, e.At)
	return nil
}

// ClockStopped stops the clock of a stage for good.
type ClockStopped struct {
	Commits
	Stage sla.Stage `json:"stage"`
}

// EventType implements [Payload].
func (*ClockStopped) EventType() EventType { return EventClockStopped }

func (p *ClockStopped) apply(c *Case, e Event) error {
	k, err := c.running(p.Stage, e)
	if err != nil {
		return err
	}
	k.noteBreach(e.At)
	if k.Paused() {
		k.Pauses[len(k.Pauses)-1].To = e.At
	}
	k.Stopped = e.At
	return nil
}

// ClockMoved replaces the plan because the calendar or the policy changed.
type ClockMoved struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Plan  sla.Plan  `json:"plan"`
	Why   string    `json:"why"`
}

// EventType implements [Payload].
func (*ClockMoved) EventType() EventType { return EventClockMoved }

func (p *ClockMoved) apply(c *Case, e Event) error {
	k, err := c.running(p.Stage, e)
	if err != nil {
		return err
	}
	k.replan(p.Plan, e.At)
	if p.Plan.Due.After(e.At) {
		k.Breached = time.Time{} // the calendar says that it was not missed
	}
	return nil
}

// Extended gives the agency more time. Its value is "reason".
type Extended struct {
	Commits
	Stage sla.Stage  `json:"stage"`
	By    sla.Target `json:"by"`
	Plan  sla.Plan   `json:"plan"`
}

// EventType implements [Payload].
func (*Extended) EventType() EventType { return EventExtended }

func (p *Extended) apply(c *Case, e Event) error {
	k, err := c.running(p.Stage, e)
	if err != nil {
		return err
	}
	c.TimeAsked = nil
	k.Extensions = append(k.Extensions, p.By)
	k.replan(p.Plan, e.At)
	return nil
}

// ExtensionAsked asks for more time. Its value is "reason".
type ExtensionAsked struct {
	Commits
	By sla.Target `json:"by"`
}

// EventType implements [Payload].
func (*ExtensionAsked) EventType() EventType { return EventExtensionAsked }

func (p *ExtensionAsked) apply(c *Case, e Event) error {
	c.TimeAsked = &TimeAsked{Seq: e.Seq, By: p.By}
	return nil
}

// ExtensionRefused refuses the request for more time. Its value is "reason".
type ExtensionRefused struct {
	Commits
	Asked int64 `json:"asked"` // Seq of the request
}

// EventType implements [Payload].
func (*ExtensionRefused) EventType() EventType { return EventExtensionRefused }

func (p *ExtensionRefused) apply(c *Case, _ Event) error {
	c.TimeAsked = nil
	return nil
}

// Warned says that a warning point was reached and the office told.
type Warned struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Mark  sla.Mark  `json:"mark"`
}

// EventType implements [Payload].
func (*Warned) EventType() EventType { return EventWarned }

func (p *Warned) apply(c *Case, e Event) error { return c.fire(p.Stage, p.Mark, e) }

// Breached says that a limit passed.
type Breached struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Mark  sla.Mark  `json:"mark"`
}

// EventType implements [Payload].
func (*Breached) EventType() EventType { return EventBreached }

func (p *Breached) apply(c *Case, e Event) error {
	if err := c.fire(p.Stage, p.Mark, e); err != nil {
		return err
	}
	c.clock(p.Stage).Breached = p.Mark.At
	return nil
}

// MarkSkipped says that a mark no longer made sense when time came to it.
type MarkSkipped struct {
	Commits
	Stage sla.Stage `json:"stage"`
	Mark  sla.Mark  `json:"mark"`
	Why   string    `json:"why"`
}

// EventType implements [Payload].
func (*MarkSkipped) EventType() EventType { return EventMarkSkipped }

func (p *MarkSkipped) apply(c *Case, e Event) error { return c.fire(p.Stage, p.Mark, e) }

// Escalated brings the case before a higher post: by the ladder (with Stage
// and Mark) or by hand (its value is "reason").
type Escalated struct {
	Commits
	Stage sla.Stage `json:"stage,omitempty"`
	Mark  sla.Mark  `json:"mark,omitzero"`
	Role  Role      `json:"role"`
}

// EventType implements [Payload].
func (*Escalated) EventType() EventType { return EventEscalated }

func (p *Escalated) apply(c *Case, e Event) error {
	if p.Stage != "" {
		if err := c.fire(p.Stage, p.Mark, e); err != nil {
			return err
		}
	}
	c.Escalated = append(c.Escalated, Escalation{Episode: c.Episode, At: e.At, Step: p.Mark.Name, Role: p.Role})
	return nil
}

// noteBreach notes that the limit had passed when the clock was stopped or
// held, even if no sweep came by in between.
func (c *Clock) noteBreach(at time.Time) {
	if !c.Paused() && c.Breached.IsZero() && !c.Plan.Due.IsZero() && at.After(c.Plan.Due) {
		c.Breached = c.Plan.Due
	}
}

func (c *Case) running(stage sla.Stage, e Event) (*Clock, error) {
	if k := c.clock(stage); k != nil {
		return k, nil
	}
	return nil, &HistoryError{Case: e.Case, Seq: e.Seq, Reason: "no " + string(stage) + " clock is running"}
}

func (c *Case) fire(stage sla.Stage, mark sla.Mark, e Event) error {
	k, err := c.running(stage, e)
	if err != nil {
		return err
	}
	k.Fired = append(k.Fired, markID(mark))
	return nil
}

// replan takes a new plan. Marks that now lie ahead again become due again:
// a deadline that moved past today has not been missed.
func (c *Clock) replan(plan sla.Plan, at time.Time) {
	c.Plan = plan
	var ahead []string
	for _, m := range plan.Marks {
		if m.At.After(at) {
			ahead = append(ahead, markID(m))
		}
	}
	c.Fired = slices.DeleteFunc(c.Fired, func(id string) bool { return slices.Contains(ahead, id) })
	if len(c.Fired) == 0 {
		c.Fired = nil
	}
}
