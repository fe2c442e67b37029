package sla_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// intervals draws a day's plan on minutes. No night ends at a time that comes
// twice in one of the zones, or never.
func intervals(t *rapid.T, label string) []sla.Interval {
	list := []sla.Interval{}
	at := rapid.IntRange(5*60+30, 10*60).Draw(t, label+" from")
	for range rapid.IntRange(0, 3).Draw(t, label+" count") {
		to := at + rapid.IntRange(1, 300).Draw(t, label+" length")
		if to > 23*60 {
			break
		}
		list = append(list, sla.Interval{From: at, To: to})
		at = to + rapid.IntRange(0, 120).Draw(t, label+" break")
	}
	if at <= 23*60 && rapid.IntRange(0, 4).Draw(t, label+" night") == 0 {
		end := rapid.SampledFrom([]int{24 * 60, 25 * 60, 25*60 + 17, 26 * 60, 27 * 60, 28*60 + 1}).Draw(t, label+" end")
		list = append(list, sla.Interval{From: max(at, 21*60), To: end})
	}
	return list
}

// configs draws calendars around the days from..from+60.
func configs(from persian.Date, zone *time.Location) *rapid.Generator[sla.CalendarConfig] {
	return rapid.Custom(func(t *rapid.T) sla.CalendarConfig {
		cfg := sla.CalendarConfig{ID: "drawn", Zone: zone, Official: persian.Range{First: from, Last: mustDate(from.AddDays(200))}}
		week := sla.OpeningHours{ID: "week"}
		for d := range week.Week {
			if d < 5 || rapid.Bool().Draw(t, "weekend worked") {
				week.Week[d] = intervals(t, "day")
			}
		}
		week.Week[0] = append(week.Week[0][:0:0], sla.Interval{From: 480, To: 840}) // somebody works
		cfg.Hours = append(cfg.Hours, week)
		if rapid.Bool().Draw(t, "second period") {
			second := sla.OpeningHours{ID: "second", Where: sla.Where{Except: []string{"nobody"}}}
			second.From = mustDate(from.AddDays(rapid.IntRange(0, 30).Draw(t, "second from")))
			second.To = mustDate(second.From.AddDays(rapid.IntRange(0, 20).Draw(t, "second days")))
			second.Week[rapid.IntRange(0, 6).Draw(t, "second day")] = intervals(t, "second")
			cfg.Hours = append(cfg.Hours, second)
		}
		for i := range rapid.IntRange(0, 6).Draw(t, "holidays") {
			d := mustDate(from.AddDays(rapid.IntRange(0, 50).Draw(t, "holiday")))
			cfg.Holidays = append(cfg.Holidays, sla.Holiday{ID: fmt.Sprint("h", i), Month: d.Month(), Day: d.Day(), Where: sla.Where{Except: []string{fmt.Sprint(i)}}})
		}
		for i := range rapid.IntRange(0, 6).Draw(t, "closures") {
			x := sla.Closure{ID: fmt.Sprint("c", i), Where: sla.Where{Except: []string{fmt.Sprint(i)}}}
			x.From = mustDate(from.AddDays(rapid.IntRange(0, 50).Draw(t, "closure")))
			x.To = mustDate(x.From.AddDays(rapid.IntRange(0, 3).Draw(t, "closure days")))
			x.Effect = sla.Effect(rapid.IntRange(0, 5).Draw(t, "effect"))
			switch x.Effect {
			case sla.ClosesPart, sla.Shortens, sla.Opens:
				x.Intervals = intervals(t, "closure")
				if len(x.Intervals) == 0 {
					x.Intervals = []sla.Interval{{From: 540, To: 600}}
				}
			case sla.StartsLate:
				x.Minutes = rapid.IntRange(1, 240).Draw(t, "late")
			case sla.EndsEarly:
				x.Minutes = rapid.IntRange(450, 900).Draw(t, "until")
			}
			cfg.Closures = append(cfg.Closures, x)
		}
		return cfg
	})
}

// windows are where the oracle walks: around both changes of the clock in Iran,
// after their end, around Nowruz, and in a zone that changes at 02:00.
var windows = []struct{ zone, from string }{
	{"Asia/Tehran", "1400-12-20"}, {"Asia/Tehran", "1401-06-10"}, {"Asia/Tehran", "1405-01-20"},
	{"Asia/Tehran", "1404-12-05"}, {"UTC", "1404-12-05"}, {"Europe/Berlin", "1405-07-15"}, {"Europe/Berlin", "1404-12-25"},
}

const windowDays = 75

// world is a drawn calendar with the oracle's walk through it.
type world struct {
	cfg    sla.CalendarConfig
	cal    *sla.Calendar
	oracle *oracle
	start  time.Time // of the oracle's minutes
}

func drawWorld(t *rapid.T) world {
	window := rapid.SampledFrom(windows).Draw(t, "window")
	zone, err := time.LoadLocation(window.zone)
	if err != nil {
		t.Fatal(err)
	}
	from, err := persian.Parse(window.from)
	if err != nil {
		t.Fatal(err)
	}
	cfg := configs(from, zone).Draw(t, "calendar")
	cal, err := sla.NewCalendar(cfg)
	if err != nil {
		t.Fatalf("%v\n%+v", err, cfg)
	}
	w := world{cfg, cal, newOracle(cfg, from, windowDays), from.Start(zone)}
	if w.oracle.twilight {
		t.Skip("work begins or ends at a time that comes twice, or never")
	}
	return w
}

// at is the instant of one of the oracle's minutes.
func (w world) at(minute int) time.Time { return w.start.Add(time.Duration(minute) * time.Minute) }

// minute draws an instant between two days of the walk.
func minute(t *rapid.T, label string, from, to int) int {
	return rapid.IntRange(from*dayMinutes, to*dayMinutes).Draw(t, label)
}
