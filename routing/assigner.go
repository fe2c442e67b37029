package routing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

var _ samad.Chore = (*Assigner)(nil)

// CaseDesk is what an [Assigner] needs of a [*samad.Desk].
type CaseDesk interface {
	List(ctx context.Context, actor samad.Actor, query samad.Query) (samad.Page, error)
	Assign(ctx context.Context, actor samad.Actor, r samad.AssignRequest) (samad.Case, error)
}

// Assigner gives cases that were referred to an agency, and that nobody works on
// yet, to experts by the agency's roster. It is a [samad.Chore]: list it in
// [samad.Config.Chores] and set Desk before the first sweep, or call Run by
// yourself. It acts in the name of the agency's head, under the account
// "roster". Agencies without a roster are left alone.
type Assigner struct {
	Desk    CaseDesk
	Rosters []*Roster
}

// Name implements [samad.Chore].
func (a *Assigner) Name() string { return "rosters" }

// Run gives at most limit cases to experts, the oldest first, and returns how
// many it gave. A case that no expert can have stays where it is, and so does one
// that somebody else has just changed.
func (a *Assigner) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	if a.Desk == nil {
		return 0, errors.New("routing: Assigner.Desk is not set")
	}
	done := 0
	for _, r := range a.Rosters {
		n, err := a.runRoster(ctx, r, now, limit-done)
		if done += n; err != nil {
			return done, fmt.Errorf("routing: assign cases of %s: %w", r.agency, err)
		}
	}
	return done, nil
}

func (a *Assigner) runRoster(ctx context.Context, r *Roster, now time.Time, limit int) (int, error) {
	actor := samad.Actor{ID: "roster", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: r.agency}
	waiting, loads, err := a.open(ctx, actor, r)
	if err != nil || len(waiting) == 0 || limit <= 0 {
		return 0, err
	}
	if err := a.last(ctx, actor, r, loads); err != nil {
		return 0, err
	}
	done := 0
	for _, c := range waiting {
		if done == limit {
			break
		}
		chosen, err := r.Assign(Work{
			At: now, Kind: c.Kind, Topic: c.Topic, Place: c.Place, Unit: c.Unit, Labels: c.Labels, Loads: loads,
		})
		if errors.Is(err, ErrNoExpert) {
			continue
		}
		if err != nil {
			return done, err
		}
		unit := cmp.Or(chosen.Unit, c.Unit)
		_, err = a.Desk.Assign(ctx, actor, samad.AssignRequest{Ref: samad.Ref{ID: c.ID, Revision: c.Revision}, Expert: chosen.Expert, Unit: unit})
		if errors.Is(err, samad.ErrConflict) {
			continue
		}
		if err != nil {
			return done, err
		}
		done++
		// An instant of its own for each, so that the next one is in turn.
		loads[chosen.Expert] = Workload{Open: loads[chosen.Expert].Open + 1, Last: now.Add(time.Duration(done) * time.Microsecond)}
	}
	return done, nil
}

// open lists the cases that wait for an expert, the oldest first, and counts what
// experts have.
func (a *Assigner) open(ctx context.Context, actor samad.Actor, r *Roster) ([]samad.Case, map[string]Workload, error) {
	var waiting []samad.Case
	loads := map[string]Workload{}
	query := samad.Query{
		Agencies: []samad.AgencyID{r.agency}, Limit: 1000,
		States: []samad.State{samad.Referred, samad.InProgress, samad.AwaitingPetitioner},
	}
	for {
		page, err := a.Desk.List(ctx, actor, query)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range page.Cases {
			switch {
			case c.Expert != "":
				w := loads[c.Expert]
				w.Open++
				loads[c.Expert] = w
			case c.State == samad.Referred && c.Agency == r.agency:
				waiting = append(waiting, c)
			}
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			break
		}
	}
	slices.SortFunc(waiting, func(x, y samad.Case) int {
		return cmp.Or(x.Created.Compare(y.Created), cmp.Compare(x.Code.String(), y.Code.String()))
	})
	return waiting, loads, nil
}

// last finds out when each expert got the newest of their cases.
func (a *Assigner) last(ctx context.Context, actor samad.Actor, r *Roster, loads map[string]Workload) error {
	for _, e := range r.experts {
		page, err := a.Desk.List(ctx, actor, samad.Query{Agencies: []samad.AgencyID{r.agency}, Expert: e.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Cases) == 0 {
			continue
		}
		w, c := loads[e.ID], page.Cases[0]
		w.Last = c.Created
		if n := len(c.Referrals); n > 0 {
			w.Last = c.Referrals[n-1].At
		}
		loads[e.ID] = w
	}
	return nil
}
