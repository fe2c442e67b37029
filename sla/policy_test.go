package sla_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// dueOf counts one target by the given counting settings.
func dueOf(t testing.TB, counting, limit string, c sla.Clock) string {
	t.Helper()
	p := policy(t, iranCalendar(t), "id: p\nversion: 1\nvalid_from: 1400-01-01\ncounting: {"+counting+"}\nrules: [{id: r, limit: "+limit+"}]")
	plan, err := p.Plan(sla.Facts{Stage: sla.Answer}, c)
	require.NoError(t, err)
	return show(t, plan.Due)
}

func pause(t testing.TB, from, to string) sla.Span {
	t.Helper()
	s := sla.Span{From: at(t, from)}
	if to != "" {
		s.To = at(t, to)
	}
	return s
}

// TestWorkedExamples are the examples of docs/deadlines.md, counted by hand.
func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	const monday = "1405-09-02 10:30"
	for _, c := range []struct {
		name, counting, limit, from string
		pauses                      []sla.Span
		extensions                  []string
		want                        string
	}{
		{"ten days end on a Thursday and move", "", "10d", monday, nil, nil, "1405-09-14 14:00"},
		{"ten working days", "", "10wd", monday, nil, nil, "1405-09-16 14:00"},
		{"72 hours", "", "72h", monday, nil, nil, "1405-09-05 10:30"},
		{"16 working hours", "", "16wh", monday, nil, nil, "1405-09-07 08:30"},
		{"over Nowruz", "", "10wd", "1404-12-27 09:30", nil, nil, "1405-01-19 14:00"},
		{"ten days over Nowruz end on Saturday 8 Farvardin", "", "10d", "1404-12-27 09:30", nil, nil, "1405-01-08 14:00"},
		{"referred on a Friday", "", "1wd", "1405-09-06 20:00", nil, nil, "1405-09-07 14:00"},
		{"one day", "", "1d", monday, nil, nil, "1405-09-03 14:00"},
		{"referred late at night, the same", "", "1d", "1405-09-02 23:59", nil, nil, "1405-09-03 14:00"},
		{"working hours from the night", "", "6wh", "1405-09-02 23:59", nil, nil, "1405-09-03 14:00"},

		{"the first day counted", "first_day: counted", "10d", monday, nil, nil, "1405-09-11 14:00"},
		{"the first working day counted", "first_day: counted", "10wd", monday, nil, nil, "1405-09-15 14:00"},
		{"the first day counted, but closed", "first_day: counted", "1wd", "1405-09-06 20:00", nil, nil, "1405-09-07 14:00"},
		{"one day, counted", "first_day: counted", "1d", monday, nil, nil, "1405-09-02 14:00"},
		{"stays on the closed day", "closed_day: stays", "10d", monday, nil, nil, "1405-09-13 00:00"},
		{"until midnight", "day_end: midnight", "10d", monday, nil, nil, "1405-09-15 00:00"},
		{"working days until midnight", "day_end: midnight", "10wd", monday, nil, nil, "1405-09-17 00:00"},

		{"a pause of three days moves ten days on", "", "10d", monday,
			[]sla.Span{pause(t, "1405-09-04 09:00", "1405-09-07 09:00")}, nil, "1405-09-17 14:00"},
		{"an hour's pause does not change ten days", "", "10d", monday,
			[]sla.Span{pause(t, "1405-09-04 09:00", "1405-09-04 10:00")}, nil, "1405-09-14 14:00"},
		{"ten hours' pause leads past midnight", "", "10d", monday,
			[]sla.Span{pause(t, "1405-09-04 09:00", "1405-09-04 19:00")}, nil, "1405-09-15 14:00"},
		{"a pause over the weekend does not change working days", "", "10wd", monday,
			[]sla.Span{pause(t, "1405-09-04 14:00", "1405-09-07 08:00")}, nil, "1405-09-16 14:00"},
		{"six working hours of pause are a day", "", "10wd", monday,
			[]sla.Span{pause(t, "1405-09-07 08:00", "1405-09-07 20:00")}, nil, "1405-09-17 14:00"},
		{"an hour of pause ends inside a day", "", "10wd", monday,
			[]sla.Span{pause(t, "1405-09-07 08:00", "1405-09-07 09:00")}, nil, "1405-09-17 09:00"},
		{"overlapping pauses count once", "", "72h", monday,
			[]sla.Span{pause(t, "1405-09-03 08:00", "1405-09-03 12:00"), pause(t, "1405-09-03 10:00", "1405-09-03 14:00")}, nil, "1405-09-05 16:30"},
		{"a pause is cut to the clock's life", "", "72h", monday,
			[]sla.Span{pause(t, "1405-09-01 08:00", "1405-09-02 11:30")}, nil, "1405-09-05 11:30"},
		{"a pause is cut to the stop", "", "72h", monday,
			[]sla.Span{pause(t, "1405-09-03 08:00", "1405-09-20 08:00")}, nil, "1405-09-05 12:30"},
		{"hours go on at night", "", "16wh", monday,
			[]sla.Span{pause(t, "1405-09-03 08:00", "1405-09-03 14:00")}, nil, "1405-09-08 08:30"},

		{"extended in the same unit: fifteen days", "", "10d", monday, nil, []string{"5d"}, "1405-09-17 14:00"},
		{"extended twice", "", "10d", monday, nil, []string{"2d", "3d"}, "1405-09-17 14:00"},
		{"extended in another unit", "", "10d", monday, nil, []string{"2wd"}, "1405-09-16 14:00"},
		{"extended by hours", "", "10d", monday, nil, []string{"24h"}, "1405-09-15 14:00"},
		{"extended, then paused", "", "10d", monday,
			[]sla.Span{pause(t, "1405-09-04 09:00", "1405-09-05 09:00")}, []string{"5d"}, "1405-09-18 14:00"},
	} {
		clock := sla.Clock{Started: at(t, c.from), Pauses: c.pauses}
		if c.name == "a pause is cut to the stop" {
			clock.Stopped = at(t, "1405-09-03 10:00")
		}
		for _, e := range c.extensions {
			clock.Extensions = append(clock.Extensions, target(t, e))
		}
		assert.Equal(t, c.want, dueOf(t, c.counting, c.limit, clock), c.name)
	}
}

const sample = `
id: isfahan
version: 1405.1
valid_from: 1405-01-01
ladders:
  answer:
    - {name: agency_head, role: agency_head}
    - {name: inspection, role: oversight, after: 2wd}
    - {name: governor, role: governor, after: 5d}
rules:
  - id: emergency
    stage: answer
    urgency: emergency
    limit: 24h
    warn: [{at: 50%, role: agency_head}, {before: 3d, role: agency_head}]
    breach: agency_head
  - id: insurance
    stage: [answer, first_response]
    topic: welfare
    kind: [request, complaint]
    place: 10
    agency: org.tamin
    channel: phone
    limit: 5wd
    on_referral: restart
  - id: answer
    stage: answer
    limit: 10d
    aim: 72h
    warn:
      - {at: 75%, role: agency_expert}
      - {before: 1d, role: agency_head}
      - {before: 2wd, role: agency_expert}
      - {before: 8wh, role: agency_expert}
      - {before: 12h, role: agency_head}
    breach: agency_head
    escalate: answer
  - id: no-limit
    stage: objection
    limit: none
  - id: aim-only
    stage: first_response
    aim: 72h
`

func TestRulesChooseInOrder(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	insured := sla.Facts{Stage: sla.Answer, Kind: "request", Topic: "welfare/unemployment-insurance", Place: "1014",
		Agency: "isf.tamin", AgencyPath: []string{"min.welfare", "org.tamin"}, Channel: "phone", Urgency: "normal"}
	change := func(f func(*sla.Facts)) sla.Facts { g := insured; f(&g); return g }
	for _, c := range []struct {
		facts sla.Facts
		rule  string
	}{
		{insured, "insurance"},
		{change(func(f *sla.Facts) { f.Urgency = "emergency" }), "emergency"},
		{change(func(f *sla.Facts) { f.Topic = "welfare" }), "insurance"},
		{change(func(f *sla.Facts) { f.Topic = "welfarestate" }), "answer"},
		{change(func(f *sla.Facts) { f.Kind = "idea" }), "answer"},
		{change(func(f *sla.Facts) { f.Place = "23" }), "answer"},
		{change(func(f *sla.Facts) { f.Place = "" }), "answer"},
		{change(func(f *sla.Facts) { f.AgencyPath = nil }), "answer"},
		{change(func(f *sla.Facts) { f.Agency, f.AgencyPath = "org.tamin", nil }), "insurance"},
		{change(func(f *sla.Facts) { f.Channel = "web" }), "answer"},
		{change(func(f *sla.Facts) { f.Stage = sla.FirstResponse }), "insurance"},
		{sla.Facts{Stage: sla.FirstResponse}, "aim-only"},
		{sla.Facts{Stage: sla.Objection}, "no-limit"},
		{sla.Facts{Stage: sla.Demand}, ""},
		{sla.Facts{}, ""},
	} {
		plan, err := p.Plan(c.facts, sla.Clock{Started: at(t, "1405-09-02 10:30")})
		require.NoError(t, err)
		assert.Equal(t, c.rule, plan.Rule, "%+v", c.facts)
		assert.Equal(t, "isfahan@1405.1", plan.Policy)
		assert.Equal(t, c.rule == "" || c.rule == "no-limit" || c.rule == "aim-only", plan.Due.IsZero(), c.rule)
		assert.Equal(t, plan.Due.IsZero(), len(plan.Marks) == 0)
	}
	assert.True(t, p.RestartsOnReferral(insured))
	assert.False(t, p.RestartsOnReferral(sla.Facts{Stage: sla.Answer}))
	assert.False(t, p.RestartsOnReferral(sla.Facts{}))
}

func TestMarks(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	type mark struct{ At, Kind, Name, Role string }
	marksOf := func(f sla.Facts, c sla.Clock) (list []mark) {
		plan, err := p.Plan(f, c)
		require.NoError(t, err)
		for _, m := range plan.Marks {
			assert.Equal(t, time.UTC, m.At.Location())
			list = append(list, mark{show(t, m.At), string(m.Kind), m.Name, m.Role})
		}
		return list
	}
	answer := sla.Facts{Stage: sla.Answer}
	clock := sla.Clock{Started: at(t, "1405-09-02 10:00")} // due 1405-09-14 14:00, 292 hours on
	all := []mark{
		{"1405-09-11 13:00", "warning", "75%", "agency_expert"},
		{"1405-09-11 12:00", "warning", "8wh before", "agency_expert"},
		{"1405-09-10 14:00", "warning", "2wd before", "agency_expert"},
		{"1405-09-13 14:00", "warning", "1d before", "agency_head"},
		{"1405-09-14 02:00", "warning", "12h before", "agency_head"},
		{"1405-09-14 14:00", "breach", "breach", "agency_head"},
		{"1405-09-14 14:00", "escalation", "agency_head", "agency_head"},
		{"1405-09-16 14:00", "escalation", "inspection", "oversight"},
		{"1405-09-21 14:00", "escalation", "governor", "governor"}, // 19 Azar is a Thursday
	}
	slices.SortStableFunc(all, func(a, b mark) int { return strings.Compare(a.At, b.At) })
	assert.Empty(t, cmp.Diff(all, marksOf(answer, clock)))

	// A pause moves what lies after its start, and nothing happens inside it.
	held := clock
	held.Pauses = []sla.Span{pause(t, "1405-09-11 12:30", "1405-09-15 12:30")} // four days: due 1405-09-18
	moved := marksOf(answer, held)
	assert.Contains(t, moved, mark{"1405-09-15 13:00", "warning", "75%", "agency_expert"})
	assert.Contains(t, moved, mark{"1405-09-18 14:00", "breach", "breach", "agency_head"})
	assert.Contains(t, moved, mark{"1405-09-16 14:00", "warning", "2wd before", "agency_expert"})
	assert.Contains(t, moved, mark{"1405-09-17 14:00", "warning", "1d before", "agency_head"})
	held.Pauses[0].To = at(t, "1405-09-15 14:30")
	held.Pauses[0].From = at(t, "1405-09-03 14:30") // twelve days: due 1405-09-28; nothing before 1405-09-15
	for _, m := range marksOf(answer, held) {
		assert.Greater(t, m.At, "1405-09-15 14:29")
	}

	// While the pause is open there is no due instant and there are no marks.
	held.Pauses[0].To = time.Time{}
	plan, err := p.Plan(answer, held)
	require.NoError(t, err)
	assert.Zero(t, plan.Due)
	assert.Zero(t, plan.AimDue)
	assert.Empty(t, plan.Marks)
	assert.Equal(t, "10d", plan.Limit.String())
	assert.True(t, held.Paused())

	// A warning that would come before the start is left out.
	short := marksOf(sla.Facts{Stage: sla.Answer, Urgency: "emergency"}, clock)
	assert.Empty(t, cmp.Diff([]mark{
		{"1405-09-02 22:00", "warning", "50%", "agency_head"},
		{"1405-09-03 10:00", "breach", "breach", "agency_head"},
	}, short))

	// What comes after the stop does not come.
	stopped := clock
	stopped.Stopped = at(t, "1405-09-14 15:00")
	for _, m := range marksOf(answer, stopped) {
		assert.LessOrEqual(t, m.At, "1405-09-14 15:00")
	}
	assert.Len(t, marksOf(answer, stopped), 7)
}

func TestWarningsAroundPauses(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), "id: p\nversion: 1\nvalid_from: 1400-01-01\n"+
		"rules: [{id: r, limit: 72h, warn: [{at: 50%, role: a}, {before: 48h, role: b}]}]")
	marks := func(from, to string) map[string]string {
		plan, err := p.Plan(sla.Facts{}, sla.Clock{Started: at(t, "1405-09-02 10:00"), Pauses: []sla.Span{pause(t, from, to)}})
		require.NoError(t, err)
		list := map[string]string{}
		for _, m := range plan.Marks {
			list[m.Name] = show(t, m.At)
		}
		return list
	}
	assert.Equal(t, map[string]string{"50%": "1405-09-03 22:00", "48h before": "1405-09-08 22:00", "breach": "1405-09-09 10:00"},
		marks("1405-09-04 22:00", "1405-09-08 22:00"),
		"half of the time was over before the pause, and 48 hours before the end lie in it: they come at its end")
	assert.Equal(t, map[string]string{"50%": "1405-09-04 02:00", "48h before": "1405-09-03 14:00", "breach": "1405-09-05 14:00"},
		marks("1405-09-03 10:00", "1405-09-03 14:00"), "a pause before the half moves it")
}

func TestAimHasItsOwnClock(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	plan, err := p.Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{
		Started:    at(t, "1405-09-02 10:00"),
		Pauses:     []sla.Span{pause(t, "1405-09-03 10:00", "1405-09-03 14:00")},
		Extensions: []sla.Target{target(t, "5d")},
	})
	require.NoError(t, err)
	assert.Equal(t, "72h", plan.Aim.String())
	assert.Equal(t, "1405-09-05 14:00", show(t, plan.AimDue), "paused, not extended")
	assert.Equal(t, time.UTC, plan.Due.Location())
	assert.False(t, plan.Provisional)
}

func TestProvisional(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	for from, want := range map[string]bool{"1405-09-02 10:00": false, "1405-12-25 10:00": true, "1420-01-10 10:00": true} {
		plan, err := p.Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: at(t, from)})
		require.NoError(t, err)
		assert.Equal(t, want, plan.Provisional, from)
	}
	// Elapsed hours rest on no holidays.
	plan, err := p.Plan(sla.Facts{Stage: sla.FirstResponse}, sla.Clock{Started: at(t, "1420-01-10 10:00")})
	require.NoError(t, err)
	assert.False(t, plan.Provisional)
}

func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	p := sla.DefaultPolicy(cal)
	assert.Equal(t, "pilot@1405.1", p.ID())
	limits := map[sla.Stage]string{}
	for _, s := range []sla.Stage{sla.Screening, sla.FirstResponse, sla.Answer, sla.PetitionerReply, sla.Objection, sla.Resolution, sla.Demand} {
		plan, err := p.Plan(sla.Facts{Stage: s}, sla.Clock{Started: at(t, "1405-09-02 10:30")})
		require.NoError(t, err)
		limits[s] = plan.Limit.String() + " " + show(t, plan.Due)
		names := map[string]bool{}
		for _, m := range plan.Marks {
			assert.False(t, names[string(m.Kind)+m.Name], "%s: %v twice", s, m)
			names[string(m.Kind)+m.Name] = true
		}
	}
	assert.Equal(t, map[sla.Stage]string{
		sla.Screening: "1wd 1405-09-03 14:00", sla.FirstResponse: " ", sla.Answer: "10d 1405-09-14 14:00",
		sla.PetitionerReply: "10d 1405-09-14 14:00", sla.Objection: "15d 1405-09-17 14:00",
		sla.Resolution: "30d 1405-10-05 14:00", sla.Demand: "10wd 1405-09-16 14:00",
	}, limits)
}

func TestClockAndPlanAreJSON(t *testing.T) {
	t.Parallel()
	c := sla.Clock{Started: at(t, "1405-09-02 10:00").UTC(), Pauses: []sla.Span{{From: at(t, "1405-09-03 10:00").UTC()}}, Extensions: []sla.Target{target(t, "5d")}}
	text, err := json.Marshal(c)
	require.NoError(t, err)
	assert.JSONEq(t, `{"started":"2026-11-23T06:30:00Z","pauses":[{"from":"2026-11-24T06:30:00Z"}],"extensions":["5d"]}`, string(text))
	var back sla.Clock
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, c, back)

	p := policy(t, iranCalendar(t), sample)
	plan, err := p.Plan(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: c.Started})
	require.NoError(t, err)
	text, err = json.Marshal(plan)
	require.NoError(t, err)
	var again sla.Plan
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, plan, again)
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	load := func(version, from, to string) *sla.Policy {
		src := "id: p\nversion: " + version + "\nvalid_from: " + from + "\n"
		if to != "" {
			src += "valid_to: " + to + "\n"
		}
		return policy(t, cal, src+"rules: [{id: r, limit: 10d}]")
	}
	first, second := load("1", "1404-01-01", "1404-12-29"), load("2", "1405-01-01", "")
	all, err := sla.NewPolicies(second, first)
	require.NoError(t, err)
	for day, want := range map[string]string{"1404-01-01": "p@1", "1404-12-29": "p@1", "1405-01-01": "p@2", "1450-01-01": "p@2", "1403-12-30": ""} {
		p, ok := all.On(date(t, day))
		assert.Equal(t, want != "", ok, day)
		if ok {
			assert.Equal(t, want, p.ID(), day)
		}
	}
	p, ok := all.ByID("p@1")
	require.True(t, ok)
	assert.Same(t, first, p)
	_, ok = all.ByID("p@3")
	assert.False(t, ok)
	_, ok = all.On(persian.Date{})
	assert.False(t, ok)

	// A case keeps the version under which it began, whatever day it is now.
	plan := func(version, start string) (string, error) {
		facts := sla.Facts{Stage: sla.Answer, Policy: version}
		plan, err := all.Plan(facts, sla.Clock{Started: at(t, start)})
		assert.False(t, all.RestartsOnReferral(facts))
		return plan.Policy, err
	}
	for _, c := range [][3]string{
		{"", "1404-12-29 23:59", "p@1"}, {"", "1405-01-01 00:00", "p@2"}, {"p@1", "1405-06-01 08:00", "p@1"}, {"p@2", "1404-06-01 08:00", "p@2"},
	} {
		got, err := plan(c[0], c[1])
		require.NoError(t, err)
		assert.Equal(t, c[2], got, c)
	}
	_, err = plan("p@3", "1405-06-01 08:00")
	require.ErrorIs(t, err, sla.ErrNoPolicy)
	_, err = plan("", "1403-06-01 08:00")
	require.ErrorIs(t, err, sla.ErrNoPolicy)

	_, err = sla.NewPolicies(first, load("3", "1404-12-29", ""), nil)
	assert.ErrorContains(t, err, "in force on the same day")
	assert.ErrorContains(t, err, "is missing")
	_, err = sla.NewPolicies(first, first)
	assert.ErrorContains(t, err, "is there twice")
	assert.ErrorIs(t, err, sla.ErrMalformed)
}
