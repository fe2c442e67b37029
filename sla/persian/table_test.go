package persian_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla/persian"
)

// readCSV returns the rows of a file of testdata below its heading.
func readCSV(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

func date(t testing.TB, y, m, d int) persian.Date {
	t.Helper()
	v, err := persian.New(y, m, d)
	require.NoError(t, err)
	return v
}

func tehran(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	return loc
}

func TestOfficialTable(t *testing.T) {
	t.Parallel()
	rows := readCSV(t, "leap-years.csv")
	require.Len(t, rows, 293)
	for _, row := range rows {
		year, err := strconv.Atoi(row[0])
		require.NoError(t, err)
		nowruz, err := time.Parse(time.DateOnly, row[2])
		require.NoError(t, err)

		assert.Equal(t, row[1] == "1", persian.IsLeap(year), "leap %d", year)
		d, err := persian.FromTime(nowruz)
		require.NoError(t, err, year)
		assert.Equal(t, date(t, year, 1, 1), d, "Nowruz %d", year)
		assert.Equal(t, nowruz, d.Start(time.UTC), "Nowruz %d", year)
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	rows := readCSV(t, "vectors.csv")
	require.Greater(t, len(rows), 150)
	for _, row := range rows {
		want, err := time.Parse(time.DateOnly, row[1])
		require.NoError(t, err)
		d, err := persian.Parse(row[0])
		require.NoError(t, err)

		assert.Equal(t, row[0], d.String())
		y, m, dd := d.Gregorian()
		assert.Equal(t, row[1], time.Date(y, m, dd, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), row[0])
		assert.Equal(t, row[2], d.Weekday().String(), row[0])
		back, err := persian.FromTime(want)
		require.NoError(t, err)
		assert.Equal(t, d, back, row[1])
	}
}

// TestEveryDay walks through all days with a counter that knows only the
// lengths of the months and with package time, and holds every conversion
// against them.
func TestEveryDay(t *testing.T) {
	t.Parallel()
	leap := map[int]bool{}
	for _, row := range readCSV(t, "leap-years.csv") {
		year, _ := strconv.Atoi(row[0])
		leap[year] = row[1] == "1"
	}
	lengths := [13]int{0, 31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29}

	g := time.Date(1827, 3, 22, 0, 0, 0, 0, time.UTC)
	y, m, d, yearDay, week, count := 1206, 1, 1, 1, 1, 0
	for y <= 1498 {
		got, err := persian.FromTime(g)
		if err != nil || got.Year() != y || got.Month() != m || got.Day() != d {
			t.Fatalf("%s is %d-%02d-%02d, got %v, %v", g.Format(time.DateOnly), y, m, d, got, err)
		}
		built, err := persian.New(y, m, d)
		if err != nil || built != got {
			t.Fatalf("New(%d, %d, %d) = %v, %v", y, m, d, built, err)
		}
		if n := int(g.Unix() / 86400); g.Unix()%86400 == 0 && got.Days() != n {
			t.Fatalf("%v.Days() = %d, want %d", got, got.Days(), n)
		}
		if back, err := persian.FromDays(got.Days()); err != nil || back != got {
			t.Fatalf("FromDays(%d) = %v, %v", got.Days(), back, err)
		}
		gy, gm, gd := got.Gregorian()
		if gy != g.Year() || gm != g.Month() || gd != g.Day() {
			t.Fatalf("%v.Gregorian() = %d %d %d, want %v", got, gy, gm, gd, g)
		}
		if back, err := persian.FromGregorian(gy, gm, gd); err != nil || back != got {
			t.Fatalf("FromGregorian(%d, %d, %d) = %v, %v", gy, gm, gd, back, err)
		}
		if got.Weekday().Std() != g.Weekday() || persian.WeekdayFromStd(g.Weekday()) != got.Weekday() {
			t.Fatalf("%v is a %v, want %v", got, got.Weekday(), g.Weekday())
		}
		if d == 1 && m == 1 {
			yearDay, week = 1, 1
		} else if g.Weekday() == time.Saturday {
			week++
		}
		if got.YearDay() != yearDay || got.Week() != week {
			t.Fatalf("%v: day %d of the year, week %d, want %d and %d", got, got.YearDay(), got.Week(), yearDay, week)
		}
		if q := persian.Quarter((m-1)/3 + 1); got.Quarter() != q || got.Season() != q {
			t.Fatalf("%v.Quarter() = %v, want %v", got, got.Quarter(), q)
		}
		if back, err := persian.Parse(got.String()); err != nil || back != got {
			t.Fatalf("Parse(%q) = %v, %v", got.String(), back, err)
		}

		length := lengths[m]
		if m == 12 && leap[y] {
			length = 30
		}
		if persian.DaysInMonth(y, m) != length {
			t.Fatalf("DaysInMonth(%d, %d) = %d, want %d", y, m, persian.DaysInMonth(y, m), length)
		}
		count++
		yearDay++
		g = g.AddDate(0, 0, 1)
		if d++; d > length {
			if d, m = 1, m+1; m > 12 {
				if persian.DaysInYear(y) != yearDay-1 {
					t.Fatalf("DaysInYear(%d) = %d", y, persian.DaysInYear(y))
				}
				m, y = 1, y+1
			}
		}
	}
	assert.Equal(t, 107_016, count)
}

func TestOutsideTheTable(t *testing.T) {
	t.Parallel()
	for _, g := range []time.Time{
		time.Date(1827, 3, 21, 23, 59, 59, 999, time.UTC),
		time.Date(2120, 3, 21, 0, 0, 0, 0, time.UTC),
		{},
		time.Unix(1<<40, 0),
		time.Unix(-1<<62, 0),
		time.Unix(1<<62, 0),
	} {
		d, err := persian.FromTime(g.UTC())
		assert.ErrorIs(t, err, persian.ErrOutOfRange, g)
		assert.True(t, d.IsZero())
	}
	for _, y := range []int{1205, 1499, 0, -1, 92, 2026, 1 << 40, -1 << 40} {
		d, err := persian.New(y, 1, 1)
		assert.ErrorIs(t, err, persian.ErrOutOfRange, y)
		assert.True(t, d.IsZero())
		assert.False(t, persian.IsLeap(y))
		assert.Zero(t, persian.DaysInMonth(y, 1))
		assert.Zero(t, persian.DaysInYear(y))
	}
	last, err := persian.FromTime(time.Date(2120, 3, 20, 23, 59, 59, 0, time.UTC))
	require.NoError(t, err)
	assert.Equal(t, "1498-12-30", last.String())
	_, err = persian.FromGregorian(2120, 3, 21)
	assert.ErrorIs(t, err, persian.ErrOutOfRange)
	_, err = persian.FromGregorian(-4000, 3, 21)
	assert.ErrorIs(t, err, persian.ErrOutOfRange)
	for _, g := range [][3]int{{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0}, {2026, 1, 32}} {
		_, err = persian.FromGregorian(g[0], time.Month(g[1]), g[2])
		assert.ErrorIs(t, err, persian.ErrNoSuchDate, g)
	}
}

func TestNoSuchDate(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]int{
		{1404, 12, 30}, {1405, 7, 31}, {1405, 13, 1}, {1405, 0, 1}, {1405, 1, 0},
		{1405, 1, 32}, {1405, -1, -1}, {1403, 12, 31}, {1405, 13, 30}, {1405, 0, 31},
		{1405, 1, 257}, {1405, 257, 1},
	} {
		d, err := persian.New(c[0], c[1], c[2])
		assert.ErrorIs(t, err, persian.ErrNoSuchDate, c)
		assert.NotErrorIs(t, err, persian.ErrOutOfRange, c)
		var facts *persian.DateError
		require.ErrorAs(t, err, &facts)
		assert.Equal(t, c, [3]int{facts.Year, facts.Month, facts.Day})
		assert.True(t, d.IsZero())
	}
}
