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
