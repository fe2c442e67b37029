package postgres

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestConnectTime: with several servers one that says nothing leaves time for
// the others, unless the address says how long.
func TestConnectTime(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]time.Duration{
		"postgres://samad@db-1/samad":                                                        10 * time.Second,
		"postgres://samad@db-1/samad?sslmode=prefer":                                         10 * time.Second,
		"postgres://samad@db-1,db-2/samad?target_session_attrs=read-write":                   3 * time.Second,
		"postgres://samad@db-1:5432,db-1:5433/samad?sslmode=disable":                         3 * time.Second,
		"postgres://samad@db-1,db-2/samad?target_session_attrs=read-write&connect_timeout=7": 7 * time.Second,
	} {
		config, err := connConfig(address, Options{}.withDefaults())
		require.NoError(t, err, address)
		assert.Equal(t, want, config.ConnectTimeout, address)
	}
}
