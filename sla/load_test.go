package sla_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
)

// faultsOf returns the faults as lines.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	require.ErrorIs(t, err, sla.ErrMalformed)
	var faults sla.Faults
	require.ErrorAs(t, err, &faults)
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	return lines
}

func TestCalendarFaultsAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := sla.LoadCalendar([]byte(`id: x
zone: Asia/Teheran
official: {from: 1405-01-01, to: 1404-12-30}
holydays: []
holidays:
  - {id: a, name: {fa: آ, en: A}, solar: 13-01}
  - {id: b, name: B, solar: 01-01, lunar: 01-01}
  - {id: c, name: C, solar: "1.1", froom: 1404-01-01}
  - {name: D}
hours:
  - {id: h, name: H, week: {sat-wed: 08:00-14:00, tue: closed, sut: closed, thu: "8-12", fri: ["08:00-10:00", "25:00-26:00"]}, season: {lunar: 09}}
  - {id: i, name: I}
closures:
  - {id: k, name: K, date: 1405-01-01, to: 1405-01-02, late: 2x, until: "10:00"}
  - {id: l, name: L, from: 1405-01-01, where: {}}
  - {id: m, name: M, date: 1405-01-04, until: tomorrow}
`), "cal.yaml", sla.Sources{})
	assert.Empty(t, cmp.Diff([]string{
		`cal.yaml:2:7: unknown time zone "Asia/Teheran" (use a name of the IANA database, such as Asia/Tehran)`,
		`cal.yaml:3:34: parse "1404-12-30" at byte 8: Esfand has 29 days in this year (a Persian date YYYY-MM-DD, from 1206 to 1498)`,
		`cal.yaml:4:1: unknown key "holydays"`,
		`cal.yaml:7:5: one of the keys solar and lunar expected (solar: 01-13 is 13 Farvardin, lunar: 02-last the last day of Safar)`,
		`cal.yaml:8:29: month and day expected, found "1.1" (MM-DD or MM-last)`,
		`cal.yaml:8:36: unknown key "froom" (is "from" meant?)`,
		`cal.yaml:9:5: key "id" is missing`,
		`cal.yaml:9:5: one of the keys solar and lunar expected (solar: 01-13 is 13 Farvardin, lunar: 02-last the last day of Safar)`,
		`cal.yaml:11:56: Tuesday is set twice`,
		`cal.yaml:11:69: unknown days "sut" (sat, sun, mon, tue, wed, thu, fri, or a run of them such as sat-wed)`,
		`cal.yaml:11:82: interval "8-12": times from 00:00 to 24:00 expected (HH:MM-HH:MM, a list of them, or closed)`,
		`cal.yaml:11:111: interval "25:00-26:00": times from 00:00 to 24:00 expected (HH:MM-HH:MM, a list of them, or closed)`,
		`cal.yaml:11:144: a run of days expected, found "09" (MM-DD..MM-DD, such as 09-01..09-last)`,
		`cal.yaml:12:5: key "week" is missing`,
		`cal.yaml:14:44: date and to exclude each other (date is for one day, from and to for several)`,
		`cal.yaml:14:62: hours and minutes expected (such as 2h or 90m)`,
		`cal.yaml:14:73: only one of closed, hours, open, late, until expected`,
		`cal.yaml:15:5: key "to" is missing`,
		`cal.yaml:15:47: it limits nothing (places, agencies or except expected)`,
		`cal.yaml:16:47: a time of day expected (such as 10:00)`,
	}, faultsOf(t, err)))
}

func TestCalendarRulesThatCannotBe(t *testing.T) {
	t.Parallel()
	head := "id: x\nzone: Asia/Tehran\n"
	for _, c := range []struct{ name, src, want string }{
		{"holiday twice", `holidays:
- {id: a, name: A, solar: 01-01}
- {id: b, name: B, solar: 01-01}`, `c.yaml:5:27: the same day as "a", in force at the same time`},
		{"month 13", `holidays: [{id: a, name: A, solar: 13-01}]`, `c.yaml:3:36: there is no month 13`},
		{"31 Mehr", `holidays: [{id: a, name: A, solar: 07-31}]`, `c.yaml:3:36: month 7 has no day 31`},
		{"lunar without table", `holidays: [{id: a, name: A, lunar: 07-29}]`, `c.yaml:3:36: a lunar date needs a table of lunar months`},
		{"id twice", `holidays: [{id: a, name: A, solar: 01-01}]
closures: [{id: a, name: A, date: 1405-01-01}]`, `c.yaml:4:17: id "a" is used before in holidays`},
		{"ends before it begins", `closures: [{id: a, name: A, from: 1405-01-02, to: 1405-01-01}]`, `c.yaml:3:51: it ends before it begins`},
		{"overlapping closures", `closures:
- {id: a, name: A, from: 1405-01-01, to: 1405-01-05}
- {id: b, name: B, date: 1405-01-05}`, `c.yaml:5:26: overlaps "a", which is for the same places and agencies`},
		{"overlapping hours", `hours:
- {id: a, name: A, week: {sat-wed: 08:00-14:00}}
- {id: b, name: B, from: 1405-01-01, week: {wed-thu: 08:00-12:00}}`, `c.yaml:5:44: Wednesday has hours of the same period in "a" already`},
		{"overlapping intervals", `hours: [{id: a, name: A, week: {sat: ["08:00-12:00", "11:00-14:00"]}}]`, `c.yaml:3:32: Saturday: 11:00-14:00 overlaps 08:00-12:00, or stands before it`},
		{"night runs into the morning", `hours: [{id: a, name: A, week: {sat: ["05:00-12:00", "22:00-06:00"]}}]`, `c.yaml:3:32: Saturday: 22:00-06:00 runs into 05:00-12:00 of the next day`},
		{"place code", `closures: [{id: a, name: A, date: 1405-01-01, where: {places: [isfahan]}}]`, `c.yaml:3:54: "isfahan" is no place code: "ir" or an even number of digits expected`},
		{"official backwards", `official: {from: 1405-01-02, to: 1405-01-01}`, `c.yaml:3:11: it ends before it begins`},
		{"extends nobody", `extends: iran`, `c.yaml:3:10: there is no calendar "iran" to extend (known: office)`},
		{"syntax", `hours: [`, `c.yaml:3:8: not YAML: sequence end token ']' not found`},
		{"alias", `hours: &a []`, `c.yaml:3:8: expected a list, found an anchor (&), which packs do not use`},
		{"key twice", `zone: UTC`, `c.yaml:3:1: key "zone" stands here a second time (the first is in line 2)`},
	} {
		_, err := sla.LoadCalendar([]byte(head+c.src), "c.yaml", sla.Sources{Bases: []*sla.Calendar{nil, office(t)}})
		assert.Equal(t, []string{c.want}, faultsOf(t, err), c.name)
	}
	_, err := sla.LoadCalendar([]byte("id: x\nextends: office\nclosures: [{id: heat, name: A, date: 1405-01-01}]"), "c.yaml", sla.Sources{Bases: []*sla.Calendar{office(t)}})
	assert.Equal(t, []string{`c.yaml:3:17: id "heat" is used before in closures of office`}, faultsOf(t, err))
}

func TestExtend(t *testing.T) {
	t.Parallel()
	cal, err := sla.LoadCalendar([]byte(`
id: ours
extends: iran
name: ours
hours:
  - {id: thursday, name: Thursdays, from: 1405-01-01, week: {thu: 08:00-12:00}}
closures:
  - {id: dust, name: dust, date: 1405-09-03}
`), "ours.yaml", sla.Sources{Bases: []*sla.Calendar{iranCalendar(t)}})
	require.NoError(t, err)
	assert.Equal(t, "ours", cal.ID())
	assert.Equal(t, "ours", cal.Name().In("fa"))
	assert.Equal(t, iranCalendar(t).Official(), cal.Official())
	assert.Equal(t, "08:00-12:00", hoursOf(cal, date(t, "1405-09-05")))
	assert.Equal(t, "", hoursOf(cal, date(t, "1404-12-28")))
	assert.Equal(t, "08:00-14:00", hoursOf(cal, date(t, "1405-09-04")))
	assert.Equal(t, "", hoursOf(cal, date(t, "1405-09-03")))
	assert.Equal(t, "", hoursOf(cal, date(t, "1405-01-12")), "its holidays stay")
}

func TestPolicyFaultsAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := sla.LoadPolicy([]byte(`id: a@b
valid_from: 1405-01-01
valid_to: 1404-01-01
counting: {first_day: never, closed: moves}
on_referral: maybe
ladders:
  unused: [{name: x, role: y}]
  l: [{name: x, role: y, after: soon}, {name: x, role: y}, {name: z}]
rules:
  - {id: r1, stage: answr, limit: 10 d}
  - {id: r1, kind: request}
  - {id: r2, limit: none, warn: [{at: 75%, role: x}], escalate: m}
  - {id: r3, limit: 10d, warn: [{at: 0.5, role: x}, {at: 175%, role: x}, {role: x}, {before: 1d}], colour: red}
  - {id: r4, stage: answer, limit: 1d}
  - {id: r5, topic: water/, place: isfahan, kind: "", limit: 0d}
`), "d.yaml", iranCalendar(t))
	assert.Empty(t, cmp.Diff(strings.Split(strings.TrimSpace(`
d.yaml:1:1: key "version" is missing
d.yaml:1:5: an id has no @, which separates it from the version
d.yaml:3:11: it ends before it begins
d.yaml:4:23: unknown value "never" (excluded or counted)
d.yaml:4:30: unknown key "closed"
d.yaml:5:14: unknown value "maybe" (keep or restart)
d.yaml:7:11: no rule uses the ladder "unused"
`), "\n"), faultsOf(t, err)[:7]))
	rest := strings.Join(faultsOf(t, err)[7:], "\n")
	for _, want := range []string{
		`d.yaml:8:33: parse target "soon" at byte 0: a number expected, as in 10wd (such as 10d, 10wd, 72h or 16wh)`,
		`d.yaml:8:47: step "x" stands twice in this ladder`,
		`key "role" is missing`,
		`d.yaml:10:21: unknown stage "answr" (is "answer" meant?)`,
		`d.yaml:10:35: parse target "10 d" at byte 2: one of the units d, wd, h, wh expected`,
		`d.yaml:11:10: rule "r1" stands here a second time`,
		`d.yaml:11:5: the rule sets neither a limit nor an aim (limit: none says that there is no limit)`,
		`warn needs a limit`,
		`d.yaml:12:65: there is no ladder "m" (is "l" meant?)`,
		`d.yaml:12:65: escalate needs a limit`,
		`d.yaml:13:38: expected a text, found the number 0.5`,
		`a share of the time expected, found "175%" (from 1% to 99%)`,
		`one of the keys at and before expected (at: 75% or before: 1d)`,
		`unknown key "colour"`,
		`d.yaml:14:5: rule "r4" can never match (rule "r2" before it takes all its cases)`,
		`"water/" ends with a slash ("water" covers what lies below it)`,
		`"isfahan" is no place code`,
		`an empty text matches nothing`,
		`a number from 1 expected`,
	} {
		assert.Contains(t, rest, want)
	}
	_, err = sla.LoadPolicy([]byte("id: x\nversion: 1\nvalid_from: 1405-01-01\nrules:\n  - {id: a, when: {stage: answer}, limit: 3d}\n  - {id: b, limit: 5d}\n"), "d.yaml", iranCalendar(t))
	assert.Equal(t, []string{`d.yaml:5:19: conditions of a deadline stand in the rule itself (without when: {id: urgent, urgency: emergency, limit: 24h})`}, faultsOf(t, err))
	_, err = sla.LoadPolicy([]byte("id: x\nversion: 1\nvalid_from: 1405-01-01"), "d.yaml", iranCalendar(t))
	assert.Equal(t, []string{`d.yaml:1:1: key "rules" is missing`}, faultsOf(t, err))
}

func TestFaultsAreCapped(t *testing.T) {
	t.Parallel()
	src := "id: x\nversion: 1\nvalid_from: 1405-01-01\nrules:\n" + strings.Repeat("  - {id: r, limit: 10x}\n", 100)
	_, err := sla.LoadPolicy([]byte(src), "d.yaml", iranCalendar(t))
	faults := faultsOf(t, err)
	assert.Len(t, faults, 51)
	assert.Contains(t, faults[50], "more faults from here on")
	assert.True(t, strings.HasPrefix(err.Error(), "sla: d.yaml:5:"))
}

func TestNewCalendarFaults(t *testing.T) {
	t.Parallel()
	_, err := sla.NewCalendar(sla.CalendarConfig{
		Closures: []sla.Closure{{ID: "x", Effect: 99}, {Effect: sla.StartsLate}, {ID: "y", Effect: sla.Opens}},
		Hours:    []sla.OpeningHours{{ID: "h", Where: sla.Where{Agencies: []string{""}}}},
	})
	lines := strings.Join(faultsOf(t, err), "\n")
	for _, want := range []string{
		"id: the calendar needs an id", "zone: the calendar needs a time zone", "closures[0].date: it needs its first and its last day",
		"closures[0].effect: unknown effect", "closures[1].id: it needs an id", "closures[1].effect: minutes from 1 to 1440 expected",
		"closures[2].effect: it needs intervals of the day", "hours[0].where: an agency id is empty", "hours[0].week: no day of the week is set",
	} {
		assert.Contains(t, lines, want)
	}
}

func FuzzLoadCalendar(f *testing.F) {
	for _, s := range []string{
		"id: x\nzone: UTC\n", "id: x\nzone: UTC\nholidays: [{id: a, name: A, lunar: 02-last}]", "hours: [{week: {sat: 22:00-06:00}}]",
		"closures: [{id: a, name: {fa: آ}, date: 1405-01-01, late: 2h}]", "&a [*a]", "id: !!binary x", "? [a]\n: b", "id: x\nextends: iran\n",
	} {
		f.Add(s)
	}
	base := iranCalendar(f)
	f.Fuzz(func(t *testing.T, src string) {
		cal, err := sla.LoadCalendar([]byte(src), "f.yaml", sla.Sources{Lunar: lunar(t), Bases: []*sla.Calendar{base}})
		checkLoaded(t, err, cal == nil)
		if cal == nil {
			return
		}
		for _, scope := range []sla.Scope{{}, {Place: "1014", Agency: "x"}} {
			c := cal.For(scope)
			d := date(t, "1405-09-02")
			if n, _, err := c.AddWorkingDays(d, 5); err == nil {
				if m, _, err := c.WorkingDaysBetween(d, n); err != nil || m > 5 || m < 4 {
					t.Fatalf("5 working days after %v is %v, %d between: %v", d, n, m, err)
				}
			}
			_ = c.Why(d).Text("fa")
		}
	})
}

func FuzzLoadPolicy(f *testing.F) {
	f.Add(sample)
	f.Add("id: p\nversion: 1\nvalid_from: 1405-01-01\nrules: [{id: r, limit: 99999wd, warn: [{before: 99999d, role: x}]}]")
	f.Add("rules: [{warn: [{at: 75%}]}]")
	cal := iranCalendar(f)
	f.Fuzz(func(t *testing.T, src string) {
		p, err := sla.LoadPolicy([]byte(src), "f.yaml", cal)
		checkLoaded(t, err, p == nil)
		if p == nil {
			return
		}
		for _, stage := range []sla.Stage{sla.Answer, sla.Screening} {
			plan, err := p.Plan(sla.Facts{Stage: stage}, sla.Clock{Started: at(t, "1405-09-02 10:00")})
			if err != nil && !errors.Is(err, sla.ErrOutOfRange) {
				t.Fatal(err)
			}
			if err == nil && (plan.Due.IsZero() != plan.Limit.IsZero()) {
				t.Fatalf("%+v", plan)
			}
		}
	})
}

// checkLoaded: a loader gives a value or faults with their places.
func checkLoaded(t *testing.T, err error, none bool) {
	t.Helper()
	if (err != nil) != none {
		t.Fatalf("value missing: %v, error: %v", none, err)
	}
	var faults sla.Faults
	if err == nil {
		return
	}
	if !errors.As(err, &faults) || len(faults) == 0 || !errors.Is(err, sla.ErrMalformed) {
		t.Fatalf("%v", err)
	}
	for _, fault := range faults {
		if fault.Message == "" || fault.File != "f.yaml" {
			t.Fatalf("%+v", fault)
		}
	}
}
