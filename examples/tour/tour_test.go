package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla/persian"
)

// The whole path with real processes: what a newcomer watches is what is
// tested.
func TestTour(t *testing.T) {
	if testing.Short() {
		t.Skip("builds three programs and runs them for some seconds")
	}
	t.Parallel()
	var out bytes.Buffer
	differences, err := options{dir: t.TempDir(), out: &out, clients: 16, kills: 2}.run(t.Context())
	t.Log("\n" + out.String())
	require.NoError(t, err)
	assert.Empty(t, differences)
	assert.Contains(t, out.String(), "messages                                    198")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{
		"--help": 0, "--clients=0": 2, "--clients=x": 2, "--messages=-1": 2, "--kills=-1": 2, "--nonsense": 2,
		"--keep=" + os.TempDir(): 2, // it is there already
	} {
		var out, errs bytes.Buffer
		assert.Equal(t, want, run(t.Context(), []string{args}, &out, &errs), "%s: %s", args, errs.String())
		assert.Equal(t, want != 0, errs.Len() > 0, args)
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	for want, at := range map[string]time.Time{
		"1404-12-17": firstDay, "1404-12-23": inTime, "1405-01-09": afterTwo, "1405-01-16": afterThree, "1405-02-12": lastDay,
	} {
		d, err := persian.FromTime(at.In(tehran))
		require.NoError(t, err)
		assert.Equal(t, want, d.String())
	}
}

// Every way through the service is gone by some message, and no two
// petitioners are the same.
func TestLedger(t *testing.T) {
	t.Parallel()
	all, err := readSamples(0)
	require.NoError(t, err)
	require.Len(t, all, 198)
	plan := map[plan]int{}
	mobiles, keys := map[string]bool{}, map[string]bool{}
	for _, m := range newLedger(all) {
		if m.sample.Expected.Screening == labelAccept {
			plan[m.plan]++
		}
		assert.False(t, m.who.Mobile != "" && mobiles[m.who.Mobile] || keys[m.key()])
		mobiles[m.who.Mobile], keys[m.key()] = true, true
	}
	for p := range plans {
		assert.GreaterOrEqual(t, plan[p], 5, p.String())
	}
}
