package ledger

import (
	"context"

	"github.com/samad111/go-samad/samad"
)

// With returns a samad.Store like cases whose every Apply also writes the
// changes, in one transaction: a Desk over it takes its step and the room's
// together, or neither.
//
//	desk.With(ledger.With(store, db.Cases(), change)).Answer(ctx, …)
//
// It is for one step; a second Apply that got through would find the records
// changed. A conflict over a record is told as samad.ErrConflict once the Desk
// has tried a few times.
func With(store Store, cases samad.Store, changes ...Change) samad.Store {
	return &joined{Store: cases, ledger: store, changes: changes}
}

type joined struct {
	samad.Store
	ledger  Store
	changes []Change
}

// Apply implements samad.Store.
func (j *joined) Apply(ctx context.Context, cases ...samad.Change) error {
	all := make([]Change, 0, len(j.changes)+1)
	all = append(all, Change{Cases: cases})
	return j.ledger.Apply(ctx, append(all, j.changes...)...)
}
