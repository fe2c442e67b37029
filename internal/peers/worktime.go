package main

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rickar/cal/v2"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// office is the same working calendar made three ways: Saturday to Wednesday,
// 08:00-14:00 in Tehran, with 26 holidays a year on fixed Persian dates.
type office struct {
	ours   *sla.Calendar
	rickar *cal.BusinessCalendar // as it comes
	cached *cal.BusinessCalendar // told to keep the holidays it worked out
	plain  plainOffice
	starts []time.Time // working instants of 1395-1403
}

// offDays are the holidays as month and day. None falls near the turn of the
// Gregorian year, so that each comes once in every year of both calendars.
var offDays = [26][2]int{
	{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 12}, {1, 13}, {2, 3}, {2, 20}, {3, 14}, {3, 15}, {3, 28}, {4, 9}, {4, 10},
	{5, 2}, {5, 19}, {6, 7}, {6, 8}, {6, 22}, {7, 11}, {7, 30}, {8, 5}, {8, 25}, {9, 17}, {11, 22}, {12, 3}, {12, 29},
}

func newOffice() (office, error) {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return office{}, fmt.Errorf("zone of the office: %w", err)
	}
	o := office{rickar: cal.NewBusinessCalendar(), cached: cal.NewBusinessCalendar(), plain: plainOffice{holidays: map[int]bool{}}}
	cfg := sla.CalendarConfig{ID: "office", Zone: zone}
	var week [7][]sla.Interval
	for d := persian.Saturday; d <= persian.Wednesday; d++ {
		week[d] = []sla.Interval{{From: 8 * 60, To: 14 * 60}}
	}
	cfg.Hours = []sla.OpeningHours{{ID: "hours", Week: week}}

	o.cached.Cacheable = true
	for _, c := range []*cal.BusinessCalendar{o.rickar, o.cached} {
		for d := time.Sunday; d <= time.Saturday; d++ {
			c.SetWorkday(d, d != time.Thursday && d != time.Friday)
		}
		c.SetWorkHours(8*time.Hour, 14*time.Hour)
	}

	for i, md := range offDays {
		cfg.Holidays = append(cfg.Holidays, sla.Holiday{ID: string(rune('a' + i)), Month: md[0], Day: md[1]})
		inYear := map[int]time.Time{} // by Gregorian year
		for y := 1380; y <= 1430; y++ {
			d, err := persian.New(y, md[0], md[1])
			if err != nil {
				return office{}, err
			}
			gy, gm, gd := d.Gregorian()
			inYear[gy] = time.Date(gy, gm, gd, 0, 0, 0, 0, time.UTC)
			o.plain.holidays[dayKey(gy, gm, gd)] = true
		}
		holiday := &cal.Holiday{
			Name: "holiday", Type: cal.ObservancePublic,
			Func: func(_ *cal.Holiday, year int) time.Time { return inYear[year] },
		}
		o.rickar.AddHoliday(holiday)
		o.cached.AddHoliday(holiday)
	}
	if o.ours, err = sla.NewCalendar(cfg); err != nil {
		return office{}, err
	}
	for i := range manyDays {
		o.starts = append(o.starts, time.Date(2016, 3, 26, 9, 30, 0, 0, zone).AddDate(0, 0, i*31%2800))
	}
	return o, nil
}

// plainOffice is what one writes without a library: a loop over the days.
type plainOffice struct{ holidays map[int]bool }

func dayKey(y int, m time.Month, d int) int { return (y*16+int(m))*32 + d }

func (p plainOffice) works(t time.Time) bool {
	if w := t.Weekday(); w == time.Thursday || w == time.Friday {
		return false
	}
	y, m, d := t.Date()
	return !p.holidays[dayKey(y, m, d)]
}

func (p plainOffice) addDays(t time.Time, n int) time.Time {
	for n > 0 {
		if t = t.AddDate(0, 0, 1); p.works(t) {
			n--
		}
	}
	return t
}

func (p plainOffice) hours(from, to time.Time) (sum time.Duration) {
	y, m, d := from.Date()
	for day := time.Date(y, m, d, 0, 0, 0, 0, from.Location()); day.Before(to); day = day.AddDate(0, 0, 1) {
		if !p.works(day) {
			continue
		}
		y, m, d := day.Date()
		opens := time.Date(y, m, d, 8, 0, 0, 0, from.Location())
		closes := time.Date(y, m, d, 14, 0, 0, 0, from.Location())
		if opens.Before(from) {
			opens = from
		}
		if closes.After(to) {
			closes = to
		}
		if opens.Before(closes) {
			sum += closes.Sub(opens)
		}
	}
	return sum
}

// addDays answers with the closing of the day, as a deadline does.
func (o office) addDays(t time.Time, n int) (time.Time, error) {
	d, err := o.ours.DateAt(t)
	if err != nil {
		return time.Time{}, err
	}
	if d, _, err = o.ours.AddWorkingDays(d, n); err != nil {
		return time.Time{}, err
	}
	at, _ := o.ours.Closing(d)
	return at, nil
}

const (
	oursWork     = "sla"
	rickarWork   = "rickar/cal"
	rickarCached = "rickar/cal, cached"
	plainLoop    = "plain loop"
)

// turn is a subject that does one start of the office after the other.
func turn(name string, loop func(b *testing.B, o office)) Subject {
	return Subject{Name: name, Bench: func(b *testing.B) {
		o, err := newOffice()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.ResetTimer()
		loop(b, o)
	}}
}

func ourDays(name string, n int) Subject {
	return turn(name, func(b *testing.B, o office) {
		for i := 0; b.Loop(); i++ {
			if _, err := o.addDays(o.starts[i&(manyDays-1)], n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func addWorkingDays(name, title string, n int, toRickar, toLoop float64) Comparison {
	rickarDays := func(b *testing.B, c *cal.BusinessCalendar, o office) {
		for i := 0; b.Loop(); i++ {
			_ = c.WorkdaysFrom(o.starts[i&(manyDays-1)], n)
		}
	}
	return Comparison{
		Name: name, Title: title,
		Subjects: []Subject{
			turn(rickarWork, func(b *testing.B, o office) { rickarDays(b, o.rickar, o) }),
			turn(rickarCached, func(b *testing.B, o office) { rickarDays(b, o.cached, o) }),
			turn(plainLoop, func(b *testing.B, o office) {
				for i := 0; b.Loop(); i++ {
					_ = o.plain.addDays(o.starts[i&(manyDays-1)], n)
				}
			}),
			ourDays(oursWork, n),
		},
		Goals: []Goal{
			{Subject: oursWork, Peer: rickarWork, AtMost: 1 / toRickar, Allocs: 0},
			{Subject: oursWork, Peer: plainLoop, AtMost: 1 / toLoop, Allocs: 0},
		},
	}
}

func workingHours(name, title string, span time.Duration, toRickar, toLoop float64) Comparison {
	rickarHours := func(b *testing.B, c *cal.BusinessCalendar, o office) {
		for i := 0; b.Loop(); i++ {
			t := o.starts[i&(manyDays-1)]
			_ = c.WorkHoursInRange(t, t.Add(span))
		}
	}
	return Comparison{
		Name: name, Title: title,
		Subjects: []Subject{
			turn(rickarWork, func(b *testing.B, o office) { rickarHours(b, o.rickar, o) }),
			turn(rickarCached, func(b *testing.B, o office) { rickarHours(b, o.cached, o) }),
			turn(plainLoop, func(b *testing.B, o office) {
				for i := 0; b.Loop(); i++ {
					t := o.starts[i&(manyDays-1)]
					_ = o.plain.hours(t, t.Add(span))
				}
			}),
			turn(oursWork, func(b *testing.B, o office) {
				for i := 0; b.Loop(); i++ {
					t := o.starts[i&(manyDays-1)]
					if _, _, err := o.ours.WorkingTimeBetween(t, t.Add(span)); err != nil {
						b.Fatal(err)
					}
				}
			}),
		},
		Goals: []Goal{
			{Subject: oursWork, Peer: rickarWork, AtMost: 1 / toRickar, Allocs: 0},
			{Subject: oursWork, Peer: plainLoop, AtMost: 1 / toLoop, Allocs: 0},
		},
	}
}

// longSpans: adding many days costs no more than adding few.
func longSpans() Comparison {
	return Comparison{
		Name: "working-days-span", Title: "Adding few and many working days",
		Subjects: []Subject{ourDays("10 days", 10), ourDays("2,500 days", 2500)},
		Goals:    []Goal{{Subject: "2,500 days", Peer: "10 days", AtMost: 1.3, Allocs: 0}},
	}
}

func deadlines() []Comparison {
	const day = 24 * time.Hour
	return []Comparison{
		toPersian(), toGregorian(), formatPersian(),
		addWorkingDays("working-days-10", "Adding 10 working days in Tehran", 10, 100, 10),
		addWorkingDays("working-days-250", "Adding 250 working days in Tehran", 250, 3000, 250),
		longSpans(),
		workingHours("working-hours-14d", "Working hours in 14 days", 14*day, 400, 12),
		workingHours("working-hours-1y", "Working hours in a year", 365*day, 10_000, 250),
	}
}
