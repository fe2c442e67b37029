package samad_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

const callNote = "همسایه هم همین را می‌گوید"

// calledIn takes a call about a new matter and lets it end.
func (f *fixture) calledIn() (samad.CallResult, samad.Case) {
	f.Helper()
	sub := submission()
	result, err := f.desk.TakeCall(f.ctx, operator, samad.CallReport{
		Caller: "09130001234", Started: f.clock.Now().Add(-3 * time.Minute), Ended: f.clock.Now(),
		Outcome: samad.CallNewCase, Note: callNote, Submission: &sub,
	})
	require.NoError(f, err)
	_, err = f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: result.Receipt.Case}})
	require.NoError(f, err)
	_, err = f.desk.Answer(f.ctx, head, answer(result.Receipt.Case))
	require.NoError(f, err)
	c, err := f.desk.Confirm(f.ctx, f.petitioner(*result.Receipt), samad.Ref{ID: result.Receipt.Case})
	require.NoError(f, err)
	return result, c
}

// kept is everything in the store that could hold personal data of the case,
// as bytes.
func (f *fixture) kept(id samad.CaseID) []byte {
	f.Helper()
	var out bytes.Buffer
	values, err := f.store.Values(f.ctx, id)
	require.NoError(f, err)
	for _, v := range values {
		out.Write(v.Data)
	}
	messages, err := f.store.Messages(f.ctx, id)
	require.NoError(f, err)
	for _, m := range messages {
		out.Write(m.Sealed)
	}
	calls, err := f.store.Calls(f.ctx, samad.CallQuery{})
	require.NoError(f, err)
	for _, c := range calls.Calls {
		out.Write(c.Caller)
		out.Write(c.Note)
	}
	keys, err := f.store.Keys(f.ctx, "", 100)
	require.NoError(f, err)
	for _, k := range keys {
		out.Write(k.Sealed)
	}
	events, err := f.store.Events(f.ctx, id)
	require.NoError(f, err)
	for _, e := range events {
		out.Write(e.Data)
	}
	words, err := f.store.Words(f.ctx, id)
	require.NoError(f, err)
	out.WriteString(strings.Join(words, " "))
	return out.Bytes()
}

// personalParts are what must be nowhere once a case is erased.
var personalParts = []string{"نمونه", "1275775391", "9130001234", "حقوق بازنشستگی", "بازنشستگی", callNote, "پرداخت انجام شد"}

// TestEraseLeavesNothing: where nothing is sealed, what hangs on a case goes
// with it too.
func TestEraseLeavesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	result, c := f.calledIn()
	before := string(f.kept(c.ID))
	for _, part := range personalParts {
		require.Contains(t, before, part, "a part that is never there proves nothing")
	}
	_, err := f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: c.ID}, Ground: "court order 7"})
	require.NoError(t, err)
	after := string(f.kept(c.ID))
	for _, part := range personalParts {
		assert.NotContains(t, after, part)
	}
	f.verify(c.ID)
	page, err := f.store.Calls(f.ctx, samad.CallQuery{Case: c.ID})
	require.NoError(t, err)
	require.Len(t, page.Calls, 1, "the call still counts")
	assert.Equal(t, result.Call, page.Calls[0].ID)
	assert.Empty(t, page.Calls[0].CallerHash)
	_, err = f.desk.Deliver(f.ctx, "courier", 100)
	require.NoError(t, err)
	assert.Empty(t, f.carrier.notices, "nothing of an erased case goes out")
}

func (f *fixture) sweepUntilIdle() samad.SweepReport {
	f.Helper()
	sum := samad.SweepReport{Chores: map[string]int{}}
	for range 1000 {
		report, err := f.desk.Sweep(f.ctx, "sweeper", 10)
		require.NoError(f, err)
		for name, n := range report.Chores {
			sum.Chores[name] += n
		}
		if report.Idle() {
			return sum
		}
	}
	f.Fatal("the sweep finds no end")
	return sum
}

// TestRetention: a closed case is erased when its years are over, not a day
// before, with an event; figures, chain and digests stay.
func TestRetention(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.RetentionYears, c.Settings.CallRetentionYears = 3, 2 })
	_, old := f.calledIn()  // ends on 1404/12/10
	_, open := f.referred() // never ends
	parent, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: f.submit(submission()).Case}})
	require.NoError(t, err)
	child := f.submit(submission())
	_, err = f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: child.Case}, Into: parent.ID})
	require.NoError(t, err)
	tallies, err := f.store.Count(f.ctx, samad.Query{}, samad.ByState, samad.ByAgency)
	require.NoError(t, err)

	isErased := func(id samad.CaseID) bool {
		c, err := f.store.Case(f.ctx, id)
		require.NoError(t, err)
		return c.Erased
	}
	years := func(n int) time.Time { return time.Date(2026+n, 2, 28, 20, 30, 0, 0, time.UTC) } // 1 March in Tehran
	f.sweepUntilIdle()
	f.clock.now = years(2).Add(-time.Second)
	assert.Zero(t, f.sweepUntilIdle().Chores["call_retention"])
	f.clock.now = years(2).Add(24 * time.Hour)
	assert.Equal(t, 1, f.sweepUntilIdle().Chores["call_retention"])
	assert.NotContains(t, string(f.kept(old.ID)), callNote)

	f.clock.now = time.Date(2029, 2, 28, 20, 29, 0, 0, time.UTC) // 1407/12/10, a minute before its end
	assert.Zero(t, f.sweepUntilIdle().Chores["retention"])
	assert.False(t, isErased(old.ID))
	f.clock.now = f.clock.now.Add(time.Hour)
	assert.Equal(t, 1, f.sweepUntilIdle().Chores["retention"], "not the one whose survivor is still open")
	assert.True(t, isErased(old.ID))
	assert.False(t, isErased(open.ID))
	assert.False(t, isErased(child.Case))
	assert.Contains(t, f.events(old.ID), samad.EventErased)
	f.verify(old.ID)

	_, err = f.desk.Answer(f.ctx, head, answer(parent.ID))
	require.NoError(t, err)
	f.clock.Advance(40 * 24 * time.Hour)
	f.sweepUntilIdle() // nobody objects
	f.clock.Advance(4 * 366 * 24 * time.Hour)
	assert.Equal(t, 2, f.sweepUntilIdle().Chores["retention"], "the survivor, and who had joined it")
	assert.True(t, isErased(child.Case))

	report, err := samad.VerifyDigests(f.ctx, f.store, nil)
	require.NoError(t, err)
	assert.Empty(t, report.Faults)
	after, err := f.store.Count(f.ctx, samad.Query{}, samad.ByState, samad.ByAgency)
	require.NoError(t, err)
	assert.Equal(t, counted(tallies), counted(after), "every case still counts")
}

func counted(tallies []samad.Tally) (n int64) {
	for _, t := range tallies {
		n += t.Cases
	}
	return n
}

func TestKeepForEver(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.RetentionYears = -1 })
	_, c := f.calledIn()
	f.clock.Advance(60 * 366 * 24 * time.Hour)
	report := f.sweepUntilIdle()
	assert.Zero(t, report.Chores["retention"]+report.Chores["call_retention"])
	assert.Contains(t, string(f.kept(c.ID)), callNote)
}

type failingChore struct{ ran *[]string }

func (failingChore) Name() string { return "partitions" }
func (c failingChore) Run(context.Context, time.Time, int) (int, error) {
	*c.ran = append(*c.ran, "partitions")
	return 0, errors.New("no room")
}

type countingChore struct {
	name string
	ran  *[]string
}

func (c countingChore) Name() string { return c.name }
func (c countingChore) Run(_ context.Context, now time.Time, limit int) (int, error) {
	*c.ran = append(*c.ran, fmt.Sprint(c.name, " ", now.Format(time.DateOnly), " ", limit))
	return 3, nil
}

// TestChoresInOrder: in the given order, and none keeps the others from running.
func TestChoresInOrder(t *testing.T) {
	t.Parallel()
	var ran []string
	f := setup(t, func(c *samad.Config) {
		c.Chores = []samad.Chore{countingChore{"surveys", &ran}, failingChore{&ran}, countingChore{"digests", &ran}}
	})
	report, err := f.desk.Sweep(f.ctx, "sweeper", 7)
	require.ErrorContains(t, err, "chore partitions: no room")
	assert.Equal(t, []string{"surveys 2026-03-01 7", "partitions", "digests 2026-03-01 7"}, ran)
	assert.Equal(t, 3, report.Chores["surveys"])
	assert.Equal(t, 0, report.Chores["partitions"])
	assert.False(t, report.Idle())
}
