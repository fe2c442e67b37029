package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
)

// crowded keeps all who write for others waiting until release is called, so
// that what is started meanwhile waits together.
func crowded(t testing.TB, db *postgres.DB, schema string) (release func()) {
	t.Helper()
	steps := []samad.Change{submission(901), submission(902)}
	require.NoError(t, db.Cases().Apply(t.Context(), steps...))
	tx, err := db.Read().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "SELECT 1 FROM "+schema+".cases FOR UPDATE")
	require.NoError(t, err)
	var held []<-chan error
	for _, ch := range steps {
		held = append(held, waiting(t, db, func() error { return db.Cases().Apply(context.Background(), step(ch)) }))
	}
	require.Eventually(t, func() bool { _, left := db.Queue(); return left == 0 }, 20*time.Second, time.Millisecond, "both write, and are held up")
	return func() {
		require.NoError(t, tx.Rollback())
		for _, result := range held {
			require.NoError(t, <-result)
		}
	}
}

// waiting starts f, which writes, and returns when it stands in the queue, or is
// through already, for not every change goes by the queue.
func waiting(t testing.TB, db *postgres.DB, f func() error) <-chan error {
	t.Helper()
	before, _ := db.Queue()
	out := make(chan error, 1)
	go func() { out <- f() }()
	require.Eventually(t, func() bool { entered, _ := db.Queue(); return entered > before || len(out) > 0 }, 20*time.Second, time.Millisecond/4)
	return out
}

// TestRefusedChangesDoNotHarmTheGroup: those who wait share a commit, and one
// that is refused fails alone, with the right error.
func TestRefusedChangesDoNotHarmTheGroup(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	require.NoError(t, db.Cases().Apply(t.Context(), submission(500)))
	release := crowded(t, db, schema)
	before := db.Commits()
	var results []<-chan error
	var wants []error
	for n := range 24 {
		ch, want := submission(n), error(nil)
		switch n {
		case 3:
			ch, want = submission(500), samad.ErrConflict
		case 8:
			ch.Case.Code, want = submission(500).Case.Code, samad.ErrCodeTaken
		case 15:
			ch.Messages[0].Case, want = "nobody", samad.ErrInvalid
		case 23:
			ch, want = step(step(submission(500))), samad.ErrConflict
		}
		results = append(results, waiting(t, db, func() error { return db.Cases().Apply(context.Background(), ch) }))
		wants = append(wants, want)
	}
	release()
	for n, result := range results {
		require.ErrorIs(t, <-result, wants[n], "change %d", n)
	}
	for n, want := range wants {
		_, err := db.Cases().Case(t.Context(), submission(n).Case.ID)
		assert.Equal(t, want == nil, err == nil, "case %d: %v", n, err)
	}
	assert.Less(t, db.Commits()-before, int64(20), "24 waiting changes and the two that held them up")
}

func TestWaitingChangesShareACommit(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	release := crowded(t, db, schema)
	before := db.Commits()
	var results []<-chan error
	for n := range 24 {
		results = append(results, waiting(t, db, func() error { return db.Cases().Apply(context.Background(), submission(n)) }))
	}
	release()
	for _, result := range results {
		require.NoError(t, <-result)
	}
	assert.LessOrEqual(t, db.Commits()-before, int64(4), "24 waiting changes and the two that held them up")
}

func TestContextEndsInTheQueue(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	release := crowded(t, db, schema)
	ctx, cancel := context.WithCancel(t.Context())
	first := waiting(t, db, func() error { return db.Cases().Apply(ctx, submission(1)) })
	second := waiting(t, db, func() error { return db.Cases().Apply(context.Background(), submission(2)) })
	cancel()
	require.ErrorIs(t, <-first, context.Canceled, "it returns although the queue stands still")
	release()
	require.NoError(t, <-second)
	_, err := db.Cases().Case(t.Context(), submission(1).Case.ID)
	require.ErrorIs(t, err, samad.ErrNotFound, "what was given up must not be written later")
}

// TestManyOnOneCase: of all who take the same step, one does.
func TestManyOnOneCase(t *testing.T) {
	t.Parallel()
	db := openDB(t, postgres.Options{})
	ch := submission(1)
	require.NoError(t, db.Cases().Apply(t.Context(), ch))
	for range 5 {
		ch = step(ch)
		errs := make([]error, 32)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = db.Cases().Apply(context.Background(), ch) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				require.ErrorIs(t, err, samad.ErrConflict)
			}
		}
		require.Equal(t, 1, won)
	}
	events, err := db.Cases().Events(t.Context(), ch.Case.ID)
	require.NoError(t, err)
	require.Len(t, events, 7)
}

// TestManyCloseWhileWriting closes in the middle of many writes: each returns
// either nil, and is there, or ErrClosed, and is not.
func TestManyCloseWhileWriting(t *testing.T) {
	t.Parallel()
	address := freshSchema(t)
	db, err := postgres.Open(t.Context(), address, postgres.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	errs := make([]error, 64)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = db.Cases().Apply(context.Background(), submission(i)) })
	}
	time.Sleep(3 * time.Millisecond)
	require.NoError(t, db.Close())
	all.Wait()
	again, err := postgres.Open(t.Context(), address, postgres.Options{})
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

// TestFeedPassesNothingOver lets a transaction that wrote first commit last.
func TestFeedPassesNothingOver(t *testing.T) {
	t.Parallel()
	db := openDB(t, postgres.Options{FeedWait: 20 * time.Millisecond})
	slow, err := db.Read().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, db.WithTx(slow).Apply(t.Context(), submission(1)))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(2)))
	events, cursor, err := db.Cases().Feed(t.Context(), "", 10)
	require.NoError(t, err)
	assert.Empty(t, events, "the second may not be shown before the first is known")
	assert.Empty(t, cursor)
	require.NoError(t, slow.Commit())
	require.NoError(t, db.Cases().Apply(t.Context(), submission(3)))
	var order []samad.CaseID
	// A transaction of anybody on the server holds the feed up, another test's
	// too; nothing may be passed over meanwhile.
	for patience := time.Now().Add(20 * time.Second); len(order) < 6 && time.Now().Before(patience); {
		events, next, err := db.Cases().Feed(t.Context(), cursor, 1)
		require.NoError(t, err)
		if next != cursor {
			cursor, order = next, append(order, events[0].Case)
		}
	}
	a, b, c := submission(1).Case.ID, submission(2).Case.ID, submission(3).Case.ID
	assert.Equal(t, []samad.CaseID{a, a, b, b, c, c}, order)
}

// TestFeedWhileWriting follows the feed while many write, and must see all.
func TestFeedWhileWriting(t *testing.T) {
	t.Parallel()
	db := openDB(t, postgres.Options{})
	const writers, each = 8, 12
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range each {
				if err := db.Cases().Apply(context.Background(), submission(w*each+n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	seen, cursor, last := map[string]bool{}, "", false
	for patience := time.Now().Add(30 * time.Second); time.Now().Before(patience); {
		select {
		case <-done:
			last = true
		default:
		}
		events, next, err := db.Cases().Feed(t.Context(), cursor, 7)
		require.NoError(t, err)
		for _, e := range events {
			require.False(t, seen[e.ID], "event %s twice", e.ID)
			seen[e.ID] = true
		}
		if last && len(seen) >= 2*writers*each {
			break // others on the server may hold the last ones up for a while
		}
		cursor = next
	}
	assert.Len(t, seen, 2*writers*each)
}

// TestContextEndsDuringAStatement: the server does not go on with what nobody
// waits for.
func TestContextEndsDuringAStatement(t *testing.T) {
	t.Parallel()
	db := openDB(t, postgres.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	mark := fmt.Sprintf("samad %d", time.Now().UnixNano())
	begun := time.Now()
	err := db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, "SELECT pg_sleep(60), ?", mark)
		return err
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Less(t, time.Since(begun), 20*time.Second)
	require.Eventually(t, func() bool {
		var n int
		err := db.Read().NewRaw("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE ?",
			"%"+mark+"%").Scan(t.Context(), &n)
		return err == nil && n == 0
	}, 20*time.Second, 20*time.Millisecond)
}

func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	// Long enough for opening on a busy machine: what ends just as its time is
	// over may cancel the statement that follows on the server.
	db, err := postgres.Open(t.Context(), freshSchema(t), postgres.Options{StatementTimeout: 2 * time.Second})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.Read().ExecContext(t.Context(), "SELECT pg_sleep(60)")
	require.ErrorContains(t, err, "statement timeout")
	require.NoError(t, db.Migrate(t.Context()), "the limit is not for migrations")
}

// TestConnectionsAreLost ends all connections, as a failover does.
func TestConnectionsAreLost(t *testing.T) {
	t.Parallel()
	address := with(t, freshSchema(t), "application_name", "lost")
	address = with(t, address, "application_name", schemaOf(t, address))
	db, err := postgres.Open(t.Context(), address, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Cases().Apply(t.Context(), submission(1)))
	admin, err := sql.Open("pgx", server(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, admin.Close()) }()
	_, err = admin.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", schemaOf(t, address))
	require.NoError(t, err)
	// At worst every connection of the pools has to be found dead once.
	for what, try := range map[string]func(n int) error{
		"write": func(n int) error { return db.Cases().Apply(t.Context(), submission(n)) },
		"read":  func(int) error { _, err := db.Cases().Case(t.Context(), submission(1).Case.ID); return err },
	} {
		for n := 2; n < 12; n++ {
			if err = try(n); err == nil {
				break
			}
			require.ErrorIs(t, err, samad.ErrUnavailable, what)
		}
		require.NoError(t, err, what)
	}
}

// TestReplica: a server that does not answer, or is behind, is not asked.
func TestReplica(t *testing.T) {
	t.Parallel()
	address := freshSchema(t)
	for i, replica := range []string{server(t), "postgres://nobody@127.0.0.1:1/none"} {
		db, err := postgres.Open(t.Context(), with(t, address, "replica", replica), postgres.Options{})
		n, name := i+1, fmt.Sprintf("replica %d", i)
		require.NoError(t, err, name)
		require.NoError(t, db.Migrate(t.Context()), name)
		require.NoError(t, db.Cases().Apply(t.Context(), submission(n)), name)
		page, err := db.Cases().List(t.Context(), samad.Query{})
		require.NoError(t, err, name)
		assert.Equal(t, submission(n).Case.ID, page.Cases[0].ID, name)
		_, err = db.Cases().Count(t.Context(), samad.Query{})
		require.NoError(t, err, name)
		require.NoError(t, db.Close(), name)
	}
}
