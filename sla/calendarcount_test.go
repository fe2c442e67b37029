package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

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
