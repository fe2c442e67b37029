package routing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// Difference is a case on which two rule sets decide differently.
type Difference struct {
	Request samad.RouteRequest
	// Old and New are the two decisions, zero where nothing is decided; then
	// OldNone or NewNone says why, as [NoRouteError.Reason] does.
	Old, New         samad.Decision
	OldNone, NewNone string
	// Fields are in what they differ: agency, unit, urgency, cooperating,
	// labels, auto, hold, in this order.
	Fields []string
}

// Compare decides on a recorded case by an old and a new rule set, to see before
// switching over who would be referred elsewhere. It returns false when both
// decide alike; by which rule, and with what reason for the petitioner, does not
// count. Errors are those of [Table.Route] but [samad.ErrNoRoute].
func Compare(ctx context.Context, before, after *Table, request samad.RouteRequest) (Difference, bool, error) {
	d := Difference{Request: request}
	var err error
	if d.Old, d.OldNone, err = outcome(ctx, before, request); err != nil {
		return Difference{}, false, fmt.Errorf("routing: compare, old rule set: %w", err)
	}
	if d.New, d.NewNone, err = outcome(ctx, after, request); err != nil {
		return Difference{}, false, fmt.Errorf("routing: compare, new rule set: %w", err)
	}
	differs := func(field string, is bool) {
		if is {
			d.Fields = append(d.Fields, field)
		}
	}
	differs("agency", d.Old.Agency != d.New.Agency)
	differs("unit", d.Old.Unit != d.New.Unit)
	differs("urgency", d.Old.Urgency != d.New.Urgency)
	differs("cooperating", !slices.EqualFunc(d.Old.Cooperating, d.New.Cooperating, func(a, b samad.Cooperation) bool {
		return a.Agency == b.Agency && a.Purpose == b.Purpose
	}))
	differs("labels", !sameSet(d.Old.Labels, d.New.Labels))
	differs("auto", d.Old.Auto != d.New.Auto)
	differs("hold", d.Old.Hold != d.New.Hold)
	return d, len(d.Fields) > 0, nil
}

func outcome(ctx context.Context, t *Table, request samad.RouteRequest) (samad.Decision, string, error) {
	d, err := t.Route(ctx, request)
	if none, ok := errors.AsType[*NoRouteError](err); ok {
		return samad.Decision{}, none.Reason, nil
	}
	return d, "", err
}
