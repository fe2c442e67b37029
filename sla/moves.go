package sla

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Running is a clock whose plan is recorded somewhere.
type Running struct {
	ID    string // of the case, as the caller names it
	Facts Facts
	Clock Clock
	Plan  Plan // as recorded
}

// Move is a recorded plan that is no longer the right one.
type Move struct {
	ID       string
	From, To Plan
	// Why tells which days or which rule changed it.
	Why []Text
}

// Moves compares recorded plans with what the policy makes of their clocks now,
// after a change of calendar or policy, and gives those whose due instant, aim,
// warnings or escalations move. Before is what they were made with, to tell why; nil: the reasons
// are left out. Stopped clocks do not move, nor do those that are paused. Once
// the moves are recorded, a second pass gives nothing. An error belongs to the
// clock of the Move it comes with; the others are still given.
func (p *Policy) Moves(before *Policy, running iter.Seq[Running]) iter.Seq2[Move, error] {
	return func(yield func(Move, error) bool) {
		for r := range running {
			if !r.Clock.Stopped.IsZero() {
				continue
			}
			to, err := p.Plan(r.Facts, r.Clock)
			move := Move{ID: r.ID, From: r.Plan, To: to}
			if err == nil && (r.Clock.Paused() || sameInstants(r.Plan, to)) {
				continue
			}
			if err == nil && before != nil {
				move.Why = p.whyMoved(before, r, to)
			}
			if !yield(move, err) {
				return
			}
		}
	}
}

func sameInstants(a, b Plan) bool {
	return a.Due.Equal(b.Due) && a.AimDue.Equal(b.AimDue) && slices.EqualFunc(a.Marks, b.Marks, func(x, y Mark) bool {
		return x.At.Equal(y.At) && x.Kind == y.Kind && x.Name == y.Name && x.Role == y.Role
	})
}

func (p *Policy) whyMoved(before *Policy, r Running, to Plan) []Text {
	var e Explanation
	if r.Plan.Limit != to.Limit {
		e.say("مهلت این مرحله از %s به %s تغییر کرد.", "The limit of this stage changed from %s to %s.", orNone(r.Plan.Limit), orNone(to.Limit))
	}
	if r.Plan.Aim != to.Aim {
		e.say("هدف این مرحله از %s به %s تغییر کرد.", "The aim of this stage changed from %s to %s.", orNone(r.Plan.Aim), orNone(to.Aim))
	}
	if before.counting != p.counting {
		e.say("شیوه شمارش مهلت تغییر کرد.", "The rules of counting changed.")
	}
	old, err1 := before.calendar(r.Facts)
	now, err2 := p.calendar(r.Facts)
	if err1 != nil || err2 != nil {
		return e.Steps
	}
	last := latest(r.Plan.Due, r.Plan.AimDue, to.Due, to.AimDue)
	for _, m := range slices.Concat(r.Plan.Marks, to.Marks) {
		last = latest(last, m.At)
	}
	for _, day := range changedDays(old, now, r.Clock.Started, last) {
		was, is := old.Why(day), now.Why(day)
		e.say("%s: پیش از این %s، اکنون %s.", "%s: before %s, now %s.", dayText(day), stateText(was), stateText(is))
	}
	return e.Steps
}

func orNone(t Target) Text {
	if t.IsZero() {
		return Text{Fa: "بی‌مهلت", En: "none"}
	}
	return targetText(t)
}

func stateText(d Day) Text {
	state := Text{Fa: "تعطیل", En: "closed"}
	if d.Working {
		state = Text{Fa: "باز", En: "open"}
	}
	if fa, en := d.Text("fa"), d.Text("en"); fa != "" || en != "" {
		state.Fa, state.En = state.Fa+" ("+fa+")", state.En+" ("+en+")"
	}
	return state
}

func latest(times ...time.Time) (last time.Time) {
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// changedDays lists the days from one instant to another whose work differs.
func changedDays(a, b *Calendar, from, to time.Time) (days []persian.Date) {
	first, err1 := b.DateAt(from)
	last, err2 := b.DateAt(to)
	if err1 != nil || err2 != nil {
		return nil
	}
	for d := range (persian.Range{First: first, Last: last}).All() {
		if !sameSpans(a.Openings(d), b.Openings(d)) {
			days = append(days, d)
		}
	}
	return days
}

func sameSpans(a, b []Span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].From.Equal(b[i].From) || !a[i].To.Equal(b[i].To) {
			return false
		}
	}
	return true
}

// Text returns the move on one line, in Persian (lang "fa") or English ("en"),
// with times in the given zone (UTC when nil).
func (m Move) Text(lang string, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return Text{Fa: "بی‌سررسید", En: "no due instant"}.In(lang)
		}
		return instant(t, zone).In(lang)
	}
	var why []string
	for _, w := range m.Why {
		why = append(why, w.In(lang))
	}
	what, from, to := Text{Fa: "سررسید", En: "due"}, m.From.Due, m.To.Due
	switch {
	case !from.Equal(to):
	case !m.From.AimDue.Equal(m.To.AimDue):
		what, from, to = Text{Fa: "هدف", En: "aim"}, m.From.AimDue, m.To.AimDue
	default:
		form := Text{Fa: "%s: سررسید همان %s است؛ هشدارها یا ارجاع به مقام بالاتر جابه‌جا شد. %s", En: "%s: due stays %s; warnings or escalations moved. %s"}.In(lang)
		return strings.TrimSpace(fmt.Sprintf(form, m.ID, at(to), strings.Join(why, " ")))
	}
	form := Text{Fa: "%s: %s از %s به %s رفت. %s", En: "%s: %s moved from %s to %s. %s"}.In(lang)
	return strings.TrimSpace(fmt.Sprintf(form, m.ID, what.In(lang), at(from), at(to), strings.Join(why, " ")))
}
