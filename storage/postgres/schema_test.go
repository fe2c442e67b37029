package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlstore"
)

func TestHistoryCannotBeRewritten(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	ch := submission(1)
	require.NoError(t, db.Cases().Apply(t.Context(), ch))
	for _, statement := range []string{
		`UPDATE {s}.events SET data = '{}'`,
		`UPDATE {s}.events SET seq = 9 WHERE seq = 2`,
		`UPDATE {s}.events SET tx = 1, pos = 1 WHERE seq = 2`,
		`DELETE FROM {s}.events`,
		`DELETE FROM {s}.events WHERE seq = 2`,
		`TRUNCATE {s}.events`,
		`TRUNCATE {s}.cases CASCADE`,
		`INSERT INTO {s}.events SELECT * FROM {s}.events`,
		`INSERT INTO {s}.events SELECT * FROM {s}.events ON CONFLICT (case_id, seq) DO UPDATE SET data = '{}'`,
		`DELETE FROM {s}.cases`,
	} {
		require.Error(t, execute(t, db, schema, statement), statement)
	}
	got, err := db.Cases().Events(t.Context(), ch.Case.ID)
	require.NoError(t, err)
	require.Len(t, got, 2)
	for i := range got {
		assert.Equal(t, ch.Events[i].Hash, got[i].ComputeHash())
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	address := freshSchema(t)
	schema := schemaOf(t, address)
	db, err := postgres.Open(t.Context(), address, postgres.Options{})
	require.NoError(t, err)
	err = db.Check(t.Context())
	require.ErrorIs(t, err, sqlstore.ErrOlder)
	var told *sqlstore.SchemaError
	require.ErrorAs(t, err, &told)
	assert.Equal(t, int64(0), told.Have)
	require.ErrorContains(t, db.Cases().Apply(t.Context(), submission(1)), "does not exist")
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Check(t.Context()))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	require.NoError(t, db.Migrate(t.Context()), "again")
	_, err = db.Cases().Case(t.Context(), submission(1).Case.ID)
	require.NoError(t, err)

	// A newer program has been here.
	require.NoError(t, execute(t, db, schema, "INSERT INTO {s}.migrations (version_id, is_applied) VALUES (?, true)", told.Want+7))
	for what, err := range map[string]error{"check": db.Check(t.Context()), "migrate": db.Migrate(t.Context())} {
		require.ErrorIs(t, err, sqlstore.ErrNewer, what)
		assert.ErrorContains(t, err, "use a newer program")
	}
	require.NoError(t, db.Close())
	_, err = postgres.Open(t.Context(), address, postgres.Options{})
	require.ErrorIs(t, err, sqlstore.ErrNewer)
	require.ErrorAs(t, err, &told)
	assert.Equal(t, told.Want+7, told.Have)
}

// TestManyMigrateAtOnce starts several servers on one new database.
func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	address := freshSchema(t)
	errs := make([]error, 4)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			db, err := postgres.Open(context.Background(), address, postgres.Options{})
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
	db, err := postgres.Open(t.Context(), address, postgres.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Check(t.Context()))
	require.NoError(t, db.Close())
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{Prefix: "gov_"})
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	var names []string
	require.NoError(t, db.Read().NewRaw(`SELECT relname FROM pg_class WHERE relnamespace = ?::regnamespace AND relname NOT LIKE 'gov\_%'`, schema).
		Scan(t.Context(), &names))
	assert.Empty(t, names, "every name has the prefix")
}

// TestServerSettings: what a commit promises, and what ends a statement.
func TestServerSettings(t *testing.T) {
	t.Parallel()
	address := with(t, freshSchema(t), "options", "-c synchronous_commit=off")
	db, err := postgres.Open(t.Context(), address, postgres.Options{StatementTimeout: 1234e6})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for name, want := range map[string]string{"synchronous_commit": "on", "statement_timeout": "1234ms", "TimeZone": "UTC"} {
		var got string
		require.NoError(t, db.Read().NewRaw("SELECT current_setting(?)", name).Scan(t.Context(), &got), name)
		assert.Equal(t, want, got, name)
	}
}

// TestPlansUseIndexes: what is asked every few seconds must not sort or scan.
func TestPlansUseIndexes(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	for query, index := range map[string]string{
		`SELECT doc FROM {s}.cases AS c WHERE (c.created, c.id) < (5, 'x') ORDER BY c.created DESC, c.id DESC LIMIT 51`: "cases_created",
		`SELECT doc FROM {s}.cases AS c WHERE (coalesce(c.due, 9223372036854775807), c.id) > (5, 'x')
			ORDER BY coalesce(c.due, 9223372036854775807), c.id LIMIT 51`: "cases_due",
		`SELECT id FROM {s}.cases WHERE next_due <= 5 AND (lease_until IS NULL OR lease_until <= 5) ORDER BY next_due, id LIMIT 9`:       "cases_next_due",
		`SELECT min(next_due) FROM {s}.cases WHERE next_due > 5`:                                                                         "cases_next_due",
		`SELECT num FROM {s}.messages AS m WHERE m.state = 'pending' ORDER BY m.num LIMIT 9`:                                             "messages_rest_num_idx",
		`SELECT min(e.num) FROM {s}.messages AS e WHERE e.case_id = 'x' AND CASE e.state WHEN 'pending' THEN e.audience <> 'office' END`: "messages_rest_case_id_num_idx",
		`SELECT 1 FROM {s}.messages AS e WHERE e.state = 'pending' AND e.audience = 'office' AND e.recipient = 'x' AND e.num < 5`:        "recipient",
		`SELECT key FROM {s}.idempotency WHERE sealed IS NOT NULL AND expires <= 5 ORDER BY expires LIMIT 9`:                             "idempotency_expires",
		`SELECT case_id FROM {s}.lookups WHERE kind = 'a' AND hash = '\x00'`:                                                             "lookups_pkey",
		`SELECT seq FROM {s}.events WHERE case_id = 'x' ORDER BY seq`:                                                                    "events_rest_pkey",
		`SELECT pos FROM {s}.events WHERE (tx, pos) > (5, 5) AND tx < 9 ORDER BY tx, pos LIMIT 9`:                                        "tx_pos_idx",
		`SELECT case_id FROM {s}.search WHERE words @@ $$'بیم':*$$::tsquery`:                                                             "search_words",
	} {
		plan := plan(t, db, strings.ReplaceAll(query, "{s}", schema))
		assert.Contains(t, plan, index, query)
		assert.NotRegexp(t, `(?m)^ *(-> +)?Sort$`, plan, query)
		assert.NotContains(t, plan, "Seq Scan", query)
	}
}

// plan returns how the server would run the query if it could neither scan nor
// sort, which it prefers with small tables.
func plan(t testing.TB, db *postgres.DB, query string) string {
	t.Helper()
	tx, err := db.Read().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback()) }()
	_, err = tx.ExecContext(t.Context(), "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
	require.NoError(t, err)
	var lines []string
	require.NoError(t, tx.NewRaw("EXPLAIN (COSTS OFF) "+query).Scan(t.Context(), &lines))
	return strings.Join(lines, "\n")
}

// TestRestoredDump: a dump brought into a cluster that counts transactions from
// a lower number must not leave the feed standing still.
func TestRestoredDump(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	require.NoError(t, execute(t, db, schema, `ALTER TABLE {s}.events ALTER COLUMN tx SET DEFAULT 4000000000000`))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)), "as in the cluster that was dumped")
	require.NoError(t, execute(t, db, schema, `ALTER TABLE {s}.events ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint`))
	require.ErrorIs(t, db.Check(t.Context()), postgres.ErrRestored)
	for range 2 { // the second time there is nothing to do
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.Check(t.Context()))
	}
	first, cursor, err := db.Cases().Feed(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, first, 2)
	require.NoError(t, db.Cases().Apply(t.Context(), submission(2)))
	next, _, err := db.Cases().Feed(t.Context(), cursor, 10)
	require.NoError(t, err)
	require.Len(t, next, 2)
	assert.Equal(t, submission(2).Case.ID, next[0].Case)
}
