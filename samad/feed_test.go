package samad_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// feed walks the whole feed of an actor in steps of a few events.
func (f *fixture) feed(actor samad.Actor) []samad.FeedItem {
	f.Helper()
	var all []samad.FeedItem
	for after := ""; ; {
		page, err := f.desk.Feed(f.ctx, actor, after, 3)
		require.NoError(f, err)
		all = append(all, page.Items...)
		if page.Next == after {
			require.False(f, page.More)
			return all
		}
		after = page.Next
	}
}

func feedTypes(items []samad.FeedItem) []samad.EventType {
	var types []samad.EventType
	for _, item := range items {
		types = append(types, item.Event.Type)
	}
	return types
}

// TestFeed: an agency is told of a case from the referral to it until another
// has it, the centre of everything, and others of nothing.
func TestFeed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	_, err := f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "بررسی شد"})
	require.NoError(t, err)
	_, err = f.desk.Refer(f.ctx, operator, samad.ReferRequest{Ref: samad.Ref{ID: c.ID}, Agency: "isf.water", Reason: "موضوع آب است"})
	require.NoError(t, err)
	_, err = f.desk.Act(f.ctx, waterHead, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "آمدیم"})
	require.NoError(t, err)

	all, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	require.Len(t, f.feed(operator), len(all), "the centre sees all of it")
	require.Len(t, f.feed(admin), len(all))

	first := f.feed(head)
	require.NotEmpty(t, first)
	assert.Equal(t, samad.EventReferred, first[0].Event.Type)
	last := first[len(first)-1]
	assert.Equal(t, samad.EventReferred, last.Event.Type)
	assert.True(t, last.Gone, "the agency is told that the case has left")
	for _, item := range first[:len(first)-1] {
		assert.False(t, item.Gone)
		assert.Equal(t, samad.AgencyID("isf.tamin"), item.Case.Agency, "as it was then")
	}
	second := f.feed(waterHead)
	require.NotEmpty(t, second)
	assert.Equal(t, last.Event.ID, second[0].Event.ID, "and the other that it has come")
	assert.False(t, second[0].Gone)
	assert.Equal(t, samad.EventActed, second[len(second)-1].Event.Type)

	for _, hostile := range []samad.Actor{stranger, farOversight} {
		assert.Empty(t, f.feed(hostile))
	}
	assert.Equal(t, feedTypes(first), feedTypes(f.feed(head)), "reading again gives the same")
	for _, nobody := range []samad.Actor{samad.Anonymous(), {ID: "x"}, {Roles: []samad.Role{samad.RoleAgencyHead}}} {
		_, err := f.desk.Feed(f.ctx, nobody, "", 10)
		require.ErrorIs(t, err, samad.ErrForbidden)
	}
	for _, limit := range []int{-1, samad.MaxFeed + 1} {
		_, err := f.desk.Feed(f.ctx, operator, "", limit)
		require.ErrorIs(t, err, samad.ErrInvalid)
	}
	_, err = f.desk.Feed(f.ctx, operator, "no cursor of ours", 10)
	require.ErrorIs(t, err, samad.ErrInvalid)
}
