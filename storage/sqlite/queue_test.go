package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
)

// crowded lets one write hold the queue until release is called, so that what
// is started meanwhile waits together.
func crowded(t testing.TB, db *sqlite.DB) (release func()) {
	t.Helper()
	entered, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- db.Write(context.Background(), func(context.Context, bun.IDB) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	return func() {
		close(leave)
		require.NoError(t, <-left)
	}
}

// waiting starts f, which writes, and returns when it stands in the queue.
func waiting(t testing.TB, db *sqlite.DB, f func() error) <-chan error {
	t.Helper()
	before, _ := db.Queue()
	out := make(chan error, 1)
	go func() { out <- f() }()
	require.Eventually(t, func() bool { entered, _ := db.Queue(); return entered > before }, 20*time.Second, time.Millisecond/4)
	return out
}

func TestWaitingWritesShareACommit(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	before := db.Commits()
	var results []<-chan error
	for id := range int64(20) {
		// Every fourth note is there already: its writer fails, alone.
		results = append(results, waiting(t, db, func() error { return db.Write(context.Background(), addNote(id-id%4/3)) }))
	}
	release()
	for id, result := range results {
		err := <-result
		if id%4 == 3 {
			require.Error(t, err, "note %d", id)
		} else {
			require.NoError(t, err, "note %d", id)
		}
	}
	assert.Len(t, notes(t, db), 15)
	assert.LessOrEqual(t, db.Commits()-before, int64(3), "20 waiting writes and the one that held them up")
}

func TestContextEndsInTheQueue(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	first := waiting(t, db, func() error { return db.Write(ctx, addNote(1)) })
	second := waiting(t, db, func() error { return db.Write(context.Background(), addNote(2)) })
	third := waiting(t, db, func() error { return db.Write(ctx, addNote(3)) })
	cancel()
	// Both return although the queue stands still.
	require.ErrorIs(t, <-first, context.Canceled)
	require.ErrorIs(t, <-third, context.Canceled)
	release()
	require.NoError(t, <-second)
	require.NoError(t, db.Write(t.Context(), addNote(4)))
	assert.Equal(t, []int64{2, 4}, notes(t, db), "what was given up must not be written later")
}

func TestContextEndsDuringTheWrite(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(ctx, func(inner context.Context, tx bun.IDB) error {
		cancel()
		return addNote(1)(inner, tx)
	})
	require.NoError(t, err, "it was written, so it must not look given up")
	assert.Equal(t, []int64{1}, notes(t, db))
}

// TestManyGiveUp ends contexts at every stage of the queue and holds the
// results against what was written.
func TestManyGiveUp(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	const n = 400
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%40)*time.Millisecond/4)
			defer cancel()
			errs[i] = db.Write(ctx, addNote(int64(i)))
		})
	}
	all.Wait()
	var want []int64
	for i, err := range errs {
		if err == nil {
			want = append(want, int64(i))
		} else {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
	}
	assert.Equal(t, want, notes(t, db))
	require.NoError(t, db.Write(t.Context(), addNote(n)), "the queue must go on")
}

func TestPanicStaysWithItsOwner(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	good := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	bad := waiting(t, db, func() (err error) {
		defer func() { err = fmt.Errorf("panicked: %v", recover()) }()
		return db.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			_ = addNote(2)(ctx, tx) // what follows is what matters
			panic("boom")
		})
	})
	last := waiting(t, db, func() error { return db.Write(context.Background(), addNote(3)) })
	release()
	require.NoError(t, <-good)
	require.EqualError(t, <-bad, "panicked: boom")
	require.NoError(t, <-last)
	assert.Equal(t, []int64{1, 3}, notes(t, db))
	assert.PanicsWithValue(t, "alone", func() {
		_ = db.Write(context.Background(), func(context.Context, bun.IDB) error { panic("alone") }) // does not return
	})
	require.NoError(t, db.Write(t.Context(), addNote(4)))
}

// TestGoroutineEndsDuringTheWrite: a test that calls FailNow within the work
// ends the goroutine that may be writing for others.
func TestGoroutineEndsDuringTheWrite(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	before, _ := db.Queue()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = db.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			runtime.Goexit()
			return nil
		})
	}()
	require.Eventually(t, func() bool { entered, _ := db.Queue(); return entered > before }, 20*time.Second, time.Millisecond)
	other := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	release()
	<-gone
	require.Error(t, <-other, "it was not written")
	assert.Empty(t, notes(t, db))
	require.NoError(t, db.Write(t.Context(), addNote(2)), "the queue must go on")
}

// TestOneBreaksTheTransaction: work that ends the shared transaction itself
// must not take the others with it.
func TestOneBreaksTheTransaction(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	first := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	breaking := waiting(t, db, func() error {
		return db.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			_, err := tx.ExecContext(ctx, "ROLLBACK")
			return err
		})
	})
	last := waiting(t, db, func() error { return db.Write(context.Background(), addNote(2)) })
	release()
	require.NoError(t, <-first)
	require.Error(t, <-breaking)
	require.NoError(t, <-last)
	assert.Equal(t, []int64{1, 2}, notes(t, db))
}

// TestFullDisk: the one whose rows do not fit fails, the others are written.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		var pages int64
		if err := tx.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "PRAGMA max_page_count = ?", pages+20).Scan(&pages)
	}))
	release := crowded(t, db)
	first := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	big := waiting(t, db, func() error {
		return db.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO notes (id, text) VALUES (2, hex(zeroblob(200000)))")
			return err
		})
	})
	last := waiting(t, db, func() error { return db.Write(context.Background(), addNote(3)) })
	release()
	require.NoError(t, <-first)
	require.ErrorContains(t, <-big, "full")
	require.NoError(t, <-last)
	assert.Equal(t, []int64{1, 3}, notes(t, db))
}

func TestCloseTurnsAway(t *testing.T) {
	t.Parallel()
	db := withNotes(t, openDB(t, sqlite.Options{}))
	release := crowded(t, db)
	inQueue := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	closing := make(chan error, 1)
	go func() { closing <- db.Close() }()
	require.ErrorIs(t, <-inQueue, samad.ErrClosed)
	select {
	case err := <-closing:
		t.Fatalf("closed while a write was going on: %v", err)
	default:
	}
	release()
	require.NoError(t, <-closing)
	require.ErrorIs(t, db.Write(t.Context(), addNote(2)), samad.ErrClosed)
	require.ErrorIs(t, db.Migrate(t.Context()), samad.ErrClosed)
	require.NoError(t, db.Close())
}

// TestManyCloseWhileWriting closes in the middle of many writes: each returns
// either nil, and is there, or ErrClosed, and is not.
func TestManyCloseWhileWriting(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	const n = 64
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = db.Cases().Apply(context.Background(), submission(i)) })
	}
	time.Sleep(2 * time.Millisecond)
	require.NoError(t, db.Close())
	all.Wait()
	again, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, again.Close()) }()
	for i, err := range errs {
		_, found := again.Cases().Case(t.Context(), submission(i).Case.ID)
		if err == nil {
			require.NoError(t, found, "case %d", i)
		} else {
			require.ErrorIs(t, err, samad.ErrClosed)
			require.ErrorIs(t, found, samad.ErrNotFound, "case %d", i)
		}
	}
}

// TestAnotherProcessHoldsTheLock: nobody ever sees SQLITE_BUSY.
func TestAnotherProcessHoldsTheLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context()))
	withNotes(t, db)
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)

	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begun := time.Now()
	require.ErrorIs(t, db.Write(short, addNote(1)), context.DeadlineExceeded)
	assert.Less(t, time.Since(begun), 5*time.Second)
	patient := waiting(t, db, func() error { return db.Write(context.Background(), addNote(2)) })
	require.NoError(t, tx.Rollback())
	require.NoError(t, <-patient)
	assert.Equal(t, []int64{2}, notes(t, db))
}

// TestCloseWhileAnotherProcessHoldsTheLock must not wait for it.
func TestCloseWhileAnotherProcessHoldsTheLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cases.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	stuck := waiting(t, db, func() error { return db.Write(context.Background(), addNote(1)) })
	require.NoError(t, db.Close())
	require.ErrorIs(t, <-stuck, samad.ErrClosed)
	require.NoError(t, tx.Rollback())
}

// TestRefusedChangesDoNotHarmTheGroup: when one of the store's own jobs is refused, the others
// are written all the same, although they share a transaction without
// savepoints at first.
func TestRefusedChangesDoNotHarmTheGroup(t *testing.T) {
	t.Parallel()
	db := openDB(t, sqlite.Options{})
	release := crowded(t, db)
	good := waiting(t, db, func() error { return db.Cases().Apply(context.Background(), submission(1)) })
	twice := waiting(t, db, func() error { return db.Cases().Apply(context.Background(), submission(1)) })
	next := waiting(t, db, func() error { return db.Cases().Apply(context.Background(), submission(2)) })
	release()
	require.NoError(t, <-good)
	require.ErrorIs(t, <-twice, samad.ErrConflict)
	require.NoError(t, <-next)
	feed, _, err := db.Cases().Feed(t.Context(), "", 100)
	require.NoError(t, err)
	assert.Len(t, feed, 4)
	require.NoError(t, db.Check(t.Context()))
}
