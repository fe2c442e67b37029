// Package hosted lets a store write within a transaction that a host has begun:
// each write is a savepoint in it, and nothing is durable before the host
// commits.
package hosted

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// Tx implements sqlstore.Backend over a host's transaction.
type Tx struct {
	DB bun.IDB
	// Again says of a driver's error that the transaction cannot go on: the host
	// must begin it anew.
	Again func(error) bool
}

// Read implements sqlstore.Backend.
func (h Tx) Read() (bun.IDB, error) { return h.DB, nil }

// Write implements sqlstore.Backend with a savepoint.
func (h Tx) Write(ctx context.Context, f func(context.Context, bun.IDB) error) (err error) {
	exec := func(statement string) error {
		if _, err := h.DB.ExecContext(context.WithoutCancel(ctx), statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		return nil
	}
	if err := exec("SAVEPOINT samad_apply"); err != nil {
		return h.told(err)
	}
	kept := false
	defer func() {
		if !kept {
			err = errors.Join(err, exec("ROLLBACK TO SAVEPOINT samad_apply"), exec("RELEASE SAVEPOINT samad_apply"))
		}
	}()
	if err := f(ctx, h.DB); err != nil {
		return h.told(err)
	}
	if err := exec("RELEASE SAVEPOINT samad_apply"); err != nil {
		return h.told(err)
	}
	kept = true
	return nil
}

// told is the error as the host is told it.
func (h Tx) told(err error) error {
	if h.Again(err) {
		return fmt.Errorf("%w: %w", samad.ErrRetryTx, err)
	}
	return err
}
