package oversight_test

import (
	"slices"
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
	for _, part := range []string{"اخطار", "شماره: ۱", "دوشنبه", "۹:۰۰", "رسید نامه", "مدیرکل"} {
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
