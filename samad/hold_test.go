package samad_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

func day(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

// TestHold: what is held is not erased, by nobody and by no lapse of time, with
// the calls about it and who joined it; a hold ends by its day or by an order.
func TestHold(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.RetentionYears, c.Settings.CallRetentionYears = 3, 2 })
	_, c := f.calledIn() // ends on 1404/12/10
	ref := samad.Ref{ID: c.ID}
	for _, actor := range []samad.Actor{operator, head, expert, governor, farOversight} {
		_, err := f.desk.Hold(f.ctx, actor, samad.HoldRequest{Ref: ref, Ground: "court 7"})
		require.Error(t, err, actor.ID)
	}
	_, err := f.desk.Hold(f.ctx, oversight, samad.HoldRequest{Ref: ref})
	require.ErrorIs(t, err, samad.ErrInvalid, "without a ground")
	_, err = f.desk.Hold(f.ctx, oversight, samad.HoldRequest{Ref: ref, Ground: "court 7", Until: day(t, "1404-12-09")})
	require.ErrorIs(t, err, samad.ErrInvalid, "until a day that has passed")
	c, err = f.desk.Hold(f.ctx, oversight, samad.HoldRequest{Ref: ref, Ground: "court 7", Reason: "تا رای دادگاه"})
	require.NoError(t, err)
	first := c.Holds[0].Seq
	c, err = f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: ref, Ground: "audit 8", Until: day(t, "1414-01-10")})
	require.NoError(t, err)
	require.Len(t, c.Holds, 2)
	events, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	assert.Equal(t, samad.EventHeld, events[first-1].Type)
	assert.Equal(t, oversight.ID, events[first-1].Actor.ID)
	assert.NotContains(t, string(events[first-1].Data), "دادگاه")

	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: ref, Ground: "order"})
	require.ErrorIs(t, err, samad.ErrHeld)
	var held *samad.HeldError
	require.ErrorAs(t, err, &held)
	assert.Equal(t, "court 7", held.Hold.Ground)
	f.clock.now = time.Date(2032, 3, 1, 0, 0, 0, 0, time.UTC) // 1410: twice its retention
	sum := f.sweepUntilIdle()
	assert.Zero(t, sum.Chores["retention"])
	assert.Zero(t, sum.Chores["call_retention"], "the call is about a held case")
	assert.Contains(t, string(f.kept(c.ID)), callNote)

	_, err = f.desk.Release(f.ctx, admin, samad.ReleaseRequest{Ref: ref, Ground: "court 9"})
	require.ErrorIs(t, err, samad.ErrInvalid, "which of the two?")
	_, err = f.desk.Release(f.ctx, admin, samad.ReleaseRequest{Ref: ref, Hold: 1, Ground: "court 9"})
	require.ErrorIs(t, err, samad.ErrNotFound)
	c, err = f.desk.Release(f.ctx, admin, samad.ReleaseRequest{Ref: ref, Hold: first, Ground: "court 9"})
	require.NoError(t, err)
	require.Len(t, c.Holds, 1)
	assert.Zero(t, f.sweepUntilIdle().Chores["retention"], "the audit still needs it")
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	f.clock.now = day(t, "1414-01-10").End(tehran).UTC().Add(-time.Second)
	assert.Zero(t, f.sweepUntilIdle().Chores["retention"], "its last day")
	f.clock.now = f.clock.now.Add(2 * time.Second)
	assert.Equal(t, 1, f.sweepUntilIdle().Chores["retention"])
	assert.NotContains(t, string(f.kept(c.ID)), callNote)
	assert.NotContains(t, string(f.kept(c.ID)), "دادگاه", "the reason goes with it")
	f.verify(c.ID)
	_, err = f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: ref, Ground: "late"})
	require.ErrorIs(t, err, samad.ErrErased)
}

// TestHoldCoversWhatJoined: who joined a held case is kept as long, and a call
// about two cases as long as either is held.
func TestHoldCoversWhatJoined(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, one := f.calledIn()
	f.clock.Advance(time.Hour)
	_, parent := f.referred()
	child := f.submit(submission())
	_, err := f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: child.Case}, Into: parent.ID})
	require.NoError(t, err)
	_, err = f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: samad.Ref{ID: parent.ID}, Ground: "court 7"})
	require.NoError(t, err)
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: child.Case}, Ground: "order"})
	require.ErrorIs(t, err, samad.ErrHeld)

	other := f.submit(submission())
	_, err = f.desk.TakeCall(f.ctx, operator, samad.CallReport{
		Caller: "09130001234", Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallFollowedUp, Note: "درباره هر دو",
		FollowUps: []samad.CaseFollowUp{{Case: one.ID, Text: "یک"}, {Case: other.Case, Text: "دو"}},
	})
	require.NoError(t, err)
	_, err = f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: samad.Ref{ID: other.Case}, Ground: "court 8"})
	require.NoError(t, err)
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: one.ID}, Ground: "order"})
	require.NoError(t, err)
	assert.Contains(t, string(f.kept(one.ID)), "درباره هر دو", "the call is about a held case too")
	assert.NotContains(t, string(f.kept(one.ID)), callNote)
}

// TestHoldAfterErasureBegan: once attachments are being destroyed nothing can
// hold the case, nor take it up again: it would be kept without them.
func TestHoldAfterErasureBegan(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	sub := submission()
	sub.Attachments = []string{f.upload("a.png", pngFile).Token}
	r := f.submit(sub)
	ref := samad.Ref{ID: r.Case}
	_, err := f.desk.Withdraw(f.ctx, f.petitioner(r), samad.WithdrawRequest{Ref: ref})
	require.NoError(t, err)
	c, err := f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: ref, Ground: "court 7"})
	require.NoError(t, err)
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: ref, Ground: "order"})
	require.ErrorIs(t, err, samad.ErrHeld)
	assert.Len(t, b.kept, 1, "not one byte of a held case goes")
	assert.NotContains(t, f.events(r.Case), samad.EventErasureBegun)
	_, err = f.desk.Release(f.ctx, admin, samad.ReleaseRequest{Ref: ref, Hold: c.Holds[0].Seq, Ground: "court 8"})
	require.NoError(t, err)

	b.fail = assert.AnError
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: ref, Ground: "order"})
	require.ErrorIs(t, err, assert.AnError)
	_, err = f.desk.Hold(f.ctx, admin, samad.HoldRequest{Ref: ref, Ground: "court 9"})
	require.ErrorIs(t, err, samad.ErrErased)
	b.fail = nil
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: ref, Ground: "order"})
	require.NoError(t, err)
	assert.Empty(t, b.kept)
	f.verify(r.Case)
}

// TestRetentionOfAgencies: the nearest agency's rule counts that was in force
// when the case ended; -1 keeps for ever.
func TestRetentionOfAgencies(t *testing.T) {
	t.Parallel()
	ended := day(t, "1404-12-10")
	for name, row := range map[string]struct {
		rules []samad.Retention
		years int // after which it is gone, 0 for never
	}{
		"no rule":             {nil, 4},
		"longer":              {[]samad.Retention{{Agency: "isf.tamin", Years: 6}}, 6},
		"shorter":             {[]samad.Retention{{Agency: "isf.tamin", Years: 2}}, 2},
		"for ever":            {[]samad.Retention{{Agency: "isf.tamin", Years: -1}}, 0},
		"another agency":      {[]samad.Retention{{Agency: "isf.water", Years: 2}}, 4},
		"ends that day":       {[]samad.Retention{{Agency: "isf.tamin", Years: 2, To: ended}}, 4},
		"begins that day":     {[]samad.Retention{{Agency: "isf.tamin", Years: 2, From: ended}}, 2},
		"one after the other": {[]samad.Retention{{Agency: "isf.tamin", Years: 2, To: ended}, {Agency: "isf.tamin", Years: 3, From: ended}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t, func(c *samad.Config) { c.Settings.RetentionYears, c.Settings.Retention = 4, row.rules })
			_, c := f.calledIn()
			for years := 1; years <= 8; years++ {
				f.clock.now = time.Date(2026+years, 3, 2, 0, 0, 0, 0, time.UTC)
				f.sweepUntilIdle()
				now, err := f.store.Case(f.ctx, c.ID)
				require.NoError(t, err)
				require.Equal(t, row.years > 0 && years >= row.years, now.Erased, "after %d years", years)
			}
		})
	}
}
