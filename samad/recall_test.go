package samad_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// reads counts how often histories are read, and lets something happen between
// the reading of a case and of its history.
type reads struct {
	samad.Store
	histories atomic.Int64
	between   func()
}

func (r *reads) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	r.histories.Add(1)
	return r.Store.Events(ctx, id)
}

func (r *reads) CaseByCode(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error) {
	c, x, err := r.Store.CaseByCode(ctx, code)
	if between := r.between; between != nil {
		r.between = nil
		between()
	}
	return c, x, err
}

// TestTrackReadsAHistoryOnce: and shows the next step all the same.
func TestTrackReadsAHistoryOnce(t *testing.T) {
	t.Parallel()
	store := &reads{}
	f := setup(t, func(c *samad.Config) { store.Store = c.Store; c.Store = store })
	receipt, c := f.referred()
	track := func() samad.View {
		v, err := f.desk.Track(f.ctx, receipt.Code)
		require.NoError(t, err)
		return v
	}
	before := store.histories.Load()
	first := track()
	require.Equal(t, before+1, store.histories.Load())
	want := first.Timeline[0]
	first.Timeline[0] = samad.TimelineEntry{} // the caller's own
	second := track()
	assert.Equal(t, before+1, store.histories.Load(), "a history was read again")
	assert.Equal(t, want, second.Timeline[0])
	assert.NotEmpty(t, second.Timeline[len(second.Timeline)-1].AgencyName.Fa)

	_, err := f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "گام"})
	require.NoError(t, err)
	third := track()
	assert.Equal(t, before+2, store.histories.Load())
	assert.Equal(t, samad.EventActed, third.Timeline[len(third.Timeline)-1].Type)

	// The texts that a petitioner reads are not remembered.
	for range 2 {
		_, err = f.desk.Open(f.ctx, f.petitioner(receipt))
		require.NoError(t, err)
	}
	assert.Equal(t, before+4, store.histories.Load())
	for _, e := range track().Timeline {
		assert.Empty(t, e.Texts)
	}
}

// TestTrackDuringAStep: what was read of a later state is not kept under the
// earlier one.
func TestTrackDuringAStep(t *testing.T) {
	t.Parallel()
	store := &reads{}
	f := setup(t, func(c *samad.Config) { store.Store = c.Store; c.Store = store })
	receipt, c := f.referred()
	store.between = func() {
		_, err := f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "گام"})
		require.NoError(t, err)
	}
	_, err := f.desk.Track(f.ctx, receipt.Code)
	require.NoError(t, err)
	before := store.histories.Load()
	v, err := f.desk.Track(f.ctx, receipt.Code)
	require.NoError(t, err)
	assert.Equal(t, before+1, store.histories.Load())
	assert.Equal(t, samad.EventActed, v.Timeline[len(v.Timeline)-1].Type)
}
