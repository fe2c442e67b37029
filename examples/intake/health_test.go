package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/storage"
)

// A server that can read but not write is not ready, and is again once it can;
// writing is tried every few seconds only.
func TestNotReadyWithoutWriting(t *testing.T) {
	t.Parallel()
	set, err := loadPacks(nil)
	require.NoError(t, err)
	packs, err := pack.NewLive(set)
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	full := errors.New("database or disk is full")
	tries, fault := 0, full
	h := &health{db: db, packs: packs, now: time.Now, probe: func(context.Context) error { tries++; return fault }}
	for range 3 {
		require.ErrorIs(t, h.ready(t.Context()), full)
	}
	assert.Equal(t, 1, tries)
	fault = nil
	h.probed = time.Now().Add(-probeEvery)
	require.NoError(t, h.ready(t.Context()))
	assert.Equal(t, 2, tries)
}
