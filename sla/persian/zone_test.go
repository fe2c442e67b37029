package persian_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla/persian"
)

// TestDaysCoverTime: in every zone the days follow each other without gap, and
// their first instant is really the first one of the local date.
func TestDaysCoverTime(t *testing.T) {
	t.Parallel()
	for _, zone := range []struct {
		name     string
		from, to int
	}{
		{"Asia/Tehran", 1206, 1498},       // midnight skipped each spring until 1401, odd offsets before 1314
		{"America/Sao_Paulo", 1360, 1400}, // midnight skipped
		{"America/Havana", 1370, 1410},
		{"Africa/Cairo", 1380, 1410},
		{"America/Toronto", 1297, 1299}, // in 1919 clocks went from 23:30 to 00:30
		{"Pacific/Apia", 1389, 1391},    // 30 December 2011 did not happen: see below
		{"Europe/London", 1395, 1405},
	} {
		t.Run(zone.name, func(t *testing.T) {
			t.Parallel()
			loc, err := time.LoadLocation(zone.name)
			require.NoError(t, err)
			first, last := date(t, zone.from, 1, 1), date(t, zone.to, 12, 29)
			previousEnd := first.Start(loc)
			for d := range (persian.Range{First: first, Last: last}).All() {
				start, end := d.Start(loc), d.End(loc)
				if zone.name == "Pacific/Apia" && d.String() == "1390-10-09" {
					continue // that day has no instant there
				}
				if zone.name != "Pacific/Apia" && !start.Equal(previousEnd) {
					t.Fatalf("%v starts at %v, the day before ends at %v", d, start, previousEnd)
				}
				previousEnd = end
				on, err := persian.FromTime(start)
				if err != nil || on != d {
					t.Fatalf("start of %v is %v, which is %v, %v", d, start, on, err)
				}
				if before, err := persian.FromTime(start.Add(-1)); err == nil && before == d {
					t.Fatalf("%v is not the first instant of %v", start, d)
				}
				if n := end.Sub(start); n < 22*time.Hour || n > 26*time.Hour {
					t.Fatalf("%v is %v long", d, n)
				}
			}
		})
	}
}

func TestTimeAgainstStandardLibrary(t *testing.T) {
	t.Parallel()
	loc := tehran(t)
	days, err := persian.Year(1398)
	require.NoError(t, err)
	for d := range days.All() {
		y, m, dd := d.Gregorian()
		for hour := 2; hour < 23; hour += 3 {
			want := time.Date(y, m, dd, hour, 34, 56, 789, loc)
			require.Equal(t, want, d.Time(loc, hour, 34, 56, 789), "%v %d", d, hour)
		}
	}
}

func TestTimeAtClockChanges(t *testing.T) {
	t.Parallel()
	loc := tehran(t)
	const form = "2006-01-02T15:04:05Z07:00"
	spring, autumn := date(t, 1401, 1, 2), date(t, 1401, 6, 30)
	for _, c := range []struct {
		name string
		got  time.Time
		want string
	}{
		{"skipped midnight is the change", spring.Start(loc), "2022-03-22T01:00:00+04:30"},
		{"skipped time moves on", spring.Time(loc, 0, 20, 0, 0), "2022-03-22T01:20:00+04:30"},
		{"repeated time is the first one", autumn.Time(loc, 23, 30, 0, 0), "2022-09-21T23:30:00+04:30"},
		{"end of a day of 25 hours", autumn.End(loc), "2022-09-22T00:00:00+03:30"},
		{"hour 24 is the next midnight", autumn.Time(loc, 24, 0, 0, 0), "2022-09-22T00:00:00+03:30"},
		{"before standard time", date(t, 1250, 1, 1).Start(loc), "1871-03-21T00:00:00+03:25"},
		{"nil is UTC", autumn.Time(nil, 8, 0, 0, 0), "2022-09-21T08:00:00Z"},
	} {
		assert.Equal(t, c.want, c.got.Format(form), c.name)
	}
}

func TestZeroDateHasNoInstants(t *testing.T) {
	t.Parallel()
	var d persian.Date
	assert.True(t, d.Start(time.UTC).IsZero())
	assert.True(t, d.End(time.UTC).IsZero())
	assert.True(t, d.Time(time.UTC, 8, 0, 0, 0).IsZero())
}
