package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
)

// Due says what a policy with that target says.
func TestDueIsThatOfAPolicyWithTheTarget(t *testing.T) {
	t.Parallel()
	cal, err := iran.Calendar()
	require.NoError(t, err)
	began := time.Date(2025, 3, 21, 0, 0, 0, 0, cal.Zone())
	rapid.Check(t, func(t *rapid.T) {
		minutes := func(label string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, label)) * time.Minute
		}
		target, err := sla.NewTarget(rapid.IntRange(1, 40).Draw(t, "amount"), sla.Unit(rapid.IntRange(1, 4).Draw(t, "unit")))
		require.NoError(t, err)
		clock := sla.Clock{Started: began.Add(minutes("start", 600_000))}
		if rapid.Bool().Draw(t, "paused") {
			from := clock.Started.Add(minutes("pause", 5000))
			clock.Pauses = []sla.Span{{From: from, To: from.Add(minutes("length", 20_000))}}
		}
		if rapid.Bool().Draw(t, "extended") {
			clock.Extensions = []sla.Target{target}
		}
		rules := sla.Counting{
			FirstDay: rapid.Bool().Draw(t, "first day"), ClosedDayStays: rapid.Bool().Draw(t, "stays"), UntilMidnight: rapid.Bool().Draw(t, "midnight"),
		}
		policy, err := sla.LoadPolicy([]byte(policyText(target, rules)), "p", cal)
		require.NoError(t, err)
		plan, err := policy.Plan(sla.Facts{Stage: sla.Answer}, clock)
		require.NoError(t, err)
		due, basis, err := cal.Due(target, clock, rules)
		require.NoError(t, err)
		assert.Equal(t, plan.Due, due)
		assert.Equal(t, plan.Provisional, basis.Provisional())
	})
}

func TestDueWithoutEnd(t *testing.T) {
	t.Parallel()
	cal, err := iran.Calendar()
	require.NoError(t, err)
	target, err := sla.NewTarget(10, sla.CalendarDays)
	require.NoError(t, err)
	started := time.Date(2026, 11, 23, 10, 30, 0, 0, cal.Zone())

	due, _, err := cal.Due(sla.Target{}, sla.Clock{Started: started}, sla.Counting{})
	require.NoError(t, err)
	assert.Zero(t, due, "no limit")
	due, _, err = cal.Due(target, sla.Clock{Started: started, Pauses: []sla.Span{{From: started.Add(time.Hour)}}}, sla.Counting{})
	require.NoError(t, err)
	assert.Zero(t, due, "a pause is open")
	_, _, err = cal.Due(target, sla.Clock{}, sla.Counting{})
	require.ErrorIs(t, err, sla.ErrClock)
	_, _, err = cal.Due(target, sla.Clock{Started: started.AddDate(200, 0, 0)}, sla.Counting{})
	require.ErrorIs(t, err, sla.ErrOutOfRange)
	_, _, err = cal.Due(target, sla.Clock{Started: started, Stopped: started.Add(-time.Hour)}, sla.Counting{})
	require.ErrorIs(t, err, sla.ErrClock)
}

func policyText(target sla.Target, rules sla.Counting) string {
	word := func(b bool, yes, no string) string {
		if b {
			return yes
		}
		return no
	}
	return fmt.Sprintf("id: p\nversion: 1\nvalid_from: 1300-01-01\ncounting: {first_day: %s, closed_day: %s, day_end: %s}\nrules: [{id: r, stage: answer, limit: %s}]\n",
		word(rules.FirstDay, "counted", "excluded"), word(rules.ClosedDayStays, "stays", "moves"), word(rules.UntilMidnight, "midnight", "closing"), target)
}
