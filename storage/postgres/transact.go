package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// work is what a caller wants written.
type work = func(ctx context.Context, tx bun.IDB) error

// maxTries is how often a transaction is begun anew when others were in its
// way.
const maxTries = 8

// transact runs f in a transaction of its own, and again when the server could
// not fit it between others.
func (db *DB) transact(ctx context.Context, f work) error {
	for try := 0; ; try++ {
		err := db.transactOnce(ctx, f)
		switch {
		case err == nil:
			db.commits.Add(1)
			return nil
		case !mustRepeat(err):
			return err
		case try == maxTries:
			return fmt.Errorf("%w: after %d tries: %w", samad.ErrUnavailable, try+1, err)
		}
		if err := jitter(ctx, try); err != nil {
			return err
		}
	}
}

// jitter waits a random while, longer after every try, so that those who were
// in each other's way do not meet again.
func jitter(ctx context.Context, try int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(rand.Int64N(int64(2*time.Millisecond) << min(try, 7)))): //nolint:gosec // no secret
		return nil
	}
}

// transactOnce runs f in a transaction. Statements end with ctx; the commit
// does not: cut short, nobody could tell whether it happened.
func (db *DB) transactOnce(ctx context.Context, f work) (err error) {
	conn, err := db.handle.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back; a broken one is thrown away
	inner, cancel := context.WithTimeout(context.WithoutCancel(ctx), db.options.patience())
	defer cancel()
	// Not the server's default, which may be a stricter one.
	tx, err := conn.BeginTx(inner, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended {
			_ = tx.Rollback() // what went wrong before is what to tell
		}
	}()
	if err := f(ctx, tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ended = true
	if err := tx.Commit(); err != nil {
		if refused(err) {
			return err
		}
		return fmt.Errorf("%w: whether it was written is not known: %w", samad.ErrUnavailable, err)
	}
	return nil
}
