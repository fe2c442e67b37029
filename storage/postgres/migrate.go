package postgres

import (
	"context"
	"embed"
	"fmt"
	"hash/fnv"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// lockSeconds is how long one process waits while another migrates.
const lockSeconds = 300

// newProvider returns what applies the migrations to the database. Each is one
// transaction; there is no way back. A lock of the session, which ends with it,
// keeps others out.
func (db *DB) newProvider() (*goose.Provider, error) {
	steps, err := sqlstore.Migrations(migrations, db.names)
	if err != nil {
		return nil, err
	}
	id := fnv.New32a()
	_, _ = id.Write([]byte(db.names.In("samad {p}migrations"))) // does not fail
	locker, err := lock.NewPostgresSessionLocker(
		lock.WithLockID(int64(id.Sum32())), lock.WithLockTimeout(1, lockSeconds), lock.WithUnlockTimeout(1, 10))
	if err != nil {
		return nil, fmt.Errorf("postgres: migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db.handle.DB, nil,
		goose.WithGoMigrations(steps...),
		goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(db.names.In("{p}migrations")),
		goose.WithSessionLocker(locker),
		goose.WithLogger(goose.NopLogger()),
	)
	if err != nil {
		return nil, fmt.Errorf("postgres: read migrations: %w", err)
	}
	return p, nil
}

// schema returns the version of the database's schema, 0 when it has none, and
// the version that this program knows.
func (db *DB) schema(ctx context.Context) (have, want int64, err error) {
	steps, err := sqlstore.Migrations(migrations, db.names)
	if err != nil {
		return 0, 0, err
	}
	want = steps[len(steps)-1].Version
	var there bool
	if err := db.handle.DB.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, db.names.In("{p}migrations")).Scan(&there); err != nil {
		return 0, want, fmt.Errorf("postgres: read the schema: %w", err)
	}
	if !there {
		return 0, want, nil
	}
	if err := db.handle.DB.QueryRowContext(ctx, db.names.In(`SELECT coalesce(max(version_id), 0) FROM {p}migrations`)).Scan(&have); err != nil {
		return 0, want, fmt.Errorf("postgres: read the schema's version: %w", err)
	}
	return have, want, nil
}

// Migrate brings the schema to the version of this program, makes the
// partitions of this and next year, and repairs the order of the feed after a
// dump was restored into another cluster. It may be called by several processes
// at once; each migration is applied once and as a whole. A database that is
// newer than the program is left alone, with an error matching
// [sqlstore.ErrNewer].
func (db *DB) Migrate(ctx context.Context) error {
	if db.closed.Load() {
		return fmt.Errorf("postgres: migrate: %w", samad.ErrClosed)
	}
	have, want, err := db.schema(ctx)
	switch {
	case err != nil:
		return err
	case have > want:
		return &sqlstore.SchemaError{Have: have, Want: want}
	case have < want:
		if err := db.migrate(ctx); err != nil {
			return fmt.Errorf("postgres: migrate: %w", err)
		}
	}
	return db.settleIn(ctx)
}

func (db *DB) migrate(ctx context.Context) error {
	if s := db.names.Schema(); s != "" {
		// Two that do this at once may both find it missing.
		_, err := db.handle.DB.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS `+s)
		if err != nil && state(err) != uniqueViolation && state(err) != duplicateSchema {
			return err
		}
	}
	p, err := db.newProvider()
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Check returns nil when the database answers and has the schema of this
// program; otherwise an error matching [sqlstore.ErrOlder],
// [sqlstore.ErrNewer], [ErrRestored] or whatever keeps it from answering.
func (db *DB) Check(ctx context.Context) error {
	if db.closed.Load() {
		return fmt.Errorf("postgres: check: %w", samad.ErrClosed)
	}
	have, want, err := db.schema(ctx)
	if err != nil {
		return err
	}
	if have != want {
		return &sqlstore.SchemaError{Have: have, Want: want}
	}
	var behind bool
	if err := db.handle.QueryRowContext(ctx, db.names.In(restored)).Scan(&behind); err != nil {
		return fmt.Errorf("postgres: check the feed: %w", err)
	}
	if behind {
		return ErrRestored
	}
	return nil
}
