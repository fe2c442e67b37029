package storage_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/sqlite"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "with ? and # and % and ی.db")
	for _, url := range []string{"memory:", "sqlite:" + file, "SQLite:" + file} {
		db, err := storage.Open(t.Context(), url, storage.Options{})
		require.NoError(t, err, url)
		require.NoError(t, db.Migrate(t.Context()), url)
		require.NoError(t, db.Migrate(t.Context()), url)
		require.NoError(t, db.Check(t.Context()), url)
		_, err = db.Cases().Case(t.Context(), "none")
		require.ErrorIs(t, err, samad.ErrNotFound, url)
		require.NoError(t, db.Close(), url)
		require.NoError(t, db.Close(), url)
		require.ErrorIs(t, db.Check(t.Context()), samad.ErrClosed, url)
	}
	assert.FileExists(t, file)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for url, want := range map[string]error{
		"":                              storage.ErrURL,
		"samad.db":                      storage.ErrURL,
		"mysql://u:secret@h/db":         storage.ErrURL,
		"memory:x":                      storage.ErrURL,
		"sqlite://" + dir + "/a.db":     storage.ErrURL,
		"sqlite:":                       sqlite.ErrPath,
		"sqlite::memory:":               sqlite.ErrPath,
		"sqlite:" + dir:                 sqlite.ErrPath,
		"sqlite:" + dir + "/none/a.db":  sqlite.ErrPath,
		"postgres://u:secret@h/db":      storage.ErrNoBackend,
		"postgresql://u:secret@h:54/db": storage.ErrNoBackend,
	} {
		db, err := storage.Open(context.Background(), url, storage.Options{})
		require.ErrorIs(t, err, want, url)
		assert.Nil(t, db, url)
		assert.NotContains(t, err.Error(), "secret")
	}
	var backend *storage.BackendError
	_, err := storage.Open(t.Context(), "postgres:", storage.Options{})
	require.ErrorAs(t, err, &backend)
	assert.Equal(t, "PostgreSQL", backend.Backend)
}
