package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the driver

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/storagetest"
)

// bare is a driver with the tables of a submission.
type bare struct {
	submit func(ctx context.Context, n int) error
	drop   func() error
}

// rows calls run for every row of a submission: the case, two events and a
// message, or with all also what the store writes besides.
func rows(n int, all bool, run func(table string, args ...any)) error {
	ch := storagetest.Submission(n)
	doc, err := json.Marshal(ch.Case)
	if err != nil {
		return fmt.Errorf("case: %w", err)
	}
	id := string(ch.Case.ID)
	run("cases", id, ch.Case.Code.String(), ch.Case.Revision, string(doc))
	for _, e := range ch.Events {
		actor, err := json.Marshal(e.Actor)
		if err != nil {
			return fmt.Errorf("event: %w", err)
		}
		run("events", id, e.Seq, e.ID, e.At.UnixMicro(), string(actor), string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
	}
	for _, m := range ch.Messages {
		run("messages", m.ID, id, m.Sealed)
	}
	if all {
		rest(ch, run)
	}
	return nil
}

func rest(ch samad.Change, run func(table string, args ...any)) {
	id := string(ch.Case.ID)
	for _, v := range ch.Values {
		run("case_values", id, v.Seq, v.Name, v.Salt, v.Data)
	}
	run("case_secrets", id, ch.Secrets.Key, ch.Secrets.PIN)
	for _, l := range ch.Secrets.Lookups {
		run("lookups", string(l.Kind), l.Hash, id)
	}
	run("search", id, strings.Join(ch.Search, " "))
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
func (s settings) bareSQLite(ctx context.Context, all bool, _ int) (bare, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.folder, fmt.Sprintf("bare-%d.db", count.Add(1)))+
		"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)")
	if err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	db.SetMaxOpenConns(1)
	create := strings.NewReplacer("{serial}", "INTEGER PRIMARY KEY", "{bytes}", "BLOB").Replace(tables + `
	CREATE VIRTUAL TABLE search USING fts5(case_id UNINDEXED, words, detail = none, columnsize = 0);`)
	if _, err := db.ExecContext(ctx, create); err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	stmts := map[string]*sql.Stmt{}
	for table, names := range columns {
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
		first := rows(n, all, func(table string, args ...any) {
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
func (s settings) barePostgres(ctx context.Context, all bool, clients int) (bare, error) {
	_, schema, drop, err := s.schema()
	if err != nil {
		return bare{}, err
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
	if _, err := pool.Exec(ctx, create); err != nil {
		return bare{}, fmt.Errorf("bare: %w", err)
	}
	inserts := map[string]string{}
	for table, names := range columns {
		var marks []string
		for i := range strings.Count(names, ",") + 1 {
			marks = append(marks, fmt.Sprintf("$%d", i+1))
		}
		inserts[table] = "INSERT INTO " + table + " (" + names + ") VALUES (" + strings.Join(marks, ", ") + ")"
	}
	return bare{
		drop: func() error { pool.Close(); return drop() },
		submit: func(ctx context.Context, n int) error {
			return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
				var err error
				first := rows(n, all, func(table string, args ...any) {
					if err == nil {
						_, err = tx.Exec(ctx, inserts[table], args...)
					}
				})
				return errors.Join(first, err)
			})
		},
	}, nil
}
