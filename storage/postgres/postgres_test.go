package postgres_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for making schemas
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/storagetest"
)

// server returns the address of the server for tests.
func server(t testing.TB) string {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	return address
}

// with adds options to an address.
func with(t testing.TB, address string, options ...string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	for i := 0; i < len(options); i += 2 {
		query.Set(options[i], options[i+1])
	}
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return u.String()
}

// freshSchema returns the address of a schema that does not exist yet and is
// dropped at the end.
func freshSchema(t testing.TB) string {
	t.Helper()
	address := server(t)
	schema := "t_" + strings.ToLower(rand.Text()[:16])
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", address)
		require.NoError(t, err)
		defer func() { require.NoError(t, admin.Close()) }()
		_, err = admin.ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		require.NoError(t, err)
	})
	return with(t, address, "schema", schema, "connections", "4")
}

// openDB returns a migrated database in a schema of its own.
func openDB(t testing.TB, options postgres.Options) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), freshSchema(t), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return db
}

// openSchema is openDB and the name of the schema.
func openSchema(t testing.TB, options postgres.Options) (*postgres.DB, string) {
	t.Helper()
	address := freshSchema(t)
	db, err := postgres.Open(t.Context(), address, options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return db, schemaOf(t, address)
}

func schemaOf(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Query().Get("schema")
}

// execute runs a statement, as an administrator's shell might; {s} is the
// schema.
func execute(t testing.TB, db *postgres.DB, schema, statement string, args ...any) error {
	t.Helper()
	return db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, strings.ReplaceAll(statement, "{s}", schema), args...)
		return err
	})
}

// closable is a store that the suite can close.
type closable struct {
	samad.Store
	*postgres.DB
}

// patient waits for the feed longer than others' transactions take on a busy
// server, for all of its databases hold it back.
var patient = postgres.Options{FeedWait: time.Minute}

func TestStore(t *testing.T) {
	t.Parallel()
	server(t)
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		db := openDB(t, patient)
		return closable{db.Cases(), db}
	})
}

// closableLedger is a ledger that the suite can close.
type closableLedger struct {
	ledger.Store
	*postgres.DB
}

func TestLedger(t *testing.T) {
	t.Parallel()
	server(t)
	storagetest.RunLedger(t, func(t testing.TB) storagetest.Ledger {
		db := openDB(t, postgres.Options{})
		return closableLedger{db.Ledger(), db}
	})
}

// closableFigures is a store of figures that the suite can close.
type closableFigures struct {
	figures.Store
	*postgres.DB
}

func TestFigures(t *testing.T) {
	t.Parallel()
	server(t)
	storagetest.RunFigures(t, func(t testing.TB) storagetest.Figures {
		db := openDB(t, postgres.Options{})
		return closableFigures{db.Figures(), db}
	})
}
