package sqlite_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/sqlite"
)

// TestBackup: a copy made under load is whole, and holds what was acknowledged
// before it began.
func TestBackup(t *testing.T) {
	t.Parallel()
	db, path := openFile(t)
	var mu sync.Mutex
	acknowledged := []samad.CaseID{}
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := w; ctx.Err() == nil; n += 4 {
				ch := submission(n)
				if err := db.Cases().Apply(ctx, ch); err == nil {
					mu.Lock()
					acknowledged = append(acknowledged, ch.Case.ID)
					mu.Unlock()
				}
			}
		})
	}
	count := func() int { mu.Lock(); defer mu.Unlock(); return len(acknowledged) }
	for round := range 3 {
		require.Eventually(t, func() bool { return count() >= 30*(round+1) }, time.Minute, time.Millisecond)
		mu.Lock()
		before := append([]samad.CaseID(nil), acknowledged...)
		mu.Unlock()
		copied := filepath.Join(filepath.Dir(path), "backup"+string(rune('a'+round))+".db")
		require.NoError(t, db.Backup(t.Context(), copied))
		info, err := os.Stat(copied)
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
		assert.NoFileExists(t, copied+".part")
		require.ErrorIs(t, db.Backup(t.Context(), copied), fs.ErrExist)

		again, err := sqlite.Open(t.Context(), copied, sqlite.Options{})
		require.NoError(t, err)
		require.NoError(t, again.Check(t.Context()))
		for _, id := range before {
			c, err := again.Cases().Case(t.Context(), id)
			require.NoError(t, err)
			events, err := again.Cases().Events(t.Context(), id)
			require.NoError(t, err)
			require.Len(t, events, int(c.Revision))
			values, err := again.Cases().Values(t.Context(), id)
			require.NoError(t, err)
			require.Len(t, values, 2)
		}
		require.NoError(t, again.Close())
	}
	stop()
	writers.Wait()

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	failed := filepath.Join(filepath.Dir(path), "failed.db")
	require.NoError(t, os.WriteFile(failed+".part-journal", []byte("of one that was killed"), 0o600))
	require.ErrorIs(t, db.Backup(ended, failed), context.Canceled)
	assert.NoFileExists(t, failed)
	assert.NoFileExists(t, failed+".part")
	assert.NoFileExists(t, failed+".part-journal")
	require.Error(t, db.Backup(t.Context(), filepath.Join(path, "in a file", "x.db")))
}

func TestCheckFile(t *testing.T) {
	t.Parallel()
	db, path := openFile(t)
	for n := range 200 {
		require.NoError(t, db.Cases().Apply(t.Context(), submission(n)))
	}
	copied := filepath.Join(filepath.Dir(path), "copy.db")
	require.NoError(t, db.Backup(t.Context(), copied))
	require.NoError(t, sqlite.CheckFile(t.Context(), copied))
	whole, err := os.ReadFile(copied)
	require.NoError(t, err)
	damaged := append([]byte(nil), whole...)
	for i := len(damaged) / 2; i < len(damaged)/2+5000; i++ {
		damaged[i] ^= 0x5a
	}
	for name, text := range map[string][]byte{"bits": damaged, "end": whole[:len(whole)*2/3]} {
		bad := filepath.Join(filepath.Dir(path), name+".db")
		require.NoError(t, os.WriteFile(bad, text, 0o600))
		require.Error(t, sqlite.CheckFile(t.Context(), bad), name)
	}
	require.ErrorIs(t, sqlite.CheckFile(t.Context(), path+"x"), fs.ErrNotExist)
	assert.NoFileExists(t, path+"x")
}

// TestSnapshot: what is written meanwhile is not seen.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	db, _ := openFile(t)
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	err := db.Snapshot(t.Context(), func(ctx context.Context, cases samad.Store, records ledger.Store) error {
		require.NoError(t, db.Cases().Apply(ctx, submission(2)))
		page, err := cases.List(ctx, samad.Query{})
		require.NoError(t, err)
		assert.Len(t, page.Cases, 1)
		_, err = records.Kinds(ctx)
		require.NoError(t, err)
		require.Error(t, cases.Apply(ctx, submission(3)), "it is for reading")
		return fs.ErrInvalid
	})
	require.ErrorIs(t, err, fs.ErrInvalid)
	page, err := db.Cases().List(t.Context(), samad.Query{})
	require.NoError(t, err)
	assert.Len(t, page.Cases, 2)
}

// openFile returns a migrated database and its path.
func openFile(t *testing.T) (*sqlite.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "samad.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return db, path
}
