package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// Transactions get their numbers when they first write and end in another
// order, so an event may become visible before one with a lower number. What
// stands before the oldest transaction that is still going on (the snapshot's
// xmin) has settled: nothing can come before it any more.

type feedStatements struct{ read, held, past string }

func newFeedStatements(n sqlstore.Names) feedStatements {
	const settled = `(SELECT start + pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM {p}feed)`
	return feedStatements{
		read: n.In(`SELECT case_id, seq, id, at, actor, type, data, prev_hash, hash, tx, pos FROM {p}events
			WHERE (tx, pos) > (?, ?) AND tx < ` + settled + ` ORDER BY tx, pos LIMIT ?`),
		held: n.In(`SELECT EXISTS (SELECT 1 FROM {p}events WHERE tx >= ` + settled + `),
			pg_snapshot_xmax(pg_current_snapshot())::text::bigint`),
		past: `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= ?`,
	}
}

// Feed implements [sqlstore.Feeder]. What was written before the call is in it,
// unless another transaction that began earlier goes on for long.
func (d dialect) Feed(ctx context.Context, db bun.IDB, after sqlstore.Position, limit int) (*sql.Rows, error) {
	if _, ours := db.(*bun.DB); ours { // a host's own transaction would wait for itself
		if err := d.settle(ctx, db); err != nil {
			return nil, err
		}
	}
	return db.QueryContext(ctx, d.feed.read, after.Tx, after.Pos, int64(limit))
}

// settle waits until the transactions that are going on now have ended, if one
// of them holds back what can be seen already.
func (d dialect) settle(ctx context.Context, db bun.IDB) error {
	var done bool
	var newest int64
	if err := db.QueryRowContext(ctx, d.feed.held).Scan(&done, &newest); err != nil || !done {
		return err
	}
	until := time.Now().Add(d.feedWait)
	for pause := time.Millisecond; time.Now().Before(until); pause = min(2*pause, 50*time.Millisecond) {
		if err := db.QueryRowContext(ctx, d.feed.past, newest).Scan(&done); err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil
}
