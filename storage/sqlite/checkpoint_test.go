package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/sqlite"
)

// TestLogBeginsAnew: writers who come one after another leave no moment in
// which nothing is in the log; it must not grow for ever.
func TestLogBeginsAnew(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context()))
	withNotes(t, db)
	const n = 2500
	for i := range int64(n) {
		require.NoError(t, db.Write(t.Context(), addNote(i)))
	}
	info, err := os.Stat(path + "-wal")
	require.NoError(t, err)
	// Each note is at least a page of 4 KiB in the log.
	assert.Less(t, info.Size(), int64(n*4096/2), "the log was never begun anew")
	assert.Len(t, notes(t, db), n)
	require.NoError(t, db.Check(t.Context()))
}
