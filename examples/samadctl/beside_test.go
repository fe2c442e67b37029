package main

import (
	"database/sql"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/blobs"
)

// tamper runs statements on a file, as one who may write it.
func tamper(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for _, s := range statements {
		done, err := db.ExecContext(t.Context(), s)
		require.NoError(t, err, s)
		n, err := done.RowsAffected()
		require.NoError(t, err)
		if s[:4] != "DROP" {
			require.NotZero(t, n, "%s: nothing was changed, so nothing can be found", s)
		}
	}
}

// TestVerifyFindsWhatLiesBeside: a message, a record of a room or a seal that
// was changed or removed is found and named.
func TestVerifyFindsWhatLiesBeside(t *testing.T) {
	t.Parallel()
	path, _, _ := openFile(t)
	ctx := t.Context()
	db, err := storage.Open(ctx, "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	at := time.Date(2026, 3, 25, 8, 0, 0, 0, time.UTC)
	book := ledger.NewBook("note", func(note) ledger.Keys { return ledger.Keys{} }, func() ledger.Payload[note] { return &written{} })
	for _, id := range []string{"1", "2"} {
		d := book.New(id)
		require.NoError(t, d.Add(ledger.SystemStamp(), at, ulid.DefaultEntropy(), &written{Text: id}))
		m, err := samad.ComposeOffice("isf.tamin", samad.RoleAgencyHead, samad.LetterMessage, samad.Text{Fa: "نامه", En: "letter"}, at, ulid.DefaultEntropy())
		require.NoError(t, err)
		d.Send(m)
		change, err := d.Change()
		require.NoError(t, err)
		require.NoError(t, db.Ledger().Apply(ctx, change))
	}
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	seals := ledger.NewSeals(db.Ledger(), zone)
	midnight := time.Date(2026, 3, 25, 20, 30, 0, 0, time.UTC)
	for _, row := range []struct {
		at   time.Time
		want int
	}{{midnight.Add(14 * time.Minute), 1}, {midnight.Add(16 * time.Minute), 1}, {midnight.Add(20 * time.Hour), 0}, {midnight.Add(25 * time.Hour), 1}} {
		n, err := seals.Run(ctx, row.at, 1)
		require.NoError(t, err)
		if row.at.Equal(midnight.Add(14 * time.Minute)) {
			row.want = 0 // what was written before midnight may still be on its way
		}
		require.Equal(t, row.want, n, row.at)
	}
	last, err := db.Ledger().Record(ctx, ledger.Ref{Kind: ledger.SealKind, ID: "rooms"})
	require.NoError(t, err)
	require.NoError(t, db.Close())

	got := samadctl(t, "", "db", "verify", "--db", "sqlite:"+path, "--seal", last.Head.String())
	require.Equal(t, exitGood, got.Code, got)
	assert.Contains(t, got.Err, "checked 2 records of rooms with 2 events and 2 messages, under 2 seals")
	assert.Contains(t, got.Err, "the last seal is "+last.Head.String())
	got = samadctl(t, "", "db", "verify", "--db", "sqlite:"+path, "--seal", samad.Hash{1}.String())
	assert.Contains(t, got.Out, "is not in the chain")

	for name, row := range map[string]struct {
		statements []string
		want       string
	}{
		"message of a case removed": {[]string{`DELETE FROM messages WHERE id = (SELECT min(id) FROM messages WHERE case_id <> '')`}, `"message":"01`},
		"message of a case changed": {[]string{`UPDATE messages SET sealed = zeroblob(80) WHERE id = (SELECT min(id) FROM messages WHERE case_id <> '')`}, "is not the one that was sent"},
		"message of a case emptied": {[]string{`UPDATE messages SET sealed = x'' WHERE id = (SELECT max(id) FROM messages WHERE case_id <> '')`}, "its content is gone"},
		"letter of a room removed":  {[]string{`DELETE FROM messages WHERE record = 'note/1'`}, `"record":"note/1"`},
		"letter of a room changed":  {[]string{`UPDATE messages SET sealed = x'7b7d' WHERE record = 'note/2'`}, "is not the one that was sent"},
		"record removed": {[]string{
			`DROP TRIGGER records_stay`, `DROP TRIGGER record_events_stay`, `DELETE FROM messages WHERE record = 'note/1'`,
			`DELETE FROM record_events WHERE record_id = '1'`, `DELETE FROM records WHERE id = '1' AND kind = 'note'`,
		}, "the record is gone, which was there on 1405-01-05"},
		"record changed": {[]string{`DROP TRIGGER record_events_unchanged`, `UPDATE record_events SET data = '{"text":"x"}' WHERE record_id = '1'`}, "its hash is not that of its content"},
		"seal changed":   {[]string{`DROP TRIGGER record_events_unchanged`, `UPDATE record_events SET data = replace(data, 'note/1', 'note/3') WHERE kind = 'seal'`}, "seal/rooms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			copied := filepath.Join(t.TempDir(), "copy.db")
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(copied, text, 0o600))
			tamper(t, copied, row.statements...)
			got := samadctl(t, "", "--json", "db", "verify", "--db", "sqlite:"+copied)
			assert.Equal(t, exitFindings, got.Code, got)
			assert.Contains(t, got.Out, row.want)
		})
	}
}

type note struct {
	Text string `json:"text"`
}

type written struct {
	Text string `json:"text"`
}

func (*written) EventType() string { return "written" }

func (p *written) Apply(n *note, _ ledger.Event) error { n.Text = p.Text; return nil }

// TestVerifyWritesNothing: neither the file nor what lies beside it is another
// afterwards, and no file is made for a name with a slip in it.
func TestVerifyWritesNothing(t *testing.T) {
	t.Parallel()
	path, _, _ := openFile(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	require.Equal(t, exitGood, samadctl(t, "", "db", "backup", "--db", "sqlite:"+path, backup).Code)
	require.NoError(t, os.Chmod(backup, 0o400))
	files := func() map[string]string {
		all := map[string]string{}
		names, err := filepath.Glob(filepath.Join(filepath.Dir(backup), "*"))
		require.NoError(t, err)
		for _, name := range names {
			if filepath.Ext(name) == ".db-shm" { // shared memory of readers, no data
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			if len(text) > 0 {
				all[name] = string(text)
			}
		}
		return all
	}
	before := maps.Clone(files())
	got := samadctl(t, "", "db", "verify", "--db", "sqlite:"+backup)
	require.Equal(t, exitGood, got.Code, got)
	assert.Equal(t, before, files())

	db, err := storage.Open(t.Context(), "sqlite:"+backup, storage.Options{ReadOnly: true})
	require.NoError(t, err)
	err = db.Cases().Apply(t.Context(), samad.Change{EraseCalls: []string{"x"}})
	require.Error(t, err)
	require.Error(t, db.Ledger().Apply(t.Context(), ledger.Change{Cases: []samad.Change{{EraseCalls: []string{"x"}}}}))
	require.NoError(t, db.Close())
	_, err = storage.Open(t.Context(), "sqlite:"+backup+"x", storage.Options{ReadOnly: true})
	require.Error(t, err)
	assert.NoFileExists(t, backup+"x")
}

// TestRestoreOfFaultyHistories: a backup that is a sound file with an unsound
// history leaves nothing where the database was to be.
func TestRestoreOfFaultyHistories(t *testing.T) {
	t.Parallel()
	path, _, _ := openFile(t)
	folder := t.TempDir()
	backup, target := filepath.Join(folder, "backup.db"), filepath.Join(folder, "target.db")
	require.Equal(t, exitGood, samadctl(t, "", "db", "backup", "--db", "sqlite:"+path, backup).Code)
	tamper(t, backup, `DROP TRIGGER events_unchanged`, `UPDATE events SET data = replace(data, 'isf.tamin', 'isf.water') WHERE data LIKE '%isf.tamin%'`)
	got := samadctl(t, "", "db", "restore", "--db", "sqlite:"+target, backup)
	assert.NotEqual(t, exitGood, got.Code)
	left, err := filepath.Glob(target + "*")
	require.NoError(t, err)
	assert.Empty(t, left)
}

// TestStray: attachments that no case has are listed, and removed when they
// are few or it is said twice.
func TestStray(t *testing.T) {
	t.Parallel()
	path, _, _ := openFile(t)
	dir, err := blobs.OpenDir(path + ".attachments")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, dir.Close()) })
	const old = "01JZ0000000000000000000001"
	young := ulid.MustNew(ulid.Now(), ulid.DefaultEntropy()).String()
	for _, id := range []string{old, young} {
		require.NoError(t, dir.Put(t.Context(), id, []byte("x")))
		require.NoError(t, dir.Keep(t.Context(), id, id))
	}
	stray := func(args ...string) result {
		return samadctl(t, "", append([]string{"db", "stray", "--db", "sqlite:" + path}, args...)...)
	}
	got := stray()
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Out, old)
	assert.NotContains(t, got.Out, young, "its step may be under way")
	assert.Equal(t, exitFindings, stray("--remove").Code, "all that is there: the wrong database?")
	assert.Equal(t, exitUsage, stray("--grace", "1m").Code)
	got = stray("--remove", "--many")
	require.Equal(t, exitGood, got.Code, got)
	_, err = dir.Get(t.Context(), old)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = dir.Get(t.Context(), young)
	require.NoError(t, err)
}
