package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the driver
)

// bare is a driver with the tables of a submission.
type bare struct {
	submit func(ctx context.Context, n int) error
	rest   func() // gives connections back until its next turn; may be nil
	drop   func() error
}

// variant is what a bare driver writes of a submission.
type variant int

const (
	few   variant = iota // the case, two events and a message, with the keys that they need
	all                  // every row that the store writes, with the keys that they need
	alike                // every row and column of the store, in its own tables with its indexes
)

func (v variant) String() string {
	return [...]string{"bare: case, 2 events, message", "bare: all rows of the store", "bare: its rows, tables, indexes"}[v]
}

// The tables, in words that both databases read once types are replaced.
const tables = `
	CREATE TABLE cases (id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, revision INTEGER, doc TEXT);
	CREATE TABLE events (pos {serial}, case_id TEXT REFERENCES cases, seq INTEGER, id TEXT, at BIGINT,
		actor TEXT, type TEXT, data TEXT, prev_hash {bytes}, hash {bytes}, UNIQUE (case_id, seq));
	CREATE TABLE messages (num {serial}, id TEXT UNIQUE, case_id TEXT REFERENCES cases, sealed {bytes});
	CREATE TABLE case_values (case_id TEXT, seq INTEGER, name TEXT, salt {bytes}, data {bytes}, PRIMARY KEY (case_id, seq, name));
	CREATE TABLE case_secrets (case_id TEXT PRIMARY KEY, wrapped_key {bytes}, pin {bytes});
	CREATE TABLE lookups (kind TEXT, hash {bytes}, case_id TEXT, PRIMARY KEY (kind, hash, case_id));`

// columns are what an INSERT names, and how many there are.
var columns = map[string]string{
	"cases":        "id, code, revision, doc",
	"events":       "case_id, seq, id, at, actor, type, data, prev_hash, hash",
	"messages":     "id, case_id, sealed",
	"case_values":  "case_id, seq, name, salt, data",
	"case_secrets": "case_id, wrapped_key, pin",
	"lookups":      "kind, hash, case_id",
	"search":       "case_id, words",
}

// bareSQLite is one connection with prepared statements; who else wants to write
// waits for it, as database/sql lets them.
func (s settings) bareSQLite(ctx context.Context, v variant, _ int) (bare, error) {
	path := filepath.Join(s.folder, fmt.Sprintf("bare-%d.db", count.Add(1)))
	if v == alike {
		if err := migrateSQLite(ctx, path); err != nil {
			return bare{}, err
		}
	}
	db, err := sql.Open("sqlite", "file:"+path+
		"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)")
	if err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	db.SetMaxOpenConns(1)
	create := strings.NewReplacer("{serial}", "INTEGER PRIMARY KEY", "{bytes}", "BLOB").Replace(tables + `
	CREATE VIRTUAL TABLE search USING fts5(case_id UNINDEXED, words, detail = none, columnsize = 0);`)
	named := columns
	if v == alike {
		create, named = "", ownColumns(", words", "")
	}
	if _, err := db.ExecContext(ctx, create); err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	stmts := map[string]*sql.Stmt{}
	for table, names := range named {
		marks := strings.TrimSuffix(strings.Repeat("?, ", strings.Count(names, ",")+1), ", ")
		if stmts[table], err = db.PrepareContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, names, marks)); err != nil { //nolint:sqlclosecheck // goes with the handle
			return bare{}, fmt.Errorf("bare: %w", err)
		}
	}
	return bare{drop: db.Close, submit: func(ctx context.Context, n int) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("bare: %w", err)
		}
		first := rows(n, v, true, func(table string, args ...any) {
			if err == nil {
				_, err = tx.StmtContext(ctx, stmts[table]).ExecContext(ctx, args...) //nolint:sqlclosecheck // goes with its transaction
			}
		})
		if err = errors.Join(first, err); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}}, nil
}

// barePostgres is pgx with a connection for each client, statement by
// statement.
func (s settings) barePostgres(ctx context.Context, v variant, clients int) (bare, error) {
	address, schema, drop, err := s.schema()
	if err != nil {
		return bare{}, err
	}
	if v == alike {
		if err := migratePostgres(ctx, address); err != nil {
			return bare{}, err
		}
	}
	config, err := pgxpool.ParseConfig(s.postgres)
	if err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	config.MaxConns = int32(clients)
	config.ConnConfig.RuntimeParams["search_path"] = schema
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	create := "CREATE SCHEMA " + schema + ";" +
		strings.NewReplacer("{serial}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "{bytes}", "BYTEA").Replace(tables) +
		`CREATE TABLE search (case_id TEXT PRIMARY KEY, words TSVECTOR); CREATE INDEX ON search USING gin (words);`
	named := columns
	if v == alike {
		create, named = "", ownColumns("", "case_id, words")
	}
	if _, err := pool.Exec(ctx, create); err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	inserts := map[string]string{}
	for table, names := range named {
		var marks []string
		for i := range strings.Count(names, ",") + 1 {
			marks = append(marks, fmt.Sprintf("$%d", i+1))
		}
		if v == alike && table == "search" {
			marks[1] = "array_to_tsvector(string_to_array($2, ' '))"
		}
		inserts[table] = "INSERT INTO " + table + " (" + names + ") VALUES (" + strings.Join(marks, ", ") + ")"
	}
	return bare{
		drop: func() error { pool.Close(); return drop() },
		rest: pool.Reset,
		submit: func(ctx context.Context, n int) error {
			return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
				var err error
				first := rows(n, v, false, func(table string, args ...any) {
					if err == nil {
						_, err = tx.Exec(ctx, inserts[table], args...)
					}
				})
				return errors.Join(first, err)
			})
		},
	}, nil
}
