package webdesk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

func TestAnInboxIsGroupedByDeadline(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, zone) // Monday 2 Azar 1405
	v := &visit{h: &handler{Options: Options{Location: zone}}, lang: samad.English}
	due := func(id string, at time.Time) queueItem {
		c := samad.Case{ID: samad.CaseID(id)}
		if !at.IsZero() {
			c.Clocks = []samad.Clock{{Stage: sla.Answer, Plan: sla.Plan{Due: at}}}
		}
		return queueItem{ID: c.ID, Case: c, Late: c.Late(now)}
	}
	got := map[string][]samad.CaseID{}
	for _, g := range v.grouped([]queueItem{
		due("this morning", now.Add(-time.Hour)),
		due("tonight", time.Date(2026, 11, 23, 23, 59, 0, 0, zone)),
		due("tomorrow", time.Date(2026, 11, 24, 0, 0, 0, 0, zone)),
		due("friday", time.Date(2026, 11, 27, 23, 0, 0, 0, zone)),
		due("saturday", time.Date(2026, 11, 28, 0, 0, 0, 0, zone)),
		due("held", time.Time{}),
	}, now) {
		for _, i := range g.Items {
			got[g.Name] = append(got[g.Name], i.ID)
		}
	}
	assert.Equal(t, map[string][]samad.CaseID{
		"Late": {"this morning"}, "Due today": {"tonight"}, "This week": {"tomorrow", "friday"}, "Later": {"saturday"}, "No deadline, or held": {"held"},
	}, got)
}
