package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newProvider returns what applies the migrations to the database. Each is one
// transaction; there is no way back.
func newProvider(db *sql.DB, names sqlstore.Names) (*goose.Provider, error) {
	steps, err := sqlstore.Migrations(migrations, names)
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, nil,
		goose.WithGoMigrations(steps...),
		goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(names.In("{p}migrations")),
		goose.WithLogger(goose.NopLogger()),
	)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read migrations: %w", err)
	}
	return p, nil
}

// schema returns the version of the database's schema, 0 when it has none, and
// the version that this program knows.
func schema(ctx context.Context, db *sql.DB, names sqlstore.Names) (have, want int64, err error) {
	steps, err := sqlstore.Migrations(migrations, names)
	if err != nil {
		return 0, 0, err
	}
	want = steps[len(steps)-1].Version
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?`,
		names.In("{p}migrations")).Scan(&tables); err != nil {
		return 0, want, fmt.Errorf("sqlite: read the schema: %w", err)
	}
	if tables == 0 {
		return 0, want, nil
	}
	if err := db.QueryRowContext(ctx, names.In(`SELECT coalesce(max(version_id), 0) FROM {p}migrations`)).Scan(&have); err != nil {
		return 0, want, fmt.Errorf("sqlite: read the schema's version: %w", err)
	}
	return have, want, nil
}

// Migrate brings the schema to the version of this program. It may be called
// by several processes at once; each migration is applied once and as a whole.
// A database that is newer than the program is left alone, with an error
// matching [sqlstore.ErrNewer].
func (db *DB) Migrate(ctx context.Context) error {
	if db.closed.Load() {
		return fmt.Errorf("sqlite: migrate: %w", samad.ErrClosed)
	}
	var last error
	for range 3 {
		have, want, err := schema(ctx, db.reads.DB.DB, db.names)
		switch {
		case err != nil:
			return err
		case have > want:
			return &sqlstore.SchemaError{Have: have, Want: want}
		case have == want:
			return nil
		case last != nil && !busy(last) && !strings.Contains(last.Error(), "already exists"):
			return last
		}
		// When another process was faster, the error tells nothing and the
		// next look at the version everything.
		last = db.migrateOnce(ctx)
	}
	return last
}

func (db *DB) migrateOnce(ctx context.Context) (err error) {
	handle := db.writer.db.DB
	if db.path != "" {
		// The write handle's only connection belongs to the queue.
		if handle, err = openHandle(db.path, migratePragmas, 1); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, handle.Close()) }()
	}
	p, err := newProvider(handle, db.names)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("sqlite: migrate: %w", err)
	}
	return nil
}

// Check returns nil when the database answers and has the schema of this
// program; otherwise an error matching [sqlstore.ErrOlder],
// [sqlstore.ErrNewer] or whatever keeps it from answering.
func (db *DB) Check(ctx context.Context) error {
	if db.closed.Load() {
		return fmt.Errorf("sqlite: check: %w", samad.ErrClosed)
	}
	have, want, err := schema(ctx, db.reads.DB.DB, db.names)
	if err != nil {
		return err
	}
	if have != want {
		return &sqlstore.SchemaError{Have: have, Want: want}
	}
	return nil
}
