package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// partitioned are the tables with a partition for every Persian year, and the
// column that tells the year: it begins with an instant, as a ULID does.
var partitioned = []struct{ table, key, trigger string }{
	{"events", "case_id", `CREATE TRIGGER {i}events_not_emptied BEFORE TRUNCATE ON {part}
		FOR EACH STATEMENT EXECUTE FUNCTION {p}refuse('events are only ever added')`},
	{"messages", "id", ""},
}

// Partitions returns the chore that makes the partitions of this and of next
// Persian year, long before the year begins. Without it nothing is refused: the
// rows go to the partition of what has none ("events_rest"), and are brought
// over when the partition is made.
func (db *DB) Partitions() samad.Chore { return partitions{db} }

type partitions struct{ db *DB }

// Name implements samad.Chore.
func (partitions) Name() string { return "partitions" }

// Run implements samad.Chore; a piece of work is one partition.
func (p partitions) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	done := 0
	// Iran's summer time began after the first midnight of the year, so the
	// year begins at the same time of day in all of them.
	today, err := persian.FromTime(now.In(tehran()))
	if err != nil {
		return 0, fmt.Errorf("postgres: partitions: %w", err)
	}
	for _, x := range partitioned {
		for year := today.Year(); year <= today.Year()+1 && done < limit; year++ {
			made, err := p.db.addPartition(ctx, x.table, x.key, x.trigger, year)
			if err != nil {
				return done, fmt.Errorf("postgres: partition of %s for %d: %w", x.table, year, err)
			}
			if made {
				done++
			}
		}
	}
	return done, nil
}

func tehran() *time.Location { return time.FixedZone("Asia/Tehran", 3*3600+1800) }

// addPartition makes the partition of the table for the year and reports
// whether it was missing. Writers wait only for what lies in the partition of
// what has none, which is hardly anything, for at most two seconds.
func (db *DB) addPartition(ctx context.Context, table, key, trigger string, year int) (made bool, err error) {
	from, err := yearBegins(year)
	if err != nil {
		return false, err
	}
	to, err := yearBegins(year + 1)
	if err != nil {
		return false, err
	}
	name := fmt.Sprintf("%s_%d", table, year)
	in := func(statement string) string {
		return strings.NewReplacer("{part}", db.names.In("{p}"+name), "{parent}", db.names.In("{p}"+table),
			"{rest}", db.names.In("{p}"+table+"_rest"), "{key}", key).Replace(db.names.In(statement))
	}
	there := func(ctx context.Context, tx bun.IDB) (is bool, err error) {
		// Reading pg_class lets the connection hear of what others have made;
		// without it to_regclass may answer from memory.
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass(?))`, in("{part}")).Scan(&is)
		return is, err
	}
	if is, err := there(ctx, db.handle); err != nil || is {
		return false, err
	}
	return made, db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		// Locks are waited for briefly; moving rows takes as long as it takes,
		// whatever the limit for statements of cases.
		if _, err := tx.ExecContext(ctx, `SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '0', true)`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext(?))`, in("{part}")); err != nil {
			return err
		}
		is, err := there(ctx, tx)
		if made = !is && err == nil; !made {
			return err
		}
		// Indexes, keys and triggers come with ATTACH.
		steps := []string{
			`LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE`,
			`CREATE TABLE {part} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
			`INSERT INTO {part} SELECT * FROM {rest} WHERE {key} >= ? AND {key} < ?`,
			// Rows that are moved stay as they are.
			`ALTER TABLE {rest} DISABLE TRIGGER USER`,
			`DELETE FROM {rest} WHERE {key} >= ? AND {key} < ?`,
			`ALTER TABLE {rest} ENABLE TRIGGER USER`,
			`ALTER TABLE {parent} ATTACH PARTITION {part} FOR VALUES FROM (?) TO (?)`,
		}
		if trigger != "" {
			steps = append(steps, trigger)
		}
		for _, step := range steps {
			var args []any
			if strings.Contains(step, "?") {
				args = []any{from, to}
			}
			if _, err := tx.ExecContext(ctx, in(step), args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// yearBegins returns what ids of the year and later ones begin with, or what
// comes before that.
func yearBegins(year int) (string, error) {
	first, err := persian.New(year, 1, 1)
	if err != nil {
		return "", err
	}
	return ulidTime(first.Start(tehran())), nil
}

// ulidTime writes the instant as the first ten characters of a ULID: its
// milliseconds in Crockford's base 32.
func ulidTime(t time.Time) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var out [10]byte
	for ms, i := t.UnixMilli(), len(out)-1; i >= 0; i-- {
		out[i] = digits[ms&31]
		ms >>= 5
	}
	return string(out[:])
}

// ErrRestored means that the database was restored from a dump into a cluster that counts
// transactions from a lower number; [DB.Migrate] puts that right. Until then
// new events would stand before old ones in the feed.
var ErrRestored = errors.New("postgres: the database was restored from a dump: migrate it")

// restored tells whether events have transactions to come.
const restored = `SELECT coalesce((SELECT max(tx) FROM {p}events), 0) >= start + pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM {p}feed`

// settleIn makes partitions, and has the feed count on from where it stands.
func (db *DB) settleIn(ctx context.Context) error {
	var now time.Time
	var behind bool
	if err := db.handle.QueryRowContext(ctx, `SELECT now()`).Scan(&now); err != nil {
		return err
	}
	if _, err := db.Partitions().Run(ctx, now, 100); err != nil {
		return err
	}
	if err := db.handle.QueryRowContext(ctx, db.names.In(restored)).Scan(&behind); err != nil || !behind {
		return err
	}
	return db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, db.names.In(`LOCK TABLE {p}events IN ACCESS EXCLUSIVE MODE`)); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, db.names.In(restored)).Scan(&behind); err != nil || !behind {
			return err // another was faster
		}
		var start int64
		if err := tx.QueryRowContext(ctx, db.names.In(`UPDATE {p}feed SET start = (SELECT max(tx) FROM {p}events) RETURNING start`)).
			Scan(&start); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, db.names.In(`ALTER TABLE {p}events ALTER COLUMN tx
			SET DEFAULT pg_current_xact_id()::text::bigint + ?`), start)
		return err
	})
}
