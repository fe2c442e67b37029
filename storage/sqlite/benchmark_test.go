package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	storagetest.Benchmark(b, func(b testing.TB) storagetest.Store {
		db := openDB(b, sqlite.Options{})
		return closable{db.Cases(), db}
	})
}

// BenchmarkCommits tells how many fsyncs a submission costs.
func BenchmarkCommits(b *testing.B) {
	for _, clients := range []int{1, 32} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			db := openDB(b, sqlite.Options{})
			before := db.Commits()
			storagetest.Load(b, clients, func(ctx context.Context, n int) error {
				return db.Cases().Apply(ctx, storagetest.Submission(n))
			})
			b.ReportMetric(float64(db.Commits()-before)/float64(b.N), "commits/op")
		})
	}
}

// BenchmarkBareDriver does the inserts of a submission with prepared statements
// on the driver itself, one transaction each, into tables with the keys that
// they need and no more: what the store is measured against.
func BenchmarkBareDriver(b *testing.B) {
	for _, all := range []bool{false, true} {
		for _, clients := range []int{1, 32} {
			name := map[bool]string{false: "case+2events+message", true: "the same rows as the store"}[all]
			b.Run(fmt.Sprintf("%s/clients=%d", name, clients), func(b *testing.B) {
				bare := openBare(b, all)
				storagetest.Load(b, clients, bare.submit)
			})
		}
	}
}

// bareDriver is one connection with its prepared statements.
type bareDriver struct {
	db    *sql.DB
	stmts map[string]*sql.Stmt
	all   bool
}

func openBare(b *testing.B, all bool) *bareDriver {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)")
	require.NoError(b, err)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	_, err = db.ExecContext(b.Context(), `
		CREATE TABLE cases (id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, revision INTEGER, doc TEXT) STRICT;
		CREATE TABLE events (pos INTEGER PRIMARY KEY, case_id TEXT REFERENCES cases, seq INTEGER, id TEXT, at INTEGER,
			actor TEXT, type TEXT, data TEXT, prev_hash BLOB, hash BLOB, UNIQUE (case_id, seq)) STRICT;
		CREATE TABLE messages (num INTEGER PRIMARY KEY, id TEXT UNIQUE, case_id TEXT REFERENCES cases, sealed BLOB) STRICT;
		CREATE TABLE case_values (case_id TEXT, seq INTEGER, name TEXT, salt BLOB, data BLOB, PRIMARY KEY (case_id, seq, name)) STRICT, WITHOUT ROWID;
		CREATE TABLE case_secrets (case_id TEXT PRIMARY KEY, wrapped_key BLOB, pin BLOB) STRICT, WITHOUT ROWID;
		CREATE TABLE lookups (kind TEXT, hash BLOB, case_id TEXT, PRIMARY KEY (kind, hash, case_id)) STRICT, WITHOUT ROWID;
		CREATE VIRTUAL TABLE search USING fts5(words, detail = none, columnsize = 0);`)
	require.NoError(b, err)
	bare := &bareDriver{db: db, stmts: map[string]*sql.Stmt{}, all: all}
	for name, text := range map[string]string{
		"case":    "INSERT INTO cases VALUES (?, ?, ?, ?)",
		"event":   "INSERT INTO events (case_id, seq, id, at, actor, type, data, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"message": "INSERT INTO messages (id, case_id, sealed) VALUES (?, ?, ?)",
		"value":   "INSERT INTO case_values VALUES (?, ?, ?, ?, ?)",
		"secrets": "INSERT INTO case_secrets VALUES (?, ?, ?)",
		"lookup":  "INSERT INTO lookups VALUES (?, ?, ?)",
		"words":   "INSERT INTO search (words) VALUES (?)",
	} {
		bare.stmts[name], err = db.PrepareContext(b.Context(), text)
		require.NoError(b, err)
	}
	return bare
}

func (d *bareDriver) submit(ctx context.Context, n int) (err error) {
	ch := storagetest.Submission(n)
	doc, err := json.Marshal(ch.Case)
	if err != nil {
		return err
	}
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	run := func(name string, args ...any) {
		if err == nil {
			_, err = tx.StmtContext(ctx, d.stmts[name]).ExecContext(ctx, args...)
		}
	}
	id := string(ch.Case.ID)
	run("case", id, ch.Case.Code.String(), ch.Case.Revision, string(doc))
	for _, e := range ch.Events {
		actor, _ := json.Marshal(e.Actor) //nolint:errchkjson // plain strings
		run("event", id, e.Seq, e.ID, e.At.UnixMicro(), string(actor), string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
	}
	for _, m := range ch.Messages {
		run("message", m.ID, id, m.Sealed)
	}
	if d.all {
		d.rest(run, ch)
	}
	if err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return err
	}
	return tx.Commit()
}

// rest writes what a submission brings besides case, events and message.
func (d *bareDriver) rest(run func(string, ...any), ch samad.Change) {
	id := string(ch.Case.ID)
	for _, v := range ch.Values {
		run("value", id, v.Seq, v.Name, v.Salt, v.Data)
	}
	run("secrets", id, ch.Secrets.Key, ch.Secrets.PIN)
	for _, l := range ch.Secrets.Lookups {
		run("lookup", string(l.Kind), l.Hash, id)
	}
	words := ""
	for _, w := range ch.Search {
		words += w + " "
	}
	run("words", words)
}
