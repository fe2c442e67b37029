package pack_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/sla/persian"
)

// The rules that refer on a day: none that only adds, and none before the pack.
func TestRulesOn(t *testing.T) {
	t.Parallel()
	set, err := pack.LoadAll(pack.Source{FS: isfahan.FS()})
	require.NoError(t, err)
	live, err := pack.NewLive(set)
	require.NoError(t, err)
	day, err := persian.Parse("1405-08-30")
	require.NoError(t, err)
	got := map[string]bool{}
	for _, id := range live.RulesOn(day) {
		got[id] = true
	}
	require.NotEmpty(t, got)
	for _, r := range set.Packs()[0].Rules.Rules() {
		assert.Equal(t, !r.Continue && r.Includes(day), got[r.ID], r.ID)
	}
	before, err := set.Packs()[0].From.AddDays(-1)
	require.NoError(t, err)
	assert.Empty(t, live.RulesOn(before))
}
