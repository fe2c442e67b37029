package sla_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

func date(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

// at reads "1405-09-02 10:30" on clocks in Tehran.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	clock, err := time.Parse("15:04", s[11:])
	require.NoError(t, err, s)
	return date(t, s[:10]).Time(loc, clock.Hour(), clock.Minute(), 0, 0)
}

// show writes an instant as at reads it, and "" for the zero time.
func show(t testing.TB, x time.Time) string {
	t.Helper()
	if x.IsZero() {
		return ""
	}
	loc, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	d, err := persian.FromTime(x.In(loc))
	require.NoError(t, err)
	return d.String() + " " + x.In(loc).Format("15:04")
}

func office(t testing.TB) *sla.Calendar {
	t.Helper()
	src, err := os.ReadFile("testdata/office.yaml")
	require.NoError(t, err)
	cal, err := sla.LoadCalendar(src, "office.yaml", sla.Sources{Lunar: lunar(t)})
	require.NoError(t, err)
	return cal
}

func target(t require.TestingT, s string) sla.Target {
	v, err := sla.ParseTarget(s)
	require.NoError(t, err)
	return v
}

func policy(t testing.TB, cal sla.Calendars, src string) *sla.Policy {
	t.Helper()
	p, err := sla.LoadPolicy([]byte(src), "deadlines.yaml", cal)
	require.NoError(t, err)
	return p
}
