package sla_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla"
)

func TestWorkingTimeAgainstOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		for range 20 {
			i, j := minute(t, "a", 2, 40), minute(t, "b", 2, 40)
			a, b := w.at(i), w.at(j)
			if open, _ := w.cal.IsOpen(a); open != w.oracle.open[i] {
				t.Fatalf("IsOpen(%v) = %v", a.In(w.cfg.Zone), open)
			}
			d := mustDate(w.cal.DateAt(a))
			if works, _ := w.cal.IsWorkingDay(d); works != w.oracle.works[w.oracle.day[i]] {
				t.Fatalf("IsWorkingDay(%v) = %v", d, works)
			}
			got, _, err := w.cal.WorkingTimeBetween(a, b)
			want := time.Duration(w.oracle.between(i, j, true)) * time.Minute
			if err != nil || got != want {
				t.Fatalf("from %v to %v: %v, %v; want %v", a.In(w.cfg.Zone), b.In(w.cfg.Zone), got, err, want)
			}
			n := rapid.IntRange(-900, 1800).Draw(t, "minutes")
			k := w.oracle.work(i, n)
			if k < 0 || k >= w.oracle.beyond {
				continue
			}
			at, _, err := w.cal.AddWorkingTime(a, time.Duration(n)*time.Minute)
			if err != nil || !at.Equal(w.at(k)) {
				t.Fatalf("%v + %d minutes = %v, %v; want %v", a.In(w.cfg.Zone), n, at.In(w.cfg.Zone), err, w.at(k).In(w.cfg.Zone))
			}
		}
	})
}

// targets are drawn small, so that their ends lie within the oracle's weeks.
func targets(t *rapid.T, label string, most map[sla.Unit]int) sla.Target {
	unit := rapid.SampledFrom([]sla.Unit{sla.CalendarDays, sla.WorkingDays, sla.Hours, sla.WorkingHours}).Draw(t, label+" unit")
	target, err := sla.NewTarget(rapid.IntRange(1, most[unit]).Draw(t, label), unit)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

var (
	wholeTargets = map[sla.Unit]int{sla.CalendarDays: 14, sla.WorkingDays: 6, sla.Hours: 300, sla.WorkingHours: 24}
	extensions   = map[sla.Unit]int{sla.CalendarDays: 4, sla.WorkingDays: 2, sla.Hours: 48, sla.WorkingHours: 6}
)

// drawnPolicy has a rule for complaints and one for the rest.
type drawnPolicy struct {
	*sla.Policy
	counting sla.Counting
	limit    map[string]sla.Target // by kind
	aim      map[string]sla.Target
}

func drawPolicy(t *rapid.T, w world) drawnPolicy {
	p := drawnPolicy{limit: map[string]sla.Target{}, aim: map[string]sla.Target{}}
	p.counting = sla.Counting{
		FirstDay:       rapid.Bool().Draw(t, "first day counted"),
		ClosedDayStays: rapid.Bool().Draw(t, "closed day stays"),
		UntilMidnight:  rapid.Bool().Draw(t, "until midnight"),
	}
	var counting []string
	for word, set := range map[string]bool{"first_day: counted": p.counting.FirstDay, "closed_day: stays": p.counting.ClosedDayStays, "day_end: midnight": p.counting.UntilMidnight} {
		if set {
			counting = append(counting, word)
		}
	}
	source := fmt.Sprintf("id: p\nversion: 1\nvalid_from: 1400-01-01\ncounting: {%s}\nrules:\n", strings.Join(counting, ", "))
	for _, kind := range []string{"complaint", "request"} {
		p.limit[kind], p.aim[kind] = targets(t, "limit", wholeTargets), targets(t, "aim", wholeTargets)
		source += fmt.Sprintf("  - {id: %s, kind: [%s], limit: %v, aim: %v}\n", kind, kind, p.limit[kind], p.aim[kind])
	}
	var err error
	if p.Policy, err = sla.LoadPolicy([]byte(source), "p.yaml", w.cal); err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	return p
}

// drawnLog is what was recorded about a clock, as a clock and in minutes.
type drawnLog struct {
	sla.Clock
	start, stop int // stop is 0 while it runs
	pauses      [][2]int
	paused      []bool
	held        bool
}

func drawLog(t *rapid.T, w world, paused []bool) drawnLog {
	l := drawnLog{start: minute(t, "start", 2, 12), paused: paused}
	clear(paused)
	if rapid.IntRange(0, 3).Draw(t, "stopped") == 0 {
		l.stop = l.start + rapid.IntRange(0, 20*dayMinutes).Draw(t, "stop")
		l.Stopped = w.at(l.stop)
	}
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		from := l.start + rapid.IntRange(-dayMinutes, 14*dayMinutes).Draw(t, "pause")
		to := from + rapid.IntRange(0, 5*dayMinutes).Draw(t, "length")
		span := sla.Span{From: w.at(from), To: w.at(to)}
		if rapid.IntRange(0, 7).Draw(t, "open") == 0 {
			span.To, to = time.Time{}, len(paused)
			l.held = l.stop == 0
		}
		l.Pauses = append(l.Pauses, span)
		l.pauses = append(l.pauses, [2]int{from, to})
		for i := from; i < to; i++ {
			paused[i] = true
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "extensions") {
		l.Extensions = append(l.Extensions, targets(t, "extension", extensions))
	}
	l.Started = w.at(l.start)
	return l
}

// heldAt tells whether a pause holds the clock, by what is known at an instant.
func (l drawnLog) heldAt(at int) bool {
	for _, p := range l.pauses {
		if p[0] <= at && at < p[1] && (l.stop == 0 || at < l.stop) {
			return true
		}
	}
	return false
}

const (
	triplesOfCheck = 200 // (calendar, policy, event log) in one check of rapid: 20,000 in its hundred
	worldsOfCheck  = 2
	logsOfPolicy   = 10
)

// TestDueAgainstOracle compares due instants and what is used and left. With
// -rapid.checks=5000 it is a million triples.
func TestDueAgainstOracle(t *testing.T) {
	t.Parallel()
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		for range worldsOfCheck {
			w := drawWorld(t)
			paused := make([]bool, len(w.oracle.open))
			for range triplesOfCheck / worldsOfCheck / logsOfPolicy {
				p := drawPolicy(t, w)
				for done := 0; done < logsOfPolicy; {
					l := drawLog(t, w, paused)
					kind := rapid.SampledFrom([]string{"complaint", "request"}).Draw(t, "kind")
					if w.compare(t, p, l, kind) {
						done++
						compared++
					}
				}
			}
		}
	})
	t.Logf("%d triples of calendar, policy and event log", compared)
}

// compare is false when an answer lies beyond the oracle's weeks.
func (w world) compare(t *rapid.T, p drawnPolicy, l drawnLog, kind string) bool {
	o, facts := w.oracle, sla.Facts{Stage: sla.Answer, Kind: kind}
	limit, aim := p.limit[kind], p.aim[kind]
	until := o.beyond
	if l.stop > 0 {
		until = l.stop
	}
	told := func() string {
		return fmt.Sprintf("%v (aim %v) %+v from %v, stopped %v, extended %v, paused %v",
			limit, aim, p.counting, l.Started.In(w.cfg.Zone), l.Stopped.In(w.cfg.Zone), l.Extensions, l.Pauses)
	}
	if !l.held {
		due, aimDue := o.due(p.counting, limit, l.Extensions, l.start, l.paused, until), o.due(p.counting, aim, nil, l.start, l.paused, until)
		if due >= o.beyond || aimDue >= o.beyond {
			return false
		}
		plan, err := p.Plan(facts, l.Clock)
		if err != nil || !plan.Due.Equal(w.at(due)) || !plan.AimDue.Equal(w.at(aimDue)) {
			t.Fatalf("%s: due %v, aim %v, %v; want %v and %v", told(), plan.Due, plan.AimDue, err, w.at(due).UTC(), w.at(aimDue).UTC())
		}
	} else if plan, err := p.Plan(facts, l.Clock); err != nil || !plan.Due.IsZero() || !plan.AimDue.IsZero() {
		t.Fatalf("%s: due %v, aim %v, %v while paused", told(), plan.Due, plan.AimDue, err)
	}
	for range 2 {
		at := l.start + rapid.IntRange(0, 25*dayMinutes).Draw(t, "at")
		now, stopped, held := at, l.stop > 0 && l.stop <= at, l.heldAt(at)
		if stopped {
			now = l.stop
		}
		for held && now > l.start && l.paused[now-1] {
			now-- // everything stands still since then
		}
		due := o.due(p.counting, limit, l.Extensions, l.start, l.paused, now)
		if due >= o.beyond {
			return false
		}
		used, left := o.used(limit, l.start, l.paused, now), o.between(now, due, worksOnly(limit))
		want := sla.Usage{
			Used: time.Duration(used) * time.Minute, Left: time.Duration(left) * time.Minute,
			Late: now > due, Paused: held, Stopped: stopped,
		}
		if used+left > 0 {
			want.Percent = 100 * float64(used) / float64(used+left)
		} else if want.Late {
			want.Percent = 100
		}
		if !held {
			want.Due = w.at(due).UTC()
		}
		got, err := p.UsageAt(facts, l.Clock, w.at(at))
		if math.Abs(got.Percent-want.Percent) < 1e-9 {
			got.Percent = want.Percent
		}
		if err != nil || got != want {
			t.Fatalf("%s at %v: %+v, %v; want %+v", told(), w.at(at), got, err, want)
		}
	}
	return true
}
