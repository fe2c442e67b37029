package storagetest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// TestChecksCanFail runs every check on a store that breaks its promise, and
// nothing else, on purpose. A check that does not notice checks nothing.
func TestChecksCanFail(t *testing.T) {
	t.Parallel()
	left := breakers()
	seen := map[string]bool{}
	for _, c := range storagetest.Checks() {
		require.False(t, seen[c.Name], "two checks named %q", c.Name)
		seen[c.Name] = true
		require.NotEmpty(t, c.Why, c.Name)
		broken, ok := left[c.Name]
		require.True(t, ok, "nothing breaks %q on purpose", c.Name)
		delete(left, c.Name)
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			require.NoError(t, c.Run(ctx, &faulty{Store: memory.New()}), "the good store")
			f := &faulty{Store: memory.New()}
			broken(f)
			require.Error(t, c.Run(ctx, f), "the broken store passes")
			require.NoError(t, ctx.Err(), "the check must fail, not hang")
		})
	}
	assert.Empty(t, left, "breakers without a check")
}
