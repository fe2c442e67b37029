package samad

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// RecalculateAll recalculates every open case, as [Desk.Recalculate] does one:
// after a closure was declared, a holiday moved or the policy changed. It gives
// each move as it is found, and with apply set records it first; stopping early
// leaves the other cases as they are, and a second run gives only what the
// first has not recorded. An error belongs to the case of the move it comes
// with, and the others still follow; one without a case ends the run.
func (d *Desk) RecalculateAll(ctx context.Context, why string, apply bool) iter.Seq2[ClockMove, error] {
	return d.RecalculateIn(ctx, Query{}, why, apply)
}

// RecalculateIn is [Desk.RecalculateAll] for the open cases that a query matches,
// for example those in the county that a closure is limited to; its States,
// Cursor and Limit are not looked at.
func (d *Desk) RecalculateIn(ctx context.Context, query Query, why string, apply bool) iter.Seq2[ClockMove, error] {
	return func(yield func(ClockMove, error) bool) {
		query := query // a sequence may be walked twice
		query.States, query.Cursor, query.Limit = openStates(), "", 200
		for {
			page, err := d.store.List(ctx, query)
			if err != nil {
				yield(ClockMove{}, fmt.Errorf("samad: recalculate: list open cases: %w", err))
				return
			}
			for _, c := range page.Cases {
				moves, err := d.Recalculate(ctx, c.ID, why, apply)
				if ctx.Err() != nil {
					yield(ClockMove{}, fmt.Errorf("samad: recalculate: %w", ctx.Err()))
					return
				}
				if err != nil && !yield(ClockMove{Case: c.ID}, err) {
					return
				}
				for _, m := range moves {
					if !yield(m, nil) {
						return
					}
				}
			}
			if page.Next == "" {
				return
			}
			query.Cursor = page.Next
		}
	}
}

func openStates() []State {
	return slices.DeleteFunc(States(), State.Ended)
}
