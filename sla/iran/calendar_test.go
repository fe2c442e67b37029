package iran_test

import (
	"encoding/csv"
	"os"
	"testing"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

func calendar(t testing.TB) *sla.Calendar {
	t.Helper()
	c, err := iran.Calendar()
	require.NoError(t, err)
	return c
}

func date(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

type holiday struct{ Date, ID string }

// TestHolidaysOf1395To1406 holds the expansion of the rules against the
// compiled one, holiday by holiday and day by day.
func TestHolidaysOf1395To1406(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/holidays.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	want := map[holiday]string{}
	closed := map[string]bool{}
	for _, row := range rows[1:] {
		want[holiday{row[0], row[3]}] = row[4]
		closed[row[0]] = true
	}
	require.Len(t, want, 332)

	cal := calendar(t)
	got := map[holiday]string{}
	for year := 1395; year <= 1406; year++ {
		list, err := cal.Holidays(year)
		require.NoError(t, err)
		for _, h := range list {
			status := "fixed"
			switch {
			case h.Lunar && h.Status == hijri.Predicted:
				status = "predicted"
			case h.Lunar && h.Date.Year() <= 1404:
				status = "confirmed"
			case h.Lunar:
				status = "published-1405-calendar"
			}
			got[holiday{h.Date.String(), h.ID}] = status
		}
	}
	// The compilation calls the months up to 1447/10 confirmed, also where they
	// lie in 1405; the table does not tell that from published.
	for h, status := range want {
		//
		// It also has one day, 15 Shaban 1448, as predicted, because the list of
		// months shows that month as archival, which it cannot be in 2027. The
		// month belongs to the published calendar of 1405 (1447/11-1448/10), and
		// the library marks it so.
		if status == "confirmed" && h.Date >= "1405" || h.Date == "1405-11-04" {
			want[h] = "published-1405-calendar"
		}
	}
	assert.Empty(t, cmp.Diff(want, got))

	for year := 1395; year <= 1406; year++ {
		days, err := persian.Year(year)
		require.NoError(t, err)
		for d := range days.All() {
			working, basis := cal.IsWorkingDay(d)
			want := !closed[d.String()] && d.Weekday() < persian.Thursday
			if working != want {
				t.Errorf("%v %v: working %v, want %v", d.Weekday(), d, working, want)
			}
			if basis.Provisional() != (year == 1406) {
				t.Errorf("%v: %v", d, basis)
			}
		}
	}
}

func TestOfficial(t *testing.T) {
	t.Parallel()
	cal := calendar(t)
	assert.Equal(t, persian.Range{First: date(t, "1395-01-01"), Last: date(t, "1405-12-29")}, cal.Official())
	_, basis, err := cal.AddWorkingDays(date(t, "1405-12-20"), 12)
	require.NoError(t, err)
	assert.Equal(t, sla.Predicted, basis)
	_, basis, err = cal.AddWorkingDays(date(t, "1405-09-02"), 10)
	require.NoError(t, err)
	assert.Equal(t, sla.Official, basis)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	all, err := iran.Calendars()
	require.NoError(t, err)
	for _, c := range []struct {
		name, date, place string
		working           bool
		hours             string
	}{
		{"public holiday, without a scope", "1402-05-11", "", true, "08:00-14:00"},
		{"public holiday, in a province", "1402-05-11", "10", false, ""},
		{"Thursday by law of a province", "1404-07-03", "30", true, "07:30-13:00"},
		{"the same Thursday elsewhere", "1404-07-03", "10", false, ""},
		{"county of Alborz", "1404-07-05", "3001", true, "07:30-14:30"},
		{"after its hours ended", "1404-10-02", "30", true, "08:00-14:00"},
		{"late start", "1404-10-01", "10", true, "10:00-14:00"},
		{"short day", "1403-05-06", "23", true, "08:00-10:00"},
		{"Tehran on a day of heat", "1403-05-17", "2301", false, ""},
		{"Isfahan on that day", "1403-05-17", "10", true, "08:00-14:00"},
		{"Tabriz in mourning", "1403-03-03", "0303", false, ""},
		{"the rest of its province", "1403-03-03", "0301", true, "08:00-14:00"}, // a Thursday: see below
	} {
		cal := all.For(sla.Scope{Place: c.place})
		if date(t, c.date).Weekday() == persian.Thursday && c.place != "30" {
			c.working, c.hours = false, ""
		}
		day := cal.Why(date(t, c.date))
		assert.Equal(t, c.working, day.Working, c.name)
		if c.working {
			require.NotEmpty(t, day.Hours, c.name)
			got := day.Hours[0].From.Format("15:04") + "-" + day.Hours[len(day.Hours)-1].To.Format("15:04")
			assert.Equal(t, c.hours, got, c.name)
		} else {
			assert.NotEmpty(t, day.Reasons, c.name)
		}
	}
}

func TestSightingMovesTheFeast(t *testing.T) {
	t.Parallel()
	table, err := hijri.Iran()
	require.NoError(t, err)
	start, _, err := table.MonthStart(1448, 10)
	require.NoError(t, err)
	seen, err := table.Correct(1448, 10, start-1)
	require.NoError(t, err)
	moved, err := iran.CalendarWith(seen)
	require.NoError(t, err)

	cal := calendar(t)
	feast, err := persian.FromDays(start)
	require.NoError(t, err)
	before, err := feast.AddDays(-1)
	require.NoError(t, err)
	assert.Equal(t, "1405-12-19", feast.String())
	isOpen := func(c *sla.Calendar, d persian.Date) bool { v, _ := c.IsWorkingDay(d); return v }
	assert.True(t, isOpen(cal, before))
	assert.False(t, isOpen(moved, before))
}
