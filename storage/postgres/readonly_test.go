package postgres_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/postgres"
)

// TestReadOnlyTakesTheServicesAddress: who verifies reads only, by the address
// that the services have, which asks for the server that writes.
func TestReadOnlyTakesTheServicesAddress(t *testing.T) {
	t.Parallel()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("set SAMAD_POSTGRES to run this test")
	}
	joint := "?"
	if strings.Contains(address, "?") {
		joint = "&"
	}
	db, err := postgres.Open(t.Context(), address+joint+"target_session_attrs=read-write", postgres.Options{ReadOnly: true, Schema: "read_only_address"})
	require.NoError(t, err)
	require.NoError(t, db.Close())
}
