package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/tracking"
)

// List returns one page of the cases that match the query and that the actor
// may see. A search in words is folded first, so that spelling does not
// matter; one for a tracking code finds that case.
func (d *Desk) List(ctx context.Context, actor Actor, query Query) (Page, error) {
	query, err := d.scoped(actor, query)
	if err != nil {
		return Page{}, err
	}
	page, err := d.store.List(ctx, query)
	if err != nil {
		return Page{}, fmt.Errorf("samad: list cases: %w", err)
	}
	return page, nil
}

// Count counts the cases that match the query and that the actor may see.
func (d *Desk) Count(ctx context.Context, actor Actor, query Query, by ...Dimension) ([]Tally, error) {
	query, err := d.scoped(actor, query)
	if err != nil {
		return nil, err
	}
	tallies, err := d.store.Count(ctx, query, by...)
	if err != nil {
		return nil, fmt.Errorf("samad: count cases: %w", err)
	}
	return tallies, nil
}

// scoped limits a query to what the actor may see by its widest right to
// read (any, place, centre, agency, assigned; an actor with several roles lists by
// the widest of them). The scope is part of the query itself, so that no page, count or
// search can reach beyond it.
func (d *Desk) scoped(actor Actor, query Query) (Query, error) {
	var f faults
	if query.Limit < 0 || query.Limit > 1000 {
		f.add("/limit", "range", "اندازه صفحه از ۱ تا ۱۰۰۰ است.", "a page has 1 to 1000 cases")
	}
	if err := f.err(); err != nil {
		return Query{}, err
	}
	query.Now = d.instant()
	words := strings.Fields(strings.Join(query.Search, " "))
	query.Search = nil
	for _, w := range words {
		query.Search = append(query.Search, strings.Fields(fold.Text(w))...)
	}
	switch forbidden := (&ForbiddenError{Action: Read, Roles: slices.Clone(actor.Roles)}); {
	case actor.Place == "":
	case len(actor.Place) <= 2:
		if query.Province != "" && query.Province != actor.Place {
			return Query{}, forbidden
		}
		query.Province = actor.Place
	case actor.Place.Under(query.Place):
		query.Place = actor.Place
	case !query.Place.Under(actor.Place):
		return Query{}, forbidden
	}
	widest := -1
	for _, right := range d.rights[Read] {
		if !actor.Has(right.Role) || !actor.allows(Read) {
			continue
		}
		if rank := d.rank(right.Scope, actor); rank > widest {
			widest = rank
		}
	}
	switch widest {
	case rankAny:
	case rankCentre:
		query.Centres = []AgencyID{actor.Agency}
	case rankSubtree:
		day := d.day(query.Now)
		query.Visible = d.directory.AgencySubtree(actor.Agency, day)
		if query.Visible == nil {
			query.Visible = []AgencyID{}
		}
	case rankAssigned:
		query.Visible = []AgencyID{actor.Agency}
		query.Expert = actor.ID
	default:
		return Query{}, &ForbiddenError{Action: Read, Roles: slices.Clone(actor.Roles)}
	}
	return query, nil
}

// The ranks of what a right to read lets an actor list.
const (
	rankAssigned = iota
	rankSubtree
	rankCentre
	rankAny
)

func (d *Desk) rank(s Scope, actor Actor) int {
	switch {
	case s == ScopeAny, s == ScopePlace && actor.Place != "":
		return rankAny
	case s == ScopeCentre && actor.Agency != "":
		return rankCentre
	case (s == ScopeAgency || s == ScopeCooperating) && actor.Agency != "":
		return rankSubtree
	case s == ScopeAssigned && actor.Agency != "":
		return rankAssigned
	default:
		return -1
	}
}

// parseCode reads a tracking code as people write it.
func parseCode(code string) (tracking.Code, error) {
	parsed, err := tracking.Parse(code)
	if err == nil {
		return parsed, nil
	}
	var f faults
	detail := "a tracking code has 16 digits with two check digits; look at its digits again"
	if at, ok := errors.AsType[*tracking.ParseError](err); ok {
		detail = at.Reason
	}
	f.add("/code", "malformed", "کد رهگیری درست نیست؛ رقم‌های آن را دوباره ببینید.", detail)
	return tracking.Code{}, f.err()
}
