package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// execute runs a statement in the queue, as an administrator's shell might.
func execute(t testing.TB, db *sqlite.DB, statement string, args ...any) error {
	t.Helper()
	return db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
}

func TestHistoryCannotBeRewritten(t *testing.T) {
	t.Parallel()
	db := openDB(t, sqlite.Options{})
	ch := submission(1)
	require.NoError(t, db.Cases().Apply(t.Context(), ch))
	for _, statement := range []string{
		`UPDATE events SET data = '{}'`,
		`UPDATE events SET seq = 9 WHERE seq = 2`,
		`DELETE FROM events`,
		`DELETE FROM events WHERE seq = 2`,
		`INSERT OR REPLACE INTO events SELECT pos, case_id, seq, id, at, actor, type, '{}', prev_hash, hash FROM events`,
		`INSERT OR REPLACE INTO events SELECT NULL, case_id, seq, id, at, actor, type, '{}', prev_hash, hash FROM events`,
		`INSERT OR REPLACE INTO events SELECT pos, case_id, seq + 5, id, at, actor, type, '{}', prev_hash, hash FROM events`,
		`UPDATE OR REPLACE events SET pos = 1 WHERE pos = 2`,
		`DELETE FROM cases`,
		`INSERT INTO events SELECT NULL, 'nobody', 1, id, at, actor, type, data, prev_hash, hash FROM events`,
	} {
		require.Error(t, execute(t, db, statement), statement)
	}
	got, err := db.Cases().Events(t.Context(), ch.Case.ID)
	require.NoError(t, err)
	require.Len(t, got, 2)
	for i := range got {
		assert.Equal(t, ch.Events[i].Hash, got[i].ComputeHash())
	}
}

// TestErasureLeavesNoTrace looks for erased bytes in the files themselves.
func TestErasureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	ch := submission(1)
	ch.Values[1].Data = []byte("TEXTTOERASE")
	ch.Secrets.Key = []byte("KEYTOERASE")
	ch.Search = []string{"wordtoerase"}
	require.NoError(t, db.Cases().Apply(t.Context(), ch))
	traces := func() (found []string) {
		t.Helper()
		require.NoError(t, db.Close()) // brings what the log holds into the file
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NoFileExists(t, path+"-wal")
		for _, secret := range []string{"TEXTTOERASE", "KEYTOERASE", "wordtoerase"} {
			if bytes.Contains(text, []byte(secret)) {
				found = append(found, secret)
			}
		}
		db, err = sqlite.Open(t.Context(), path, sqlite.Options{})
		require.NoError(t, err)
		return found
	}
	require.Len(t, traces(), 3, "before erasure everything must be in the file, or this test shows nothing")
	gone := step(ch)
	gone.Erase = []samad.ValueRef{ch.Values[0].ValueRef, ch.Values[1].ValueRef}
	gone.Secrets = &samad.Secrets{Case: ch.Case.ID}
	gone.EraseSearch = true
	require.NoError(t, db.Cases().Apply(t.Context(), gone))
	assert.Empty(t, traces())
	require.NoError(t, db.Close())
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	err = db.Check(t.Context())
	require.ErrorIs(t, err, sqlstore.ErrOlder)
	var told *sqlstore.SchemaError
	require.ErrorAs(t, err, &told)
	assert.Equal(t, int64(0), told.Have)
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Check(t.Context()))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	require.NoError(t, db.Migrate(t.Context()), "again")
	_, err = db.Cases().Case(t.Context(), submission(1).Case.ID)
	require.NoError(t, err)

	// A newer program has been here.
	require.NoError(t, execute(t, db, "INSERT INTO migrations (version_id, is_applied) VALUES (?, 1)", told.Want+7))
	for what, err := range map[string]error{"check": db.Check(t.Context()), "migrate": db.Migrate(t.Context())} {
		require.ErrorIs(t, err, sqlstore.ErrNewer, what)
		assert.ErrorContains(t, err, "use a newer program")
	}
	require.NoError(t, db.Close())
	_, err = sqlite.Open(t.Context(), path, sqlite.Options{})
	require.ErrorIs(t, err, sqlstore.ErrNewer)
	require.ErrorAs(t, err, &told)
	assert.Equal(t, told.Want+7, told.Have)
}

// TestManyMigrateAtOnce starts several servers on one new file.
func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			db, err := sqlite.Open(context.Background(), path, sqlite.Options{})
			if err == nil {
				err = db.Migrate(context.Background())
				if closing := db.Close(); err == nil {
					err = closing
				}
			}
			errs[i] = err
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Check(t.Context()))
	require.NoError(t, db.Close())
}

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a b%41?c#d&e=ی.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Readers: 1, Prefix: "gov_"})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "%s: nobody else may read it", e.Name())
	}
	var names []string
	require.NoError(t, db.Read().NewRaw("SELECT name FROM sqlite_master WHERE name NOT LIKE 'gov\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'").
		Scan(t.Context(), &names))
	assert.Empty(t, names, "every name has the prefix")
	var setting []string
	for _, pragma := range []string{"journal_mode", "synchronous", "foreign_keys"} {
		var v string
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
			return tx.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&v)
		}))
		setting = append(setting, v)
	}
	assert.Equal(t, []string{"wal", "2", "1"}, setting)
	require.NoError(t, db.Close())

	text := filepath.Join(dir, "text.db")
	require.NoError(t, os.WriteFile(text, []byte("this is not a database, but long enough to look at; "+complaint), 0o600))
	_, err = sqlite.Open(t.Context(), text, sqlite.Options{})
	require.ErrorContains(t, err, "not a database")
	_, err = sqlite.Open(t.Context(), dir, sqlite.Options{})
	require.ErrorIs(t, err, sqlite.ErrPath)
	_, err = sqlite.Open(t.Context(), path, sqlite.Options{Prefix: "x;"})
	require.ErrorIs(t, err, sqlstore.ErrPrefix)
}

// TestPlansUseIndexes: what is asked every few seconds must not sort or scan.
func TestPlansUseIndexes(t *testing.T) {
	t.Parallel()
	db := openDB(t, sqlite.Options{})
	for query, index := range map[string]string{
		`SELECT doc FROM cases AS c WHERE (c.created, c.id) < (5, 'x') ORDER BY c.created DESC, c.id DESC LIMIT 51`: "cases_created",
		`SELECT doc FROM cases AS c WHERE (coalesce(c.due, 9223372036854775807), c.id) > (5, 'x')
			ORDER BY coalesce(c.due, 9223372036854775807), c.id LIMIT 51`: "cases_due",
		`SELECT id FROM cases WHERE next_due <= 5 AND (lease_until IS NULL OR lease_until <= 5) ORDER BY next_due, id LIMIT 9`:                           "cases_next_due",
		`SELECT num FROM messages AS m WHERE m.state = 'pending' AND m.audience <> 'office' ORDER BY m.num LIMIT 9`:                                      "messages_pending",
		`SELECT doc FROM cases AS c WHERE c.agency IN ('x') AND c.id IN (SELECT case_id FROM case_visible WHERE agency IN ('x')) LIMIT 9`:                "case_visible USING PRIMARY KEY (agency=?)",
		`SELECT 1 FROM cases AS c WHERE EXISTS (SELECT 1 FROM case_visible AS v WHERE v.agency IN ('x') AND v.created = c.created AND v.case_id = c.id)`: "PRIMARY KEY (agency=? AND created=? AND case_id=?)",
		`SELECT num FROM cases WHERE words IS NOT NULL AND num > (SELECT upto FROM words_indexed)`:                                                       "USING INTEGER PRIMARY KEY (rowid>?)",
		`SELECT min(e.num) FROM messages AS e WHERE e.case_id = 'x' AND CASE e.state WHEN 'pending' THEN e.audience <> 'office' END`:                     "messages_case (case_id=?",
		`SELECT 1 FROM messages AS e WHERE e.state = 'pending' AND e.audience = 'office' AND e.recipient = 'x' AND e.num < 5`:                            "messages_recipient",
		`SELECT key FROM idempotency WHERE sealed IS NOT NULL AND expires <= 5 ORDER BY expires LIMIT 9`:                                                 "idempotency_expires",
		`SELECT case_id FROM lookups WHERE kind = 'a' AND hash = x'00'`:                                                                                  "PRIMARY KEY",
	} {
		rows, err := db.Read().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		require.NoError(t, err)
		var plan string
		for rows.Next() {
			var id, parent, unused sql.NullInt64
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			plan += detail + "\n"
		}
		require.NoError(t, rows.Err())
		assert.Contains(t, plan, index, query)
		assert.NotContains(t, plan, "TEMP B-TREE", query)
	}
}
