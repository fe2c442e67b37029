package crashtest_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/crashtest"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/storagetest"
)

// pair starts a server and one that follows it.
func pair(t *testing.T) (primary, standby *crashtest.Cluster) {
	t.Helper()
	if os.Getenv("SAMAD_POSTGRES") == "" {
		t.Skip("set SAMAD_POSTGRES to run what needs PostgreSQL, although this test starts servers of its own")
	}
	primary, err := crashtest.NewCluster()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, primary.Remove()) })
	require.NoError(t, primary.Start(t.Context()))
	standby, err = primary.Standby()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, standby.Remove()) })
	require.NoError(t, standby.Start(t.Context()))
	return primary, standby
}

// ask runs a statement on a server and reads its only value.
func ask(t *testing.T, c *crashtest.Cluster, statement string, to ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL())
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close(context.Background())) }()
	if len(to) > 0 {
		require.NoError(t, conn.QueryRow(t.Context(), statement).Scan(to...))
		return
	}
	_, err = conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}

// TestStandbyTakesOver kills the server with SIGKILL under load and promotes
// the one that followed it: with synchronous_standby_names set, nothing that
// was acknowledged is missing on it, and the servers find it by themselves.
func TestStandbyTakesOver(t *testing.T) {
	t.Parallel()
	primary, standby := pair(t)
	ask(t, primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
	ask(t, primary, "SELECT pg_reload_conf()")
	require.Eventually(t, func() bool {
		var synchronous int
		ask(t, primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", &synchronous)
		return synchronous == 1
	}, 30*time.Second, 50*time.Millisecond, "the standby is not waited for")
	r := run(t, primary.EitherURL(standby))
	r.Between = [2]time.Duration{time.Second, 2 * time.Second}
	before := 0
	r.Harm = func(context.Context) error {
		if err := primary.Kill(); err != nil {
			return err
		}
		ledgers, err := r.Ledgers()
		if err != nil {
			return err
		}
		for _, entries := range ledgers {
			before += len(entries)
		}
		return standby.Promote()
	}
	report, err := r.Rounds(t.Context(), 1)
	require.NoError(t, err)
	worked(t, report)
	assert.Positive(t, before)
	unavailable(t, report)
	var recovering bool
	ask(t, standby, "SELECT pg_is_in_recovery()", &recovering)
	assert.False(t, recovering)
}

// TestListsAreReadFromTheStandby: lists come from the standby while it is near
// enough, single cases from the server itself, and all from it when the
// standby is too far behind or gone.
func TestListsAreReadFromTheStandby(t *testing.T) {
	t.Parallel()
	primary, standby := pair(t)
	open := func(lag time.Duration) *postgres.DB {
		db, err := postgres.Open(t.Context(), primary.URL(), postgres.Options{Replica: standby.URL(), ReplicaLag: lag})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, db.Close()) })
		return db
	}
	db, strict := open(time.Hour), open(time.Millisecond)
	require.NoError(t, db.Migrate(t.Context()))
	listed := func(db *postgres.DB) int {
		page, err := db.Cases().List(t.Context(), samad.Query{})
		if err != nil {
			require.ErrorIs(t, err, samad.ErrUnavailable)
			return -1
		}
		return len(page.Cases)
	}
	soon := func(db *postgres.DB, want int, what string) {
		require.Eventually(t, func() bool { return listed(db) == want }, 20*time.Second, 50*time.Millisecond, what)
	}
	caughtUp := func() {
		var at string
		ask(t, primary, "SELECT pg_current_wal_lsn()::text", &at)
		require.Eventually(t, func() bool {
			var there bool
			ask(t, standby, "SELECT pg_last_wal_replay_lsn() >= '"+at+"'", &there)
			return there
		}, 30*time.Second, 50*time.Millisecond, "the standby does not follow")
	}
	require.NoError(t, db.Cases().Apply(t.Context(), storagetest.Submission(1)))
	caughtUp()
	soon(db, 1, "the standby has the case")

	ask(t, standby, "SELECT pg_wal_replay_pause()")
	second := storagetest.Submission(2)
	require.NoError(t, db.Cases().Apply(t.Context(), second))
	_, err := db.Cases().Case(t.Context(), second.Case.ID)
	require.NoError(t, err, "a case is read where it was written")
	for range 5 {
		assert.Equal(t, 1, listed(db), "a list is read from the standby")
	}
	soon(strict, 2, "a standby too far behind is not asked")
	ask(t, standby, "SELECT pg_wal_replay_resume()")
	caughtUp()
	soon(db, 2, "the standby goes on")

	require.NoError(t, standby.Kill())
	require.NoError(t, db.Cases().Apply(t.Context(), storagetest.Submission(3)))
	soon(db, 3, "without the standby the server is asked")
}
