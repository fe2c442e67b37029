package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
)

// TestAClosureReachesTheChecker: it is declared at a server that dies before it
// moved a deadline. The checker beside it moves them, and tells of no breach on the
// day that was closed.
func TestAClosureReachesTheChecker(t *testing.T) {
	t.Parallel()
	store := memory.New()
	o := openOfficeOn(t, store, nil)
	open := func(c *clock) *regime.Keeper {
		k, err := regime.Open(t.Context(), regime.Config{Ledger: store.Ledger(), Sources: []pack.Source{{FS: isfahan.FS()}}, Now: c.Now})
		require.NoError(t, err)
		return k
	}
	server := open(o.clock)
	o.config.Deadlines = server.Live()
	o.desk = o.open(o.clock, nil)
	id := o.submit(true)
	c, err := store.Case(t.Context(), id)
	require.NoError(t, err)
	was := c.Due()
	require.False(t, was.IsZero())

	k := o.checker("a", o.clock.Now())
	k.regime = open(k.clock)
	config := o.config
	config.Deadlines, config.Now = k.regime.Live(), k.clock.Now
	k.office, err = samad.NewDesk(config)
	require.NoError(t, err)
	k.desk = k.office
	require.NoError(t, k.round(t.Context()))

	day, err := persian.FromTime(was.In(time.FixedZone("", 12600)))
	require.NoError(t, err)
	_, err = server.Declare(t.Context(), samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}},
		regime.Draft{Place: "10", From: day, Reason: "سرما"})
	require.NoError(t, err)

	k.clock.set(k.clock.Now().Add(regime.Grace))
	require.NoError(t, k.round(t.Context()))
	c, err = store.Case(t.Context(), id)
	require.NoError(t, err)
	assert.True(t, c.Due().After(was), "%s", c.Due())
	k.clock.set(was.Add(time.Hour))
	require.NoError(t, k.round(t.Context()))
	for _, line := range o.history(id) {
		assert.NotContains(t, line, "breached")
	}
	k.clock.set(c.Due().Add(time.Hour))
	require.NoError(t, k.round(t.Context()))
	assert.Contains(t, strings.Join(times(o.history(id)), "\n"), "breached", "the new one counts")
}
