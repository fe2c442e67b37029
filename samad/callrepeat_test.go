package samad_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// A request that an operator's program sends again is one call and one case,
// although the case that it made would match it by now.
func TestCallSentAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Key = "call-1"
	report := samad.CallReport{
		Caller: "0913 000 1234", Started: f.clock.Now(), Ended: f.clock.Now().Add(time.Minute),
		Outcome: samad.CallNewCase, Submission: &sub,
	}
	first, err := f.desk.TakeCall(f.ctx, operator, report)
	require.NoError(t, err)
	again, err := f.desk.TakeCall(f.ctx, operator, report)
	require.NoError(t, err)
	require.Equal(t, samad.CallNewCase, again.Outcome)
	require.Empty(t, again.Call, "no second record")
	require.Equal(t, first.Cases, again.Cases)
	require.True(t, again.Receipt.Replayed)
	require.True(t, first.Receipt.PIN.Equal(again.Receipt.PIN))

	calls, err := f.desk.Calls(f.ctx, operator, samad.CallQuery{})
	require.NoError(t, err)
	require.Len(t, calls.Calls, 1)
	c, err := f.store.Case(f.ctx, first.Cases[0])
	require.NoError(t, err)
	require.Zero(t, c.FollowUps)

	sub.Text = "چیز دیگری"
	_, err = f.desk.TakeCall(f.ctx, operator, report)
	require.ErrorIs(t, err, samad.ErrKeyReused)
}

// A call that joins an earlier case is one contact, however often its request
// is sent.
func TestJoinedCallSentAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	sub := submission()
	sub.Key = "call-2"
	report := samad.CallReport{
		Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallNewCase, Submission: &sub,
		FollowUps: []samad.CaseFollowUp{{Case: r.Case, Text: "همان"}},
	}
	for range 2 {
		result, err := f.desk.TakeCall(f.ctx, operator, report)
		require.NoError(t, err)
		require.Equal(t, samad.CallFollowedUp, result.Outcome)
		require.Equal(t, []samad.CaseID{r.Case}, result.Cases)
	}
	c, err := f.store.Case(f.ctx, r.Case)
	require.NoError(t, err)
	require.Equal(t, 1, c.FollowUps)
	f.verify(r.Case)
}

// One call may bring a new case and be about earlier ones.
func TestCallAboutSeveral(t *testing.T) {
	t.Parallel()
	f := setup(t)
	earlier := f.submit(submission())
	sub := submission()
	sub.Topic = "water/outage"
	report := samad.CallReport{
		Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallNewCase, Submission: &sub,
		FollowUps: []samad.CaseFollowUp{{Case: earlier.Case}},
	}
	result, err := f.desk.TakeCall(f.ctx, operator, report)
	require.NoError(t, err)
	require.Equal(t, []samad.CaseID{result.Receipt.Case, earlier.Case}, result.Cases)
	calls, err := f.desk.Calls(f.ctx, operator, samad.CallQuery{Case: earlier.Case})
	require.NoError(t, err)
	require.Len(t, calls.Calls, 1)
	require.Equal(t, result.Cases, calls.Calls[0].Cases)

	report.FollowUps = append(report.FollowUps, samad.CaseFollowUp{Case: earlier.Case})
	_, err = f.desk.TakeCall(f.ctx, operator, report)
	require.Equal(t, "/follow_ups/case twice", faultCodes(t, err))

	// Another province's case of the same petitioner is neither joined nor told of.
	far, err := f.desk.TakeCall(f.ctx, stranger, samad.CallReport{
		Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallNewCase, Submission: &sub,
	})
	require.NoError(t, err)
	require.NotNil(t, far.Receipt)
}
