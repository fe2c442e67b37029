package main

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// outcome is what became of the clocks of a case.
type outcome struct {
	dues      [3]time.Time // of the agency's clock by episode; the last is that of the petitioner's
	breached  int          // of the agency's clocks
	escalated int
	warned    int
	ended     time.Time
	end       samad.EndReason
}

// seen reads the outcome from the record.
func (y *year) seen(t *testing.T, c samad.Case) outcome {
	t.Helper()
	out := outcome{ended: c.Ended.In(time.UTC), end: c.End}
	for _, k := range c.Clocks {
		if k.Stage != sla.Answer {
			continue
		}
		out.dues[k.Episode-1] = k.Plan.Due.UTC()
		if !k.Breached.IsZero() {
			out.breached++
			assert.True(t, k.Breached.Equal(k.Plan.Due))
		}
	}
	out.escalated = len(c.Escalated)
	events, err := y.store.Events(t.Context(), c.ID)
	require.NoError(t, err)
	for _, e := range events {
		p, err := e.Payload()
		require.NoError(t, err)
		if w, ok := p.(*samad.Warned); ok && w.Stage == sla.Answer {
			out.warned++
		}
	}
	if len(c.Clocks) > 0 && hasPause(c) {
		out.warned = 0 // marks that a pause moves ahead are told again; the oracle leaves them
	}
	return out
}

func hasPause(c samad.Case) bool {
	return slices.ContainsFunc(c.Clocks, func(k samad.Clock) bool { return len(k.Pauses) > 0 })
}

// fires is when the checker comes by for what is due at the instant.
func (y *year) fires(at time.Time) time.Time {
	if !at.Before(y.outage) && at.Before(y.recovered) {
		return y.recovered
	}
	return at
}

// expected computes the outcome from the story.
func (y *year) expected(s *story) outcome {
	var out outcome
	out.episode(y, 0, s.referred, s.asked, s.informed, s.answered)
	last := s.answered
	if !s.objected.IsZero() && s.objected.Before(y.end) {
		out.episode(y, 1, s.objected, time.Time{}, time.Time{}, s.again)
		last = s.again
	}
	switch {
	case !s.asked.IsZero() && s.asked.Before(y.end) && s.informed.IsZero():
		out.over(y, s.asked, 10, samad.EndNoReply)
	case !s.confirmed.IsZero() && s.confirmed.Before(y.end):
		out.ended, out.end = s.confirmed.UTC(), samad.EndConfirmed
	case !last.IsZero() && last.Before(y.end):
		out.over(y, last, 15, samad.EndNoObjection)
	}
	return out
}

// over ends the case when the petitioner's time from the start has passed.
func (o *outcome) over(y *year, start time.Time, days int, why samad.EndReason) {
	due := y.count(time.Time{}, func(c oracle) time.Time { return c.due(start, days, 0) })
	if at := y.fires(due); !at.After(y.end) {
		o.ended, o.end = at.UTC(), why
	}
}

// count reckons by the calendar that holds for a clock that runs until
// stop: a closure that is declared meanwhile moves it.
func (y *year) count(stop time.Time, reckon func(oracle) time.Time) time.Time {
	before, after := oracle{y.cal, y.cal.Zone()}, oracle{y.closed, y.cal.Zone()}
	due := reckon(before)
	stopped := !stop.IsZero() && stop.Before(y.declared)
	if stopped {
		return due
	}
	return reckon(after)
}

// episode counts one clock of the agency.
func (o *outcome) episode(y *year, n int, start, asked, informed, stop time.Time) {
	if stop.IsZero() || !stop.Before(y.end) {
		stop = time.Time{}
	}
	if !asked.Before(y.end) {
		asked = time.Time{} // not any more in this year
	}
	if !asked.IsZero() && (informed.IsZero() || !informed.Before(y.end)) {
		// Held until the end: there is no due instant, or it is the last one
		// before.
		o.held(y, n, start, asked)
		return
	}
	held := time.Duration(0)
	if !asked.IsZero() {
		held = informed.Sub(asked)
	}
	due := y.count(stop, func(c oracle) time.Time { return c.due(start, 10, held) })
	o.dues[n] = due.UTC()
	until := cmp.Or(stop, y.end.Add(time.Nanosecond))
	if until.After(due) {
		o.breached++
	}
	calendar := oracle{y.closed, y.cal.Zone()}
	if !stop.IsZero() && stop.Before(y.declared) {
		calendar = oracle{y.cal, y.cal.Zone()}
	}
	for _, at := range []time.Time{due, calendar.afterWorking(due, 2), calendar.afterWorking(due, 5)} {
		if y.fires(at).Before(until) {
			o.escalated++
		}
	}
	if held > 0 {
		return
	}
	was := oracle{y.cal, y.cal.Zone()}.due(start, 10, 0)
	moved := start.Before(y.declared) && !was.Equal(due)
	for i, at := range warnings(start, due) {
		// One that would come after the limit is skipped.
		fires := y.fires(at)
		in := fires.Before(until) && fires.Before(due)
		if moved {
			// What had been said before the closure was declared is said again
			// where it lies ahead now.
			if warnings(start, was)[i].Before(y.declared) {
				o.warned++
			}
			in = in && at.After(y.declared)
		}
		if in {
			o.warned++
		}
	}
}

func (o *outcome) held(y *year, n int, start, asked time.Time) {
	due := y.count(asked, func(c oracle) time.Time { return c.due(start, 10, 0) })
	if asked.After(due) {
		o.breached++
	}
	o.dues[n] = due.UTC()
}

// warnings are when half and three quarters of the time are used, and a day
// before its end.
func warnings(start, due time.Time) []time.Time {
	return []time.Time{start.Add(due.Sub(start) / 2), start.Add(due.Sub(start) * 3 / 4), due.AddDate(0, 0, -1)}
}
