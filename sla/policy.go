package sla

import (
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Policy chooses targets for the stages of cases, by ordered rules of which
// the first that matches decides, and computes with them. It is made by
// [LoadPolicy] or [DefaultPolicy].
//
// A Policy is immutable and safe for concurrent use. It has no state: the same
// facts and the same clock give the same plan at any time.
type Policy struct {
	id, version string
	from, to    persian.Date // validity, zero: without limit
	counting    Counting
	restart     bool
	rules       []rule
	calendars   Calendars
}

// rule chooses the targets of a stage.
type rule struct {
	id       string
	when     conditions
	limit    Target
	aim      Target
	warnings []warning
	breach   string // role that is told of the breach
	ladder   []step
	restart  *bool // nil: as the policy says
	faulty   bool  // its conditions could not be read
}

// conditions all hold for a case to which a rule applies; an empty one holds
// always.
type conditions struct {
	stages                                               []Stage
	kinds, topics, places, agencies, urgencies, channels []string
}

// warning is a point before the deadline: a share of the time, or what is left.
type warning struct {
	percent int    // 1 to 99, or 0
	before  Target // when percent is 0
	role    string
}

func (w warning) name() string {
	if w.percent > 0 {
		return percentText(w.percent)
	}
	return w.before.String() + " before"
}

// step of an escalation ladder, a while after the breach; zero: at once.
type step struct {
	name, role string
	after      Target
}

// ID returns the id and version, "isfahan@1405.1".
func (p *Policy) ID() string { return p.id + "@" + p.version }

// ValidOn reports whether the policy is in force on a day. A case keeps the
// policy under which it began, so Plan does not ask this.
func (p *Policy) ValidOn(d persian.Date) bool { return !d.IsZero() && inForce(p.from, p.to, d) }

// Over returns the same policy over other calendars: after a closure was
// declared, or to see which deadlines it would move before it is. Plans of both
// name the same version.
func (p *Policy) Over(cal Calendars) *Policy {
	other := *p // its rules never change, so that both may share them
	other.calendars = cal
	return &other
}

// Counting returns the rules of counting.
func (p *Policy) Counting() Counting { return p.counting }

// RestartsOnReferral reports whether a referral to another agency starts the
// clock anew. Mostly it does not: the petitioner has waited all the same.
func (p *Policy) RestartsOnReferral(f Facts) bool {
	if r := p.rule(f); r != nil && r.restart != nil {
		return *r.restart
	}
	return p.restart
}

// rule returns the first rule that matches, nil when none does.
func (p *Policy) rule(f Facts) *rule {
	for i := range p.rules {
		if p.rules[i].when.match(f) {
			return &p.rules[i]
		}
	}
	return nil
}

func (c *conditions) match(f Facts) bool {
	return (len(c.stages) == 0 || slices.Contains(c.stages, f.Stage)) &&
		oneOf(c.kinds, f.Kind) && oneOf(c.urgencies, f.Urgency) && oneOf(c.channels, f.Channel) &&
		below(c.topics, f.Topic, topicBelow) && below(c.places, f.Place, placeBelow) &&
		(len(c.agencies) == 0 || slices.ContainsFunc(c.agencies, f.scope().under))
}

func oneOf(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }

func below(list []string, s string, is func(s, root string) bool) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(root string) bool { return is(s, root) })
}

// topicBelow: "welfare/unemployment-insurance" lies below "welfare".
func topicBelow(topic, root string) bool {
	return topic == root || strings.HasPrefix(topic, root) && topic[len(root)] == '/'
}

func placeBelow(place, root string) bool { return strings.HasPrefix(place, root) }

// calendar returns the calendar of the facts' place and agency.
func (p *Policy) calendar(f Facts) (*Calendar, error) {
	if p.calendars == nil {
		return nil, ErrNoCalendar
	}
	if cal := p.calendars.For(f.scope()); cal != nil {
		return cal, nil
	}
	return nil, ErrNoCalendar
}

// Plan computes what is due under the policy for a clock with these facts.
//
// When no rule matches, the plan has no limit. It fails with [ErrClock] in a
// [*ClockError] when the recorded facts contradict each other, with
// [ErrNoCalendar], and with [ErrOutOfRange] when an instant lies outside
// 1206-1498. It never panics.
func (p *Policy) Plan(f Facts, c Clock) (Plan, error) {
	plan := Plan{Policy: p.ID()}
	if _, _, err := c.held(); err != nil {
		return Plan{}, err
	}
	r := p.rule(f)
	if r == nil {
		return plan, nil
	}
	plan.Rule, plan.Limit, plan.Aim = r.id, r.limit, r.aim
	if r.limit.IsZero() && r.aim.IsZero() {
		return plan, nil
	}
	cal, err := p.calendar(f)
	if err != nil {
		return Plan{}, err
	}
	if !r.aim.IsZero() {
		aim, err := reckon(cal, p.counting, r.aim, c, false)
		if err != nil {
			return Plan{}, err
		}
		plan.AimDue, plan.Provisional = utc(aim.due), aim.basis.Provisional()
	}
	if !r.limit.IsZero() {
		limit, err := reckon(cal, p.counting, r.limit, c, true)
		if err != nil {
			return Plan{}, err
		}
		plan.Due = utc(limit.due)
		plan.Provisional = plan.Provisional || limit.basis.Provisional()
		if !limit.open {
			if plan.Marks, err = marks(cal, p.counting, r, limit, c.Stopped); err != nil {
				return Plan{}, err
			}
		}
	}
	return plan, nil
}

// utc keeps the zero time zero.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}
