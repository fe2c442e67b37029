package figures

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
)

// Config is what a [Keeper] is made of.
type Config struct {
	Cases    samad.Store // required
	Store    Store       // required
	Calendar Calendar    // required; counts working days
	// Location is where days begin; required.
	Location *time.Location
	// Directory says which province a centre serves and how many people live
	// where. Without it no calls are counted, and no figure is per inhabitant.
	Directory samad.Directory
	// Spared are the estimates of what an answer without a visit spares;
	// without any, nothing is said of it. A change holds for what is counted
	// from then on: give it the day from which it is meant.
	Spared []Estimate
	// Calendars are those of provinces with one of their own; the others go by
	// Calendar.
	Calendars map[samad.PlaceID]Calendar
	// CallsAgain is how many days before today are counted again for calls
	// that were recorded late; default 2. Older ones are counted by
	// [Keeper.CountCalls].
	CallsAgain int
}

// Keeper keeps the figures of an installation up to date and answers queries.
type Keeper struct{ Config }

// NewKeeper checks the configuration.
func NewKeeper(c Config) (*Keeper, error) {
	need := required.Of("figures: Config")
	need.Field(c.Cases != nil, "Cases")
	need.Field(c.Store != nil, "Store")
	need.Field(c.Calendar != nil, "Calendar")
	need.Field(c.Location != nil, "Location")
	for _, e := range c.Spared {
		if e.Visits < 0 || e.Minutes < 0 {
			need.Fault(fmt.Errorf("figures: Config.Spared: estimate for topic %q is below 0", e.Topic))
		}
	}
	if c.CallsAgain < 0 {
		need.Fault(errors.New("figures: Config.CallsAgain is below 0"))
	}
	if err := need.Err(); err != nil {
		return nil, err
	}
	c.CallsAgain = or(c.CallsAgain, 2)
	return &Keeper{c}, nil
}

// Name implements the Desk's chores.
func (k *Keeper) Name() string { return "figures" }

// Run implements the Desk's chores: it takes in at most limit events and, with
// those that are left, days of calls. It returns how many events it took.
func (k *Keeper) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	done, err := k.Update(ctx, limit)
	if err != nil || done >= limit {
		return done, err
	}
	_, err = k.UpdateCalls(ctx, now, limit-done)
	return done, err
}

// Update takes in at most limit committed events that it has not seen, and
// returns how many. Two Keepers at once do no harm: the one that is late takes
// in nothing, and 0 is returned.
func (k *Keeper) Update(ctx context.Context, limit int) (int, error) {
	position, err := k.Store.Position(ctx)
	if err != nil {
		return 0, fmt.Errorf("figures: position: %w", err)
	}
	events, next, err := k.Cases.Feed(ctx, position, limit)
	if err != nil {
		return 0, fmt.Errorf("figures: feed: %w", err)
	}
	if len(events) == 0 {
		return 0, nil
	}
	var cases []samad.CaseID
	seen := map[samad.CaseID]bool{}
	for _, e := range events {
		if !seen[e.Case] {
			seen[e.Case] = true
			cases = append(cases, e.Case)
		}
	}
	batch, err := k.batch(ctx, cases)
	if err != nil {
		return 0, err
	}
	batch.Expect, batch.Position = position, next
	if err := k.Store.Save(ctx, batch); err != nil {
		if errors.Is(err, samad.ErrConflict) {
			return 0, nil // another Keeper was quicker
		}
		return 0, fmt.Errorf("figures: save: %w", err)
	}
	return len(events), nil
}

// counting is how the cases of a province are counted.
func (k *Keeper) counting(province samad.PlaceID) Counting {
	how := Counting{Calendar: k.Calendar, Location: k.Location}
	if own, ok := k.Calendars[province]; ok {
		how.Calendar = own
	}
	for _, whose := range []samad.PlaceID{province, ""} {
		for _, e := range k.Spared {
			if e.Province == whose {
				how.Spared = append(how.Spared, e)
			}
		}
		if len(how.Spared) > 0 {
			break // the province has estimates of its own
		}
	}
	return how
}

// batch makes the facts of the cases anew and moves the cells by what changed.
func (k *Keeper) batch(ctx context.Context, cases []samad.CaseID) (Batch, error) {
	b := Batch{Cells: map[string][]byte{}}
	before, err := k.Store.CaseFacts(ctx, cases)
	if err != nil {
		return b, fmt.Errorf("figures: facts: %w", err)
	}
	moved := map[string]Cell{}
	for _, f := range before {
		tally(moved, f, -1)
	}
	for _, id := range cases {
		c, err := k.Cases.Case(ctx, id)
		if err != nil {
			return b, fmt.Errorf("figures: case %s: %w", id, err)
		}
		var events []samad.Event
		if len(c.Referrals) > 0 { // without one no agency can have acted
			if events, err = k.Cases.Events(ctx, id); err != nil {
				return b, fmt.Errorf("figures: history of case %s: %w", id, err)
			}
		}
		facts, err := Facts(c, events, k.counting(c.Province))
		if err != nil {
			return b, err
		}
		for _, f := range facts {
			tally(moved, f, 1)
		}
		b.Facts = append(b.Facts, facts...)
	}
	keys := make([]string, 0, len(moved))
	for key, c := range moved {
		if len(c) > 0 { // what did not move needs no writing
			keys = append(keys, key)
		}
	}
	stored, err := k.Store.Cells(ctx, keys)
	if err != nil {
		return b, fmt.Errorf("figures: cells: %w", err)
	}
	for _, key := range keys {
		c, err := decodeCell(stored[key])
		if err != nil {
			return b, err
		}
		c.Merge(moved[key])
		if len(c) == 0 {
			b.Cells[key] = nil
			continue
		}
		b.Cells[key] = c.encode()
	}
	return b, nil
}
