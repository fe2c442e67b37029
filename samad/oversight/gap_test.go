package oversight_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

func (f *fixture) gaps(kind oversight.GapKind) []oversight.Gap {
	f.Helper()
	all, _, err := f.office.Gaps(f.ctx, officer, oversight.ListQuery{})
	require.NoError(f, err)
	var out []oversight.Gap
	for _, g := range all {
		if g.Kind == kind {
			out = append(out, g)
		}
	}
	return out
}

func (f *fixture) analyse() {
	f.Helper()
	_, err := f.office.FindGaps(f.ctx)
	require.NoError(f, err)
}

func TestGapsOfCircles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred("water/outage", "1014")
	f.analyse()
	assert.Empty(t, f.gaps(oversight.GapCircle))
	// Back and forth between two agencies.
	for range 3 {
		head := abfaHead
		head.Agency = c.Agency
		to := samad.AgencyID("isf.abfa")
		if c.Agency == to {
			to = "isf.tamin"
		}
		var err error
		c, err = f.desk.Return(f.ctx, head, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Text: "به ما مربوط نیست", Propose: to})
		require.NoError(t, err)
		if c.State == samad.Received {
			c, err = f.desk.Refer(f.ctx, operator, samad.ReferRequest{Ref: samad.Ref{ID: c.ID}, Agency: to, Reason: "دوباره"})
			require.NoError(t, err)
		}
	}
	f.analyse()
	found := f.gaps(oversight.GapCircle)
	require.Len(t, found, 1)
	assert.Equal(t, "water/outage", found[0].About)
	assert.Equal(t, []samad.CaseID{c.ID}, found[0].Evidence.Cases)
}

func TestGapsOfCountiesSurgesAndRules(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Rules = func() []string { return []string{"a-rule-of-nothing"} } })
	for range 5 {
		f.referred("welfare/unemployment-insurance", "1014")
	}
	f.analyse()
	surge := f.gaps(oversight.GapSurge)
	require.Len(t, surge, 1)
	assert.Equal(t, samad.PlaceID("1014"), surge[0].Place)
	assert.Equal(t, 5, surge[0].Evidence.Count)
	assert.Empty(t, f.gaps(oversight.GapCounty), "nothing is due yet")
	rules := f.gaps(oversight.GapRule)
	require.Len(t, rules, 1)
	assert.Equal(t, "a-rule-of-nothing", rules[0].About)

	f.clock.set(f.clock.Now().Add(16 * 24 * time.Hour))
	f.analyse()
	county := f.gaps(oversight.GapCounty)
	require.Len(t, county, 1)
	assert.Equal(t, 5, county[0].Evidence.Count)

	// A gap gets an owner, is settled, and comes back when it is found again.
	g, err := f.office.OwnGap(f.ctx, officer, county[0].ID, "isf.tamin", f.clock.Now().Add(24*time.Hour), "")
	require.NoError(t, err)
	assert.Equal(t, oversight.GapOwned, g.State)
	_, err = f.office.OwnGap(f.ctx, taminHead, g.ID, "isf.abfa", time.Time{}, "")
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.office.EndGap(f.ctx, officer, g.ID, oversight.GapSettled, "نیرو افزوده شد")
	require.NoError(t, err)
	f.clock.set(f.clock.Now().Add(24 * time.Hour))
	f.analyse()
	g = f.gaps(oversight.GapCounty)[0]
	assert.Equal(t, oversight.GapFound, g.State)
	assert.Equal(t, 1, g.Again)
	_, err = f.office.EndGap(f.ctx, officer, rules[0].ID, oversight.GapDismissed, "قاعده تازه است")
	require.NoError(t, err)
	f.clock.set(f.clock.Now().Add(24 * time.Hour))
	f.analyse()
	assert.Equal(t, oversight.GapDismissed, f.gaps(oversight.GapRule)[0].State, "a dismissed one stays so")
	far, _, err := f.office.Gaps(f.ctx, farOffice, oversight.ListQuery{})
	require.NoError(t, err)
	for _, g := range far {
		assert.Empty(t, g.Place, "gaps of another province")
	}
}

func TestGapsOfUpheldObjections(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for n := range 5 {
		c := f.referred("welfare/unemployment-insurance", "1014")
		f.answer(taminHead, c.ID, samad.NotPossible)
		if n < 2 {
			_, err := f.desk.Reopen(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "دوباره ببینید"})
			require.NoError(t, err)
			outcome := samad.NotPossible
			if n == 1 {
				outcome = samad.Done
			}
			f.answer(taminHead, c.ID, outcome)
		}
	}
	f.analyse()
	assert.Empty(t, f.gaps(oversight.GapUpheld), "one of seven answers")
	c := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, c.ID, samad.NotPossible)
	_, err := f.desk.Reopen(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "دوباره ببینید"})
	require.NoError(t, err)
	f.answer(taminHead, c.ID, samad.Done)
	f.analyse()
	found := f.gaps(oversight.GapUpheld)
	require.Len(t, found, 1, "two of nine")
	assert.Equal(t, [2]int{2, 9}, [2]int{found[0].Evidence.Count, found[0].Evidence.Of})

	// One of them is a ground for an action already; a case whose answer stood is
	// none, nor is it one against another agency.
	stood := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, stood.ID, samad.NotPossible)
	improve := func(agency samad.AgencyID, id samad.CaseID) error {
		_, err := f.office.OpenImprovement(f.ctx, officer, oversight.NewImprovement{Agency: agency, Place: "10", Ground: ledger.Ref{Kind: "case", ID: string(id)},
			Cause: "پاسخ نادرست بود", Measure: "بازبینی پاسخ‌ها", Owner: samad.Text{Fa: "معاون اداری"}, Due: f.clock.Now().Add(240 * time.Hour)})
		return err
	}
	require.ErrorIs(t, improve("isf.tamin", stood.ID), oversight.ErrGround)
	require.ErrorIs(t, improve("isf.abfa", c.ID), oversight.ErrGround)
	require.ErrorIs(t, improve("isf.tamin", "none"), oversight.ErrGround)
	require.NoError(t, improve("isf.tamin", c.ID))
}

// orphan is a directory in which nobody owns the outages of water.
type orphan struct{ samad.Directory }

func (o orphan) Topic(id samad.TopicID, on persian.Date) (samad.Topic, bool) {
	t, ok := o.Directory.Topic(id, on)
	if id.Under("water") {
		t.Agency = ""
	}
	return t, ok
}

func TestGapsOfTopicsWithoutOwner(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Directory = orphan{c.Directory} })
	for n := range 5 {
		f.analyse()
		assert.Empty(t, f.gaps(oversight.GapNoOwner), "%d cases", n)
		f.referred("water/outage", "1014")
		f.referred("welfare/unemployment-insurance", "1014")
	}
	f.analyse()
	found := f.gaps(oversight.GapNoOwner)
	require.Len(t, found, 1)
	assert.Equal(t, "water/outage", found[0].About)
	assert.Equal(t, 5, found[0].Evidence.Count)
	assert.Contains(t, found[0].Evidence.Text.Fa, "۵")
}
