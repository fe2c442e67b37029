package directory_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
)

func loadPilot(t testing.TB) *directory.Directory {
	t.Helper()
	d, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	return d
}

func day(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

func TestPilotIsWhole(t *testing.T) {
	t.Parallel()
	d := loadPilot(t)
	on := day(t, "1405-01-15")
	assert.Len(t, d.Agencies(on), 104)
	groups, leaves := 0, 0
	for _, topic := range d.Topics(on) {
		if topic.Leaf {
			leaves++
			_, ok := d.Agency(topic.Agency, on)
			assert.True(t, ok, topic.ID)
			assert.True(t, topic.Kind.Valid() && topic.Urgency.Valid(), topic.ID)
		} else {
			groups++
		}
		assert.NotEmpty(t, topic.Title.Fa)
		assert.NotEmpty(t, topic.Title.En)
	}
	assert.Equal(t, 26, groups)
	assert.Equal(t, 162, leaves)
	levels := map[samad.PlaceLevel]int{}
	for _, p := range d.Places(on) {
		levels[p.Level]++
		assert.Nil(t, p.Population, p.ID)
	}
	assert.Equal(t, map[samad.PlaceLevel]int{samad.ProvincePlace: 1, samad.CountyPlace: 24, samad.CityPlace: 110}, levels)
	centre, ok := d.Centre("1014", on)
	assert.True(t, ok)
	assert.Equal(t, samad.AgencyID("isf.ostandari.bazresi"), centre)
	assert.Equal(t, []samad.AgencyID{"gov.presidency", "min.refah", "org.tamin", "isf.tamin"}, d.AgencyPath("isf.tamin", on))
}
