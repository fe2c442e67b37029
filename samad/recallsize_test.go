package samad

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestRecallIsBounded: the newest stay, and what is looked at stays.
func TestRecallIsBounded(t *testing.T) {
	t.Parallel()
	key := func(i int) recallKey { return recallKey{head: Hash{byte(i), byte(i >> 8), byte(i >> 16)}} }
	var r recall
	for i := range 5 * recallSize {
		r.put(key(i), []TimelineEntry{{Seq: int64(i)}})
		_, ok := r.get(key(0))
		assert.True(t, ok, "the one that is looked at was lost after %d", i)
	}
	assert.LessOrEqual(t, len(r.young)+len(r.old), 2*recallSize)
	last := 5*recallSize - 1
	got, ok := r.get(key(last))
	assert.True(t, ok)
	assert.Equal(t, int64(last), got[0].Seq)
	_, ok = r.get(key(1))
	assert.False(t, ok)
	_, ok = r.get(recallKey{head: key(last).head, joined: true})
	assert.False(t, ok)
}
