package storage_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/sqlstore"
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
		"":                             storage.ErrURL,
		"samad.db":                     storage.ErrURL,
		"mysql://u:secret@h/db":        storage.ErrURL,
		"memory:x":                     storage.ErrURL,
		"sqlite://" + dir + "/a.db":    storage.ErrURL,
		"sqlite:":                      sqlite.ErrPath,
		"sqlite::memory:":              sqlite.ErrPath,
		"sqlite:" + dir:                sqlite.ErrPath,
		"sqlite:" + dir + "/none/a.db": sqlite.ErrPath,
		"postgres:samad":               postgres.ErrAddress,
		"postgres://u:secret@h:x/db":   postgres.ErrAddress,
		"postgresql://u:secret@h/db?sslmode=secret":   postgres.ErrAddress,
		"postgres://u:secret@h/db?pooler=secret":      postgres.ErrAddress,
		"postgres://u:secret@h/db?prefix=a%20b":       sqlstore.ErrPrefix,
		"postgres://u:secret@127.0.0.1:1/db?schema=A": sqlstore.ErrPrefix,
	} {
		db, err := storage.Open(context.Background(), url, storage.Options{})
		require.ErrorIs(t, err, want, url)
		assert.Nil(t, db, url)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestOpenPostgres(t *testing.T) {
	t.Parallel()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	query.Set("schema", "open_"+strings.ToLower(rand.Text()[:16]))
	u.RawQuery = query.Encode()
	db, err := storage.Open(t.Context(), u.String(), storage.Options{Prefix: "gov_"})
	require.NoError(t, err)
	t.Cleanup(func() {
		again, err := postgres.Open(context.Background(), address, postgres.Options{})
		require.NoError(t, err)
		_, err = again.Read().ExecContext(context.Background(), "DROP SCHEMA "+query.Get("schema")+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, again.Close())
	})
	require.ErrorIs(t, db.Check(t.Context()), storage.ErrOlder)
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Check(t.Context()))
	_, err = db.Cases().Case(t.Context(), "none")
	require.ErrorIs(t, err, samad.ErrNotFound)
	require.NoError(t, db.Close())
	require.ErrorIs(t, db.Check(t.Context()), samad.ErrClosed)
}
