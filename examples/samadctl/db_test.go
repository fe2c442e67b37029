package main

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// openFile is a database in a file with three cases, and its key.
func openFile(t *testing.T) (path, key string, o *office) {
	t.Helper()
	path, key = filepath.Join(t.TempDir(), "samad.db"), filepath.Join(t.TempDir(), "samad.key")
	got := samadctl(t, "", "db", "migrate", "--db", "sqlite:"+path)
	require.Equal(t, result{0, "current\n", ""}, got)
	v, err := vault.CreateFile(key)
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	o = fillOffice(t, db.Cases(), v, 3)
	require.NoError(t, db.Close())
	return path, key, o
}

func TestDatabase(t *testing.T) {
	t.Parallel()
	path, key, o := openFile(t)
	url := "sqlite:" + path

	assert.Equal(t, result{0, "current\n", ""}, samadctl(t, "", "db", "status", "--db", url))
	got := samadctl(t, "", "db", "verify", "--db", url)
	assert.Equal(t, exitGood, got.Code)
	assert.Empty(t, got.Out)
	assert.Contains(t, got.Err, "checked 3 cases with ")

	got = samadctl(t, "", "case", "show", "--db", url, o.codes[0].Format("fa"))
	assert.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Out, "history: verified, ")
	assert.NotContains(t, got.Out, "0001234")

	got = samadctl(t, "", "case", "show", "--db", url, "--personal", o.codes[0].String())
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "--personal needs --key")

	got = samadctl(t, "", "case", "show", "--db", url, "--personal", "--key", key, o.codes[0].String())
	assert.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Out, "petitioner: نمونه آزمایشی\n")
	assert.Contains(t, got.Out, "mobile: +989130001234\n")
	assert.Contains(t, got.Out, "سه ماه است حقوقم واریز نشده.\n")

	var shown shownCase
	got = samadctl(t, "", "case", "show", "--json", "--db", url, "--personal", "--key", key, o.codes[0].String())
	require.NoError(t, json.Unmarshal([]byte(got.Out), &shown))
	assert.Equal(t, "نمونه آزمایشی", shown.Personal.Petitioner.Name)
}

// Somebody who changes a row by hand is found out.
func TestDatabaseChangedByHand(t *testing.T) {
	t.Parallel()
	path, _, o := openFile(t)
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	var triggers []string // which keep honest programs from it
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		triggers = append(triggers, name)
	}
	require.NoError(t, rows.Err())
	for _, name := range triggers {
		_, err := db.ExecContext(t.Context(), `DROP TRIGGER "`+name+`"`)
		require.NoError(t, err)
	}
	changed, err := db.ExecContext(t.Context(), "UPDATE events SET at = at + 1 WHERE case_id = ? AND seq = 2", string(o.ids[1]))
	require.NoError(t, err)
	n, err := changed.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.NoError(t, db.Close())

	got := samadctl(t, "", "db", "verify", "--db", "sqlite:"+path)
	assert.Equal(t, exitFindings, got.Code)
	assert.Equal(t, "case "+string(o.ids[1])+": samad: history of case "+string(o.ids[1])+", event 2: its hash is not that of its content\n", got.Out)
	got = samadctl(t, "", "case", "show", "--db", "sqlite:"+path, string(o.ids[1]))
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Out, "DOES NOT VERIFY")
}

func TestDatabaseThatIsNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.db")
	text := filepath.Join(dir, "text.db")
	require.NoError(t, os.WriteFile(text, []byte("this is no database, but a text that is long enough to be taken for one"), 0o600))
	empty := filepath.Join(dir, "empty.db")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))

	for name, row := range map[string]struct {
		args []string
		code int
		err  string
	}{
		"verify a missing file":   {[]string{"db", "verify", "--db", "sqlite:" + missing}, exitUsage, "no such file"},
		"status of a missing one": {[]string{"db", "status", "--db", "sqlite:" + missing}, exitFindings, "no such file"},
		"verify a text":           {[]string{"db", "verify", "--db", "sqlite:" + text}, exitUsage, "not a database"},
		"status of a text":        {[]string{"db", "status", "--db", "sqlite:" + text}, exitUsage, "not a database"},
		"status before migration": {[]string{"db", "status", "--db", "sqlite:" + empty}, exitFindings, "migrate"},
		"verify before migration": {[]string{"db", "verify", "--db", "sqlite:" + empty}, exitUsage, "migrate"},
		"no kind of database":     {[]string{"db", "verify", "--db", "samad.db"}, exitUsage, "write sqlite:PATH"},
		"no database named":       {[]string{"db", "verify"}, exitUsage, "missing flags: --db"},
		"no key file":             {[]string{"case", "show", "--db", "sqlite:" + empty, "--personal", "--key", missing, "1"}, exitUsage, "--key"},
	} {
		got := samadctl(t, "", row.args...)
		assert.Equal(t, row.code, got.Code, "%s: %+v", name, got)
		assert.Contains(t, got.Err, row.err, name)
	}
	assert.NoFileExists(t, missing, "asking about a database must not make one")
}

// Somebody who removes a case with all that belongs to it is found out by the
// digest of its day.
func TestCaseRemovedByHand(t *testing.T) {
	t.Parallel()
	path, _, o := openFile(t)
	url := "sqlite:" + path
	db, err := storage.Open(t.Context(), url, storage.Options{})
	require.NoError(t, err)
	_, err = o.desk.With(db.Cases()).Sweep(t.Context(), "sweeper", 10)
	require.NoError(t, err)
	o.now = o.now.AddDate(0, 0, 1)
	_, err = o.desk.With(db.Cases()).Sweep(t.Context(), "sweeper", 10)
	require.NoError(t, err)
	last, err := db.Cases().LastDigest(t.Context())
	require.NoError(t, err)
	require.NoError(t, db.Close())

	got := samadctl(t, "", "db", "verify", "--db", url, "--digest", last.Hash.String())
	assert.Equal(t, exitGood, got.Code, got)
	assert.Contains(t, got.Err, "checked 1 digests over ")
	assert.Contains(t, got.Err, "the last digest is "+last.Hash.String())
	other := last
	other.Number++
	got = samadctl(t, "", "db", "verify", "--json", "--db", url, "--digest", other.ComputeHash().String())
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Out, "is not in the chain")

	handle, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	for _, trigger := range []string{"cases_stay", "events_stay"} {
		_, err := handle.ExecContext(t.Context(), `DROP TRIGGER "`+trigger+`"`)
		require.NoError(t, err)
	}
	for _, table := range []string{"messages", "idempotency", "case_visible", "case_values", "lookups", "events"} {
		_, err := handle.ExecContext(t.Context(), "DELETE FROM "+table+" WHERE case_id = ?", string(o.ids[1]))
		require.NoError(t, err, table)
	}
	_, err = handle.ExecContext(t.Context(), "DELETE FROM cases WHERE id = ?", string(o.ids[1]))
	require.NoError(t, err)
	require.NoError(t, handle.Close())
	got = samadctl(t, "", "db", "verify", "--db", url)
	assert.Equal(t, exitFindings, got.Code)
	assert.Equal(t, "samad: digest 1 ("+last.Day.String()+"): the events of 3 cases that it sums up are not those that are there now: some were removed, added or changed\n", got.Out)
	assert.Contains(t, got.Err, "checked 2 cases")
}
