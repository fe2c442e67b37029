package samad_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

const oneDay = 24 * time.Hour

// TestDigest: one a day, over what was committed since the one before.
func TestDigest(t *testing.T) {
	t.Parallel()
	f := setup(t)
	assert.Zero(t, f.sweepUntilIdle().Chores["digest"], "nothing has happened yet")
	_, first := f.referred()
	assert.Zero(t, f.sweepUntilIdle().Chores["digest"], "the day is not over")
	f.clock.Advance(oneDay)
	assert.Equal(t, 1, f.sweepUntilIdle().Chores["digest"])
	one, err := f.store.LastDigest(f.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 1, one.Number)
	assert.Equal(t, "1404-12-10", one.Day.String())
	assert.EqualValues(t, 1, one.Cases)
	assert.Equal(t, first.Revision, one.Events)
	assert.True(t, one.Prev.IsZero())
	f.clock.Advance(oneDay)
	f.sweepUntilIdle()
	two, err := f.store.LastDigest(f.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 2, two.Number, "a day on which nothing happened has one too")
	assert.Zero(t, two.Cases)
	assert.Equal(t, one.Hash, two.Prev)
	assert.Equal(t, one.Cursor, two.Cursor)
	f.clock.Advance(oneDay)
	f.referred() // before the sweep of that day: it belongs to the digest that comes next
	f.sweepUntilIdle()
	report, err := samad.VerifyDigests(f.ctx, f.store, nil)
	require.NoError(t, err)
	assert.Empty(t, report.Faults)
	assert.EqualValues(t, 3, report.Digests)
	assert.EqualValues(t, 2, report.Begun)
	assert.Zero(t, report.Open)
	f.referred()
	report, err = samad.VerifyDigests(f.ctx, f.store, nil)
	require.NoError(t, err)
	assert.Empty(t, report.Faults)
	assert.NotZero(t, report.Open)
}

// falsified is a store in which somebody has worked on the feed or digests.
type falsified struct {
	samad.Store
	events  func(samad.Event) (samad.Event, bool)
	digests func([]samad.Digest) []samad.Digest
}

func (s falsified) Digests(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
	all, err := s.Store.Digests(ctx, 0, 1000)
	if s.digests != nil {
		all = s.digests(all)
	}
	all = slices.DeleteFunc(all, func(d samad.Digest) bool { return d.Number <= after })
	return all[:min(limit, len(all))], err
}

// Feed leaves out what was removed, as a table does from which rows were
// deleted: positions stay.
func (s falsified) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	var out []samad.Event
	for len(out) < limit {
		page, next, err := s.Store.Feed(ctx, after, 1)
		if err != nil || len(page) == 0 {
			return out, after, err
		}
		after = next
		e, ok := page[0], true
		if s.events != nil {
			e, ok = s.events(e)
		}
		if ok {
			out = append(out, e)
		}
	}
	return out, after, nil
}

// TestDigestFinds: what the history of single cases cannot tell.
func TestDigestFinds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var ids []samad.CaseID
	for range 5 { // a case a day
		_, c := f.referred()
		ids = append(ids, c.ID)
		f.clock.Advance(oneDay)
		f.sweepUntilIdle()
	}
	_, err := f.desk.Answer(f.ctx, head, answer(ids[1])) // the second case goes on, on the sixth day
	require.NoError(t, err)
	f.clock.Advance(oneDay)
	f.sweepUntilIdle()

	events := func(edit func(samad.Event) (samad.Event, bool)) falsified {
		return falsified{Store: f.store, events: edit}
	}
	chain := func(edit func([]samad.Digest) []samad.Digest) falsified {
		return falsified{Store: f.store, digests: edit}
	}
	for name, row := range map[string]struct {
		store falsified
		want  []int64
	}{
		"nothing": {events(nil), nil},
		"a case removed": {events(func(e samad.Event) (samad.Event, bool) {
			return e, e.Case != ids[1]
		}), []int64{2, 6}},
		"a history written anew": {events(func(e samad.Event) (samad.Event, bool) {
			if e.Case == ids[2] {
				e.At = e.At.Add(time.Second)
				e.Hash = e.ComputeHash()
			}
			return e, true
		}), []int64{3}},
		"the last event cut off": {events(func(e samad.Event) (samad.Event, bool) {
			return e, e.Case != ids[4] || e.Seq < 3
		}), []int64{5}},
		"a digest changed": {chain(func(d []samad.Digest) []samad.Digest {
			d[2].Events--
			return d
		}), []int64{3, 3}},
		"a digest removed": {chain(func(d []samad.Digest) []samad.Digest { return slices.Delete(d, 1, 2) }), []int64{3, 3}},
		"a digest computed anew": {chain(func(d []samad.Digest) []samad.Digest {
			d[3].Content = samad.Hash{1}
			d[3].Hash = d[3].ComputeHash()
			return d
		}), []int64{4, 5}},
		"a cursor moved on": {chain(func(d []samad.Digest) []samad.Digest {
			d[1].Cursor = d[2].Cursor
			return d
		}), []int64{2, 3}},
	} {
		report, err := samad.VerifyDigests(f.ctx, row.store, nil)
		require.NoError(t, err, name)
		var got []int64
		for _, fault := range report.Faults {
			require.ErrorIs(t, fault, samad.ErrHistory)
			got = append(got, fault.Number)
		}
		assert.Equal(t, row.want, got, "%s: %v", name, report.Faults)
	}
}

// TestDigestEncoding pins the encoding: others verify by it.
func TestDigestEncoding(t *testing.T) {
	t.Parallel()
	var content, other samad.DigestContent
	events := []samad.Event{
		{Case: "b", Seq: 1, Hash: samad.Hash{1}}, {Case: "a", Seq: 7, Hash: samad.Hash{2}}, {Case: "b", Seq: 2, Hash: samad.Hash{3}},
	}
	for i := range events {
		content.Add(events[i])
		other.Add(events[len(events)-1-i])
	}
	assert.Equal(t, content.Sum(), other.Sum(), "whatever the order")
	assert.EqualValues(t, 3, content.Events())
	assert.EqualValues(t, 2, content.Cases())
	assert.Equal(t, "52e4f853e782e0bad3f4015a3ffeb6b3311a06ed594f94bdf1be9bae4bbe26d1", content.Sum().String())
	f := setup(t)
	f.referred()
	f.clock.Advance(oneDay)
	f.sweepUntilIdle()
	d, err := f.store.LastDigest(f.ctx)
	require.NoError(t, err)
	d.Content = content.Sum()
	assert.Equal(t, "605702e01be1782ad88b9b24ee0e4e75af7053aed46a072a7efcdd491d0ecf02", d.ComputeHash().String())
}
