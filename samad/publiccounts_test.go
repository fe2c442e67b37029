package samad_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// Numbers for everybody are rounded and small ones are not there, so that no
// single case can be found in them, also not by subtracting.
func TestPublicCounts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	file := func(n int, change func(*samad.Submission)) {
		for range n {
			sub := submission()
			sub.Key = ""
			change(&sub)
			f.submit(sub)
		}
	}
	file(13, func(*samad.Submission) {})
	file(4, func(s *samad.Submission) { s.Kind = samad.Complaint })
	file(5, func(s *samad.Submission) { s.Kind = samad.Idea })

	counts, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: samad.PublicByKind})
	require.NoError(t, err)
	assert.Equal(t, []samad.PublicCount{{"request", 15}, {"idea", 5}}, counts.Rows)
	assert.Equal(t, 1, counts.Hidden)
	assert.Equal(t, int64(20), counts.Total, "22")
	assert.Equal(t, f.clock.Now().Truncate(time.Microsecond), counts.At)

	// One more case of the hidden row changes no number by one.
	file(1, func(s *samad.Submission) { s.Kind = samad.Criticism })
	after, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: samad.PublicByKind})
	require.NoError(t, err)
	assert.Zero(t, (after.Total-counts.Total)%5)
	assert.Equal(t, counts.Rows, after.Rows)

	for _, by := range samad.PublicDimensions() {
		c, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: by, Province: "10", Year: 1404})
		require.NoError(t, err, by)
		for _, row := range c.Rows {
			assert.Zero(t, row.Cases%5, by)
			assert.NotEmpty(t, row.Value)
		}
		assert.False(t, c.From.IsZero())
	}
	county, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: samad.PublicByCounty})
	require.NoError(t, err)
	assert.Len(t, county.Rows[0].Value, 4, fmt.Sprint(county.Rows))
	topic, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: samad.PublicByTopic})
	require.NoError(t, err)
	assert.NotContains(t, topic.Rows[0].Value, "/")
	before, err := f.desk.PublicCounts(f.ctx, samad.PublicQuery{By: samad.PublicByKind, Year: 1390})
	require.NoError(t, err)
	assert.Empty(t, before.Rows)
	assert.Zero(t, before.Total)

	for _, bad := range []samad.PublicQuery{{}, {By: "expert"}, {By: samad.PublicByKind, Province: "1014"}, {By: samad.PublicByKind, Province: "99"}, {By: samad.PublicByKind, Year: 900}} {
		_, err := f.desk.PublicCounts(f.ctx, bad)
		require.ErrorIs(t, err, samad.ErrInvalid, "%+v", bad)
	}
}
