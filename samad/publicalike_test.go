package samad_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// Whoever is about to raise a matter learns that many have, never that one has.
func TestPublicAlike(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	alike := func() int64 {
		t.Helper()
		n, err := f.desk.PublicAlike(f.ctx, sub.Topic, sub.Place)
		require.NoError(t, err)
		return n
	}
	require.NotEmpty(t, sub.Topic)
	var last samad.Receipt
	for n := range 8 {
		require.Equal(t, map[bool]int64{true: 0, false: 5}[n < 5], alike(), n)
		sub.Key = ""
		last = f.submit(sub)
	}
	require.Equal(t, int64(10), alike(), "8, rounded")
	actor, _, err := f.desk.Authenticate(f.ctx, last.Code, last.PIN)
	require.NoError(t, err)
	_, err = f.desk.Withdraw(f.ctx, actor, samad.WithdrawRequest{Ref: samad.Ref{ID: last.Case}})
	require.NoError(t, err)
	require.Equal(t, int64(5), alike(), "7 open ones, rounded")
	for _, wrong := range []struct {
		topic samad.TopicID
		place samad.PlaceID
	}{{"", sub.Place}, {sub.Topic, ""}, {"no/such", sub.Place}, {sub.Topic, "9999"}} {
		_, err := f.desk.PublicAlike(f.ctx, wrong.topic, wrong.place)
		require.ErrorIs(t, err, samad.ErrInvalid)
	}
}
