package oversight_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla"
)

func (f *fixture) demands(rule oversight.Rule) []oversight.Demand {
	f.Helper()
	list, _, err := f.office.Demands(f.ctx, officer, oversight.ListQuery{Keys: []ledger.Key{{Name: "rule", Value: string(rule)}}})
	require.NoError(f, err)
	return list
}

func TestLateAnswersBecomeDemands(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.LateCases = 3 })
	var due time.Time
	for range 3 {
		due = f.referred("welfare/unemployment-insurance", "1014").Due()
	}
	f.clock.set(due.Add(time.Hour))
	f.sweep()
	assert.Empty(t, f.demands(oversight.RuleLate), "late, not far beyond")
	many := f.demands(oversight.RuleManyLate)
	require.Len(t, many, 1)
	assert.Len(t, many[0].Cases, 3)
	assert.Equal(t, samad.AgencyID("isf.tamin"), many[0].Agency)

	f.clock.set(due.Add(10*24*time.Hour - time.Hour))
	f.sweep()
	assert.Empty(t, f.demands(oversight.RuleLate))
	f.clock.set(due.Add(11 * 24 * time.Hour))
	f.sweep()
	f.sweep()
	require.Len(t, f.demands(oversight.RuleLate), 1)
	assert.Len(t, f.demands(oversight.RuleLate)[0].Cases, 3)
}

func TestAnswersThatComeBackBecomeADemand(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) {
		c.Settings.SentBack = 2
		c.Settings.ReviewShare = 1e-9
		c.Settings.ReviewRisk = 1e-9
	})
	c := f.referred("welfare/unemployment-insurance", "1014")
	for n := range 2 {
		f.answer(taminHead, c.ID, samad.Done)
		_, err := f.desk.Reopen(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "کافی نیست"})
		require.NoError(t, err)
		f.sweep()
		assert.Len(t, f.demands(oversight.RuleSentBack), n, "after %d times", n+1)
	}
	assert.Equal(t, []samad.CaseID{c.ID}, f.demands(oversight.RuleSentBack)[0].Cases)
}

func TestAbsenceAgainAndAgainBecomesADemand(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.post("isf.tamin")
	day := date(t, 1405, 9, 2)
	for n := range 3 {
		for !f.office.Duty(p, day).Owed {
			day = plus(t, day, 7)
		}
		v := f.absence(p.ID, day)
		f.at(plus(t, day, 6), 15, 0)
		if n == 1 { // what is excused counts for nothing
			_, err := f.office.ExcuseVisit(f.ctx, officer, v.ID, "موجه")
			require.NoError(t, err)
		} else {
			_, err := f.office.Consequence(f.ctx, officer, v.ID)
			require.NoError(t, err)
		}
		f.sweep()
		want := 0
		if n == 2 {
			want = 1
		}
		assert.Len(t, f.demands(oversight.RuleAbsence), want, "after %d", n+1)
		day = plus(t, day, 7)
	}
}

func TestDemandByHandNeedsAGround(t *testing.T) {
	t.Parallel()
	f := setup(t)
	n := oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "پاسخ دهید"}}
	_, err := f.office.OpenDemand(f.ctx, officer, n)
	require.ErrorIs(t, err, oversight.ErrGround)
	n.Cases = []samad.CaseID{"01NOTHING"}
	_, err = f.office.OpenDemand(f.ctx, officer, n)
	require.ErrorIs(t, err, oversight.ErrGround)
	n.Cases = []samad.CaseID{f.referred("welfare/unemployment-insurance", "1014").ID}
	_, err = f.office.OpenDemand(f.ctx, taminHead, n)
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.office.OpenDemand(f.ctx, farOffice, n)
	require.ErrorIs(t, err, samad.ErrForbidden)
	d, err := f.office.OpenDemand(f.ctx, officer, n)
	require.NoError(t, err)
	_, err = f.office.ReturnDemand(f.ctx, officer, d.ID, "هنوز پاسخی نیست")
	require.ErrorIs(t, err, oversight.ErrState)
	_, err = f.office.AnswerDemand(f.ctx, taminHead, d.ID, "در دست اقدام")
	require.NoError(t, err)
	d, err = f.office.ReturnDemand(f.ctx, officer, d.ID, "زمان را بنویسید")
	require.NoError(t, err)
	assert.Equal(t, oversight.DemandOpen, d.State)
	_, err = f.office.Demand(f.ctx, abfaHead, d.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)
	list, _, err := f.office.Demands(f.ctx, abfaHead, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Empty(t, list)
}

// invitations is another room's duties.
type invitations struct{ due time.Time }

func (i invitations) Duties(_ context.Context, agency samad.AgencyID, from, to time.Time) ([]oversight.Duty, error) {
	if agency != "isf.tamin" || i.due.Before(from) || !i.due.Before(to) {
		return nil, nil
	}
	return []oversight.Duty{{Kind: "invitation", Due: i.due, State: oversight.DutyKept}}, nil
}

func TestRegisterOfDuties(t *testing.T) {
	t.Parallel()
	source := &invitations{}
	f := setup(t, func(c *oversight.Config) { c.Duties = []oversight.DutySource{source} })
	source.due = f.clock.Now().Add(time.Hour)
	p := f.post("isf.tamin")
	monday := date(t, 1405, 9, 2)
	kept := f.referred("welfare/unemployment-insurance", "1014")
	late := f.referred("welfare/unemployment-insurance", "1014")
	open := f.referred("welfare/unemployment-insurance", "1014")
	more := f.referred("welfare/unemployment-insurance", "1014")
	other := f.referred("water/outage", "1014")
	f.answer(taminHead, kept.ID, samad.Done)
	v := f.absence(p.ID, monday)
	f.clock.set(late.Due().Add(time.Hour))
	f.sweep()
	f.answer(taminHead, late.ID, samad.Done)
	days, err := sla.NewTarget(5, sla.CalendarDays)
	require.NoError(t, err)
	_, err = f.desk.Extend(f.ctx, officer, samad.ExtendRequest{Ref: samad.Ref{ID: more.ID}, By: days, Reason: "مدرک تازه"})
	require.NoError(t, err)
	f.answer(taminHead, more.ID, samad.Done)
	_, err = f.office.Consequence(f.ctx, officer, v.ID)
	require.NoError(t, err)

	period := oversight.Period{From: date(t, 1405, 8, 1), To: date(t, 1405, 9, 30)}
	r, err := f.office.Register(f.ctx, taminHead, "isf.tamin", period)
	require.NoError(t, err)
	state := map[string]oversight.DutyState{}
	for _, d := range r.Duties {
		name := string(d.Kind) + " " + string(d.Case)
		if d.Record.ID != "" {
			name += d.Record.String()
		}
		state[name] = d.State
		if d.Kind != "invitation" {
			assert.NotEmpty(t, d.Basis.Fa, name)
		}
	}
	assert.Equal(t, oversight.DutyKept, state["answer_in_time "+string(kept.ID)])
	assert.Equal(t, oversight.DutyBroken, state["answer_in_time "+string(late.ID)])
	assert.Equal(t, oversight.DutyBroken, state["answer_in_time "+string(open.ID)], "still unanswered")
	assert.Equal(t, oversight.DutyBroken, state["answer_in_time "+string(more.ID)], "more time after the limit does not make it kept")
	assert.NotContains(t, state, "answer_in_time "+string(other.ID))
	assert.Equal(t, oversight.DutyBroken, state["open_door visit/"+v.ID])
	assert.Equal(t, oversight.DutyKept, state["invitation "])
	sums := map[oversight.DutyKind][2]int{}
	for _, s := range r.Sums {
		sums[s.Kind] = [2]int{s.Kept, s.Broken}
	}
	assert.Equal(t, [2]int{0, 1}, sums[oversight.DutyPresence])
	_, err = f.office.Register(f.ctx, abfaHead, "isf.tamin", period)
	require.ErrorIs(t, err, samad.ErrForbidden)

	// The month's register is closed by itself, once.
	f.at(date(t, 1405, 10, 3), 9, 0)
	f.sweep()
	f.at(date(t, 1405, 10, 4), 9, 0)
	f.sweep()
	closed, _, err := f.office.Registers(f.ctx, officer, "isf.tamin", "", 0)
	require.NoError(t, err)
	require.NotEmpty(t, closed)
	azar := closed[0]
	assert.Equal(t, date(t, 1405, 9, 1).Start(f.tehran).UTC(), azar.From)
	for _, d := range azar.Duties {
		assert.Equal(t, oversight.DutyBroken, d.State)
	}
	assert.NotEmpty(t, azar.Duties, fmt.Sprint(azar))
}
