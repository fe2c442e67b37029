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
	bytes   func(ctx context.Context) (map[string]weight, error) // of each table
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
		bytes: func(ctx context.Context) (map[string]weight, error) {
			return weigh(db.Read().QueryContext(ctx, `SELECT m.tbl_name, sum(s.pgsize) FILTER (WHERE m.type = 'table'),
				sum(s.pgsize) FILTER (WHERE m.type = 'index') FROM dbstat AS s JOIN sqlite_master AS m USING (name) GROUP BY m.tbl_name`))
		},
	}, db.Migrate(ctx)
}

// weigh reads names of tables with their bytes and those of their indexes.
func weigh(rows *sql.Rows, err error) (map[string]weight, error) {
	if err != nil {
		return nil, err
	}
	out := map[string]weight{}
	for rows.Next() {
		var name string
		var table, indexes sql.NullInt64
		if err := rows.Scan(&name, &table, &indexes); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out[name] = weight{table.Int64, indexes.Int64}
	}
	return merged(out), errors.Join(rows.Err(), rows.Close())
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
	address, name, drop, err := s.schema()
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
		bytes: func(ctx context.Context) (map[string]weight, error) {
			return weigh(db.Read().QueryContext(ctx, `SELECT coalesce(p.relname, c.relname), sum(pg_table_size(c.oid))::bigint, sum(pg_indexes_size(c.oid))::bigint
				FROM pg_class AS c LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid LEFT JOIN pg_class AS p ON p.oid = i.inhparent
				WHERE c.relkind = 'r' AND c.relnamespace = ?::regnamespace GROUP BY 1`, name))
		},
	}, db.Migrate(ctx)
}
