package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/sqlstore"
	"github.com/samad111/go-samad/storage/storagetest"
)

// note is a row of the host's own.
type note struct {
	bun.BaseModel `bun:"table:notes"`
	ID            int64 `bun:",pk"`
	Text          string
}

// withNotes adds the host's table.
func withNotes(t testing.TB, db *sqlite.DB) *sqlite.DB {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewCreateTable().Model((*note)(nil)).Exec(ctx)
		return err
	}))
	return db
}

// addNote returns work that adds a note.
func addNote(id int64) func(context.Context, bun.IDB) error {
	return func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewInsert().Model(&note{ID: id, Text: "یادداشت ?"}).Exec(ctx)
		return err
	}
}

// notes returns the ids of the notes, as a reader sees them.
func notes(t testing.TB, db *sqlite.DB) []int64 {
	t.Helper()
	var ids []int64
	require.NoError(t, db.Read().NewSelect().Model((*note)(nil)).Column("id").Order("id").Scan(context.Background(), &ids))
	return ids
}

func TestHostWritesItsOwnRows(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	require.NoError(t, db.Write(t.Context(), addNote(1)))
	assert.Equal(t, []int64{1}, notes(t, db))

	fault := errors.New("changed my mind")
	require.ErrorIs(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		return errors.Join(addNote(2)(ctx, tx), fault)
	}), fault)
	assert.Equal(t, []int64{1}, notes(t, db))

	err := db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		return tx.RunInTx(ctx, nil, func(context.Context, bun.Tx) error { return nil })
	})
	require.ErrorIs(t, err, sqlite.ErrNested)
	_, err = db.Read().ExecContext(t.Context(), "DELETE FROM notes")
	require.Error(t, err, "the readers' connections must not write")
}

func TestHostReadsWhatItHasWritten(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		if err := addNote(7)(ctx, tx); err != nil {
			return err
		}
		n, err := tx.NewSelect().Model((*note)(nil)).Count(ctx)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d notes", n)
		}
		return err
	}))
}

// TestCaseAndHostRowTogether writes both in one transaction, or neither.
func TestCaseAndHostRowTogether(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	stop := errors.New("stop")
	for id, want := range map[int64]error{1: stop, 2: nil} {
		ch := submission(int(id))
		err := db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
			cases := db.WithTx(tx)
			if err := cases.Apply(ctx, ch); err != nil {
				return err
			}
			if err := cases.Apply(ctx, ch); !errors.Is(err, samad.ErrConflict) {
				return fmt.Errorf("a second creation: %w", err)
			}
			if _, err := cases.Case(ctx, ch.Case.ID); err != nil {
				return fmt.Errorf("read within the transaction: %w", err)
			}
			return errors.Join(addNote(id)(ctx, tx), want)
		})
		require.ErrorIs(t, err, want)
		_, err = db.Cases().Case(t.Context(), ch.Case.ID)
		if want != nil {
			require.ErrorIs(t, err, samad.ErrNotFound)
		} else {
			require.NoError(t, err)
		}
	}
	assert.Equal(t, []int64{2}, notes(t, db))
}

// hostHandle is a handle as a host opens it, on a new file.
func hostHandle(t testing.TB, connections int) *bun.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "host.db")
	handle, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	handle.SetMaxOpenConns(connections)
	t.Cleanup(func() { require.NoError(t, handle.Close()) })
	return bun.NewDB(handle, sqlitedialect.New())
}

// TestStoreOnHostsHandle runs the whole suite over a handle that is not ours,
// with prefixed tables.
func TestStoreOnHostsHandle(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		db, err := sqlite.New(hostHandle(t, 4), sqlite.Options{Prefix: "samad_"})
		require.NoError(t, err)
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.Check(t.Context()))
		return closable{db.Cases(), db}
	})
}

func TestHostsTransaction(t *testing.T) {
	t.Parallel()
	handle := hostHandle(t, 4)
	db, err := sqlite.New(handle, sqlite.Options{Prefix: "samad_"})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	for n, commit := range map[int]bool{1: false, 2: true} {
		tx, err := handle.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, db.WithTx(tx).Apply(t.Context(), submission(n)))
		end := tx.Rollback
		if commit {
			end = tx.Commit
		}
		require.NoError(t, end())
		_, err = db.Cases().Case(t.Context(), submission(n).Case.ID)
		assert.Equal(t, commit, err == nil, "%v", err)
	}
}

// TestHostsTransactionMustBeRunAgain reads in a deferred transaction, lets
// somebody else write, and writes: SQLite cannot serialise that.
func TestHostsTransactionMustBeRunAgain(t *testing.T) {
	t.Parallel()
	handle := hostHandle(t, 4)
	db, err := sqlite.New(handle, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	tx, err := handle.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = db.WithTx(tx).List(t.Context(), samad.Query{})
	require.NoError(t, err)
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	require.ErrorIs(t, db.WithTx(tx).Apply(t.Context(), submission(2)), samad.ErrRetryTx)
	require.NoError(t, tx.Rollback())
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := sqlite.New(nil, sqlite.Options{})
	require.Error(t, err)
	for _, prefix := range []string{"a b", `x"`, "Ä", "1a", "a;", "main.", "A"} {
		_, err = sqlite.New(hostHandle(t, 1), sqlite.Options{Prefix: prefix})
		require.ErrorIs(t, err, sqlstore.ErrPrefix, prefix)
	}
}
