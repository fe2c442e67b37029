package sqlite_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/sqlite"
)

func TestRecordsCannotBeRewritten(t *testing.T) {
	t.Parallel()
	db := openDB(t, sqlite.Options{})
	ref := ledger.Ref{Kind: "visit", ID: "1"}
	e := ledger.Event{ID: "e1", Ref: ref, Seq: 1, At: noon, Actor: samad.Stamp{ID: "a", Role: samad.RoleInspector}, Type: "planned", Data: json.RawMessage(`{}`)}
	e.Hash = e.ComputeHash()
	require.NoError(t, db.Ledger().Apply(t.Context(), ledger.Change{Events: []ledger.Event{e}, Record: &ledger.Record{
		Ref: ref, Revision: 1, Head: e.Hash, Created: noon, Updated: noon, State: json.RawMessage(`{}`)}}))
	for _, statement := range []string{
		`UPDATE record_events SET data = '{"x":1}'`,
		`DELETE FROM record_events`,
		`DELETE FROM records`,
		`INSERT OR REPLACE INTO record_events SELECT pos, kind, record_id, seq, id, at, actor, type, '{"x":1}', prev_hash, hash FROM record_events`,
		`INSERT OR REPLACE INTO record_events SELECT NULL, kind, record_id, seq, id, at, actor, type, '{"x":1}', prev_hash, hash FROM record_events`,
		`INSERT INTO record_events SELECT NULL, kind, 'nothing', seq, id, at, actor, type, data, prev_hash, hash FROM record_events`,
	} {
		require.Error(t, execute(t, db, statement), statement)
	}
	events, err := db.Ledger().Events(t.Context(), ref)
	require.NoError(t, err)
	assert.Equal(t, []ledger.Event{e}, events)
}

// Messages that were there before the ledger came are all kept.
func TestLedgerKeepsMessages(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "old.db")+"?_pragma=foreign_keys(1)")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	files, err := filepath.Glob("migrations/*.sql")
	require.NoError(t, err)
	exec := func(statement string, args ...any) {
		_, err := db.ExecContext(t.Context(), strings.ReplaceAll(statement, "{p}", ""), args...)
		require.NoError(t, err, statement)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_ledger.sql") {
			exec(`INSERT INTO cases (id, code, revision, head, state, kind, channel, topic, place, province, centre, agency,
				expert, created, updated, doc) VALUES ('c', '1', 1, x'00', '', '', '', '', '', '', '', '', '', 1, 1, '{}')`)
			for _, id := range []string{"m1", "m2"} {
				exec(`INSERT INTO messages (id, case_id, recipient, seq, kind, audience, carrier, lang, office, role, sealed, wipe,
					state, created, attempts, not_before, fault, reference, confirmed)
					VALUES (?, 'c', 'case:c', 1, 'receipt', 'petitioner', 'sms', 'fa', '', '', x'01', 1, 'pending', 5, 2, 6, 'timeout', 'ref', 7)`, id)
			}
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		exec(string(text))
	}
	rows, err := db.QueryContext(t.Context(), `SELECT num || id || case_id || coalesce(record, '-') || recipient || attempts || not_before || fault
		|| reference || confirmed || hex(sealed) FROM messages ORDER BY num`)
	require.NoError(t, err)
	var got []string
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		got = append(got, s)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	assert.Equal(t, []string{"1m1c-case:c26timeoutref701", "2m2c-case:c26timeoutref701"}, got)
}
