package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
)

// kind is a kind of database.
type kind struct {
	name string
	// open opens an empty database of its own.
	open func(ctx context.Context) (database, error)
	// bare opens the driver itself.
	bare func(ctx context.Context, v variant, clients int) (bare, error)
}

// database is an open database.
type database struct {
	storage.DB
	commits func() int64 // how often it has waited for the disk
	drop    func() error
}

func (s settings) kinds() []kind {
	kinds := []kind{{"SQLite, synchronous=FULL", s.sqlite, s.bareSQLite}}
	if s.postgres != "" {
		kinds = append(kinds, kind{"PostgreSQL", s.postgreSQL, s.barePostgres})
	}
	return kinds
}

var count atomic.Int64 // names files and schemas

func (s settings) sqlite(ctx context.Context) (database, error) {
	db, err := sqlite.Open(ctx, filepath.Join(s.folder, fmt.Sprintf("samad-%d.db", count.Add(1))), sqlite.Options{})
	if err != nil {
		return database{}, err
	}
	return database{
		DB: db, drop: db.Close,
		commits: db.Commits,
	}, db.Migrate(ctx)
}

// schema returns the address of a new schema and how to drop it.
func (s settings) schema() (address, name string, drop func() error, err error) {
	u, err := url.Parse(s.postgres)
	if err != nil {
		return "", "", nil, errors.New("--db: an address as postgres://user@host/database is wanted")
	}
	name = fmt.Sprintf("measure_%d_%d", os.Getpid(), count.Add(1)) // beside what a run that was killed left
	query := u.Query()
	query.Set("schema", name)
	query.Set("connections", "34")
	u.RawQuery = query.Encode()
	return u.String(), name, func() error {
		return s.administer(context.Background(), "DROP SCHEMA IF EXISTS "+name+" CASCADE")
	}, nil
}

func (s settings) administer(ctx context.Context, statement string) error {
	admin, err := sql.Open("pgx", s.postgres)
	if err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	_, err = admin.ExecContext(ctx, statement)
	return errors.Join(err, admin.Close())
}

func (s settings) postgreSQL(ctx context.Context) (database, error) {
	address, _, drop, err := s.schema()
	if err != nil {
		return database{}, err
	}
	db, err := postgres.Open(ctx, address, postgres.Options{})
	if err != nil {
		return database{}, err
	}
	return database{
		DB: db, drop: func() error { return errors.Join(db.Close(), drop()) },
		commits: db.Commits,
	}, db.Migrate(ctx)
}
