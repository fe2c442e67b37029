package sla_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
