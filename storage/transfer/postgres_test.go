package transfer_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for making schemas
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/transfer"
)

// inPostgres is a migrated database in a schema of its own, which is dropped at
// the end.
func inPostgres(t *testing.T) transfer.End {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	schema := "t_" + strings.ToLower(rand.Text()[:16])
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", address)
		require.NoError(t, err)
		_, err = admin.ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, admin.Close())
	})
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	query.Set("schema", schema)
	query.Set("connections", "4")
	u.RawQuery = query.Encode()
	db, err := postgres.Open(t.Context(), u.String(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}
}
