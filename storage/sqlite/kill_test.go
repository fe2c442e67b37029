package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
)

// childFile tells the test binary, started again, to write until it is killed.
const childFile = "SAMAD_SQLITE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForEver submits cases from eight goroutines and moves each on once, and
// prints a line for every write that was acknowledged.
func writeForEver(path string) error {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(n, revision int) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(n, revision) // unbuffered: what was said has left the process
	}
	failed := make(chan error)
	for worker := range 8 {
		go func() {
			for n := worker; ; n += 8 {
				ch := submission(n)
				if err := db.Cases().Apply(ctx, ch); err != nil {
					failed <- err
					return
				}
				say(n, 2)
				if err := db.Cases().Apply(ctx, step(ch)); err != nil {
					failed <- err
					return
				}
				say(n, 3)
			}
		}()
	}
	return <-failed
}

// TestKilledWhileWriting kills a process with SIGKILL in the middle of its
// writes, several times on the same file: every acknowledged write must be
// there, and none by half.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	for round, after := range []time.Duration{150 * time.Millisecond, 330 * time.Millisecond, 70 * time.Millisecond} {
		path := filepath.Join(t.TempDir(), "cases.db")
		acknowledged := killAfter(t, path, after)
		require.NotEmpty(t, acknowledged, "round %d: nothing was written", round)
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.NoError(t, err)
		for n, revision := range acknowledged {
			c, err := db.Cases().Case(t.Context(), submission(n).Case.ID)
			require.NoError(t, err, "round %d: case %d was acknowledged", round, n)
			assert.GreaterOrEqual(t, c.Revision, revision, "round %d: case %d", round, n)
		}
		wholeCases(t, db)
		require.NoError(t, db.Close())
	}
}

// killAfter runs the child for a while after its first word, kills it, and
// returns the highest acknowledged revision of every case.
func killAfter(t testing.TB, path string, after time.Duration) map[int]int64 {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childFile+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	acknowledged := map[int]int64{}
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	for lines.Scan() {
		if timer == nil {
			timer = time.AfterFunc(after, func() { _ = child.Process.Kill() }) // SIGKILL
		}
		number, rev, whole := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(number)
		require.NoError(t, err)
		revision, err := strconv.ParseInt(rev, 10, 64)
		if !whole || err != nil {
			break // the last line, cut off
		}
		acknowledged[n] = max(acknowledged[n], revision)
	}
	err = child.Wait()
	require.ErrorContains(t, err, "killed")
	return acknowledged
}

// wholeCases checks that every case has all that its writes brought.
func wholeCases(t testing.TB, db *sqlite.DB) {
	t.Helper()
	query := samad.Query{Limit: 1000}
	for {
		page, err := db.Cases().List(t.Context(), query)
		require.NoError(t, err)
		for _, c := range page.Cases {
			events, err := db.Cases().Events(t.Context(), c.ID)
			require.NoError(t, err)
			require.Len(t, events, int(c.Revision))
			require.Equal(t, c.Head, events[len(events)-1].ComputeHash())
			values, err := db.Cases().Values(t.Context(), c.ID)
			require.NoError(t, err)
			require.Len(t, values, 2)
			messages, err := db.Cases().Messages(t.Context(), c.ID)
			require.NoError(t, err)
			require.Len(t, messages, 1)
		}
		if page.Next == "" {
			break
		}
		query.Cursor = page.Next
	}
	var fault string
	require.NoError(t, db.Read().NewRaw("PRAGMA integrity_check").Scan(t.Context(), &fault))
	require.Equal(t, "ok", fault)
}
