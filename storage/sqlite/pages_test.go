package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
)

// frame is what a page takes in the log.
const frame = 24 + 4096

// TestPagesOfASubmission counts the pages that the log gets of one submission,
// each of which is summed and written before the petitioner has an answer. It
// is what a submission by itself costs, and the same on every machine.
func TestPagesOfASubmission(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	var batch []samad.Change
	for n := range 1000 {
		batch = append(batch, storagetest.Submission(n))
	}
	require.NoError(t, db.Cases().Apply(t.Context(), batch...))
	require.NoError(t, execute(t, db, "SELECT 1"))
	_, err = db.Read().ExecContext(t.Context(), "SELECT 1")
	require.NoError(t, err)
	size := func() int64 {
		info, err := os.Stat(path + "-wal")
		require.NoError(t, err)
		return info.Size()
	}
	before := size()
	const count = 100
	for n := range count {
		require.NoError(t, db.Cases().Apply(t.Context(), storagetest.Submission(1000+n)))
	}
	pages := float64(size()-before) / frame / count
	t.Logf("%.1f pages a submission", pages)
	assert.InDelta(t, 24.3, pages, 1)
}
