package routing_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

func version(n int) string {
	return strings.Replace(header, "version: 1", fmt.Sprint("version: ", n), 1) +
		fmt.Sprintf("rules:\n  - {id: v%d, labels: l%d, refer: centre}\n  - {id: more, continue: true, labels: m%d}\n", n, n, n)
}

func TestLiveKeepsTheGoodOne(t *testing.T) {
	t.Parallel()
	dir := world(t)
	load := func(text string) func() (*routing.Table, error) {
		return func() (*routing.Table, error) {
			return routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(text)})
		}
	}
	first, err := load(version(1))()
	require.NoError(t, err)
	live, err := routing.NewLive(first)
	require.NoError(t, err)

	changed, err := live.Reload(load(version(1)))
	require.NoError(t, err)
	assert.False(t, changed, "the same content")
	changed, err = live.Reload(load(version(2)))
	require.NoError(t, err)
	assert.True(t, changed)
	second := live.Table()

	changed, err = live.Reload(load(header + "rules:\n  - {id: a, refer: topik}\n  - {id: a, refer: {agency: nobody}}\n"))
	var faults directory.Faults
	require.ErrorAs(t, err, &faults)
	assert.Len(t, faults, 3, "all of them: %v", err)
	assert.False(t, changed)
	assert.Same(t, second, live.Table())
	_, err = live.Reload(func() (*routing.Table, error) { return nil, nil })
	require.ErrorContains(t, err, "nothing was loaded")
	d, err := live.Route(context.Background(), samad.RouteRequest{Topic: "water/bill"})
	require.NoError(t, err)
	assert.Equal(t, "v2", d.Rule)
	_, err = routing.NewLive(nil)
	require.Error(t, err)
}

// While versions change, good and bad ones, every request is decided by one
// version alone.
func TestLiveUnderLoad(t *testing.T) {
	t.Parallel()
	dir := world(t)
	load := func(n int) (*routing.Table, error) {
		text := version(n)
		if n%3 == 0 {
			text = "rules: [" + text // a broken file now and then
		}
		return routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(text)})
	}
	first, err := load(1)
	require.NoError(t, err)
	live, err := routing.NewLive(first)
	require.NoError(t, err)
	var stop atomic.Bool
	var decided atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for !stop.Load() {
				d, err := live.Route(context.Background(), samad.RouteRequest{Topic: "water/bill", Place: "1014"})
				if !assert.NoError(t, err) {
					return
				}
				var n int
				_, err = fmt.Sscanf(d.Rule, "v%d", &n)
				if !assert.NoError(t, err) || !assert.Equal(t, []string{fmt.Sprint("l", n), fmt.Sprint("m", n)}, d.Labels, "labels of two versions") {
					return
				}
				assert.NotZero(t, n%3, "a faulty version decides")
				assert.Contains(t, d.RuleSet, fmt.Sprintf("test@%d#", n))
				decided.Add(1)
			}
		})
	}
	var reloads sync.WaitGroup
	for i := range 2 {
		reloads.Go(func() {
			for n := range 40 {
				_, err := live.Reload(func() (*routing.Table, error) { return load(2 + 2*n + i) })
				assert.Equal(t, (2+2*n+i)%3 == 0, err != nil)
			}
		})
	}
	reloads.Wait()
	stop.Store(true)
	all.Wait()
	assert.Positive(t, decided.Load())
}
