package routing

import (
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// Route decides where a request goes. It fails with a [*NoRouteError] when the
// rule set is not in force on the day of request.At or when no rule refers the
// request anywhere; then the case stays with the people who screen it.
//
// The zero At stands for no particular day. Topics and places are matched by
// their ids alone: one that the directory does not know is under whatever its id
// begins with, and has no agency of its own.
func (t *Table) Route(ctx context.Context, request samad.RouteRequest) (samad.Decision, error) {
	if err := ctx.Err(); err != nil {
		return samad.Decision{}, fmt.Errorf("routing: route: %w", err)
	}
	day, err := t.day(request.At)
	if err != nil {
		return samad.Decision{}, err
	}
	f := &facts{RouteRequest: request, table: t, day: day}
	rule, agency, err := f.ruling()
	if err != nil {
		return samad.Decision{}, err
	}
	d, err := f.consequences(rule, agency)
	if err != nil {
		return samad.Decision{}, err
	}
	d.Reason = f.reason(&t.rules[rule], agency, d)
	return d, nil
}

// Ruling is the core of a decision: which rule decides, and for whom.
type Ruling struct {
	Rule   string
	Agency samad.AgencyID
}

// Decide is [Table.Route] without what follows from the decision: what other
// rules add to it, and the sentence for the petitioner. It is for those who go
// through many cases. What it costs hardly grows with the number of rules. The
// errors are those of Route.
func (t *Table) Decide(ctx context.Context, request samad.RouteRequest) (Ruling, error) {
	if err := ctx.Err(); err != nil {
		return Ruling{}, fmt.Errorf("routing: decide: %w", err)
	}
	day, err := t.day(request.At)
	if err != nil {
		return Ruling{}, err
	}
	f := facts{RouteRequest: request, table: t, day: day}
	rule, agency, err := f.ruling()
	if err != nil {
		return Ruling{}, err
	}
	return Ruling{t.rules[rule].ID, agency.ID}, nil
}

// ruling is decide with an error where nothing is decided.
func (f *facts) ruling() (int32, *samad.Agency, error) {
	if !f.day.IsZero() && !f.table.valid.Includes(f.day) {
		return 0, nil, f.none("not_in_force")
	}
	rule, agency, ok := f.decide()
	switch {
	case ok:
		return rule, agency, nil
	case f.failed[rule] != nil:
		return 0, nil, f.undecidable(rule, f.failed[rule])
	case rule < 0:
		return 0, nil, f.none("no_rule")
	}
	return 0, nil, f.none("no_target")
}

func (f *facts) undecidable(rule int32, err error) error {
	return &NoRouteError{f.table.ruleSet, f.Kind, f.Topic, f.Place, f.About, "expression", f.table.rules[rule].ID, err}
}

func (f *facts) none(reason string) error {
	return &NoRouteError{f.table.ruleSet, f.Kind, f.Topic, f.Place, f.About, reason, "", nil}
}

// decide returns the deciding rule and the agency it refers to. If rules hold
// but none has a target for the case, it returns the first of them and false;
// if none holds, -1 and false. A rule whose expression cannot be evaluated ends
// the search: it is returned with false.
func (f *facts) decide() (rule int32, agency *samad.Agency, ok bool) {
	x := &f.table.deciding
	first := int32(-1)
	for after := int32(-1); ; {
		rank := x.best(f, after)
		if rank < 0 {
			return first, nil, false
		}
		rule := x.rules[rank]
		if f.failed[rule] != nil {
			return rule, nil, false
		}
		for _, target := range f.table.rules[rule].Refer {
			if a, ok := f.resolve(target); ok && !f.barred(a.ID) {
				return rule, a, true
			}
		}
		if first < 0 {
			first = rule
		}
		after = rank
	}
}

// barred reports whether the agency may not answer because the case is about
// its own conduct or about that of an agency above it.
func (f *facts) barred(id samad.AgencyID) bool {
	return f.About != "" && f.table.under(id, f.About, f.day)
}

// consequences are what the deciding rule and the continuing ones say, but for
// the reason.
func (f *facts) consequences(rule int32, agency *samad.Agency) (samad.Decision, error) {
	r := &f.table.rules[rule]
	d := samad.Decision{
		Agency: agency.ID, Unit: r.Unit,
		Auto: r.Auto, Hold: r.Hold,
		Rule: r.ID, RuleSet: f.table.ruleSet,
	}
	f.contribute(&d, r)
	for _, c := range f.table.continuing.all(f) {
		if err := f.failed[c]; err != nil {
			return samad.Decision{}, f.undecidable(c, err)
		}
		r := &f.table.rules[c]
		d.Hold = d.Hold || r.Hold
		f.contribute(&d, r)
	}
	d.Auto = d.Auto && !d.Hold
	return d, nil
}

// contribute adds what deciding and continuing rules may both say.
func (f *facts) contribute(d *samad.Decision, r *Rule) {
	if r.Urgency != "" && urgencyRank(r.Urgency) > max(urgencyRank(d.Urgency), urgencyRank(f.Urgency)) {
		d.Urgency = r.Urgency
	}
	for _, l := range r.Labels {
		if !slices.Contains(d.Labels, l) {
			d.Labels = append(d.Labels, l)
		}
	}
	for _, target := range r.Cooperate {
		f.cooperate(d, target, samad.Cooperate)
	}
	for _, target := range r.Statement {
		f.cooperate(d, target, samad.Statement)
	}
}

func (f *facts) cooperate(d *samad.Decision, target Target, purpose samad.Purpose) {
	a, ok := f.resolve(target)
	if !ok || a.ID == d.Agency || slices.ContainsFunc(d.Cooperating, func(c samad.Cooperation) bool { return c.Agency == a.ID }) {
		return
	}
	if f.barred(a.ID) {
		purpose = samad.Statement
	}
	d.Cooperating = append(d.Cooperating, samad.Cooperation{Agency: a.ID, Purpose: purpose})
}

// urgencyRank orders urgencies; an unknown or empty one is lowest.
func urgencyRank(u samad.Urgency) int { return slices.Index(samad.Urgencies(), u) }
