package limit_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/samad111/go-samad/examples/intake/limit"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func setup(t *testing.T, keys int) (*limit.Limiter, func(time.Duration)) {
	t.Helper()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	l, err := limit.New(limit.Config{
		Kinds: map[string]limit.Rate{"submit": {Every: 10 * time.Second, Burst: 2}},
		Other: limit.Rate{Every: time.Second, Burst: 1},
		Keys:  keys,
		Now:   func() time.Time { return now },
	})
	require.NoError(t, err)
	return l, func(d time.Duration) { now = now.Add(d) }
}

func TestBurstThenRate(t *testing.T) {
	t.Parallel()
	l, pass := setup(t, 0)
	for range 2 {
		_, ok := l.Allow(t.Context(), "submit", "a")
		require.True(t, ok)
	}
	after, ok := l.Allow(t.Context(), "submit", "a")
	require.False(t, ok)
	assert.InDelta(t, 10, after.Seconds(), 0.01)

	pass(9 * time.Second)
	after, ok = l.Allow(t.Context(), "submit", "a")
	require.False(t, ok)
	assert.InDelta(t, 1, after.Seconds(), 0.01)

	pass(after)
	_, ok = l.Allow(t.Context(), "submit", "a")
	assert.True(t, ok, "the time that was named is enough")
}

func TestKeysAndKindsAreApart(t *testing.T) {
	t.Parallel()
	l, _ := setup(t, 0)
	for _, kind := range []string{"track", "rate"} { // both without a rate of their own
		for _, key := range []string{"a", "b"} {
			_, ok := l.Allow(t.Context(), kind, key)
			assert.True(t, ok, "%s %s", kind, key)
			_, ok = l.Allow(t.Context(), kind, key)
			assert.False(t, ok, "%s %s again", kind, key)
		}
	}
}

func TestOnlyTheLatestKeysAreKept(t *testing.T) {
	t.Parallel()
	l, _ := setup(t, 3)
	allow := func(key string) bool {
		_, ok := l.Allow(t.Context(), "other", key)
		return ok
	}
	for i := range 3 {
		require.True(t, allow(strconv.Itoa(i)))
	}
	require.False(t, allow("0"), "kept, and now the latest")
	require.True(t, allow("3"), "a fourth key takes the place of 1")
	assert.False(t, allow("0"))
	assert.True(t, allow("1"), "given way, so it begins anew")
}

func TestBadRates(t *testing.T) {
	t.Parallel()
	_, err := limit.New(limit.Config{Kinds: map[string]limit.Rate{"submit": {Every: time.Second}}, Keys: -1})
	require.Error(t, err)
	for _, part := range []string{"submit", "other kinds", "Keys"} {
		assert.ErrorContains(t, err, part)
	}
}

// Forgiven requests use nothing up, and nobody gets more than the burst.
func TestForgive(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	l, err := limit.New(limit.Config{
		Kinds: map[string]limit.Rate{"pin": {Every: time.Minute, Burst: 2}},
		Other: limit.Rate{Every: time.Second, Burst: 1},
		Now:   func() time.Time { return now },
	})
	require.NoError(t, err)
	l.Forgive(t.Context(), "pin", "a")
	for range 10 {
		_, ok := l.Allow(t.Context(), "pin", "a")
		require.True(t, ok)
		l.Forgive(t.Context(), "pin", "a")
	}
	for i, want := range []bool{true, true, false} {
		_, ok := l.Allow(t.Context(), "pin", "a")
		require.Equal(t, want, ok, i)
	}
}
