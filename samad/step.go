package samad

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/sla"
)

// Ref names a case and, where the caller has read it, the revision it saw.
type Ref struct {
	ID CaseID
	// Revision makes the step fail with [ErrConflict] when the case has
	// changed since; 0 takes the case as it is.
	Revision int64
	// Key makes the step safe to repeat: with the same key, actor and Content
	// it is done once, and later calls return the case as it stands then.
	// Other content fails with [ErrKeyReused]. "" for none.
	Key string
	// Content stands for the request under the Key: all of it, or a hash.
	Content string
}

// attempts is how often a step is tried when other writers come first.
const attempts = 8

// step collects what one step does to one case.
type step struct {
	desk   *Desk
	ctx    context.Context //nolint:containedctx // a step lives inside one call
	action Action
	actor  Actor // of the step that was asked for; steps that follow from it have none
	stamp  Stamp
	now    time.Time
	from   State // the state in which the step found the case
	c      Case
	change Change
	// others are steps on other cases that are written with this one.
	others []*step
	// secrets are read when the first sealed value or message needs them.
	secrets *Secrets
	// kept are the blobs that were made lasting for this step.
	kept []string
}

// named is a value that comes with an event.
type named struct {
	name   string
	text   string
	sealed bool
	search bool // findable by its words
}

// do runs one step on one stored case.
func (d *Desk) do(ctx context.Context, actor Actor, action Action, ref Ref, build func(s *step) error) (Case, error) {
	began := d.now()
	if ref.Key != "" {
		if c, done, err := d.doneBefore(ctx, actor, action, ref); done || err != nil {
			return c, err
		}
	}
	c, from, err := d.try(ctx, actor, action, ref, build)
	d.observe(ctx, action, from, c.State, c.Agency, began, err)
	return c, err
}

func (d *Desk) try(ctx context.Context, actor Actor, action Action, ref Ref, build func(s *step) error) (Case, State, error) {
	for attempt := 1; ; attempt++ {
		s, err := d.begin(ctx, actor, action, ref)
		if err != nil {
			return Case{}, "", err
		}
		if err := build(s); err != nil {
			return Case{}, s.from, d.unkeep(ctx, s.kept, err)
		}
		if ref.Key != "" {
			if err := s.keepStep(actor, ref); err != nil {
				return Case{}, s.from, d.unkeep(ctx, s.kept, err)
			}
		}
		changes, err := s.changes()
		if err != nil {
			return Case{}, s.from, d.unkeep(ctx, s.kept, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, err))
		}
		err = d.store.Apply(ctx, changes...)
		if refused(err) {
			err = d.unkeep(ctx, s.kept, err)
		}
		if errors.Is(err, ErrKeyTaken) { // the same request got in first
			c, done, err := d.doneBefore(ctx, actor, action, ref)
			if done || err != nil {
				return c, s.from, err
			}
		}
		if err == nil {
			return s.c, s.from, nil
		}
		if !errors.Is(err, ErrConflict) && !errors.Is(err, ErrKeyTaken) || attempt == attempts {
			return Case{}, s.from, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, err)
		}
	}
}

// begin reads the case and checks that the actor may do the action to it in
// its state.
func (d *Desk) begin(ctx context.Context, actor Actor, action Action, ref Ref) (*step, error) {
	c, err := d.store.Case(ctx, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, err)
	}
	role, ok := d.rights.by(actor, action, c)
	if !ok {
		if _, sees := d.rights.by(actor, Read, c); !sees {
			// Whoever may not see a case must not learn that it exists.
			return nil, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, d.unseen(actor))
		}
		return nil, &ForbiddenError{Action: action, Roles: slices.Clone(actor.Roles)}
	}
	if c.Erased || c.Erasing && action != Erase {
		return nil, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, ErrErased)
	}
	if ref.Revision != 0 && ref.Revision != c.Revision {
		return nil, fmt.Errorf("samad: %s case %s: revision %d is now %d: %w", action, ref.ID, ref.Revision, c.Revision, ErrConflict)
	}
	if !d.moves.allow(c.State, action) {
		return nil, d.impossible(ctx, actor, action, c)
	}
	s := d.newStep(ctx, actor.stamp(role), action, c)
	s.actor = actor
	return s, nil
}

func (d *Desk) newStep(ctx context.Context, stamp Stamp, action Action, c Case) *step {
	now := d.instant()
	if now.Before(c.Updated) {
		now = c.Updated // a clock that was set back does not turn a history round
	}
	return &step{
		desk: d, ctx: ctx, action: action, stamp: stamp, now: now,
		from: c.State, c: c, change: Change{Expect: c.Revision},
	}
}

// emit adds an event with its values and folds it into the case.
func (s *step) emit(p Payload, values ...named) error { return s.emitAs(s.stamp, p, values...) }

func (s *step) emitAs(stamp Stamp, p Payload, values ...named) error {
	seq := s.c.Revision + 1
	commits := map[string]Hash{}
	for _, n := range values {
		if n.text == "" {
			continue
		}
		v, err := s.value(ValueRef{Case: s.c.ID, Seq: seq, Name: n.name}, n)
		if err != nil {
			return err
		}
		commits[n.name] = v.Commitment()
		s.change.Values = append(s.change.Values, v)
		if n.search {
			s.change.Search = append(s.change.Search, strings.Fields(fold.Text(n.text))...)
		}
	}
	if len(commits) > 0 {
		p.setCommits(commits)
	}
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("samad: encode a %s event: %w", p.EventType(), err)
	}
	id, err := newID(s.now, s.desk.random)
	if err != nil {
		return err
	}
	e := Event{
		ID: id, Case: s.c.ID, Seq: seq, At: s.now, Actor: stamp,
		Type: p.EventType(), Data: data, PrevHash: s.c.Head,
	}
	e.Hash = e.ComputeHash()
	// p is what its own JSON reads as: VerifyCase holds the case that is kept
	// against the events that are.
	if err := s.c.fold(e, p); err != nil {
		return fmt.Errorf("samad: %s: %w", s.action, err)
	}
	s.change.Events = append(s.change.Events, e)
	return nil
}

func (s *step) value(ref ValueRef, n named) (Value, error) {
	data := []byte(n.text)
	if n.sealed {
		sealed, err := s.seal(n.name, data)
		if err != nil {
			return Value{}, err
		}
		data = sealed
	}
	return newValue(ref, data, n.sealed, s.desk.random)
}

func (s *step) seal(name string, plain []byte) ([]byte, error) {
	secrets, err := s.keys()
	if err != nil {
		return nil, err
	}
	sealed, err := s.desk.vault.Seal(s.ctx, secrets.Key, string(s.c.ID), name, plain)
	if err != nil {
		return nil, fmt.Errorf("samad: seal %s of case %s: %w", name, s.c.ID, err)
	}
	return sealed, nil
}

func (s *step) keys() (*Secrets, error) {
	if s.secrets == nil {
		secrets, err := s.desk.store.Secrets(s.ctx, s.c.ID)
		if err != nil {
			return nil, fmt.Errorf("samad: secrets of case %s: %w", s.c.ID, err)
		}
		s.secrets = &secrets
	}
	return s.secrets, nil
}

// finish checks that the step went where the table allows and returns its
// change.
func (s *step) finish() (Change, error) {
	if s.from != "" {
		if err := s.desk.moves.check(s.from, s.action, s.c.State); err != nil {
			return Change{}, err
		}
	}
	if s.c.State.Ended() {
		if err := s.stopClocks(); err != nil {
			return Change{}, err
		}
	}
	s.vouch()
	change := s.change
	c := s.c
	change.Case = &c
	return change, nil
}

// vouch lets the last event vouch for the messages that go with it.
func (s *step) vouch() {
	n := len(s.change.Events)
	if n == 0 || len(s.change.Messages) == 0 {
		return
	}
	e := &s.change.Events[n-1]
	e.Data = AppendSent(e.Data, s.change.Messages)
	e.Hash = e.ComputeHash()
	s.c.Head = e.Hash
}

// apply writes this step, together with the steps on other cases that belong
// to it.
func (s *step) apply() error {
	changes, err := s.changes()
	if err != nil {
		return err
	}
	return s.desk.store.Apply(s.ctx, changes...)
}

// changes finishes this step and the steps on other cases that belong to it.
func (s *step) changes() ([]Change, error) {
	all := append([]*step{s}, s.others...)
	changes := make([]Change, 0, len(all))
	for _, one := range all {
		change, err := one.finish()
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// facts are what the deadline policy decides on.
func (s *step) facts(stage sla.Stage) sla.Facts { return factsOf(s.c, stage) }

func factsOf(c Case, stage sla.Stage) sla.Facts {
	place := c.Place
	if place == "" {
		place = c.Province
	}
	path := make([]string, len(c.AgencyPath))
	for i, id := range c.AgencyPath {
		path[i] = string(id)
	}
	// The version that counts for the stage's clock or, for a new one, for the
	// clock before it: a case keeps the one under which it began.
	policy := ""
	if k := c.clock(stage); k != nil {
		policy = k.Plan.Policy
	} else if n := len(c.Clocks); n > 0 {
		policy = c.Clocks[n-1].Plan.Policy
	}
	return sla.Facts{
		Policy: policy,
		Stage:  stage, Kind: string(c.Kind), Topic: string(c.Topic), Place: string(place),
		Agency: string(c.Agency), AgencyPath: path, Urgency: string(c.Urgency), Channel: string(c.Channel),
	}
}

func (s *step) plan(stage sla.Stage, clock sla.Clock) (sla.Plan, error) {
	plan, err := s.desk.deadlines.Plan(s.facts(stage), clock)
	if err != nil {
		return sla.Plan{}, fmt.Errorf("samad: deadline of the %s stage: %w", stage, err)
	}
	return plan, nil
}

// byTime is the stamp of what follows from a step by itself: clocks are
// started, held and stopped by the system, whoever took the step.
func byTime() Stamp { return system().stamp(RoleSystem) }

// startClock starts the clock of a stage unless it runs already: a case that
// changes hands keeps the time used.
func (s *step) startClock(stage sla.Stage) error {
	if s.c.clock(stage) != nil {
		return nil
	}
	plan, err := s.plan(stage, sla.Clock{Started: s.now})
	if err != nil {
		return err
	}
	if plan.Limit.IsZero() && plan.Aim.IsZero() {
		return nil // the policy sets no deadline for this stage
	}
	return s.emitAs(byTime(), &ClockStarted{Stage: stage, Plan: plan})
}

func (s *step) stopClock(stage sla.Stage) error {
	if s.c.clock(stage) == nil {
		return nil
	}
	return s.emitAs(byTime(), &ClockStopped{Stage: stage})
}

func (s *step) stopClocks() error {
	for _, k := range slices.Clone(s.c.Clocks) {
		if k.Running() {
			if err := s.emitAs(byTime(), &ClockStopped{Stage: k.Stage}); err != nil {
				return err
			}
		}
	}
	return nil
}

// pauseClocks holds every running clock.
func (s *step) pauseClocks() error {
	for _, k := range slices.Clone(s.c.Clocks) {
		if k.Running() && !k.Paused() {
			if err := s.emitAs(byTime(), &ClockPaused{Stage: k.Stage}); err != nil {
				return err
			}
		}
	}
	return nil
}

// resumeClocks lets every held clock go on.
func (s *step) resumeClocks() error {
	for _, k := range slices.Clone(s.c.Clocks) {
		if !k.Paused() {
			continue
		}
		clock := k.Clock
		clock.Pauses = slices.Clone(clock.Pauses)
		clock.Pauses[len(clock.Pauses)-1].To = s.now
		plan, err := s.plan(k.Stage, clock)
		if err != nil {
			return err
		}
		if err := s.emitAs(byTime(), &ClockResumed{Stage: k.Stage, Plan: plan}); err != nil {
			return err
		}
	}
	return nil
}

// sortedNames keeps the order of values stable for tests and hashes.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
