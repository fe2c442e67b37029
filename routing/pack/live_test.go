package pack_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// versionOf is the small pack with another rule and title of its agency.
func versionOf(rule, name string) fstest.MapFS {
	f := small("x", "99")
	f["rules.yaml"] = &fstest.MapFile{Data: []byte("id: x\nversion: 1\ntitle: قواعد\ntitle_en: Rules\nrules:\n  - {id: " + rule + ", refer: topic, labels: " + name + "}\n")}
	f["rules_test.yaml"] = &fstest.MapFile{Data: []byte("tests: [{name: water, given: {topic: x-water}, expect: {rule: " + rule + "}}]\n")}
	f["agencies.yaml"] = &fstest.MapFile{Data: []byte(`agencies:
  - {id: x.abfa, name: آبفا, name_en: ` + name + `, level: provincial, kind: company, jurisdiction: {places: ["99"]}}
  - {id: x.samad, name: سامد, name_en: Samad, level: provincial, kind: office, jurisdiction: {places: ["99"]}, centre: true}
`)}
	return f
}

// began is when the clocks of these tests started.
var began = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func source(f fstest.MapFS) pack.Source {
	return pack.Source{FS: f, Options: pack.Options{Name: "x"}}
}

func TestLivePacks(t *testing.T) {
	t.Parallel()
	first, err := pack.LoadAll(source(versionOf("first", "one")))
	require.NoError(t, err)
	live, err := pack.NewLive(first)
	require.NoError(t, err)
	_, err = pack.NewLive(nil)
	require.Error(t, err)
	dir := live.Directory() // the Desk has it from the beginning
	now := func() (rule, name string) {
		d, err := live.Route(context.Background(), samad.RouteRequest{Topic: "x-water", Place: "99"})
		require.NoError(t, err)
		a, ok := dir.Agency("x.abfa", persian.Date{})
		require.True(t, ok)
		return d.Rule, a.Name.En
	}
	rule, name := now()
	assert.Equal(t, []string{"first", "one"}, []string{rule, name})

	require.NoError(t, live.Reload(source(versionOf("second", "two"))))
	rule, name = now()
	assert.Equal(t, []string{"second", "two"}, []string{rule, name})

	broken := versionOf("third", "three")
	broken["rules.yaml"] = &fstest.MapFile{Data: []byte("id: x\nversion: 1\ntitle: قواعد\nrules:\n  - {id: a, refer: topik}\n")}
	broken["settings.yaml"] = &fstest.MapFile{Data: []byte("approval: [nobody]\n")}
	var faults directory.Faults
	require.ErrorAs(t, live.Reload(source(broken)), &faults)
	assert.Len(t, faults, 3, "%v", faults)

	without := versionOf("third", "three")
	without["places.yaml"] = &fstest.MapFile{Data: []byte("provinces: [{code: \"99\", name: استان, latin: Province}]\n")}
	err = live.Reload(source(without))
	require.ErrorIs(t, err, directory.ErrFaulty)
	require.EqualError(t, err, `places.yaml: place "9901" is gone, but cases may name it (keep it and give it valid_to)`)
	rule, name = now()
	assert.Equal(t, []string{"second", "two"}, []string{rule, name}, "faulty packs change nothing")

	plan, err := live.Plan(sla.Facts{Stage: sla.Answer, Place: "99"}, sla.Clock{Started: began})
	require.NoError(t, err)
	assert.Equal(t, "5d", plan.Limit.String())
	assert.True(t, live.RestartsOnReferral(sla.Facts{Stage: sla.Answer, Place: "99"}))
	assert.Len(t, dir.Agencies(persian.Date{}), 2)
	assert.Len(t, dir.Topics(persian.Date{}), 1)
	assert.Len(t, dir.Places(persian.Date{}), 2)
	assert.Equal(t, []samad.AgencyID{"x.abfa"}, dir.AgencyPath("x.abfa", persian.Date{}))
	assert.Equal(t, []samad.AgencyID{"x.abfa"}, dir.AgencySubtree("x.abfa", persian.Date{}))
	centre, ok := dir.Centre("99", persian.Date{})
	assert.True(t, ok)
	assert.Equal(t, samad.AgencyID("x.samad"), centre)
	_, ok = dir.Topic("x-water", persian.Date{})
	assert.True(t, ok)
	_, ok = dir.Place("9901", persian.Date{})
	assert.True(t, ok)
	assert.Empty(t, dir.Questions(samad.Request, "x-water", persian.Date{}))
}

func TestLivePacksUnderLoad(t *testing.T) {
	t.Parallel()
	first, err := pack.LoadAll(source(versionOf("first", "first")))
	require.NoError(t, err)
	live, err := pack.NewLive(first)
	require.NoError(t, err)
	var stop atomic.Bool
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for !stop.Load() {
				d, err := live.Route(context.Background(), samad.RouteRequest{Topic: "x-water", Place: "99"})
				if !assert.NoError(t, err) || !assert.Equal(t, []string{d.Rule}, d.Labels, "one version") {
					return
				}
				_, err = live.Plan(sla.Facts{Stage: sla.Answer, Place: "99"}, sla.Clock{Started: began})
				assert.NoError(t, err)
				live.Directory().Agency("x.abfa", persian.Date{})
			}
		})
	}
	for i := range 20 {
		name := []string{"first", "second"}[i%2]
		f := versionOf(name, name)
		if i%5 == 0 {
			delete(f, "rules.yaml")
			assert.Error(t, live.Reload(source(f)))
			continue
		}
		assert.NoError(t, live.Reload(source(f)))
	}
	stop.Store(true)
	all.Wait()
}
