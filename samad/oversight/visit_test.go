package oversight_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

func TestDuty(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	monday := date(t, 1405, 9, 2)
	owed := func(d persian.Date) oversight.DutyDay { return f.office.Duty(p, d) }
	assert.True(t, owed(monday).Owed)
	assert.Equal(t, oversight.DefaultHours(), owed(monday).Hours)
	assert.False(t, owed(plus(t, monday, 1)).Owed, "a Tuesday")

	// The martyrdom of Fatima, 3 Jumada II, falls on 2 Azar 1405 or near; take
	// a Monday that the calendar itself calls closed.
	closed := monday
	for {
		if working, _ := f.pack.Calendar.IsWorkingDay(closed); !working {
			break
		}
		closed = plus(t, closed, 7)
	}
	assert.False(t, owed(closed).Owed)
	assert.NotEmpty(t, owed(closed).Reasons)

	var err error
	week := plus(t, monday, 7)
	p, err = f.office.ApproveLeave(f.ctx, officer, p.ID, oversight.Leave{From: monday, To: monday, Reason: "ماموریت"})
	require.NoError(t, err)
	p, err = f.office.ApproveLeave(f.ctx, officer, p.ID, oversight.Leave{From: week, To: week, Reason: "مرخصی", StandIn: samad.Text{Fa: "معاون"}})
	require.NoError(t, err)
	assert.False(t, owed(monday).Owed)
	assert.True(t, owed(week).Owed)
	assert.Equal(t, "معاون", owed(week).StandIn.Fa)

	// Leave that comes after the hours excuses nothing.
	f.at(plus(t, monday, 14), 12, 30)
	p, err = f.office.ApproveLeave(f.ctx, officer, p.ID, oversight.Leave{From: plus(t, monday, 14), To: plus(t, monday, 14), Reason: "دیر"})
	require.NoError(t, err)
	assert.True(t, owed(plus(t, monday, 14)).Owed)

	p, err = f.office.SetHours(f.ctx, officer, p.ID, oversight.PostHours{From: plus(t, monday, 28),
		Hours: oversight.Hours{Weekday: persian.Tuesday, Interval: oversight.DefaultHours().Interval}, Reason: "مصوبه استان"})
	require.NoError(t, err)
	assert.False(t, owed(plus(t, monday, 28)).Owed)
	assert.True(t, owed(plus(t, monday, 29)).Owed)
	p, err = f.office.EndPost(f.ctx, officer, p.ID, plus(t, monday, 29))
	require.NoError(t, err)
	assert.False(t, owed(plus(t, monday, 29)).Owed)
}

func TestProvincesHaveHoursOfTheirOwn(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) {
		c.Settings.OpenDoor = map[samad.PlaceID]oversight.Hours{
			"10": {Weekday: persian.Tuesday, Interval: oversight.DefaultHours().Interval}}
	})
	p := f.post("isf.tamin")
	assert.Equal(t, persian.Tuesday, f.office.Duty(p, f.today()).Hours.Weekday)
	p.Place = "07"
	assert.Equal(t, persian.Monday, f.office.Duty(p, f.today()).Hours.Weekday)
}

// drawn commits to a plan for the next weeks and draws it.
func (f *fixture) drawn(count int) (oversight.PublicPlan, oversight.Plan) {
	f.Helper()
	period := oversight.Period{From: plus(f, f.today(), 1), To: plus(f, f.today(), 21)}
	public, err := f.office.CommitPlan(f.ctx, officer, "10", period, count)
	require.NoError(f, err)
	plan, err := f.office.DrawPlan(f.ctx, officer, public.ID, []oversight.Inspector{
		{Account: inspector.ID, NotTo: []samad.AgencyID{"isf.gaz"}}, {Account: "01OTHER"}}, "قرعه")
	require.NoError(f, err)
	return public, plan
}

func TestPlanIsVerifiableAfterwards(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testPlanIsVerifiableAfterwards)
}

func testPlanIsVerifiableAfterwards(t *testing.T, f *fixture) {
	t.Helper()
	for _, a := range []samad.AgencyID{"isf.tamin", "isf.abfa", "isf.gaz"} {
		f.post(a)
	}
	published, plan := f.drawn(2)
	require.Len(t, plan.Chosen, 2)
	assert.Empty(t, plan.Seed, "the seed is secret until the end")

	_, err := f.office.RevealPlan(f.ctx, officer, plan.ID)
	require.ErrorIs(t, err, oversight.ErrState, "too early")
	before, err := f.office.PublicPlan(f.ctx, plan.ID)
	require.NoError(t, err)
	assert.Nil(t, before.Draw)
	assert.Equal(t, published, before, "nothing public changes by the draw")

	f.at(plus(t, plan.Period.To, 1), 8, 0)
	_, err = f.office.RevealPlan(f.ctx, officer, plan.ID)
	require.NoError(t, err)
	after, err := f.office.PublicPlan(f.ctx, plan.ID)
	require.NoError(t, err)
	require.NoError(t, oversight.VerifyDraw(published.Commitment, *after.Draw))
	// Through JSON as well, as others will get it.
	text, err := json.Marshal(after.Draw)
	require.NoError(t, err)
	var again oversight.Draw
	require.NoError(t, json.Unmarshal(text, &again))
	require.NoError(t, oversight.VerifyDraw(published.Commitment, again))
	_, err = f.office.DrawPlan(f.ctx, officer, plan.ID, nil, "")
	require.ErrorIs(t, err, oversight.ErrState, "drawn once")
}

func TestCommitmentComesBeforeThePeriod(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := f.office.CommitPlan(f.ctx, officer, "10", oversight.Period{From: f.today(), To: plus(t, f.today(), 3)}, 1)
	require.ErrorIs(t, err, samad.ErrInvalid)
	_, err = f.office.CommitPlan(f.ctx, inspector, "10", oversight.Period{From: plus(t, f.today(), 1), To: plus(t, f.today(), 3)}, 1)
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.office.CommitPlan(f.ctx, farOffice, "10", oversight.Period{From: plus(t, f.today(), 1), To: plus(t, f.today(), 3)}, 1)
	require.ErrorIs(t, err, samad.ErrForbidden)
}

// answers returns everything that every query of the room tells an actor, as
// JSON, errors included. What is told must be the same whether visits are
// planned or not.
func (f *fixture) answers(actor samad.Actor, plan string, visits []string) string {
	f.Helper()
	var all strings.Builder
	say := func(what string, v any, err error) {
		text, jsonErr := json.Marshal(v)
		require.NoError(f, jsonErr)
		fmt.Fprintln(&all, what, string(text), err)
	}
	for _, id := range visits {
		v, err := f.office.Visit(f.ctx, actor, id)
		say("visit", v, err)
		_, err = f.office.ReplyVisit(f.ctx, actor, id, "چه شده؟")
		say("reply", nil, err)
		_, err = f.office.Report(f.ctx, actor, id, oversight.VisitReport{Finding: oversight.Present})
		say("report", nil, err)
		_, err = f.office.CancelVisit(f.ctx, actor, id, "نه")
		say("cancel", nil, err)
		_, err = f.office.AssignVisit(f.ctx, actor, id, "x", "نه")
		say("assign", nil, err)
		_, err = f.office.Consequence(f.ctx, actor, id)
		say("consequence", nil, err)
		_, err = f.office.ExcuseVisit(f.ctx, actor, id, "نه")
		say("excuse", nil, err)
	}
	p, err := f.office.Plan(f.ctx, actor, plan)
	say("plan", p, err)
	public, err := f.office.PublicPlan(f.ctx, plan)
	say("public plan", public, err)
	publics, _, err := f.office.PublicPlans(f.ctx, "", 0)
	say("public plans", publics, err)
	for _, q := range []oversight.VisitQuery{
		{}, {Limit: 1}, {States: []oversight.VisitState{oversight.VisitPlanned}}, {Agency: "isf.tamin"}, {Post: "isf.tamin/head"},
		{Mine: true}, {Place: "10"}, {States: []oversight.VisitState{oversight.VisitCancelled, oversight.VisitReported}},
	} {
		list, next, err := f.office.Visits(f.ctx, actor, q)
		say("visits", list, err)
		say("cursor", next, nil)
	}
	post, err := f.office.Post(f.ctx, actor, "isf.tamin/head")
	say("post", post, err)
	letters, _, err := f.office.Letters(f.ctx, actor, oversight.ListQuery{})
	say("letters", letters, err)
	demands, _, err := f.office.Demands(f.ctx, actor, oversight.ListQuery{})
	say("demands", demands, err)
	register, err := f.office.Register(f.ctx, actor, "isf.tamin", oversight.Period{From: f.today(), To: plus(f, f.today(), 40)})
	say("register", register, err)
	registers, _, err := f.office.Registers(f.ctx, actor, "isf.tamin", "", 0)
	say("registers", registers, err)
	_, err = f.office.DrawPlan(f.ctx, actor, plan, nil, "")
	say("draw", nil, err)
	_, err = f.office.RevealPlan(f.ctx, actor, plan)
	say("reveal", nil, err)
	_, err = f.office.OrderVisit(f.ctx, actor, "isf.tamin/head", plus(f, f.today(), 2), 600, "x", "y")
	say("order", nil, err)
	reviews, _, err := f.office.Reviews(f.ctx, actor, oversight.ListQuery{})
	say("reviews", reviews, err)
	gaps, _, err := f.office.Gaps(f.ctx, actor, oversight.ListQuery{})
	say("gaps", gaps, err)
	desk, err := f.office.GovernorDesk(f.ctx, actor, 0)
	say("governor", desk, err)
	// What is waiting in the outbox for offices.
	for _, office := range []samad.AgencyID{"isf.tamin", "isf.abfa"} {
		for _, kind := range oversight.Kinds() {
			page, err := f.ledger.List(f.ctx, ledger.Query{Kind: kind})
			require.NoError(f, err)
			for _, r := range page.Records {
				say("message", len(f.officeMessages(r.Ref, office)) > 0, nil)
			}
		}
	}
	return all.String()
}

// No query available to those visited tells a planned visit from none.
func TestNobodyVisitedLearnsOfAPlan(t *testing.T) {
	t.Parallel()
	heads := []samad.Actor{
		taminHead,
		{ID: "01TO", Roles: []samad.Role{samad.RoleAgencyOversight}, Agency: "isf.tamin"},
		{ID: "01TE", Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: "isf.tamin"},
		{ID: "01TP", Roles: []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyPR, samad.RoleMeetingHost, samad.RoleLocalAdmin}, Agency: "isf.tamin", Place: "10"},
		operator, farOffice, samad.Anonymous(),
		{ID: "01MEMBER", Roles: []samad.Role{samad.RoleCommissionMember}, Place: "10"},
		secretary,
	}
	for _, head := range heads {
		t.Run(fmt.Sprint(head.Roles), func(t *testing.T) {
			t.Parallel()
			tell := func(planned bool) string {
				f := setup(t)
				f.post("isf.tamin")
				f.post("isf.abfa")
				period := oversight.Period{From: plus(t, f.today(), 1), To: plus(t, f.today(), 14)}
				public, err := f.office.CommitPlan(f.ctx, officer, "10", period, 2)
				require.NoError(t, err)
				visits := []string{"01KZZZZZZZZZZZZZZZZZZZZZZZ"}
				if planned {
					_, err := f.office.DrawPlan(f.ctx, officer, public.ID, []oversight.Inspector{{Account: inspector.ID}}, "")
					require.NoError(t, err)
					list, _, err := f.office.Visits(f.ctx, officer, oversight.VisitQuery{})
					require.NoError(t, err)
					require.Len(t, list, 2)
					visits[0] = list[0].ID
				}
				said := f.answers(head, public.ID, visits)
				// The two worlds differ in ids alone.
				for _, id := range append(visits, public.ID, public.Commitment.String()) {
					said = strings.ReplaceAll(said, id, "ID")
				}
				// One line for each record there is; records without messages
				// say nothing.
				return strings.ReplaceAll(said, "message false <nil>\n", "")
			}
			with, without := tell(true), tell(false)
			assert.Equal(t, without, with)
			assert.NotContains(t, with, "message true")
		})
	}
}

func TestInspectorsSeeTheirOwnVisits(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	f.post("isf.abfa")
	monday := date(t, 1405, 9, 2)
	mine, err := f.office.OrderVisit(f.ctx, officer, p.ID, monday, 600, inspector.ID, "شکایت مردمی")
	require.NoError(t, err)
	other, err := f.office.OrderVisit(f.ctx, officer, "isf.abfa/head", monday, 600, "01OTHER", "شکایت مردمی")
	require.NoError(t, err)
	list, _, err := f.office.Visits(f.ctx, inspector, oversight.VisitQuery{})
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, mine.ID, list[0].ID)
	_, err = f.office.Visit(f.ctx, inspector, other.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.office.OrderVisit(f.ctx, officer, p.ID, plus(t, monday, 1), 600, inspector.ID, "سه‌شنبه")
	require.ErrorIs(t, err, samad.ErrInvalid, "nobody owes presence on a Tuesday")
}

func TestReportIsChecked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	monday := date(t, 1405, 9, 2)
	v, err := f.office.OrderVisit(f.ctx, officer, p.ID, monday, 600, inspector.ID, "برنامه")
	require.NoError(t, err)
	report := func(at time.Time, r oversight.VisitReport) error {
		f.clock.set(at)
		_, err := f.office.Report(f.ctx, inspector, v.ID, r)
		return err
	}
	ten := monday.Time(f.tehran, 10, 0, 0, 0)
	require.ErrorIs(t, report(ten.AddDate(0, 0, -1), oversight.VisitReport{Finding: oversight.Absent}), samad.ErrInvalid, "another day")
	require.ErrorIs(t, report(ten.Add(-2*time.Hour), oversight.VisitReport{Finding: oversight.Absent}), samad.ErrInvalid, "before the hours")
	require.ErrorIs(t, report(ten.Add(2*time.Hour), oversight.VisitReport{Finding: oversight.Absent}), samad.ErrInvalid, "12:00 is outside")
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: oversight.Late, MinutesLate: 15}), samad.ErrInvalid, "15 minutes are not late")
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: oversight.StandIn}), samad.ErrInvalid, "nobody was approved")
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: "?"}), samad.ErrInvalid)
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: oversight.Present, Points: map[string]bool{"tea": true}}), samad.ErrInvalid)
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: oversight.Present, At: ten.Add(time.Hour)}), samad.ErrInvalid, "in the future")
	require.NoError(t, report(ten, oversight.VisitReport{Finding: oversight.Present}))
	require.ErrorIs(t, report(ten, oversight.VisitReport{Finding: oversight.Absent}), oversight.ErrState, "a report is final")

	// Approved leave excuses an absence even when the visit was planned before.
	other, err := f.office.OrderVisit(f.ctx, officer, p.ID, plus(t, monday, 7), 600, inspector.ID, "برنامه")
	require.NoError(t, err)
	_, err = f.office.ApproveLeave(f.ctx, officer, p.ID, oversight.Leave{From: plus(t, monday, 7), To: plus(t, monday, 7), Reason: "بیماری"})
	require.NoError(t, err)
	f.at(plus(t, monday, 7), 10, 0)
	_, err = f.office.Report(f.ctx, inspector, other.ID, oversight.VisitReport{Finding: oversight.Absent})
	require.ErrorIs(t, err, samad.ErrInvalid)
}
