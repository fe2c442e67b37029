package sqlite

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
			err = errors.Join(err, exec("ROLLBACK TO samad_apply"), exec("RELEASE samad_apply"))
		}
	}()
	if err := f(ctx, h.tx); err != nil {
		return retry(err)
	}
	if err := exec("RELEASE samad_apply"); err != nil {
		return retry(err)
	}
	kept = true
	return nil
}

// retry says of a lock that another holds, or a snapshot that has passed, that
// the host's transaction must begin anew.
func retry(err error) error {
	if busy(err) {
		return fmt.Errorf("%w: %w", samad.ErrRetryTx, err)
	}
	return err
}
