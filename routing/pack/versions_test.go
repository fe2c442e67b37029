package pack_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/sla"
)

func version(id, validity, limit string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("id: x\nversion: \"" + id + "\"\n" + validity + "\nrules:\n  - id: answer\n    stage: answer\n    limit: " + limit + "\n")}
}

// A case keeps the version of the deadlines under which it began, where the
// pack still has it.
func TestEarlierVersions(t *testing.T) {
	t.Parallel()
	f := small("x", "99")
	f["deadlines.yaml"] = version("2", "valid_from: 1405-01-01", "10d")
	f["deadlines-1.yaml"] = version("1", "valid_from: 1400-01-01\nvalid_to: 1404-12-29", "30d")
	p, err := pack.Load(f, pack.Options{Name: "x"})
	require.NoError(t, err)
	assert.Equal(t, "x@2", p.Deadlines.ID())
	set, err := pack.LoadAll(pack.Source{FS: f, Options: pack.Options{Name: "x"}})
	require.NoError(t, err)
	clock := sla.Clock{Started: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	for began, want := range map[string]string{"": "10d", "x@2": "10d", "x@1": "30d", "x@gone": "10d"} {
		plan, err := set.Plan(sla.Facts{Stage: sla.Answer, Place: "99", Policy: began}, clock)
		require.NoError(t, err)
		assert.Equal(t, want, plan.Limit.String(), began)
	}

	f["deadlines-1.yaml"] = version("2", "valid_from: 1400-01-01\nvalid_to: 1404-12-29", "30d")
	_, err = pack.Load(f, pack.Options{Name: "x"})
	require.Error(t, err, "the same version twice")
	f["deadlines-1.yaml"] = version("1", "valid_from: 1400-01-01\nvalid_to: 1404-12-29", "30x")
	_, err = pack.Load(f, pack.Options{Name: "x"})
	require.ErrorContains(t, err, "deadlines-1.yaml:")
}
