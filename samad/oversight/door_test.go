package oversight_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

func TestDoorsSayWhenAndWhoAndNothingOfVisits(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := f.office.AddPost(f.ctx, officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"}, Address: samad.Text{Fa: "خیابان شیخ صدوق"}})
	require.NoError(t, err)
	today, err := persian.New(1405, 8, 30) // a Saturday
	require.NoError(t, err)
	monday, err := persian.New(1405, 9, 2)
	require.NoError(t, err)
	_, err = f.office.OrderVisit(f.ctx, officer, "isf.tamin/head", monday, 10*60, inspector.ID, "شکایت مردم")
	require.NoError(t, err)

	doors, err := f.office.Doors(f.ctx, "10", today)
	require.NoError(t, err)
	require.Len(t, doors, 1)
	assert.Equal(t, monday, doors[0].Next.Day)
	assert.True(t, doors[0].Next.Owed)
	assert.Equal(t, "خیابان شیخ صدوق", doors[0].Address.Fa)

	_, err = f.office.SetAddress(f.ctx, inspector, "isf.tamin/head", samad.Text{Fa: "جای دیگر"})
	require.ErrorIs(t, err, samad.ErrNotFound, "whoever may not read it")
	_, err = f.office.SetAddress(f.ctx, officer, "isf.tamin/head", samad.Text{Fa: " "})
	require.ErrorIs(t, err, samad.ErrInvalid)
	_, err = f.office.SetAddress(f.ctx, officer, "isf.tamin/head", samad.Text{Fa: "خیابان شریعتی، طبقه دوم"})
	require.NoError(t, err)
	_, err = f.office.ApproveLeave(f.ctx, officer, "isf.tamin/head", oversight.Leave{From: monday, To: monday, StandIn: samad.Text{Fa: "معاون"}, Reason: "ماموریت"})
	require.NoError(t, err)
	doors, err = f.office.Doors(f.ctx, "10", today)
	require.NoError(t, err)
	assert.Equal(t, "معاون", doors[0].Next.StandIn.Fa)
	assert.Equal(t, "خیابان شریعتی، طبقه دوم", doors[0].Address.Fa)
	doors, err = f.office.Doors(f.ctx, "07", today)
	require.NoError(t, err)
	assert.Empty(t, doors, "another province")

	work, err := f.office.PublicRecord(f.ctx, "10", f.clock.Now().AddDate(-1, 0, 0), f.clock.Now().AddDate(1, 0, 0))
	require.NoError(t, err)
	assert.Empty(t, work.Findings, "a visit that is planned is counted nowhere")

	f.clock.set(monday.Time(f.tehran, 10, 5, 0, 0))
	visits, _, err := f.office.Visits(f.ctx, inspector, oversight.VisitQuery{Mine: true})
	require.NoError(t, err)
	require.Len(t, visits, 1)
	_, err = f.office.Report(f.ctx, inspector, visits[0].ID, oversight.VisitReport{At: f.clock.Now(), Finding: oversight.StandIn})
	require.NoError(t, err)
	work, err = f.office.PublicRecord(f.ctx, "10", f.clock.Now().AddDate(-1, 0, 0), f.clock.Now().AddDate(1, 0, 0))
	require.NoError(t, err)
	assert.Equal(t, map[oversight.Finding]int{oversight.StandIn: 1}, work.Findings)
}

// The head's own leave keeps the door open: with a stand-in, from today on, at
// the own post only.
func TestNameStandIn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := f.office.AddPost(f.ctx, officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
	require.NoError(t, err)
	today, err := persian.FromTime(f.clock.Now().In(f.tehran))
	require.NoError(t, err)
	monday := today
	for monday.Weekday() != persian.Monday {
		monday, err = monday.AddDays(1)
		require.NoError(t, err)
	}
	yesterday, err := today.AddDays(-1)
	require.NoError(t, err)
	deputy := samad.Text{Fa: "معاون فنی"}
	for name, l := range map[string]oversight.Leave{
		"nobody":    {From: monday, To: monday, Reason: "ماموریت"},
		"no reason": {From: monday, To: monday, StandIn: deputy},
		"past":      {From: yesterday, To: monday, StandIn: deputy, Reason: "ماموریت"},
		"backwards": {From: monday, To: today, StandIn: deputy, Reason: "ماموریت"},
		"no day":    {StandIn: deputy, Reason: "ماموریت"},
	} {
		_, err := f.office.NameStandIn(f.ctx, taminHead, "isf.tamin/head", l)
		require.ErrorIs(t, err, samad.ErrInvalid, name)
	}
	good := oversight.Leave{From: monday, To: monday, StandIn: deputy, Reason: "ماموریت"}
	_, err = f.office.NameStandIn(f.ctx, abfaHead, "isf.tamin/head", good)
	require.ErrorIs(t, err, samad.ErrNotFound, "another's post")
	_, err = f.office.ApproveLeave(f.ctx, taminHead, "isf.tamin/head", oversight.Leave{From: monday, To: monday, Reason: "مرخصی"})
	require.ErrorIs(t, err, samad.ErrForbidden, "the door does not shut by the head's own word")
	p, err := f.office.NameStandIn(f.ctx, taminHead, "isf.tamin/head", good)
	require.NoError(t, err)
	d := f.office.Duty(p, monday)
	assert.True(t, d.Owed)
	assert.Equal(t, deputy, d.StandIn)
	assert.Equal(t, taminHead.ID, p.Leaves[0].By.ID)
}
