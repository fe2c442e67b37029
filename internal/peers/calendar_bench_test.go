package main

import (
	"testing"
	"time"

	"github.com/jalaali/go-jalaali"
	"github.com/mekramy/gojalaali"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla/persian"
)

// TestCalendarsAgree: what is compared for speed gives the same answers.
func TestCalendarsAgree(t *testing.T) {
	t.Parallel()
	s := sampleDays()
	for i, d := range s.persian {
		g := s.times[i]
		y, m, day, err := jalaali.ToJalaali(g.Date())
		require.NoError(t, err)
		require.Equal(t, s.ymd[i], [3]int{y, int(m), day}, g)
		other := gojalaali.New(g)
		require.Equal(t, s.ymd[i], [3]int{other.Year(), int(other.Month()), other.Day()}, g)
		gy, gm, gd := d.Gregorian()
		y, month, day, err := jalaali.ToGregorian(s.ymd[i][0], jalaali.Month(s.ymd[i][1]), s.ymd[i][2])
		require.NoError(t, err)
		require.Equal(t, [3]int{y, int(month), day}, [3]int{gy, int(gm), gd}, d)
		text, err := jalaali.From(g).JFormat("2006/01/02")
		require.NoError(t, err)
		require.Equal(t, text, d.Format("yyyy/MM/dd", persian.PersianDigits))
	}
}

func TestOfficesAgree(t *testing.T) {
	t.Parallel()
	o, err := newOffice()
	require.NoError(t, err)
	for i, start := range o.starts {
		if i%40 != 0 {
			continue
		}
		for _, n := range []int{1, 10, 250} {
			ours, err := o.addDays(start, n)
			require.NoError(t, err)
			for name, other := range map[string]time.Time{rickarWork: o.rickar.WorkdaysFrom(start, n), rickarCached: o.cached.WorkdaysFrom(start, n), plainLoop: o.plain.addDays(start, n)} {
				require.Equal(t, ours.Format(time.DateOnly), other.Format(time.DateOnly), "%s: %v + %d", name, start, n)
			}
		}
		for _, span := range []time.Duration{30 * time.Hour, 14 * 24 * time.Hour, 365 * 24 * time.Hour} {
			end := start.Add(span)
			ours, _, err := o.ours.WorkingTimeBetween(start, end)
			require.NoError(t, err)
			require.Equal(t, ours, o.plain.hours(start, end), "%v and %v", start, span)
			require.Equal(t, ours, o.rickar.WorkHoursInRange(start, end), "%v and %v", start, span)
		}
	}
}
