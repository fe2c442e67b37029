package figures_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// peopled is a directory that knows how many live in one county.
type peopled struct{ samad.Directory }

func (p peopled) Place(id samad.PlaceID, on persian.Date) (samad.Place, bool) {
	place, ok := p.Directory.Place(id, on)
	if id == "1014" {
		place.Population = &samad.Population{Count: 40_000}
	}
	return place, ok
}

// TestPerInhabitants: absent where the number of people is not known.
func TestPerInhabitants(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-02-01")
	o.keeper.Directory = peopled{o.keeper.Directory}
	for _, place := range []samad.PlaceID{"1014", "1014", "1010"} {
		_, err := o.desk.Submit(o.ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Text: "موضوعی", Place: place, Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity}})
		require.NoError(t, err)
	}
	o.counted()
	table, err := o.keeper.Table(o.ctx, figures.Query{Period: period(t, "1405-02"), By: figures.ByCounty, Province: "10"})
	require.NoError(t, err)
	got := map[string]figures.Value{"": table.Total.Get(figures.PerInhabitants)}
	for _, r := range table.Rows {
		got[r.Value] = r.Get(figures.PerInhabitants)
	}
	assert.True(t, got["1014"].Known)
	assert.InDelta(t, 0.5, got["1014"].Value, 1e-9)
	assert.False(t, got["1010"].Known)
	assert.False(t, got[""].Known)
}

// TestScorecards: who answers on time stands first, and what got better says so.
func TestScorecards(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-01-20")
	answer := func(agency samad.AgencyID, after time.Duration) {
		r, err := o.desk.Submit(o.ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Text: "موضوعی", Place: "1014", Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity}})
		require.NoError(t, err)
		ref := samad.Ref{ID: r.Case}
		_, err = o.desk.Accept(o.ctx, operator, samad.AcceptRequest{Ref: ref, Agency: agency, Reason: "آزمون"})
		require.NoError(t, err)
		o.clock.Advance(after)
		_, err = o.desk.Answer(o.ctx, head(agency), samad.AnswerRequest{
			Ref: ref, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "انجام شد."}, Outcome: samad.Done, Final: true,
		})
		require.NoError(t, err)
	}
	const day = 24 * time.Hour
	for _, wait := range []time.Duration{9 * day, 6 * day, 2 * day} { // in Farvardin, Ordibehesht and Khordad
		began := o.clock.Now()
		answer("isf.abfa", wait)
		o.clock.Advance(began.Add(wait + day).Sub(o.clock.Now()))
		answer("isf.gaz", 4*day)
		o.clock.Advance(began.Add(31 * day).Sub(o.clock.Now()))
	}
	o.counted()
	q := figures.Query{Period: period(t, "1405-03"), Province: "10", Figures: []figures.ID{figures.MedianToAnswer, figures.Received}}
	cards, err := o.keeper.Scorecards(o.ctx, q)
	require.NoError(t, err)
	require.Len(t, cards, 2)
	water, ok := cards[0].Score(figures.MedianToAnswer)
	require.True(t, ok)
	gas, _ := cards[1].Score(figures.MedianToAnswer)
	assert.Equal(t, []int{1, 2, 2, 2}, []int{water.Rank, water.Of, gas.Rank, gas.Of})
	assert.Equal(t, figures.Improving, water.Trend)
	assert.NotEqual(t, figures.Improving, gas.Trend)
	received, _ := cards[0].Score(figures.Received)
	assert.Zero(t, received.Rank, "more cases are neither better nor worse")
	assert.Equal(t, figures.NoTrend, received.Trend)
	one, err := o.keeper.Scorecard(o.ctx, "isf.gaz", q)
	require.NoError(t, err)
	assert.Equal(t, cards[1], one)
}
