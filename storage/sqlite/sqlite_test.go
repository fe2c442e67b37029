package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
)

// openDB returns a migrated database in a file of its own.
func openDB(t testing.TB, options sqlite.Options) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cases.db"), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return db
}

// closable is a store that the suite can close.
type closable struct {
	samad.Store
	*sqlite.DB
}

func TestStore(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		db := openDB(t, sqlite.Options{})
		return closable{db.Cases(), db}
	})
}

// closableLedger is a ledger that the suite can close.
type closableLedger struct {
	ledger.Store
	*sqlite.DB
}

func TestLedger(t *testing.T) {
	t.Parallel()
	storagetest.RunLedger(t, func(t testing.TB) storagetest.Ledger {
		db := openDB(t, sqlite.Options{Prefix: "p_"})
		return closableLedger{db.Ledger(), db}
	})
}

// closableFigures is a store of figures that the suite can close.
type closableFigures struct {
	figures.Store
	*sqlite.DB
}

func TestFigures(t *testing.T) {
	t.Parallel()
	storagetest.RunFigures(t, func(t testing.TB) storagetest.Figures {
		db := openDB(t, sqlite.Options{Prefix: "p_"})
		return closableFigures{db.Figures(), db}
	})
}
