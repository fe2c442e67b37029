package oversight

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// PlanState says how far a plan of visits has come.
type PlanState string

// The states of a plan.
const (
	Committed PlanState = "committed" // the commitment is public
	Drawn     PlanState = "drawn"     // visits are planned, and secret
	Revealed  PlanState = "revealed"  // everything is public
)

// Plan is a plan of visits for a period.
type Plan struct {
	ID    string        `json:"id"`
	Place samad.PlaceID `json:"place"`
	State PlanState     `json:"state"`
	Draw
	CommittedAt time.Time `json:"committed_at"`
	DrawnAt     time.Time `json:"drawn_at,omitzero"`
	RevealedAt  time.Time `json:"revealed_at,omitzero"`
}

// PublicPlan is what everybody may know of a plan: the commitment at once, all
// the rest after the seed was revealed.
type PublicPlan struct {
	ID          string     `json:"id"`
	State       PlanState  `json:"state"`
	Period      Period     `json:"period"`
	Commitment  samad.Hash `json:"commitment"`
	CommittedAt time.Time  `json:"committed_at"`
	// Draw is nil until it was revealed.
	Draw *Draw `json:"draw,omitempty"`
}

func planBook() *ledger.Book[Plan] {
	return ledger.NewBook("visit_plan",
		func(p Plan) ledger.Keys {
			return ledger.Keys{State: string(p.State), Place: p.Place}
		},
		func() ledger.Payload[Plan] { return new(planCommitted) },
		func() ledger.Payload[Plan] { return new(planDrawn) },
		func() ledger.Payload[Plan] { return new(planRevealed) },
	)
}

type planCommitted struct {
	Place      samad.PlaceID `json:"place"`
	Period     Period        `json:"period"`
	Count      int           `json:"count"`
	Commitment samad.Hash    `json:"commitment"`
	// Seed is in the history from the start, so that it cannot be exchanged;
	// nothing shows the history of a plan before it is revealed.
	Seed []byte `json:"seed"`
}

func (*planCommitted) EventType() string { return "committed" }

func (p *planCommitted) Apply(s *Plan, e ledger.Event) error {
	*s = Plan{ID: e.Ref.ID, Place: p.Place, State: Committed, CommittedAt: e.At, Draw: Draw{
		Period: p.Period, Count: p.Count, Commitment: p.Commitment, Seed: p.Seed,
	}}
	return nil
}

type planDrawn struct {
	Beacon     string      `json:"beacon,omitempty"`
	Candidates []Candidate `json:"candidates"`
	Inspectors []Inspector `json:"inspectors"`
	Chosen     []Chosen    `json:"chosen"`
}

func (*planDrawn) EventType() string { return "drawn" }

func (p *planDrawn) Apply(s *Plan, e ledger.Event) error {
	if s.State != Committed {
		return wrongState("draw", s.State)
	}
	s.State, s.DrawnAt = Drawn, e.At
	s.Beacon, s.Candidates, s.Inspectors, s.Chosen = p.Beacon, p.Candidates, p.Inspectors, p.Chosen
	return nil
}

type planRevealed struct{}

func (*planRevealed) EventType() string { return "revealed" }

func (*planRevealed) Apply(s *Plan, e ledger.Event) error {
	if s.State != Drawn {
		return wrongState("reveal", s.State)
	}
	s.State, s.RevealedAt = Revealed, e.At
	return nil
}

// CommitPlan makes a seed for the visits of a period that has not begun and
// returns what is to be published.
func (o *Office) CommitPlan(ctx context.Context, actor samad.Actor, place samad.PlaceID, period Period, count int) (PublicPlan, error) {
	var f faults
	f.place(o, place)
	f.check(!period.From.IsZero() && !period.To.Before(period.From), "/period", "این بازه درست نیست.", "the period is not right")
	f.check(period.From.After(o.day(o.now())), "/period/from", "تعهد باید پیش از آغاز بازه باشد.", "the commitment must come before the period")
	f.check(count > 0 && count <= 10_000, "/count", "شمار بازدید از ۱ تا ۱۰۰۰۰ است.", "1 to 10000 visits")
	if err := f.err(); err != nil {
		return PublicPlan{}, err
	}
	role, err := permit(actor, PlanVisits, o.subject("", place))
	if err != nil {
		return PublicPlan{}, err
	}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(o.random, seed); err != nil {
		return PublicPlan{}, fmt.Errorf("oversight: make a seed: %w", err)
	}
	id, err := o.newID()
	if err != nil {
		return PublicPlan{}, err
	}
	w := o.begin(actor, role)
	d := keep(w, o.books.plans.New(id))
	if err := add(w, d, &planCommitted{Place: place, Period: period, Count: count, Commitment: Commitment(seed), Seed: seed}); err != nil {
		return PublicPlan{}, err
	}
	return public(d.State), w.apply(ctx)
}

func public(p Plan) PublicPlan {
	out := PublicPlan{ID: p.ID, State: p.State, Period: p.Period, Commitment: p.Commitment, CommittedAt: p.CommittedAt}
	if p.State == Drawn {
		out.State = Committed // whether visits are drawn yet is part of the secret
	}
	if p.State == Revealed {
		draw := p.Draw
		out.Draw = &draw
	}
	return out
}

// DrawPlan fixes the weights of all posts as they are now, draws, and makes the
// visits. Inspectors with their agencies of conflict come from the host. The
// beacon may be empty.
func (o *Office) DrawPlan(ctx context.Context, actor samad.Actor, id string, inspectors []Inspector, beacon string) (Plan, error) {
	var out Plan
	err := retry("draw plan "+id, func() error {
		d, err := edit(ctx, o, o.books.plans, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, PlanVisits, ReadPlans, o.subject("", d.State.Place), d.Ref())
		if err != nil {
			return err
		}
		if d.State.State != Committed {
			return &StateError{Step: "draw", State: string(d.State.State)}
		}
		w := o.begin(actor, role)
		draw := d.State.Draw
		if draw.Candidates, err = o.candidates(ctx, d.State.Place, draw.Period, w.now); err != nil {
			return err
		}
		draw.Beacon, draw.Inspectors = beacon, slices.Clone(inspectors)
		slices.SortFunc(draw.Inspectors, func(a, b Inspector) int { return strings.Compare(a.Account, b.Account) })
		if draw.Chosen, err = draw.Run(); err != nil {
			return err
		}
		keep(w, d)
		if err := add(w, d, &planDrawn{Beacon: beacon, Candidates: draw.Candidates, Inspectors: draw.Inspectors, Chosen: draw.Chosen}); err != nil {
			return err
		}
		for _, c := range draw.Chosen {
			if err := o.planVisit(ctx, w, id, c); err != nil {
				return err
			}
		}
		out = d.State
		out.Seed = nil
		return w.apply(ctx)
	})
	return out, err
}

// candidates are the posts in a place that owe presence on some day of the
// period, with their weights at the instant.
func (o *Office) candidates(ctx context.Context, place samad.PlaceID, period Period, now time.Time) ([]Candidate, error) {
	var out []Candidate
	err := o.books.posts.All(ctx, o.ledger, ledger.Query{States: []string{"watched"}, Place: place}, func(id string, p Post) error {
		c := Candidate{ID: id, Agency: p.Agency}
		for day := period.From; !day.After(period.To); {
			if duty := o.Duty(p, day); duty.Owed && day.After(o.day(now)) {
				c.Slots = append(c.Slots, Slot{Day: day, From: duty.Hours.From, Minutes: duty.Hours.To - duty.Hours.From})
			}
			next, err := day.AddDays(1)
			if err != nil {
				return err
			}
			day = next
		}
		if len(c.Slots) == 0 {
			return nil
		}
		settings := o.at(p.Place, now)
		var last persian.Date
		for _, v := range p.Visits {
			last = v.Day
			points := settings.risk(v, now)
			if points == 0 {
				continue
			}
			overturned, err := o.overturned(ctx, v.Visit)
			if err != nil {
				return err
			}
			if !overturned {
				c.Risk += points
			}
		}
		if !last.IsZero() {
			c.Weeks = o.day(now).Sub(last) / 7
		}
		c.Weight = settings.Weight(c.Risk, c.Weeks, !last.IsZero())
		out = append(out, c)
		return nil
	})
	slices.SortFunc(out, func(a, b Candidate) int { return strings.Compare(a.ID, b.ID) })
	return out, err
}

// risk is what a finding adds to the risk of its post: nothing when it is older
// than the ladder's window.
func (s Settings) risk(v PostVisit, now time.Time) (points int) {
	if now.Sub(v.At) > s.LadderWindow {
		return 0
	}
	switch v.Finding {
	case Absent:
		points += s.RiskAbsent
	case Late:
		points += s.RiskLate
	}
	if v.Poor {
		points += s.RiskPoor
	}
	return points
}

// overturned reports whether what a visit found counts for nothing: it was
// excused, or the letter that rested on it was withdrawn on appeal.
func (o *Office) overturned(ctx context.Context, visit string) (bool, error) {
	v, err := read(ctx, o, o.books.visits, visit)
	if err != nil || v.Excused != "" {
		return err == nil, err
	}
	return o.withdrawn(ctx, v.Letter)
}

// RevealPlan publishes the seed, once the period is over.
func (o *Office) RevealPlan(ctx context.Context, actor samad.Actor, id string) (PublicPlan, error) {
	var out PublicPlan
	err := retry("reveal plan "+id, func() error {
		d, err := edit(ctx, o, o.books.plans, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, PlanVisits, ReadPlans, o.subject("", d.State.Place), d.Ref())
		if err != nil {
			return err
		}
		if !o.day(o.now()).After(d.State.Period.To) {
			return &StateError{Step: "reveal", State: string(d.State.State), Reason: "the period is not over"}
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := add(w, d, &planRevealed{}); err != nil {
			return &StateError{Step: "reveal", State: string(d.State.State)}
		}
		out = public(d.State)
		return w.apply(ctx)
	})
	return out, err
}

// PublicPlan returns what everybody may know of a plan. It needs no right.
func (o *Office) PublicPlan(ctx context.Context, id string) (PublicPlan, error) {
	p, err := read(ctx, o, o.books.plans, id)
	if err != nil {
		return PublicPlan{}, err
	}
	return public(p), nil
}

// PublicPlans returns a page of them, the newest first.
func (o *Office) PublicPlans(ctx context.Context, cursor string, limit int) ([]PublicPlan, string, error) {
	plans, next, err := o.books.plans.List(ctx, o.ledger, ledger.Query{Cursor: cursor, Limit: limit})
	if err != nil {
		return nil, "", err
	}
	out := make([]PublicPlan, len(plans))
	for i, p := range plans {
		out[i] = public(p)
	}
	return out, next, nil
}

// Plan returns a plan without its seed, for those who may see plans.
func (o *Office) Plan(ctx context.Context, actor samad.Actor, id string) (Plan, error) {
	p, err := read(ctx, o, o.books.plans, id)
	if err != nil {
		return Plan{}, err
	}
	if _, err := allow(actor, ReadPlans, "", o.subject("", p.Place), o.books.plans.Ref(id)); err != nil {
		return Plan{}, err
	}
	if p.State != Revealed {
		p.Seed = nil
	}
	return p, nil
}
