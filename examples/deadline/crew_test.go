package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A courier that goes from one load to the next is at it all the time: another
// that finds nothing must not take it for done.
func TestCrewWaitsForWhoCarries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, looks := newCrew(2), make(chan time.Duration, 100)
		began := time.Now()
		go func() {
			defer close(looks)
			for vain := 1; c.goOn(t.Context(), vain); vain++ {
				looks <- time.Since(began)
			}
		}()
		for range 5 {
			time.Sleep(100 * time.Millisecond) // a load
			require.True(t, c.goOn(t.Context(), 0))
		}
		require.False(t, c.goOn(t.Context(), 1), "it is the last one")
		var at []time.Duration
		for look := range looks {
			at = append(at, look)
		}
		assert.Equal(t, []time.Duration{40 * time.Millisecond, 120 * time.Millisecond, 280 * time.Millisecond}, at,
			"each wait is twice the one before, and none goes on after the end")
		assert.Equal(t, 500*time.Millisecond, time.Since(began))
	})
}

// Who waits is told at once when the last one is done, and its own look would
// find nothing either.
func TestCrewEndsTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, ended := newCrew(4), make(chan time.Duration, 4)
		began := time.Now()
		for i := range 3 {
			go func() {
				assert.False(t, c.goOn(t.Context(), 9+i), "the wait is the longest one")
				ended <- time.Since(began)
			}()
		}
		time.Sleep(30 * time.Millisecond)
		c.leave() // the fourth fails
		for range 3 {
			assert.Equal(t, 30*time.Millisecond, <-ended)
		}
		assert.False(t, c.comeBack(), "it is over")
	})
}

// A courier that looks again has to be waited for, as it may find something.
func TestCrewWaitsForWhoLooksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, first := newCrew(2), make(chan bool)
		go func() { first <- c.goOn(t.Context(), 1) }()
		time.Sleep(50 * time.Millisecond)
		require.True(t, <-first)
		second := make(chan bool)
		go func() { second <- c.goOn(t.Context(), 9) }()
		time.Sleep(500 * time.Millisecond)
		require.True(t, c.goOn(t.Context(), 0), "the other holds something")
		require.True(t, <-second, "after a second")
	})
}

func TestCrewEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrew(2)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		assert.False(t, c.goOn(ctx, 9))
		assert.False(t, c.goOn(t.Context(), 1), "the other ends alone")
	})
}
