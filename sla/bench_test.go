package sla_test

import (
	"testing"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

func iranCalendar(t testing.TB) *sla.Calendar {
	t.Helper()
	cal, err := iran.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func BenchmarkNewCalendar(b *testing.B) {
	cfg := iranCalendar(b).Config()
	for b.Loop() {
		if _, err := sla.NewCalendar(cfg); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWithClosure(b *testing.B) {
	cal := iranCalendar(b)
	d, err := persian.New(1405, 9, 3)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := cal.WithClosure(sla.Closure{ID: "x", From: d, To: d}); err != nil {
			b.Fatal(err)
		}
	}
}

// moments are instants of 1390-1410 in Tehran, in no order.
func moments(cal *sla.Calendar) (times []time.Time, dates []persian.Date) {
	base := time.Date(2011, 3, 21, 0, 0, 0, 0, cal.Zone())
	for i := range 1024 {
		t := base.Add(time.Duration(i*7919%7300) * 24 * time.Hour).Add(time.Duration(i*31%1440) * time.Minute)
		d, err := persian.FromTime(t)
		if err != nil {
			panic(err)
		}
		times, dates = append(times, t), append(dates, d)
	}
	return times, dates
}

func BenchmarkAddWorkingDays(b *testing.B) {
	cal := iranCalendar(b)
	_, dates := moments(cal)
	for name, n := range map[string]int{"10": 10, "250": 250, "2500": 2500} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, _, _ = cal.AddWorkingDays(dates[i&1023], n)
			}
		})
	}
}

func BenchmarkAddWorkingDaysToInstant(b *testing.B) {
	cal := iranCalendar(b)
	times, _ := moments(cal)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d, _ := cal.DateAt(times[i&1023])
		d, _, _ = cal.AddWorkingDays(d, 10)
		_, _ = cal.Closing(d)
	}
}

func BenchmarkWorkingTimeBetween(b *testing.B) {
	cal := iranCalendar(b)
	times, _ := moments(cal)
	for name, span := range map[string]time.Duration{"14d": 14 * 24 * time.Hour, "1y": 365 * 24 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				t := times[i&1023]
				_, _, _ = cal.WorkingTimeBetween(t, t.Add(span))
			}
		})
	}
}

func BenchmarkAddWorkingTime(b *testing.B) {
	cal := iranCalendar(b)
	times, _ := moments(cal)
	for name, d := range map[string]time.Duration{"16h": 16 * time.Hour, "1500h": 1500 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, _, _ = cal.AddWorkingTime(times[i&1023], d)
			}
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	cal := iranCalendar(b)
	times, _ := moments(cal)
	policy := sla.DefaultPolicy(cal)
	f := sla.Facts{Stage: sla.Answer, Place: "1014", Agency: "isf.water"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = policy.Plan(f, sla.Clock{Started: times[i&1023]})
	}
}
