package oversight_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func points(met int) map[string]bool {
	out := map[string]bool{}
	for i, p := range oversight.ReviewPoints() {
		out[p] = i < met
	}
	return out
}

func TestPoorAnswersGoBack(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.ReviewShare, c.Settings.ReviewRisk = 1, 1 })
	good := f.referred("welfare/unemployment-insurance", "1014")
	poor := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, good.ID, samad.Done)
	f.answer(taminHead, poor.ID, samad.NotPossible)
	f.sweep()
	waiting, _, err := f.office.Reviews(f.ctx, officer, oversight.ListQuery{States: []string{string(oversight.ReviewWaiting)}})
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	own, _, err := f.office.Reviews(f.ctx, taminHead, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Empty(t, own, "an agency does not see what is sampled")
	_, err = f.office.Review(f.ctx, taminHead, waiting[0].ID)
	require.ErrorIs(t, err, samad.ErrNotFound)

	id := func(c samad.Case) string { return string(c.ID) + "-1" }
	_, err = f.office.Judge(f.ctx, officer, id(poor), oversight.Judgement{Points: points(2)})
	require.ErrorIs(t, err, samad.ErrInvalid, "a poor one needs a note")
	_, err = f.office.Judge(f.ctx, officer, id(poor), oversight.Judgement{Points: map[string]bool{"correct": true}})
	require.ErrorIs(t, err, samad.ErrInvalid, "every point")
	_, err = f.office.Judge(f.ctx, taminHead, id(poor), oversight.Judgement{Points: points(5)})
	require.ErrorIs(t, err, samad.ErrForbidden)
	r, err := f.office.Judge(f.ctx, officer, id(good), oversight.Judgement{Points: points(4), SendBack: true})
	require.NoError(t, err)
	assert.Equal(t, oversight.ReviewGood, r.State)
	c, err := f.store.Case(f.ctx, good.ID)
	require.NoError(t, err)
	assert.Equal(t, samad.Answered, c.State)

	r, err = f.office.Judge(f.ctx, officer, id(poor), oversight.Judgement{Points: points(3), Note: "راهی پیشنهاد نشده است.", SendBack: true})
	require.NoError(t, err)
	assert.Equal(t, oversight.ReviewSentBack, r.State)
	c, err = f.store.Case(f.ctx, poor.ID)
	require.NoError(t, err)
	assert.Equal(t, 2, c.Episode, "the case was taken up again with the review")
	events, err := f.store.Events(f.ctx, poor.ID)
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(events, func(e samad.Event) bool { return e.Type == samad.EventReopened && e.Actor.ID == officer.ID }))
	own, _, err = f.office.Reviews(f.ctx, taminHead, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Len(t, own, 2)
	_, err = f.office.Judge(f.ctx, officer, id(poor), oversight.Judgement{Points: points(5)})
	require.ErrorIs(t, err, oversight.ErrState)

	// A poor review is a ground for an action.
	_, err = f.office.OpenImprovement(f.ctx, officer, oversight.NewImprovement{Agency: "isf.tamin", Place: "10",
		Ground: ledger.Ref{Kind: "review", ID: id(good)}, Cause: "x", Measure: "y", Owner: samad.Text{Fa: "مدیر"}, Due: f.clock.Now().Add(time.Hour)})
	require.ErrorIs(t, err, oversight.ErrGround)
	_, err = f.office.OpenImprovement(f.ctx, officer, oversight.NewImprovement{Agency: "isf.tamin", Place: "10",
		Ground: ledger.Ref{Kind: "review", ID: id(poor)}, Cause: "x", Measure: "y", Owner: samad.Text{Fa: "مدیر"}, Due: f.clock.Now().Add(time.Hour)})
	require.NoError(t, err)
}

// Chance takes the share it is told, and more of what shows signs of risk.
func TestSample(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.ReviewShare, c.Settings.ReviewRisk = 0.1, 0.6 })
	const n = 120
	for range n {
		c := f.referred("welfare/unemployment-insurance", "1014")
		f.clock.set(f.clock.Now().Add(time.Hour)) // not suspiciously quick
		f.answer(taminHead, c.ID, samad.Done)
		c = f.referred("welfare/unemployment-insurance", "1014")
		f.clock.set(f.clock.Now().Add(time.Hour))
		f.answer(taminHead, c.ID, samad.NotPossible)
	}
	f.sweep()
	taken := map[string]int{}
	q := oversight.ListQuery{Limit: 1000}
	all, _, err := f.office.Reviews(f.ctx, officer, q)
	require.NoError(t, err)
	for _, r := range all {
		taken[r.Why[0]]++
	}
	// Five standard deviations around 12 and 72; the seed is fixed.
	assert.InDelta(t, 0.1*n, taken["chance"], 16.5)
	assert.InDelta(t, 0.6*n, taken["not_possible"], 27)
	assert.Positive(t, taken["chance"])
}

// Sweeping again, also from the start of the feed by another, changes nothing.
func TestFollowingTwiceIsOnce(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.ReviewShare = 1 })
	for range 3 {
		f.answer(taminHead, f.referred("welfare/unemployment-insurance", "1014").ID, samad.Done)
	}
	count := func() (out [2]int64) {
		for i, kind := range []ledger.Kind{"survey", "review"} {
			tally, err := f.ledger.Count(f.ctx, ledger.Query{Kind: kind})
			require.NoError(t, err)
			out[i] = tally[0].Records
		}
		return out
	}
	done := make(chan error, 4)
	for range cap(done) {
		go func() {
			_, err := f.desk.Sweep(f.ctx, "x", 100)
			done <- err
		}()
	}
	for range cap(done) {
		require.NoError(t, <-done)
	}
	f.sweep()
	assert.Equal(t, [2]int64{3, 3}, count())
	f.sweep()
	assert.Equal(t, [2]int64{3, 3}, count())
}
