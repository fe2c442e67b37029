package persian_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla/persian"
)

const (
	firstDay = -52150 // 1 Farvardin 1206
	lastDay  = 54865  // 30 Esfand 1498
)

// days draws any official date.
func days() *rapid.Generator[persian.Date] {
	return rapid.Custom(func(t *rapid.T) persian.Date {
		d, err := persian.FromDays(rapid.IntRange(firstDay, lastDay).Draw(t, "day"))
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestAddDaysInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, e := days().Draw(t, "d"), days().Draw(t, "e")
		n := e.Sub(d)
		there, err := d.AddDays(n)
		if err != nil || there != e {
			t.Fatalf("%v + %d = %v, %v; want %v", d, n, there, err, e)
		}
		back, err := there.AddDays(-n)
		if err != nil || back != d {
			t.Fatalf("%v - %d = %v, %v; want %v", there, n, back, err, d)
		}
		if (n > 0) != e.After(d) || (n < 0) != e.Before(d) || d.Compare(e) != -e.Compare(d) {
			t.Fatalf("order of %v and %v, %d days apart", d, e, n)
		}
		if (d.Compare(e) == 0) != (d == e) {
			t.Fatalf("Compare(%v, %v)", d, e)
		}
	})
}

func TestAddMonthsKeepsTheDayOrClamps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := days().Draw(t, "d")
		n := rapid.IntRange(-4000, 4000).Draw(t, "n")
		got, err := d.AddMonths(n)
		index := d.Year()*12 + d.Month() - 1 + n
		year, month := index/12, index%12+1
		if year < 1206 || year > 1498 {
			assert.ErrorIs(t, err, persian.ErrOutOfRange)
			return
		}
		require.NoError(t, err)
		want := min(d.Day(), persian.DaysInMonth(year, month))
		if got.Year() != year || got.Month() != month || got.Day() != want {
			t.Fatalf("%v + %d months = %v, want %d-%d-%d", d, n, got, year, month, want)
		}
		if n%12 == 0 {
			y, err := d.AddYears(n / 12)
			require.NoError(t, err)
			assert.Equal(t, got, y)
		}
	})
}

func TestArithmeticByHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		got  func() (persian.Date, error)
		want string
	}{
		{"over the end of a common year", func() (persian.Date, error) { return date(t, 1404, 12, 29).AddDays(1) }, "1405-01-01"},
		{"over the end of a leap year", func() (persian.Date, error) { return date(t, 1403, 12, 29).AddDays(2) }, "1404-01-01"},
		{"31 Shahrivar and a month", func() (persian.Date, error) { return date(t, 1405, 6, 31).AddMonths(1) }, "1405-07-30"},
		{"31 Farvardin minus a month", func() (persian.Date, error) { return date(t, 1405, 1, 31).AddMonths(-1) }, "1404-12-29"},
		{"leap day and a year", func() (persian.Date, error) { return date(t, 1403, 12, 30).AddYears(1) }, "1404-12-29"},
		{"leap day and five years", func() (persian.Date, error) { return date(t, 1403, 12, 30).AddYears(5) }, "1408-12-30"},
	} {
		d, err := c.got()
		require.NoError(t, err, c.name)
		assert.Equal(t, c.want, d.String(), c.name)
	}
}

func TestArithmeticOutside(t *testing.T) {
	t.Parallel()
	huge := int(^uint(0) >> 1)
	first, last := date(t, 1206, 1, 1), date(t, 1498, 12, 30)
	for name, f := range map[string]func(persian.Date, int) (persian.Date, error){
		"days": persian.Date.AddDays, "months": persian.Date.AddMonths, "years": persian.Date.AddYears,
	} {
		for _, n := range []int{1, 107_016, huge, -huge, -huge - 1} {
			from := last
			if n < 0 {
				from = first
			}
			d, err := f(from, n)
			assert.ErrorIs(t, err, persian.ErrOutOfRange, "%s %d", name, n)
			assert.True(t, d.IsZero())
		}
		_, err := f(persian.Date{}, 1)
		assert.ErrorIs(t, err, persian.ErrOutOfRange, "%s on the zero date", name)
	}
}

func TestZeroDate(t *testing.T) {
	t.Parallel()
	var d persian.Date
	assert.True(t, d.IsZero())
	assert.Equal(t, "", d.String())
	assert.Equal(t, "", d.Format("yyyy/MM/dd"))
	assert.Zero(t, d.Days())
	assert.Zero(t, d.YearDay())
	assert.Zero(t, d.Week())
	assert.Zero(t, d.Quarter())
	assert.Zero(t, d.Sub(date(t, 1405, 1, 1)))
	assert.Zero(t, date(t, 1405, 1, 1).Sub(d))
	assert.Equal(t, -1, d.Compare(date(t, 1206, 1, 1)))
	y, m, dd := d.Gregorian()
	assert.Equal(t, [3]int{}, [3]int{y, int(m), dd})
	assert.NotPanics(t, func() { _ = d.Weekday() })
}

func TestRanges(t *testing.T) {
	t.Parallel()
	year, err := persian.Year(1403)
	require.NoError(t, err)
	assert.Equal(t, 366, year.Len())
	var count int
	for q := persian.Spring; q <= persian.Winter; q++ {
		season, err := persian.Season(1403, q)
		require.NoError(t, err)
		assert.Equal(t, q, season.First.Season())
		assert.Equal(t, q, season.Last.Season())
		count += season.Len()
	}
	assert.Equal(t, 366, count)
	var list []persian.Date
	for m := 1; m <= 12; m++ {
		month, err := persian.Month(1403, m)
		require.NoError(t, err)
		for d := range month.All() {
			list = append(list, d)
			assert.True(t, month.Contains(d))
			assert.Equal(t, m, d.Month())
		}
	}
	var all []persian.Date
	for d := range year.All() {
		all = append(all, d)
	}
	assert.Equal(t, all, list)
	assert.False(t, year.Contains(date(t, 1404, 1, 1)))
	assert.False(t, year.Contains(date(t, 1402, 12, 29)))

	loc := tehran(t)
	next, err := persian.Year(1404)
	require.NoError(t, err)
	assert.Equal(t, next.Start(loc), year.End(loc))
	assert.Equal(t, time.Date(2024, 3, 20, 0, 0, 0, 0, loc), year.Start(loc))

	last, err := persian.Year(1498)
	require.NoError(t, err)
	count = 0
	for range last.All() {
		count++
	}
	assert.Equal(t, 366, count)
	assert.Equal(t, time.Date(2120, 3, 21, 0, 0, 0, 0, time.UTC), last.End(nil))

	for _, err := range []error{second(persian.Year(1205)), second(persian.Month(1499, 1)), second(persian.Season(0, persian.Spring))} {
		assert.ErrorIs(t, err, persian.ErrOutOfRange)
	}
	for _, err := range []error{second(persian.Month(1405, 13)), second(persian.Season(1405, 5)), second(persian.Season(1405, 0))} {
		assert.ErrorIs(t, err, persian.ErrNoSuchDate)
	}
	var none persian.Range
	assert.Zero(t, none.Len())
	assert.False(t, none.Contains(persian.Date{}))
	for range none.All() {
		t.Fatal("a range without days has one")
	}
	assert.Zero(t, persian.Range{First: year.Last, Last: year.First}.Len())
}

func second[T any](_ T, err error) error { return err }

func TestNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Farvardin", persian.MonthName(1))
	assert.Equal(t, "اسفند", persian.MonthNamePersian(12))
	assert.Empty(t, persian.MonthName(13))
	assert.Empty(t, persian.MonthNamePersian(0))
	assert.Equal(t, "شنبه", persian.Saturday.Persian())
	assert.Equal(t, "Friday", persian.Friday.String())
	assert.Empty(t, persian.Weekday(7).Persian())
	assert.Equal(t, "Weekday(7)", persian.Weekday(7).String())
	assert.Equal(t, "بهار", persian.Spring.Persian())
	assert.Equal(t, "winter", persian.Winter.String())
	assert.Equal(t, "Quarter(0)", persian.Quarter(0).String())
	assert.Empty(t, persian.Quarter(5).Persian())
}
