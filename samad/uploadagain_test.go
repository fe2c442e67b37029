package samad_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestUploadAgainIsTheSame: for as long as any upload is good, wherever in the
// span of its key it came, and nothing is kept for the comparison.
func TestUploadAgainIsTheSame(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	up := func(key, content string) (samad.Uploaded, error) {
		return f.desk.Upload(f.ctx, samad.Anonymous(), samad.Upload{Name: "a.png", Content: strings.NewReader(content), Key: key})
	}
	now := f.clock.Now()
	f.clock.Advance(now.Truncate(24 * time.Hour).Add(24*time.Hour - time.Minute).Sub(now)) // the last minute of a span
	first, err := up("k", pngFile)
	require.NoError(t, err)
	again, err := up("k", pngFile)
	require.NoError(t, err)
	assert.Equal(t, first.ID, again.ID)
	assert.Equal(t, first.Expires, again.Expires)
	assert.Empty(t, b.kept)
	_, err = up("k", pngFile+"x")
	require.ErrorIs(t, err, samad.ErrKeyReused)
	other, err := up("l", pngFile)
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, other.ID)

	f.clock.Advance(24*time.Hour - time.Minute)
	assert.False(t, f.clock.Now().After(first.Expires))
	_, err = f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	sub := submission()
	sub.Attachments = []string{first.Token}
	r := f.submit(sub)
	f.verify(r.Case)
	next, err := up("k", pngFile)
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, next.ID, "in another span")
}
