package postgres

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A plan made while tables were nearly empty, and kept, must not go through all
// of them when they have grown: at ten thousand cases that took more than half
// of the rate.
func TestWritesPlanByKeys(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, address string
		options       Options
		want          map[string]string
	}{
		{"ours", "postgres://u@h/d", Options{}, map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}},
		{"what the host says holds", "postgres://u@h/d?enable_seqscan=on", Options{}, map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "on"}},
		{"a pooler takes no settings", "postgres://u@h/d", Options{Pooler: true}, map[string]string{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			config, err := pgx.ParseConfig(row.address)
			require.NoError(t, err)
			before := len(config.RuntimeParams)
			got := map[string]string{}
			for name, value := range writing(config, row.options).RuntimeParams {
				if name == "plan_cache_mode" || name == "enable_seqscan" {
					got[name] = value
				}
			}
			assert.Equal(t, row.want, got)
			assert.Len(t, config.RuntimeParams, before, "other connections keep the server's settings")
		})
	}
}
