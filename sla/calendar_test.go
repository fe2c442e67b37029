package sla_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// hoursOf writes the hours of a day as "08:00-12:00 13:00-16:00", "" when closed.
func hoursOf(c *sla.Calendar, d persian.Date) string {
	var parts []string
	for _, s := range c.Openings(d) {
		parts = append(parts, s.From.Format("15:04")+"-"+s.To.Format("15:04"))
	}
	return strings.Join(parts, " ")
}

func TestEveryKindOfRule(t *testing.T) {
	t.Parallel()
	cal := office(t)
	isfahan, najafabad := sla.Scope{Place: "1001"}, sla.Scope{Place: "1014"}
	fire := sla.Scope{Place: "1001", AgencyPath: []string{"gov", "fire"}, Agency: "fire.north"}
	for _, c := range []struct {
		name  string
		scope sla.Scope
		date  string
		want  string
	}{
		{"old hours", sla.Scope{}, "1402-11-30", "07:30-14:30"},
		{"old Thursday", sla.Scope{}, "1402-11-26", "07:30-13:00"},
		{"new hours, two intervals", sla.Scope{}, "1403-08-12", "08:00-12:00 13:00-16:00"},
		{"new Thursday", sla.Scope{}, "1403-08-10", ""},
		{"solar holiday", sla.Scope{}, "1405-01-01", ""},
		{"leap day", sla.Scope{}, "1403-12-30", ""},
		{"no leap day in a common year", sla.Scope{}, "1402-12-29", "09:00-14:00"},
		{"lunar holiday", sla.Scope{}, "1405-04-04", ""},
		{"last of a Safar of 29 days", sla.Scope{}, "1405-05-22", ""},
		{"holiday before it was in force", sla.Scope{}, "1401-03-10", "07:30-14:30"},
		{"holiday in force", sla.Scope{}, "1402-03-10", ""},
		{"holiday abolished", sla.Scope{}, "1404-03-10", "08:00-12:00 13:00-16:00"},
		{"holiday of a province, elsewhere", sla.Scope{}, "1405-09-01", "08:00-12:00 13:00-16:00"},
		{"holiday of a province", isfahan, "1405-09-01", ""},
		{"Ramadan", sla.Scope{}, "1404-12-05", "09:00-14:00"},
		{"first of Ramadan", sla.Scope{}, "1404-11-30", ""}, // a Thursday
		{"second of Ramadan is a Friday, the third worked", sla.Scope{}, "1404-12-02", "09:00-14:00"},
		{"day before Ramadan", sla.Scope{}, "1404-11-29", "08:00-12:00 13:00-16:00"},
		{"turn of the year, before it", sla.Scope{}, "1404-12-26", "10:00-12:00"},
		{"turn of the year, after it", sla.Scope{}, "1405-01-05", "10:00-12:00"},
		{"turn of the year is over", sla.Scope{}, "1405-01-08", "08:00-12:00 13:00-16:00"},
		{"Thursday of a province", isfahan, "1405-09-05", "08:00-12:00"},
		{"Thursday of a county in it", najafabad, "1405-09-05", ""},
		{"heat in the province", isfahan, "1405-05-03", ""},
		{"heat elsewhere", sla.Scope{Place: "23"}, "1405-05-03", "08:00-12:00 13:00-16:00"},
		{"exempt from the heat", fire, "1405-05-03", "20:00-06:00"},
		{"late start", sla.Scope{}, "1405-05-05", "10:00-12:00 13:00-16:00"},
		{"short day", sla.Scope{}, "1405-05-06", "08:00-11:00"},
		{"half day", sla.Scope{}, "1405-05-10", "08:00-12:00"},
		{"special hours", sla.Scope{}, "1405-05-11", "06:00-10:00"},
		{"special hours do not open a Friday", sla.Scope{}, "1405-05-16", ""},
		{"duty opens one", sla.Scope{}, "1405-05-09", "09:00-10:00"},
	} {
		got := hoursOf(cal.For(c.scope), date(t, c.date))
		assert.Equal(t, c.want, got, "%s: %s %v", c.name, c.date, date(t, c.date).Weekday())
		works, _ := cal.For(c.scope).IsWorkingDay(date(t, c.date))
		assert.Equal(t, c.want != "", works, c.name)
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	cal := office(t)
	for _, c := range []struct{ date, en, fa string }{
		{"1405-09-06", "Friday, weekly rest", "جمعه، تعطیل هفتگی"},
		{"1405-01-01", "Saturday"[:0] + "Nowruz", "نوروز"},
		{"1405-04-04", "Thursday, weekly rest; Ashura", "پنجشنبه، تعطیل هفتگی؛ عاشورا"},
		{"1405-09-02", "08:00-12:00, 13:00-16:00 (hours)", "۰۸:۰۰ تا ۱۲:۰۰، ۱۳:۰۰ تا ۱۶:۰۰ (ساعت کار)"},
		{"1405-05-06", "08:00-11:00 (hours; short day)", "۰۸:۰۰ تا ۱۱:۰۰ (ساعت کار؛ روز کوتاه)"},
	} {
		day := cal.Why(date(t, c.date))
		assert.Equal(t, c.en, day.Text("en"), c.date)
		assert.Equal(t, c.fa, day.Text("fa"), c.date)
	}
	ashura := cal.Why(date(t, "1405-04-04")).Reasons[1]
	assert.Equal(t, sla.ReasonHoliday, ashura.Kind)
	assert.Equal(t, "1448-01-10", ashura.Lunar.String())
	assert.Equal(t, "Act of 1359", ashura.Law)
	assert.Equal(t, sla.Day{Basis: sla.Unloaded}, cal.Why(persian.Date{}))

	none, err := sla.NewCalendar(sla.CalendarConfig{ID: "none", Zone: time.UTC})
	require.NoError(t, err)
	assert.Equal(t, "no working hours are set for this day", none.Why(date(t, "1405-01-01")).Text("en"))

	lines := cal.Explain(persian.Range{First: date(t, "1405-09-05"), Last: date(t, "1405-09-07")}, "en")
	assert.Equal(t, "Thursday 5 Azar 1405: closed: Thursday, weekly rest\n"+
		"Friday 6 Azar 1405: closed: Friday, weekly rest\n"+
		"Saturday 7 Azar 1405: open: 08:00-12:00, 13:00-16:00 (hours)\n", lines)
	assert.Contains(t, cal.Explain(persian.Range{First: date(t, "1406-01-01"), Last: date(t, "1406-01-01")}, "fa"), "[پیش‌بینی]")
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"1405-09-02", 1, "1405-09-03"},
		{"1405-09-02", 10, "1405-09-16"},
		{"1405-09-02", 0, "1405-09-02"},
		{"1405-09-05", 0, "1405-09-07"},  // from a Thursday
		{"1405-09-05", 1, "1405-09-07"},  // the first working day after it
		{"1405-09-05", -1, "1405-09-04"}, // and before it
		{"1405-09-07", -1, "1405-09-04"},
		{"1404-12-27", 1, "1405-01-05"}, // over the Nowruz holidays
		{"1404-12-27", 10, "1405-01-19"},
		{"1405-01-05", -1, "1404-12-27"},
	} {
		got, basis, err := cal.AddWorkingDays(date(t, c.from), c.n)
		require.NoError(t, err)
		assert.Equal(t, c.want, got.String(), "%s %+d", c.from, c.n)
		assert.Equal(t, sla.Official, basis)
	}
	next, _, err := cal.NextWorkingDay(date(t, "1405-09-04"))
	require.NoError(t, err)
	assert.Equal(t, "1405-09-07", next.String())
	previous, _, err := cal.PreviousWorkingDay(next)
	require.NoError(t, err)
	assert.Equal(t, "1405-09-04", previous.String())
}

func TestBasisNeedsOnlyTheDaysCounted(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	_, basis, err := cal.WorkingDaysBetween(date(t, "1405-12-01"), date(t, "1406-01-01"))
	require.NoError(t, err)
	assert.Equal(t, sla.Official, basis, "the last day is not counted")
	_, basis, err = cal.WorkingDaysBetween(date(t, "1406-01-02"), date(t, "1405-12-01"))
	require.NoError(t, err)
	assert.Equal(t, sla.Predicted, basis)
	_, basis, err = cal.AddWorkingTime(at(t, "1405-12-26 13:00"), 2*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, sla.Predicted, basis, "the second hour is in 1406")
	_, basis, err = cal.WorkingTimeBetween(at(t, "1394-12-29 08:00"), at(t, "1395-01-20 08:00"))
	require.NoError(t, err)
	assert.Equal(t, sla.Predicted, basis)
}

// TestMoreParticularHoursWin over more general ones, wherever they stand.
func TestMoreParticularHoursWin(t *testing.T) {
	t.Parallel()
	cal, err := sla.LoadCalendar([]byte(`
id: x
zone: Asia/Tehran
hours:
  - {id: agency, name: A, where: {agencies: water}, week: {sat-wed: 04:00-05:00}}
  - {id: city, name: C, where: {places: ["1014", "10"]}, week: {sat-wed: 03:00-04:00}}
  - {id: province, name: P, where: {places: "10"}, week: {sat-wed: 02:00-03:00}}
  - {id: nation, name: N, where: {places: ir}, week: {sat-wed: 01:00-02:00}}
  - {id: all, name: E, week: {sat-wed: 00:00-01:00}}
`), "x.yaml", sla.Sources{})
	require.NoError(t, err)
	for want, scope := range map[string]sla.Scope{
		"00:00-01:00": {}, "01:00-02:00": {Place: "23"}, "02:00-03:00": {Place: "1001"}, "03:00-04:00": {Place: "1014"},
		"04:00-05:00": {Place: "1014", Agency: "water"},
	} {
		assert.Equal(t, want, hoursOf(cal.For(scope), date(t, "1405-09-02")))
	}
	assert.Equal(t, "01:00-02:00", hoursOf(cal.For(sla.Scope{Agency: "fire"}), date(t, "1405-09-02")))
}

// TestNightsOverlapOnce: where the hours of a day begin before the night's work
// of the day before has ended, the time counts once, also over the turn of the
// year.
func TestNightsOverlapOnce(t *testing.T) {
	t.Parallel()
	cal, err := sla.LoadCalendar([]byte(`
id: x
zone: Asia/Tehran
hours:
  - {id: all, name: E, week: {sat-fri: 04:00-08:00}}
`), "x.yaml", sla.Sources{})
	require.NoError(t, err)
	for _, day := range []string{"1405-09-02", "1405-12-29"} {
		d := date(t, day)
		next := mustDate(d.AddDays(1))
		night, err := cal.WithClosure(sla.Closure{ID: "night", From: d, To: d, Effect: sla.Opens, Intervals: []sla.Interval{{From: 22 * 60, To: 30 * 60}}})
		require.NoError(t, err)
		assert.Equal(t, "22:00-06:00", hoursOf(night, d))
		assert.Equal(t, "06:00-08:00", hoursOf(night, next))
		worked, _, err := night.WorkingTimeBetween(d.Start(cal.Zone()), next.End(cal.Zone()))
		require.NoError(t, err)
		assert.Equal(t, 10*time.Hour, worked, day)
		end, _, err := night.AddWorkingTime(d.Start(cal.Zone()), 9*time.Hour)
		require.NoError(t, err)
		assert.Equal(t, next.String()+" 07:00", show(t, end))
	}
}

func TestDaysOutside(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	for _, n := range []int{1 << 40, -1 << 40, 100_000, -100_000} {
		_, _, err := cal.AddWorkingDays(date(t, "1405-01-01"), n)
		assert.ErrorIs(t, err, sla.ErrOutOfRange, n)
		assert.ErrorIs(t, err, persian.ErrOutOfRange, n)
	}
	_, _, err := cal.NextWorkingDay(date(t, "1498-12-30"))
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	_, _, err = cal.PreviousWorkingDay(date(t, "1206-01-01"))
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	_, _, err = cal.AddWorkingDays(persian.Date{}, 1)
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	_, _, err = cal.WorkingDaysBetween(persian.Date{}, date(t, "1405-01-01"))
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	works, basis := cal.IsWorkingDay(persian.Date{})
	assert.False(t, works)
	assert.True(t, basis.Provisional())

	never, err := sla.NewCalendar(sla.CalendarConfig{ID: "never", Zone: time.UTC})
	require.NoError(t, err)
	_, _, err = never.NextWorkingDay(date(t, "1405-01-01"))
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	_, _, err = never.AddWorkingTime(at(t, "1405-01-01 08:00"), time.Hour)
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
	d, basis, err := never.WorkingTimeBetween(at(t, "1405-01-01 08:00"), at(t, "1405-01-09 08:00"))
	require.NoError(t, err)
	assert.Zero(t, d)
	assert.Equal(t, sla.Unloaded, basis)
}

// TestDayLaws holds the sums against a plain loop, and the operations against
// each other, over all years.
func TestDayLaws(t *testing.T) {
	t.Parallel()
	general := iranCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := general
		if rapid.Bool().Draw(t, "scoped") {
			cal = general.For(sla.Scope{Place: rapid.SampledFrom([]string{"10", "23", "30", "0303"}).Draw(t, "place")})
		}
		day := func(label string) persian.Date {
			return mustDate(persian.FromDays(rapid.IntRange(-52150, 54865).Draw(t, label)))
		}
		a := day("a")
		b := mustDate(persian.FromDays(min(54865, a.Days()+rapid.IntRange(0, 700).Draw(t, "span"))))
		want := 0
		for d := range (persian.Range{First: a, Last: b}).All() {
			if works, _ := cal.IsWorkingDay(d); works && d != b {
				want++
			}
		}
		if n, _, err := cal.WorkingDaysBetween(a, b); err != nil || n != want {
			t.Fatalf("from %v to %v: %d, %v; want %d", a, b, n, err, want)
		}
		if n, _, err := cal.WorkingDaysBetween(b, a); err != nil || n != -want {
			t.Fatalf("from %v to %v: %d, %v; want %d", b, a, n, err, -want)
		}
		c := day("c")
		ab, _, _ := cal.WorkingDaysBetween(a, b)
		bc, _, _ := cal.WorkingDaysBetween(b, c)
		ac, _, _ := cal.WorkingDaysBetween(a, c)
		if ab+bc != ac {
			t.Fatalf("%d + %d != %d", ab, bc, ac)
		}

		start, _, err := cal.AddWorkingDays(a, 0)
		if err != nil {
			return // after the last working day
		}
		n := rapid.IntRange(-3000, 3000).Draw(t, "n")
		there, _, err := cal.AddWorkingDays(start, n)
		if err != nil {
			return
		}
		if works, _ := cal.IsWorkingDay(there); !works {
			t.Fatalf("%v + %d = %v, which is closed", start, n, there)
		}
		if m, _, err := cal.WorkingDaysBetween(start, there); err != nil || m != n {
			t.Fatalf("from %v to %v: %d, %v; want %d", start, there, m, err, n)
		}
		if back, _, err := cal.AddWorkingDays(there, -n); err != nil || back != start {
			t.Fatalf("%v - %d = %v, %v; want %v", there, n, back, err, start)
		}
	})
}

func TestTimeLaws(t *testing.T) {
	t.Parallel()
	cals := []*sla.Calendar{iranCalendar(t), office(t), office(t).For(sla.Scope{Agency: "fire"})}
	rapid.Check(t, func(t *rapid.T) {
		cal := rapid.SampledFrom(cals).Draw(t, "calendar")
		moment := func(label string) time.Time {
			return time.Unix(rapid.Int64Range(-4_505_000_000, 4_740_000_000).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns"))
		}
		a, d := moment("a"), time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, "d"))
		b, _, err := cal.AddWorkingTime(a, d)
		if err != nil {
			if !assert.ErrorIs(t, err, sla.ErrOutOfRange) {
				t.FailNow()
			}
			return
		}
		if got, _, err := cal.WorkingTimeBetween(a, b); err != nil || got != d {
			t.Fatalf("%v + %v = %v, which is %v on, %v", a, d, b, got, err)
		}
		if d != 0 {
			if open, _ := cal.IsOpen(b.Add(-1)); !open {
				t.Fatalf("%v + %v = %v, which is not the end of working time", a, d, b)
			}
		}
		// Monotonic: more time does not end earlier, a later start neither.
		more := d + time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "more"))
		if later, _, err := cal.AddWorkingTime(a, more); err == nil && later.Before(b) && d != 0 {
			t.Fatalf("%v + %v = %v, but + %v = %v", a, d, b, more, later)
		}
		c := a.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "wait")))
		if later, _, err := cal.AddWorkingTime(c, d); err == nil && later.Before(b) && d != 0 {
			t.Fatalf("%v + %v = %v, but from %v it is %v", a, d, b, c, later)
		}
	})
}

// TestNightsAreElapsedTime: with work round the clock, working time is elapsed
// time, also over the changes of the clock.
func TestNightsAreElapsedTime(t *testing.T) {
	t.Parallel()
	loc := at(t, "1405-01-01 00:00").Location()
	var week [7][]sla.Interval
	for i := range week {
		week[i] = []sla.Interval{{From: 360, To: 1320}, {From: 1320, To: 1800}} // 06:00-22:00-06:00
	}
	cal, err := sla.NewCalendar(sla.CalendarConfig{ID: "always", Zone: loc, Hours: []sla.OpeningHours{{ID: "h", Week: week}}})
	require.NoError(t, err)
	a := at(t, "1399-01-01 00:00")
	for i := range 2000 {
		b := a.Add(time.Duration(i) * 7 * time.Hour)
		got, _, err := cal.WorkingTimeBetween(a, b)
		require.NoError(t, err)
		require.Equal(t, b.Sub(a), got, b)
		back, _, err := cal.AddWorkingTime(a, b.Sub(a))
		require.NoError(t, err)
		require.True(t, back.Equal(b), b)
	}
	first, last := time.Unix(-4505000000, 0), time.Unix(4740000000, 0)
	_, _, err = cal.WorkingTimeBetween(first, last)
	assert.ErrorIs(t, err, sla.ErrOutOfRange, "292 years do not fit into a Duration")
}

func TestEndOfIntervalNotStartOfNext(t *testing.T) {
	t.Parallel()
	cal := office(t)
	for _, c := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"1405-09-02 08:00", 4 * time.Hour, "1405-09-02 12:00"},
		{"1405-09-02 12:00", 3 * time.Hour, "1405-09-02 16:00"},
		{"1405-09-02 12:30", 3 * time.Hour, "1405-09-02 16:00"},
		{"1405-09-04 16:00", time.Minute, "1405-09-07 08:01"},
		{"1405-09-05 10:00", -time.Hour, "1405-09-04 15:00"},
		{"1405-09-07 09:00", -time.Hour, "1405-09-04 16:00"},
		{"1405-09-02 14:00", -time.Hour, "1405-09-02 12:00"},
		{"1405-09-05 10:00", 0, "1405-09-05 10:00"},
	} {
		got, _, err := cal.AddWorkingTime(at(t, c.from), c.d)
		require.NoError(t, err)
		assert.Equal(t, c.want, show(t, got), "%s %v", c.from, c.d)
	}
}

func TestInstantsOutside(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	for _, x := range []time.Time{{}, time.Unix(1<<60, 0), time.Unix(-1<<60, 0), date(t, "1206-01-01").Start(cal.Zone()).Add(-1), date(t, "1498-12-30").End(cal.Zone())} {
		_, _, err := cal.AddWorkingTime(x, time.Hour)
		assert.ErrorIs(t, err, sla.ErrOutOfRange, x)
		_, _, err = cal.WorkingTimeBetween(x, at(t, "1405-01-01 00:00"))
		assert.ErrorIs(t, err, sla.ErrOutOfRange, x)
		_, err = cal.DateAt(x)
		assert.ErrorIs(t, err, sla.ErrOutOfRange, x)
		open, basis := cal.IsOpen(x)
		assert.False(t, open)
		assert.True(t, basis.Provisional())
	}
	first, err := cal.DateAt(date(t, "1206-01-01").Start(cal.Zone()))
	require.NoError(t, err)
	assert.Equal(t, "1206-01-01", first.String())
	_, _, err = cal.AddWorkingTime(at(t, "1405-01-01 00:00"), 1<<62)
	assert.ErrorIs(t, err, sla.ErrOutOfRange)
}

// TestDateAtIsTheLocalDate: the starts of the days are those of package
// persian, at every day's edges.
func TestDateAtIsTheLocalDate(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	zone := cal.Zone()
	all := persian.Range{First: date(t, "1206-01-01"), Last: date(t, "1498-12-30")}
	for d := range all.All() {
		start := d.Start(zone)
		for _, x := range []time.Time{start, d.End(zone).Add(-1)} {
			if got, err := cal.DateAt(x); err != nil || got != d {
				t.Fatalf("%v lies in %v, got %v, %v", x, d, got, err)
			}
		}
		if closing, ok := cal.Closing(d); ok {
			if want := d.Time(zone, 14, 0, 0, 0); !closing.Equal(want) {
				t.Fatalf("%v closes at %v, want %v", d, closing, want)
			}
		}
	}
}

func TestWithClosure(t *testing.T) {
	t.Parallel()
	cal := iranCalendar(t)
	tomorrow := date(t, "1405-09-03")
	closure := sla.Closure{ID: "pollution", Name: sla.Text{Fa: "آلودگی هوا", En: "air pollution"}, From: tomorrow, To: tomorrow, Where: sla.Where{Places: []string{"10"}}}
	closed, err := cal.WithClosure(closure)
	require.NoError(t, err)

	works := func(c *sla.Calendar, place string) bool {
		v, _ := c.For(sla.Scope{Place: place}).IsWorkingDay(tomorrow)
		return v
	}
	assert.True(t, works(cal, "1014"), "the old calendar keeps its value")
	assert.False(t, works(closed, "1014"))
	assert.True(t, works(closed, "23"))
	assert.True(t, works(closed, ""))
	n, _, err := closed.For(sla.Scope{Place: "10"}).WorkingDaysBetween(date(t, "1405-01-01"), date(t, "1406-01-01"))
	require.NoError(t, err)
	m, _, err := cal.For(sla.Scope{Place: "10"}).WorkingDaysBetween(date(t, "1405-01-01"), date(t, "1406-01-01"))
	require.NoError(t, err)
	assert.Equal(t, m-1, n)

	twice, err := closed.WithClosure(closure)
	require.NoError(t, err)
	assert.Same(t, closed, twice, "the same closure changes nothing")

	other := closure
	other.To = date(t, "1405-09-04")
	_, err = closed.WithClosure(other)
	assert.ErrorContains(t, err, "is used before")
	other.ID = "longer"
	longer, err := closed.WithClosure(other)
	require.NoError(t, err, "a closure may be followed by a longer one")
	works4, _ := longer.For(sla.Scope{Place: "10"}).IsWorkingDay(date(t, "1405-09-04"))
	assert.False(t, works4)

	_, err = cal.WithClosure(sla.Closure{ID: "bad", From: tomorrow})
	assert.ErrorIs(t, err, sla.ErrMalformed)
	everywhere, err := cal.WithClosure(sla.Closure{ID: "all", From: tomorrow, To: tomorrow})
	require.NoError(t, err)
	assert.False(t, works(everywhere, ""))
	scoped, err := cal.For(sla.Scope{Place: "10"}).WithClosure(closure)
	require.NoError(t, err)
	assert.Equal(t, "10", scoped.Scope().Place)
	v, _ := scoped.IsWorkingDay(tomorrow)
	assert.False(t, v)
}

func TestConcurrentScopes(t *testing.T) {
	t.Parallel()
	cal, err := iranCalendar(t).WithClosure(sla.Closure{ID: "x", From: date(t, "1405-09-03"), To: date(t, "1405-09-03")})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, place := range []string{"10", "23", "30", "0303", "19"} {
				works, _ := cal.For(sla.Scope{Place: place}).IsWorkingDay(date(t, "1403-05-17"))
				assert.Equal(t, place != "23" && place != "30", works, "%d %s", i, place)
			}
		})
	}
	wg.Wait()
}

func TestOfficialEndsWithPredictedMonths(t *testing.T) {
	t.Parallel()
	cfg := office(t).Config()
	cfg.Official.Last = date(t, "1406-12-29")
	cal, err := sla.NewCalendar(cfg)
	require.NoError(t, err)
	// 1448/11 is predicted to begin on 19 Farvardin 1406 and may begin a day
	// early.
	assert.Equal(t, "1406-01-17", cal.Official().Last.String())
	_, basis := cal.IsWorkingDay(date(t, "1406-01-17"))
	assert.Equal(t, sla.Official, basis)
	_, basis = cal.IsWorkingDay(date(t, "1406-01-18"))
	assert.Equal(t, sla.Predicted, basis)
	cfg.Holidays, cfg.Hours = nil, cfg.Hours[:2]
	cal, err = sla.NewCalendar(cfg)
	require.NoError(t, err)
	assert.Equal(t, "1406-12-29", cal.Official().Last.String(), "nothing lunar, nothing predicted")
	_, basis = cal.IsWorkingDay(date(t, "1407-01-18"))
	assert.Equal(t, sla.Unloaded, basis)
	assert.Equal(t, "official predicted unloaded", strings.Join([]string{sla.Official.String(), sla.Predicted.String(), sla.Unloaded.String()}, " "))
}

func TestConfigIsCopied(t *testing.T) {
	t.Parallel()
	cfg := office(t).Config()
	cal, err := sla.NewCalendar(cfg)
	require.NoError(t, err)
	again := cal.Config()
	opt := cmp.Options{cmp.Comparer(func(a, b persian.Date) bool { return a == b }), cmp.Comparer(func(a, b *time.Location) bool { return a == b })}
	lunarSame := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Lunar" && len(p) == 1 }, cmp.Ignore())
	cfg.Lunar, again.Lunar = nil, nil
	assert.Empty(t, cmp.Diff(cfg, again, opt, lunarSame))
	cfg.Hours[0].Week[0][0].From = 0
	cfg.Holidays[5].Where.Places[0] = "99"
	assert.Equal(t, "07:30-14:30", hoursOf(cal, date(t, "1402-11-30")))
	assert.Equal(t, "10", cal.Config().Holidays[5].Where.Places[0])
}

func TestCalendarQueriesDoNotAllocate(t *testing.T) {
	cal := iranCalendar(t)
	d, now := date(t, "1405-09-02"), at(t, "1405-09-02 10:30")
	for name, f := range map[string]func(){
		"IsWorkingDay":       func() { cal.IsWorkingDay(d) },
		"AddWorkingDays":     func() { _, _, _ = cal.AddWorkingDays(d, 250) },
		"WorkingDaysBetween": func() { _, _, _ = cal.WorkingDaysBetween(d, d) },
		"AddWorkingTime":     func() { _, _, _ = cal.AddWorkingTime(now, 100*time.Hour) },
		"WorkingTimeBetween": func() { _, _, _ = cal.WorkingTimeBetween(now, now.Add(1000*time.Hour)) },
		"IsOpen":             func() { cal.IsOpen(now) },
		"Closing":            func() { cal.Closing(d) },
		"DateAt":             func() { _, _ = cal.DateAt(now) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}
