package crashtest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/crashtest"
)

func TestMain(m *testing.M) {
	told, err := crashtest.ServeIfTold(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if told {
		return
	}
	os.Exit(m.Run())
}

// kills is how often each test kills.
func kills() int {
	if os.Getenv("SAMAD_LONG") != "" {
		return 50
	}
	return 5
}

// run returns a run on the database that chooses by the test's name.
func run(t *testing.T, address string) *crashtest.Run {
	t.Helper()
	return &crashtest.Run{
		URL: address, Folder: t.TempDir(), Random: rand.New(rand.NewPCG(uint64(len(t.Name())), 1405)),
		Say: func(round int, report crashtest.Report) { t.Logf("%d: %v, refused %v", round, report, report.Refused) },
	}
}

func sqliteURL(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "samad.db")
}

// postgresURL returns the address of a new database on the tests' server.
func postgresURL(t *testing.T) string {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("set SAMAD_POSTGRES to a superuser URL of a PostgreSQL server")
	}
	admin, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	name := fmt.Sprintf("crash_%d_%d", os.Getpid(), time.Now().UnixNano())
	_, err = admin.Exec(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := admin.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		assert.NoError(t, err)
		assert.NoError(t, admin.Close(context.Background()))
	})
	u, err := url.Parse(address)
	require.NoError(t, err)
	u.Path = "/" + name
	return u.String()
}

// worked checks that a run was one: a store that does nothing loses nothing.
func worked(t *testing.T, report crashtest.Report) {
	t.Helper()
	assert.Positive(t, report.Cases)
	assert.Positive(t, report.Answers)
	assert.Positive(t, report.Marks)
	assert.Positive(t, report.Settled)
	assert.Greater(t, report.Steps, report.Cases)
}

// unrefused checks that, as nothing happened to the database, no step failed
// but by losing a race against another.
func unrefused(t *testing.T, report crashtest.Report) {
	t.Helper()
	delete(report.Refused, "conflict")
	assert.Empty(t, report.Refused)
}

func TestServersOnSQLiteAreKilled(t *testing.T) {
	t.Parallel()
	report, err := run(t, sqliteURL(t)).Rounds(t.Context(), kills())
	require.NoError(t, err)
	worked(t, report)
	unrefused(t, report)
}

func TestServersOnPostgreSQLAreKilled(t *testing.T) {
	t.Parallel()
	report, err := run(t, postgresURL(t)).Rounds(t.Context(), kills())
	require.NoError(t, err)
	worked(t, report)
	unrefused(t, report)
}

// TestPostgreSQLIsKilled kills the database, once by SIGKILL and once by its own
// immediate stop, while the servers go on and must find it again by themselves.
func TestPostgreSQLIsKilled(t *testing.T) {
	t.Parallel()
	if os.Getenv("SAMAD_POSTGRES") == "" {
		t.Skip("set SAMAD_POSTGRES to run what needs PostgreSQL, although this test starts a server of its own")
	}
	cluster, err := crashtest.NewCluster()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, cluster.Remove()) })
	require.NoError(t, cluster.Start(t.Context()))
	r := run(t, cluster.URL())
	harmed := 0
	r.Harm = func(ctx context.Context) error {
		harmed++
		if harmed%2 == 1 {
			err = cluster.Kill()
		} else {
			err = cluster.Stop()
		}
		if err != nil {
			return err
		}
		return cluster.Start(ctx)
	}
	report, err := r.Rounds(t.Context(), kills())
	require.NoError(t, err)
	worked(t, report)
	assert.Equal(t, kills(), harmed)
	unavailable(t, report)
}

// TestLiesAreFound shows that the tests above can fail.
func TestLiesAreFound(t *testing.T) {
	t.Parallel()
	for lie, word := range map[crashtest.Lie]string{
		crashtest.Early:     "acknowledged",
		crashtest.Forgetful: "delivery",
	} {
		t.Run(string(lie), func(t *testing.T) {
			t.Parallel()
			r := run(t, sqliteURL(t))
			r.Lie = lie
			r.Between = [2]time.Duration{time.Second, 2 * time.Second} // longer than a claim
			_, err := r.Rounds(t.Context(), 20)
			require.ErrorIs(t, err, crashtest.ErrFault)
			assert.ErrorContains(t, err, word)
		})
	}
}
