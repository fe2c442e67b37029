package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// hosted implements sqlstore.Backend over a host's transaction.
type hosted struct{ tx bun.IDB }

func (h hosted) Read() (bun.IDB, error) { return h.tx, nil }

// Write implements sqlstore.Backend with a savepoint.
func (h hosted) Write(ctx context.Context, f func(context.Context, bun.IDB) error) (err error) {
	exec := func(statement string) error {
		_, err := h.tx.ExecContext(context.WithoutCancel(ctx), statement)
		return err
	}
	if err := exec("SAVEPOINT samad_apply"); err != nil {
		return retry(err)
	}
	kept := false
	defer func() {
		if !kept {
			err = errors.Join(err, exec("ROLLBACK TO SAVEPOINT samad_apply"), exec("RELEASE SAVEPOINT samad_apply"))
		}
	}()
	if err := f(ctx, h.tx); err != nil {
		return retry(err)
	}
	if err := exec("RELEASE SAVEPOINT samad_apply"); err != nil {
		return retry(err)
	}
	kept = true
	return nil
}

// retry says of a transaction that does not fit between others that the host
// must begin it anew.
func retry(err error) error {
	if mustRepeat(err) {
		return fmt.Errorf("%w: %w", samad.ErrRetryTx, err)
	}
	return err
}
