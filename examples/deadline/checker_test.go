package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// times keeps what time has done in a history: no steps of people.
func times(history []string) []string {
	return slices.DeleteFunc(slices.Clone(history), func(line string) bool {
		switch line[len("1404-12-17 10:00 "):] {
		case "warned", "breached", "escalated", "mark_skipped", "closed":
			return false
		}
		return true
	})
}

// A case referred on Sunday 17 Esfand 1404 has ten days: 27 Esfand, a
// Wednesday. Nowruz and the weekends lie between the breach and the ladder's
// steps, which are counted in working days.
func TestSimulateAcrossNowruz(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	k := o.checker("a", o.clock.Now())
	require.NoError(t, k.simulate(t.Context(), instant(t, "2026-04-20T00:00:00+03:30"), &progress{}))
	want := []string{
		"1404-12-22 12:00 warned", // half of the time
		"1404-12-25 01:00 warned", // three quarters
		"1404-12-26 14:00 warned", // a day before
		"1404-12-27 14:00 breached",
		"1404-12-27 14:00 escalated", // the agency's head
		"1405-01-08 14:00 escalated", // two working days later: 5 and 8 Farvardin
		"1405-01-11 14:00 escalated", // five working days later
	}
	if diff := cmp.Diff(want, times(o.history(id))); diff != "" {
		t.Errorf("what time did (-want +got):\n%s", diff)
	}
	for _, r := range k.rounds(t) {
		assert.NotZero(t, r.Claimed+r.Delivered+r.Chores["digest"], "a round that did nothing is not told")
	}
}

// An answer that nobody objects to lets the case close; a question that nobody
// answers too.
func TestSimulateLapses(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	answered, asked := o.submit(true), o.submit(false)
	o.answer(answered)
	_, err := o.desk.Ask(t.Context(), operator, samad.AskRequest{Ref: samad.Ref{ID: asked}, Question: "کجا؟"})
	require.NoError(t, err)
	k := o.checker("a", o.clock.Now())
	require.NoError(t, k.simulate(t.Context(), o.clock.Now().AddDate(0, 2, 0), &progress{}))
	for id, end := range map[samad.CaseID]samad.EndReason{answered: samad.EndNoObjection, asked: samad.EndNoReply} {
		c, err := o.store.Case(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, samad.Closed, c.State)
		assert.Equal(t, end, c.End)
		o.history(id) // verifies
	}
	assert.Equal(t, 2, k.report.total.Lapsed)
	for _, id := range []samad.CaseID{answered, asked} {
		messages, err := o.store.Messages(t.Context(), id)
		require.NoError(t, err)
		for _, m := range messages {
			assert.Equal(t, samad.Delivered, m.State, "%s of %s", m.Kind, id)
		}
	}
}

// Steps follow what is due: many cases at different times, each handled at its
// own instant and not before.
func TestSimulateStopsAtEveryInstant(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var ids []samad.CaseID
	for range 40 {
		ids = append(ids, o.submit(true))
		o.clock.set(o.clock.Now().Add(97 * time.Minute))
	}
	k := o.checker("a", o.clock.Now())
	require.NoError(t, k.simulate(t.Context(), o.clock.Now().AddDate(0, 1, 0), &progress{}))
	for _, id := range ids {
		c, err := o.store.Case(t.Context(), id)
		require.NoError(t, err)
		clock := c.Clocks[slices.IndexFunc(c.Clocks, func(k samad.Clock) bool { return k.Stage == "answer" })]
		want := []string{}
		for _, m := range clock.Plan.Marks {
			want = append(want, persianMinute(m.At))
		}
		got := []string{}
		for _, line := range times(o.history(id)) {
			got = append(got, line[:len("1404-12-17 10:00")])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("case %s: its marks and when they were dealt with (-want +got):\n%s", id, diff)
		}
	}
}

// After an outage of two months there is one breach and the ladder, and
// warnings that no longer make sense are recorded as skipped.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	k := o.checker("a", o.clock.Now().AddDate(0, 2, 0))
	require.NoError(t, k.round(t.Context()))
	var types []string
	for _, line := range times(o.history(id)) {
		types = append(types, line[strings.LastIndexByte(line, ' ')+1:])
	}
	want := []string{"mark_skipped", "mark_skipped", "mark_skipped", "breached", "escalated", "escalated", "escalated"}
	assert.Equal(t, want, types)
	require.NoError(t, k.round(t.Context()))
	assert.Len(t, times(o.history(id)), len(want), "nothing is done twice")
}

// Several checkers at once do everything once, and deliver every message once.
func TestManyCheckers(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var ids []samad.CaseID
	for range 100 {
		ids = append(ids, o.submit(true))
	}
	from := o.clock.Now()
	checkers := make([]*testChecker, 4)
	for i := range checkers {
		checkers[i] = o.checker(fmt.Sprint("checker ", i), from)
	}
	instants := 0
	for at := from; ; {
		var err error
		at, err = o.store.NextDue(t.Context(), at)
		require.NoError(t, err)
		if at.IsZero() || at.After(from.AddDate(0, 2, 0)) {
			break
		}
		instants++
		var wg sync.WaitGroup
		for _, k := range checkers {
			wg.Go(func() {
				k.clock.set(at)
				assert.NoError(t, k.round(t.Context()))
			})
		}
		wg.Wait()
	}
	assert.Equal(t, 6, instants, "the breach and the first step of the ladder fall together")
	total := figures{}
	for _, k := range checkers {
		total.add(k.report.total)
		for _, r := range k.rounds(t) {
			assert.Empty(t, r.Errors)
		}
	}
	assert.Equal(t, 300, total.Warned)
	assert.Equal(t, 100, total.Breached)
	assert.Equal(t, 300, total.Escalated)
	assert.Equal(t, o.messages(ids), total.Delivered, "every message is delivered once")
}

// Checkers whose clocks differ take over each other's claims, and still do
// every step once. Messages may then be delivered twice, with the same id.
func TestCheckersWithDifferentClocks(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var ids []samad.CaseID
	for range 100 {
		ids = append(ids, o.submit(true))
	}
	from := o.clock.Now()
	var wg sync.WaitGroup
	checkers := make([]*testChecker, 4)
	for i := range checkers {
		checkers[i] = o.checker(fmt.Sprint("checker ", i), from)
		wg.Go(func() {
			assert.NoError(t, checkers[i].simulate(t.Context(), from.AddDate(0, 2, 0), &progress{}))
		})
	}
	wg.Wait()
	total := figures{}
	for _, k := range checkers {
		total.add(k.report.total)
		for _, r := range k.rounds(t) {
			assert.Empty(t, r.Errors, "being overtaken is no failure")
		}
	}
	// One checker may see a warning's time and the breach's pass at once;
	// then the warning is skipped.
	assert.Equal(t, 300, total.Warned+total.Skipped)
	assert.Equal(t, 100, total.Breached)
	assert.Equal(t, 300, total.Escalated)
	for _, id := range ids {
		assert.Len(t, times(o.history(id)), 7)
	}
	assert.Equal(t, o.messages(ids), total.Delivered-total.Overtaken)
}

// messages counts the messages of the cases, all of which are delivered.
func (o *office) messages(ids []samad.CaseID) int {
	o.t.Helper()
	n := 0
	for _, id := range ids {
		all, err := o.store.Messages(o.t.Context(), id)
		require.NoError(o.t, err)
		n += len(all)
		for _, m := range all {
			assert.Equal(o.t, samad.Delivered, m.State, "%s of %s", m.Kind, id)
		}
	}
	return n
}

// A checker that is stopped stops, with its work either done or not begun.
func TestStop(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	k := o.checker("a", o.clock.Now())
	ctx, cancel := cancelAfter(t, 3)
	err := k.simulate(ctx, o.clock.Now().AddDate(1, 0, 0), &progress{})
	cancel()
	require.ErrorIs(t, err, ctx.Err())
	o.history(id) // verifies
}
