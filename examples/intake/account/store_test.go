package account_test

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite"
)

// file is a database in a file of its own.
type file struct{ db *bun.DB }

func (f file) Read() bun.IDB { return f.db }

func (f file) Write(ctx context.Context, fn func(ctx context.Context, tx bun.IDB) error) error {
	return f.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx) })
}

// onPostgres, when set, has the tests of this package run on PostgreSQL.
const onPostgres = "SAMAD_ACCOUNT_TESTS_ON"

// TestOnPostgres runs all tests of this package once more, on PostgreSQL.
func TestOnPostgres(t *testing.T) {
	t.Parallel()
	if os.Getenv(onPostgres) != "" {
		return
	}
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.skip=^Example|^Fuzz")
	command.Env = append(os.Environ(), onPostgres+"="+address)
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Greater(t, strings.Count(string(out), "--- PASS: "), 10)
}

// openSchema returns a database of PostgreSQL in a schema named for the path.
func openSchema(t *testing.T, address, path string) file {
	t.Helper()
	name := fnv.New64a()
	_, err := name.Write([]byte(path))
	require.NoError(t, err)
	schema := fmt.Sprintf("account_%x", name.Sum64())
	config, err := pgx.ParseConfig(address)
	require.NoError(t, err)
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.RuntimeParams["search_path"] = schema
	db := sql.OpenDB(stdlib.GetConnector(*config))
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA IF NOT EXISTS "+schema)
	require.NoError(t, err)
	return file{bun.NewDB(db, pgdialect.New())}
}

func openFile(t *testing.T, path string) file {
	t.Helper()
	if address := os.Getenv(onPostgres); address != "" {
		return openSchema(t, address, path)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=journal_mode(wal)")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return file{bun.NewDB(db, sqlitedialect.New())}
}

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a store with a clock and one account.
type bench struct {
	*account.Store
	clock *clock
	db    file
	head  account.Created
}

func setup(t *testing.T, change ...func(*account.Config)) bench {
	t.Helper()
	b := bench{
		clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)},
		db:    openFile(t, filepath.Join(t.TempDir(), "accounts.db")),
	}
	config := account.Config{Database: b.db, Now: b.clock.Now, RefusalTime: time.Nanosecond}
	for _, c := range change {
		c(&config)
	}
	var err error
	b.Store, err = account.Open(t.Context(), config)
	require.NoError(t, err)
	made, err := b.Create(t.Context(), []account.Draft{headDraft}, nil)
	require.NoError(t, err)
	b.head = made[0]
	return b
}

var headDraft = account.Draft{
	Username: "Isf.Tamin", Role: samad.RoleAgencyHead, Agency: "isf.tamin",
	Post: samad.Text{Fa: "مدیر دستگاه", En: "Head of agency"},
}
