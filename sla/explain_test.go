package sla_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	p := sla.DefaultPolicy(iranCalendar(t))
	clock := sla.Clock{
		Started:    at(t, "1405-09-02 10:30"),
		Extensions: []sla.Target{target(t, "2d")},
		Pauses:     []sla.Span{pause(t, "1405-09-04 09:00", "1405-09-07 09:15")},
	}
	answer := sla.Facts{Stage: sla.Answer}
	en, err := p.Explain(answer, clock, "en")
	require.NoError(t, err)
	assert.Equal(t, `Limit of this stage by rule "answer" of "pilot@1405.1": 10 calendar days.
The clock started on Monday 2 Azar 1405, 10:30.
It was extended by 2 calendar days, to 12 calendar days in all.
The day of the start does not count.
The last day is Saturday 14 Azar 1405.
Held from Wednesday 4 Azar 1405, 09:00 to Saturday 7 Azar 1405, 09:15.
The pauses amount to 3 days and 15 minutes, which is added.
This leads to Tuesday 17 Azar 1405.
The deadline ends with the last working minute of that day.
Due: Tuesday 17 Azar 1405, 14:00.
Aim: an answer within 72 hours, that is by Sunday 8 Azar 1405, 10:45.
`, en)
	fa, err := p.Explain(answer, clock, "fa")
	require.NoError(t, err)
	assert.Equal(t, `مهلت این مرحله به موجب قاعده «answer» از «pilot@1405.1»: ۱۰ روز تقویمی.
آغاز مهلت: دوشنبه ۲ آذر ۱۴۰۵، ساعت ۱۰:۳۰.
مهلت ۲ روز تقویمی تمدید شده است؛ روی هم ۱۲ روز تقویمی.
روز آغاز به شمار نمی‌آید.
آخرین روز: شنبه ۱۴ آذر ۱۴۰۵.
توقف از چهارشنبه ۴ آذر ۱۴۰۵، ساعت ۰۹:۰۰ تا شنبه ۷ آذر ۱۴۰۵، ساعت ۰۹:۱۵.
زمان توقف روی هم ۳ شبانه‌روز و ۱۵ دقیقه است و به مهلت افزوده می‌شود.
مهلت به این روز می‌رسد: سه‌شنبه ۱۷ آذر ۱۴۰۵.
مهلت با آخرین دقیقه کاری آن روز به سر می‌رسد.
سررسید: سه‌شنبه ۱۷ آذر ۱۴۰۵، ساعت ۱۴:۰۰.
هدف: پاسخ در ۷۲ ساعت، یعنی تا یکشنبه ۸ آذر ۱۴۰۵، ساعت ۱۰:۴۵.
`, fa)
	for _, word := range []string{"ي", "ك", "1", "%!"} {
		assert.NotContains(t, strings.ReplaceAll(fa, "pilot@1405.1", ""), word)
	}
}

func TestExplainOtherUnits(t *testing.T) {
	t.Parallel()
	explain := func(limit string, c sla.Clock) string {
		p := policy(t, iranCalendar(t), "id: p\nversion: 1\nvalid_from: 1400-01-01\nrules: [{id: r, limit: "+limit+"}]")
		text, err := p.Explain(sla.Facts{}, c, "en")
		require.NoError(t, err)
		return text
	}
	nowruz := sla.Clock{Started: at(t, "1404-12-27 09:30")}
	assert.Contains(t, explain("10wd", nowruz), "Saturday 1 Farvardin 1405 does not count: Nowruz (New Year); Eid al-Fitr.\n")
	assert.Contains(t, explain("10wd", nowruz), "Nor do 4 days of weekly rest.")
	assert.Contains(t, explain("10wd", nowruz), "Due: Wednesday 19 Farvardin 1405, 14:00.")
	moved := explain("10d", sla.Clock{Started: at(t, "1405-09-02 10:30")})
	assert.Contains(t, moved, "That day is closed (Thursday, weekly rest), so the deadline moves to the next working day, Saturday 14 Azar 1405.")
	assert.Contains(t, explain("72h", nowruz), "All hours count")
	held := nowruz
	held.Pauses = []sla.Span{pause(t, "1405-01-05 08:00", "1405-01-15 08:00")}
	assert.Contains(t, explain("16wh", held), "The pauses amount to 30 hours of working time, which is added.")
	held.Pauses = []sla.Span{{From: at(t, "1405-01-05 08:00")}}
	assert.Contains(t, explain("16wh", held), "The clock is held now and has no due instant.")
	far := explain("10d", sla.Clock{Started: at(t, "1420-01-10 09:30")})
	assert.Contains(t, far, "rests on predicted holidays")
	long := explain("9999wd", sla.Clock{Started: at(t, "1405-01-10 09:30")})
	assert.Less(t, strings.Count(long, "\n"), 60)
	assert.Contains(t, long, "other holidays and closures")

	p := policy(t, iranCalendar(t), sample)
	for facts, want := range map[sla.Stage]string{
		sla.Objection: `Rule "no-limit" of "isfahan@1405.1" sets no limit for this stage.`,
		sla.Demand:    `No rule of "isfahan@1405.1" sets a deadline for this stage.`,
	} {
		text, err := p.Explain(sla.Facts{Stage: facts}, nowruz, "en")
		require.NoError(t, err)
		assert.Equal(t, want+"\n", text)
	}
	e, err := p.Explanation(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: at(t, "1405-09-02 10:30")})
	require.NoError(t, err)
	days := e.DayByDay("en")
	assert.Equal(t, 13, strings.Count(days, "\n"))
	assert.True(t, strings.HasPrefix(days, "Monday 2 Azar 1405: open: 08:00-14:00\n"), days)
	assert.Contains(t, e.DayByDay("fa"), "جمعه ۶ آذر ۱۴۰۵: تعطیل: جمعه، تعطیل هفتگی\n")
	assert.Empty(t, sla.Explanation{}.DayByDay("en"))
}

func TestUsage(t *testing.T) {
	t.Parallel()
	p := policy(t, iranCalendar(t), sample)
	use := func(c sla.Clock, now string) sla.Usage {
		u, err := p.UsageAt(sla.Facts{Stage: sla.Answer, Topic: "welfare", Kind: "request", Place: "10", Agency: "org.tamin", Channel: "phone"}, c, at(t, now))
		require.NoError(t, err)
		return u
	}
	// 5wd from Monday 10:00: 4 h on Monday and 5 days of 6 h = 34 h, due Monday 14:00.
	clock := sla.Clock{Started: at(t, "1405-09-02 10:00")}
	u := use(clock, "1405-09-03 11:00")
	assert.Equal(t, "7h0m0s", u.Used.String())
	assert.Equal(t, "27h0m0s", u.Left.String())
	assert.InDelta(t, 100*7.0/34, u.Percent, 1e-9)
	assert.Equal(t, "1405-09-09 14:00", show(t, u.Due))
	assert.False(t, u.Late)

	assert.Zero(t, use(clock, "1405-09-01 11:00").Used, "before the start")
	late := use(clock, "1405-09-10 09:00")
	assert.True(t, late.Late)
	assert.Equal(t, "-1h0m0s", late.Left.String())
	assert.Greater(t, late.Percent, 100.0)

	// While it is paused, nothing is used and what is left stands still.
	clock.Pauses = []sla.Span{pause(t, "1405-09-03 12:00", "")}
	for _, now := range []string{"1405-09-03 13:00", "1405-09-10 09:00", "1405-12-01 09:00"} {
		u = use(clock, now)
		assert.Equal(t, "8h0m0s", u.Used.String(), now)
		assert.Equal(t, "26h0m0s", u.Left.String(), now)
		assert.True(t, u.Paused)
		assert.False(t, u.Late)
		assert.Zero(t, u.Due)
	}
	assert.False(t, use(clock, "1405-09-03 11:00").Paused, "the pause is not known yet")
	// Stopped: the state at the stop.
	clock.Pauses, clock.Stopped = nil, at(t, "1405-09-03 11:00")
	u = use(clock, "1405-12-01 09:00")
	assert.True(t, u.Stopped)
	assert.Equal(t, "7h0m0s", u.Used.String())
	assert.False(t, u.Late)
	assert.False(t, use(clock, "1405-09-03 10:00").Stopped, "the stop is not known yet")

	none, err := p.UsageAt(sla.Facts{Stage: sla.Objection}, clock, at(t, "1405-09-03 11:00"))
	require.NoError(t, err)
	assert.Zero(t, none)
}

// TestMovesOnce: a closure declared tonight for tomorrow moves every affected
// deadline once, and recorded moves do not come again.
func TestMovesOnce(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	tomorrow := date(t, "1405-09-14")
	closed, err := cal.WithClosure(sla.Closure{ID: "pollution", Name: sla.Text{Fa: "آلودگی هوا", En: "air pollution"},
		From: tomorrow, To: tomorrow, Where: sla.Where{Places: []string{"10"}}})
	require.NoError(t, err)
	before, after := sla.DefaultPolicy(cal), sla.DefaultPolicy(closed)

	running := []sla.Running{
		{ID: "isfahan", Facts: sla.Facts{Stage: sla.Answer, Place: "1014"}, Clock: sla.Clock{Started: at(t, "1405-09-02 10:30")}},
		{ID: "tehran", Facts: sla.Facts{Stage: sla.Answer, Place: "23"}, Clock: sla.Clock{Started: at(t, "1405-09-02 10:30")}},
		{ID: "earlier", Facts: sla.Facts{Stage: sla.Answer, Place: "10"}, Clock: sla.Clock{Started: at(t, "1405-08-25 10:30")}},
		{ID: "answered", Facts: sla.Facts{Stage: sla.Answer, Place: "10"}, Clock: sla.Clock{Started: at(t, "1405-09-02 10:30"), Stopped: at(t, "1405-09-03 10:30")}},
		{ID: "paused", Facts: sla.Facts{Stage: sla.Answer, Place: "10"}, Clock: sla.Clock{Started: at(t, "1405-09-02 10:30"), Pauses: []sla.Span{{From: at(t, "1405-09-03 10:30")}}}},
		{ID: "demand", Facts: sla.Facts{Stage: sla.Demand, Place: "10"}, Clock: sla.Clock{Started: at(t, "1405-09-10 10:30")}},
	}
	for i := range running {
		running[i].Plan, err = before.Plan(running[i].Facts, running[i].Clock)
		require.NoError(t, err)
	}
	running = append(running, sla.Running{ID: "broken", Facts: sla.Facts{Stage: sla.Answer}})

	moves := map[string]string{}
	for m, err := range after.Moves(before, slices.Values(running)) {
		if m.ID == "broken" {
			assert.ErrorIs(t, err, sla.ErrClock)
			continue
		}
		require.NoError(t, err)
		moves[m.ID] = m.Text("en", cal.Zone())
		for i := range running {
			if running[i].ID == m.ID {
				running[i].Plan = m.To
			}
		}
	}
	assert.Equal(t, map[string]string{
		"isfahan": "isfahan: due moved from Saturday 14 Azar 1405, 14:00 to Sunday 15 Azar 1405, 14:00. " +
			"Saturday 14 Azar 1405: before open (08:00-14:00), now closed (air pollution).",
		"earlier": "earlier: due stays Saturday 7 Azar 1405, 14:00; warnings or escalations moved. " +
			"Saturday 14 Azar 1405: before open (08:00-14:00), now closed (air pollution).",
		"demand": "demand: due moved from Tuesday 24 Azar 1405, 14:00 to Wednesday 25 Azar 1405, 14:00. " +
			"Saturday 14 Azar 1405: before open (08:00-14:00), now closed (air pollution).",
	}, moves)
	for m, err := range after.Moves(before, slices.Values(running[:len(running)-1])) {
		t.Errorf("%s moves a second time: %v", m.ID, err)
	}
	fa := sla.Move{ID: "1", To: sla.Plan{Due: time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)}}.Text("fa", cal.Zone())
	assert.Equal(t, "1: سررسید از بی‌سررسید به دوشنبه ۲ آذر ۱۴۰۵، ساعت ۱۴:۰۰ رفت.", fa)
	aim := sla.Move{ID: "1", To: sla.Plan{AimDue: time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)}}.Text("en", cal.Zone())
	assert.Equal(t, "1: aim moved from no due instant to Monday 2 Azar 1405, 14:00.", aim)
}

// TestPolicyChangeKeepsTheTimeUsed: with another limit the clock is the same.
func TestPolicyChangeKeepsTheTimeUsed(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	load := func(version, limit string) *sla.Policy {
		return policy(t, cal, "id: p\nversion: "+version+"\nvalid_from: 1400-01-01\nrules: [{id: r, limit: "+limit+", aim: 24h}]")
	}
	ten, seven := load("1", "10d"), load("2", "7wd")
	r := sla.Running{ID: "x", Clock: sla.Clock{Started: at(t, "1405-09-02 10:30")}}
	var err error
	r.Plan, err = ten.Plan(r.Facts, r.Clock)
	require.NoError(t, err)
	var moves []sla.Move
	for m, err := range seven.Moves(ten, slices.Values([]sla.Running{r})) {
		require.NoError(t, err)
		moves = append(moves, m)
	}
	require.Len(t, moves, 1)
	assert.Equal(t, "1405-09-11 14:00", show(t, moves[0].To.Due), "seven working days from the same start")
	assert.Equal(t, "The limit of this stage changed from 10 calendar days to 7 working days.", moves[0].Why[0].En)
	count := 0
	for m, err := range seven.Moves(nil, slices.Values([]sla.Running{r, r})) {
		require.NoError(t, err)
		assert.Empty(t, m.Why, "without the policy before there are no reasons")
		count++
		break // stopping early is allowed
	}
	assert.Equal(t, 1, count)
}
