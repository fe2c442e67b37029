package samad_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// worn is a store of blobs in which something was changed.
type worn struct {
	samad.Blobs
	change func([]byte) ([]byte, error)
}

func (w worn) Get(ctx context.Context, id string) ([]byte, error) {
	content, err := w.Blobs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return w.change(content)
}

// TestVerifyBlobs: an attachment that is gone or has one other bit is found and
// named, without any key; one of no case is stray.
func TestVerifyBlobs(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	sub := submission()
	sub.Attachments = []string{f.upload("a.png", pngFile).Token, f.upload("b.pdf", pdfFile).Token}
	r := f.submit(sub)
	c, err := f.store.Case(f.ctx, r.Case)
	require.NoError(t, err)
	events, err := f.store.Events(f.ctx, r.Case)
	require.NoError(t, err)
	check := func(change func([]byte) ([]byte, error)) []*samad.BlobError {
		faults, looked, err := samad.VerifyBlobs(f.ctx, worn{b, change}, c, events)
		require.NoError(t, err)
		assert.Equal(t, 2, looked)
		return faults
	}
	assert.Empty(t, check(func(s []byte) ([]byte, error) { return s, nil }))
	changed := check(func(s []byte) ([]byte, error) { s[len(s)/2] ^= 1; return s, nil })
	require.Len(t, changed, 2)
	assert.Equal(t, int64(1), changed[0].Seq)
	assert.Equal(t, "was changed", changed[0].Reason)
	assert.Len(t, check(func(s []byte) ([]byte, error) { return s[1:], nil }), 2)
	gone := check(func([]byte) ([]byte, error) { return nil, samad.ErrNotFound })
	require.Len(t, gone, 2)
	require.ErrorIs(t, gone[0], samad.ErrHistory)
	assert.Equal(t, "is gone", gone[0].Reason)
	_, _, err = samad.VerifyBlobs(f.ctx, worn{b, func([]byte) ([]byte, error) { return nil, assert.AnError }}, c, events)
	require.ErrorIs(t, err, assert.AnError, "a store that fails has lost nothing")

	u := f.upload("c.png", pngFile)
	const stray = "01JZ0000000000000000000001" // long before the others
	require.NoError(t, b.Keep(f.ctx, u.ID, stray))
	lister, ok := b.Blobs.(samad.BlobLister)
	require.True(t, ok)
	report, err := samad.StrayBlobs(f.ctx, f.store, lister, f.clock.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, samad.StrayReport{Kept: 3, Stray: []string{stray}}, report)
	report, err = samad.StrayBlobs(f.ctx, f.store, lister, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	assert.Empty(t, report.Stray, "not old enough")
}
