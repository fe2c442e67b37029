package oversight_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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

// absence takes a post through a visit that found nobody.
func (f *fixture) absence(post string, day persian.Date) oversight.Visit {
	f.Helper()
	v, err := f.office.OrderVisit(f.ctx, officer, post, day, 600, inspector.ID, "برنامه")
	require.NoError(f, err)
	f.at(day, 10, 5)
	v, err = f.office.Report(f.ctx, inspector, v.ID, oversight.VisitReport{Finding: oversight.Absent,
		Points: map[string]bool{oversight.PointNotice: true}, Remarks: "در بسته بود.",
		Evidence: []oversight.Evidence{{Name: "عکس در", Digest: samad.HashParts([]byte("photo"))}}})
	require.NoError(f, err)
	return v
}

func TestLadder(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testLadder)
}

func testLadder(t *testing.T, f *fixture) {
	t.Helper()
	p := f.post("isf.tamin")
	day := date(t, 1405, 9, 2)
	var letters []oversight.Letter
	want := []oversight.Step{oversight.StepNotice, oversight.StepWarning, oversight.StepGovernor}
	for i, step := range want {
		for !f.office.Duty(p, day).Owed {
			day = plus(t, day, 7)
		}
		v := f.absence(p.ID, day)
		require.Equal(t, oversight.VisitReported, v.State)
		own, _, err := f.office.Visits(f.ctx, taminHead, oversight.VisitQuery{})
		require.NoError(t, err)
		require.Len(t, own, i+1, "once it is reported, the manager sees it")
		_, err = f.office.Consequence(f.ctx, officer, v.ID)
		require.ErrorIs(t, err, oversight.ErrState, "the manager is heard first")
		_, err = f.office.Consequence(f.ctx, taminHead, v.ID)
		require.ErrorIs(t, err, samad.ErrForbidden)
		if i == 0 {
			_, err = f.office.ReplyVisit(f.ctx, abfaHead, v.ID, "ما نبودیم")
			require.ErrorIs(t, err, samad.ErrNotFound, "another agency's visit")
			_, err = f.office.ReplyVisit(f.ctx, taminHead, v.ID, "در ماموریت بودم.")
			require.NoError(t, err)
			_, err = f.office.ReplyVisit(f.ctx, taminHead, v.ID, "باز هم")
			require.ErrorIs(t, err, oversight.ErrState)
		} else {
			f.at(plus(t, day, 6), 15, 0) // the time to reply is over
			_, err = f.office.ReplyVisit(f.ctx, taminHead, v.ID, "دیر")
			require.ErrorIs(t, err, samad.ErrTooLate)
		}
		l, err := f.office.Consequence(f.ctx, officer, v.ID)
		require.NoError(t, err)
		assert.Equal(t, step, l.Step)
		assert.Equal(t, i+1, l.Serial, "numbered without a gap")
		assert.Equal(t, "visit/"+v.ID, l.Ground.String())
		letters = append(letters, l)
		_, err = f.office.Consequence(f.ctx, officer, v.ID)
		require.ErrorIs(t, err, oversight.ErrGround, "one ground carries one letter")
		day = plus(t, day, 7)
	}
	sent := f.officeMessages(ledger.Ref{Kind: "letter", ID: letters[2].ID}, centre)
	require.Len(t, sent, 1)
	assert.Equal(t, samad.RoleGovernor, sent[0].Role)

	doc, err := f.office.PrintLetter(f.ctx, taminHead, letters[1].ID)
	require.NoError(t, err)
	text := doc.Text()
	for _, part := range []string{"اخطار", "شماره: ۱۴۰۵/10/۲"[:14], "دوشنبه", "۹:۰۰", "رسید نامه", "مدیرکل"} {
		assert.Contains(t, text, part)
	}
	assert.NotContains(t, text, "1405", "Persian digits only")
	_, err = f.office.PrintLetter(f.ctx, abfaHead, letters[1].ID)
	require.ErrorIs(t, err, samad.ErrNotFound)

	// Acknowledgement, appeal, and who decides on it.
	_, err = f.office.Appeal(f.ctx, taminHead, letters[2].ID, "ناروا")
	require.ErrorIs(t, err, oversight.ErrState, "acknowledge first")
	_, err = f.office.Acknowledge(f.ctx, taminHead, letters[2].ID)
	require.NoError(t, err)
	_, err = f.office.Appeal(f.ctx, taminHead, letters[2].ID, "ناروا")
	require.NoError(t, err)
	_, err = f.office.DecideAppeal(f.ctx, officer, letters[2].ID, true, "پذیرفته شد")
	require.ErrorIs(t, err, oversight.ErrState, "whoever issued it does not decide")
	absent := func() (n int) {
		r, err := f.office.Register(f.ctx, taminHead, "isf.tamin", oversight.Period{From: date(t, 1405, 9, 1), To: plus(t, day, 60)})
		require.NoError(t, err)
		for _, d := range r.Duties {
			if d.Kind == oversight.DutyPresence && d.State == oversight.DutyBroken {
				n++
			}
		}
		return n
	}
	require.Equal(t, 3, absent())
	l, err := f.office.DecideAppeal(f.ctx, governor, letters[2].ID, true, "پذیرفته شد")
	require.NoError(t, err)
	assert.Equal(t, oversight.LetterWithdrawn, l.State)
	assert.Equal(t, 2, absent(), "what was withdrawn on appeal counts for nothing")

	post, err := f.office.Post(f.ctx, taminHead, p.ID)
	require.NoError(t, err)
	require.Len(t, post.Steps, 3)
	assert.True(t, post.Steps[2].Withdrawn)
	assert.Len(t, post.Visits, 3)

	// A year later the ladder begins anew.
	day = plus(t, day, 400)
	for !f.office.Duty(p, day).Owed {
		day = plus(t, day, 1)
	}
	v := f.absence(p.ID, day)
	f.at(plus(t, day, 13), 15, 0)
	l, err = f.office.Consequence(f.ctx, officer, v.ID)
	require.NoError(t, err)
	assert.Equal(t, oversight.StepNotice, l.Step)
	assert.Equal(t, 1, l.Serial, "another year, another series")
}

// Whatever visits find and whoever does what in which order: a letter only ever
// follows on a recorded breach, once, and the steps only go up.
func TestLadderProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f := setup(t)
		p := f.post("isf.tamin")
		day := date(t, 1405, 9, 2)
		inForce := 0
		for range rapid.IntRange(1, 4).Draw(r, "visits") {
			for !f.office.Duty(p, day).Owed {
				day = plus(t, day, 7)
			}
			v, err := f.office.OrderVisit(f.ctx, officer, p.ID, day, 600, inspector.ID, "برنامه")
			require.NoError(r, err)
			f.at(day, 10, 0)
			finding := rapid.SampledFrom([]oversight.Finding{oversight.Present, oversight.Absent, oversight.Late}).Draw(r, "finding")
			report := oversight.VisitReport{Finding: finding, Points: map[string]bool{}}
			if finding == oversight.Late {
				report.MinutesLate = 20
			}
			for _, point := range oversight.VisitPoints() {
				report.Points[point] = rapid.Bool().Draw(r, "point")
			}
			v, err = f.office.Report(f.ctx, inspector, v.ID, report)
			require.NoError(r, err)
			breach := finding != oversight.Present || report.Poor()
			require.Equal(r, breach, v.State == oversight.VisitReported)
			f.at(plus(t, day, 6), 15, 0)
			if breach && rapid.Bool().Draw(r, "excused") {
				_, err = f.office.ExcuseVisit(f.ctx, officer, v.ID, "موجه")
				require.NoError(r, err)
				breach = false
			}
			l, err := f.office.Consequence(f.ctx, officer, v.ID)
			if !breach {
				require.ErrorIs(r, err, oversight.ErrGround)
			} else {
				require.NoError(r, err)
				want := []oversight.Step{oversight.StepNotice, oversight.StepWarning, oversight.StepGovernor}[min(inForce, 2)]
				require.Equal(r, want, l.Step)
				inForce++
				if rapid.Bool().Draw(r, "appeal") {
					for _, step := range []func() error{
						func() error { _, err := f.office.Acknowledge(f.ctx, taminHead, l.ID); return err },
						func() error { _, err := f.office.Appeal(f.ctx, taminHead, l.ID, "ناروا"); return err },
						func() error { _, err := f.office.DecideAppeal(f.ctx, chief, l.ID, true, "روا"); return err },
					} {
						require.NoError(r, step())
					}
					inForce--
				}
			}
			day = plus(t, day, 7)
		}
	})
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

func TestSilenceAndUnacknowledgedLetters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	v := f.absence(p.ID, date(t, 1405, 9, 2))
	f.clock.set(v.ReplyDue.Add(time.Second))
	f.sweep()
	v, err := f.office.Visit(f.ctx, officer, v.ID)
	require.NoError(t, err)
	assert.False(t, v.Silent.IsZero())
	assert.True(t, v.Replied.IsZero())
	require.Len(t, f.officeMessages(ledger.Ref{Kind: "visit", ID: v.ID}, centre), 1)
	l, err := f.office.Consequence(f.ctx, officer, v.ID)
	require.NoError(t, err)
	f.clock.set(l.AckDue.Add(time.Second))
	f.sweep()
	f.sweep()
	ref := ledger.Ref{Kind: "letter", ID: l.ID}
	assert.Len(t, f.officeMessages(ref, "isf.tamin"), 2, "the letter and one reminder")
	assert.Len(t, f.officeMessages(ref, centre), 1)
	roles := []samad.Role{}
	for _, m := range f.officeMessages(ref, "isf.tamin") {
		roles = append(roles, m.Role)
	}
	assert.Equal(t, []samad.Role{samad.RoleAgencyHead}, slices.Compact(roles))
}

// What was excused, or whose letter was withdrawn on appeal, raises nobody's
// risk; what stands does.
func TestOverturnedFindingsRaiseNoRisk(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	risk := func() int {
		public, err := f.office.CommitPlan(f.ctx, officer, "10", oversight.Period{From: plus(t, f.today(), 1), To: plus(t, f.today(), 21)}, 1)
		require.NoError(t, err)
		plan, err := f.office.DrawPlan(f.ctx, officer, public.ID, []oversight.Inspector{{Account: "01OTHER"}}, "")
		require.NoError(t, err)
		require.Len(t, plan.Candidates, 1)
		c := plan.Candidates[0]
		assert.Equal(t, oversight.Settings{RiskMax: 20, AgeMax: 26}.Weight(c.Risk, c.Weeks, len(f.postOf(p.ID).Visits) > 0), c.Weight)
		return c.Risk
	}
	day := date(t, 1405, 9, 2)
	next := func() persian.Date {
		for !f.office.Duty(p, day).Owed || !day.After(f.today()) {
			day = plus(t, day, 7)
		}
		return day
	}
	assert.Equal(t, 0, risk())

	withdrawn := f.absence(p.ID, next())
	assert.Equal(t, 4, risk(), "an absence, though the manager may still reply")
	f.at(plus(t, f.today(), 8), 15, 0)
	letter, err := f.office.Consequence(f.ctx, officer, withdrawn.ID)
	require.NoError(t, err)
	assert.Equal(t, 4, risk())
	_, err = f.office.Acknowledge(f.ctx, taminHead, letter.ID)
	require.NoError(t, err)
	_, err = f.office.Appeal(f.ctx, taminHead, letter.ID, "در ماموریت بودم.")
	require.NoError(t, err)
	assert.Equal(t, 4, risk(), "an appeal alone changes nothing")
	_, err = f.office.DecideAppeal(f.ctx, chief, letter.ID, true, "ماموریت ثابت شد.")
	require.NoError(t, err)
	assert.Equal(t, 0, risk(), "the finding was overturned")

	excused := f.absence(p.ID, next())
	assert.Equal(t, 4, risk())
	_, err = f.office.ExcuseVisit(f.ctx, officer, excused.ID, "بیماری")
	require.NoError(t, err)
	assert.Equal(t, 0, risk(), "an excuse was accepted")

	upheld := f.absence(p.ID, next())
	f.at(plus(t, f.today(), 8), 15, 0)
	letter, err = f.office.Consequence(f.ctx, officer, upheld.ID)
	require.NoError(t, err)
	_, err = f.office.Acknowledge(f.ctx, taminHead, letter.ID)
	require.NoError(t, err)
	_, err = f.office.Appeal(f.ctx, taminHead, letter.ID, "دیر رسیدم.")
	require.NoError(t, err)
	_, err = f.office.DecideAppeal(f.ctx, chief, letter.ID, false, "پذیرفته نیست.")
	require.NoError(t, err)
	assert.Equal(t, 4, risk(), "the letter stands, and with it what it rests on")
}

// postOf reads a post.
func (f *fixture) postOf(id string) oversight.Post {
	f.Helper()
	p, err := f.office.Post(f.ctx, officer, id)
	require.NoError(f, err)
	return p
}
