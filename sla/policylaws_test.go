package sla_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
)

func TestSummerTime(t *testing.T) {
	t.Parallel()
	// Clocks went forward at midnight of 2 Farvardin 1401 and back at the end
	// of 30 Shahrivar: 24 elapsed hours end an hour later, or earlier.
	assert.Equal(t, "1401-01-02 13:00", dueOf(t, "", "24h", sla.Clock{Started: at(t, "1401-01-01 12:00")}))
	assert.Equal(t, "1401-06-31 11:00", dueOf(t, "", "24h", sla.Clock{Started: at(t, "1401-06-30 12:00")}))
	// Working days and hours follow the clock on the wall.
	assert.Equal(t, "1401-01-07 14:00", dueOf(t, "", "2wd", sla.Clock{Started: at(t, "1401-01-01 12:00")}))
	assert.Equal(t, "1401-07-04 09:00", dueOf(t, "", "9wh", sla.Clock{Started: at(t, "1401-06-30 12:00")}))
}

func TestImpossibleClocks(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	start := at(t, "1405-09-02 10:00")
	for field, c := range map[string]sla.Clock{
		"started":       {},
		"stopped":       {Started: start, Stopped: start.Add(-1)},
		"pauses[0]":     {Started: start, Pauses: []sla.Span{{From: start, To: start.Add(-1)}}},
		"pauses[1]":     {Started: start, Pauses: []sla.Span{{From: start}, {}}},
		"extensions[1]": {Started: start, Extensions: []sla.Target{target(t, "1d"), {}}},
	} {
		for _, f := range []sla.Facts{{Stage: sla.Answer}, {Stage: sla.Demand}} {
			plan, err := p.Plan(f, c)
			require.ErrorIs(t, err, sla.ErrClock, field)
			var facts *sla.ClockError
			require.ErrorAs(t, err, &facts)
			assert.Equal(t, field, facts.Field)
			assert.Zero(t, plan)
			_, err = p.Explain(f, c, "fa")
			assert.ErrorIs(t, err, sla.ErrClock, field)
			_, err = p.UsageAt(f, c, start.Add(time.Hour))
			assert.ErrorIs(t, err, sla.ErrClock, field)
		}
	}
	_, err := p.Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: time.Unix(1<<50, 0)})
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	_, err = p.Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: start, Extensions: []sla.Target{target(t, "99999d")}})
	assert.ErrorIs(t, err, sla.ErrOutOfRange)

	for _, none := range []sla.Calendars{nil, (*sla.Calendar)(nil)} {
		_, err = sla.DefaultPolicy(none).Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: start})
		assert.ErrorIs(t, err, sla.ErrNoCalendar)
	}
	_, err = sla.LoadPolicy([]byte(sample), "x.yaml", nil)
	assert.ErrorContains(t, err, "needs calendars")
}

// TestPauseLaws: how pauses are recorded does not matter, only what they cover.
func TestPauseLaws(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	policies := map[string]*sla.Policy{}
	for _, limit := range []string{"10d", "7wd", "72h", "30wh"} {
		policies[limit] = policy(t, cal, "id: p\nversion: 1\nvalid_from: 1400-01-01\nrules: [{id: r, limit: "+limit+", warn: [{at: 50%, role: x}]}]")
	}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.SampledFrom([]string{"10d", "7wd", "72h", "30wh"}).Draw(t, "limit")
		start := time.Date(2025, 3, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 500*24*60).Draw(t, "start")) * time.Minute)
		from := start.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "from")) * time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(1, 10*24*60).Draw(t, "length")) * time.Minute)
		cut := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, "cut")))
		plan := func(pauses ...sla.Span) sla.Plan {
			p, err := policies[limit].Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: start, Pauses: pauses})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		whole := plan(sla.Span{From: from, To: to})
		for name, other := range map[string]sla.Plan{
			"split":         plan(sla.Span{From: from, To: cut}, sla.Span{From: cut, To: to}),
			"other order":   plan(sla.Span{From: cut, To: to}, sla.Span{From: from, To: cut}),
			"told twice":    plan(sla.Span{From: from, To: to}, sla.Span{From: from, To: cut}),
			"before start":  plan(sla.Span{From: start.Add(-time.Hour), To: start}, sla.Span{From: from, To: to}),
			"empty besides": plan(sla.Span{From: from, To: to}, sla.Span{From: cut, To: cut}),
		} {
			if diff := cmp.Diff(whole, other, cmp.Comparer(func(a, b sla.Target) bool { return a == b })); diff != "" {
				t.Fatalf("%s: %s", name, diff)
			}
		}
		none := plan()
		if whole.Due.Before(none.Due) {
			t.Fatalf("paused %v, due %v instead of %v", to.Sub(from), whole.Due, none.Due)
		}
		if longer := plan(sla.Span{From: from, To: to.Add(time.Hour)}); longer.Due.Before(whole.Due) {
			t.Fatalf("an hour more of pause leads to %v instead of %v", longer.Due, whole.Due)
		}
		// A pause while the office is closed changes no working time.
		if limit == "7wd" || limit == "30wh" {
			d, _, err := cal.WorkingTimeBetween(from, to)
			if err != nil {
				t.Fatal(err)
			}
			if (d == 0) != whole.Due.Equal(none.Due) {
				t.Fatalf("paused for %v of working time, due %v and %v", d, whole.Due, none.Due)
			}
		}
		for i, m := range whole.Marks {
			if i > 0 && m.At.Before(whole.Marks[i-1].At) {
				t.Fatalf("marks out of order: %v", whole.Marks)
			}
			if !m.At.Before(from) && m.At.Before(to) && m.Kind == sla.Warning {
				t.Fatalf("%v lies in the pause", m)
			}
		}
	})
}

// TestChangesKeepTheTimeUsed: another policy, agency or extension gives another
// limit; what was used of it stays what it was.
func TestChangesKeepTheTimeUsed(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	load := func(version, own, others string) *sla.Policy {
		return policy(t, cal, "id: p\nversion: "+version+"\nvalid_from: 1400-01-01\nrules: [{id: own, agency: isf.tamin, limit: "+own+"}, {id: others, limit: "+others+"}]")
	}
	measures := [][2]*sla.Policy{
		{load("1", "10d", "72h"), load("2", "100h", "5d")},
		{load("1", "7wd", "16wh"), load("2", "30wh", "3wd")},
	}
	rapid.Check(t, func(t *rapid.T) {
		policies := rapid.SampledFrom(measures).Draw(t, "measure")
		start := time.Date(2025, 3, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 500*24*60).Draw(t, "start")) * time.Minute)
		clock := sla.Clock{Started: start}
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from := start.Add(time.Duration(rapid.IntRange(0, 10*24*60).Draw(t, "from")) * time.Minute)
			to := from.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "length")) * time.Minute)
			clock.Pauses = append(clock.Pauses, sla.Span{From: from, To: to})
		}
		now := start.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "now")) * time.Minute)
		used := map[time.Duration]bool{}
		for _, p := range policies {
			for _, agency := range []string{"isf.tamin", "isf.water"} {
				for _, extended := range [][]sla.Target{nil, {target(t, "2d")}} {
					clock.Extensions = extended
					u, err := p.UsageAt(sla.Facts{Stage: sla.Answer, Agency: agency}, clock, now)
					if err != nil {
						t.Fatal(err)
					}
					used[u.Used] = true
				}
			}
		}
		if len(used) != 1 {
			t.Fatalf("from %v to %v with %v: used %v", start, now, clock.Pauses, used)
		}
	})
}

// TestDueIsMonotonic: a later start is not due earlier and the like, for all units.
func TestDueIsMonotonic(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"d", "wd", "h", "wh"}).Draw(t, "unit")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		start := time.Unix(rapid.Int64Range(1_000_000_000, 2_000_000_000).Draw(t, "start"), 0)
		due := func(n int, start time.Time) time.Time {
			target, err := sla.ParseTarget(strconv.Itoa(n) + unit)
			if err != nil {
				t.Fatal(err)
			}
			p, err := sla.LoadPolicy([]byte("id: p\nversion: 1\nvalid_from: 1300-01-01\nrules: [{id: r, limit: "+target.String()+"}]"), "", cal)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := p.Plan(sla.Facts{}, sla.Clock{Started: start})
			if err != nil {
				t.Fatal(err)
			}
			return plan.Due
		}
		a := due(n, start)
		if !a.After(start) {
			t.Fatalf("%d%s from %v is due %v", n, unit, start, a)
		}
		if b := due(n+1, start); b.Before(a) {
			t.Fatalf("%d%s is due %v, %d%s %v", n, unit, a, n+1, unit, b)
		}
		later := start.Add(time.Duration(rapid.IntRange(0, 1e6).Draw(t, "wait")) * time.Second)
		if b := due(n, later); b.Before(a) {
			t.Fatalf("from %v due %v, from %v due %v", start, a, later, b)
		}
	})
}
