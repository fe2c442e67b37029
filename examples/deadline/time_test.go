package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// openAt opens an office at another time.
func openAt(t *testing.T, at string) *office {
	t.Helper()
	o := openOffice(t)
	o.clock = &clock{}
	o.clock.set(instant(t, at))
	o.desk = o.open(o.clock, nil)
	return o
}

// fired lists when time did what to the agency's clock, by the word for it.
func (o *office) fired(id samad.CaseID) map[string][]time.Time {
	o.t.Helper()
	events, err := o.store.Events(o.t.Context(), id)
	require.NoError(o.t, err)
	out := map[string][]time.Time{}
	for _, e := range events {
		out[string(e.Type)] = append(out[string(e.Type)], e.At)
	}
	return out
}

// Over the turn of the years 1403 (which has a 30 Esfand), 1404 (which has not),
// and 1400 and 1401, when clocks were set forward on 1 Farvardin and back on 30
// Shahrivar: a case for every day, every step at the instant that the oracle
// counts.
func TestYearTurnsAndSummerTime(t *testing.T) {
	t.Parallel()
	calendars, err := iran.Calendars()
	require.NoError(t, err)
	cal := calendars.For(sla.Scope{Place: "10", Agency: "isf.tamin"})
	o := oracle{cal, cal.Zone()}
	for _, from := range []string{
		"2025-03-05T10:00:00+03:30", "2026-03-05T10:00:00+03:30", "2022-03-05T23:30:00+03:30", "2022-09-08T23:59:59+04:30",
	} {
		office := openAt(t, from)
		starts := map[samad.CaseID]time.Time{}
		k := office.checker("a", office.clock.Now())
		begin := office.clock.Now()
		for day := range 25 {
			office.clock.set(begin.AddDate(0, 0, day))
			require.NoError(t, k.advance(t.Context(), office.clock.Now(), &progress{}))
			starts[office.submit(true)] = office.clock.Now()
		}
		require.NoError(t, k.simulate(t.Context(), begin.AddDate(0, 4, 0), &progress{}))
		for id, start := range starts {
			due := o.due(start, 10, 0)
			got := office.fired(id)
			same := func(what string, want ...time.Time) {
				t.Helper()
				require.Len(t, got[what], len(want), "%s of a case of %s", what, start)
				for i := range want {
					// Shares of a time are cut to whole seconds.
					assert.True(t, got[what][i].Equal(want[i].Truncate(time.Second)), "%s of a case of %s: %s, want %s", what, start, got[what][i].In(o.zone), want[i].In(o.zone))
				}
			}
			same("breached", due)
			same("escalated", due, o.afterWorking(due, 2), o.afterWorking(due, 5))
			want := warnings(start, due)
			slices.SortFunc(want, time.Time.Compare)
			same("warned", want...)
		}
		assert.Empty(t, k.report.failed)
	}
}

// A closure that is declared when the deadline has passed already, for that very
// day: the breach is taken back, and comes again at the new instant.
func TestClosureDeclaredTooLate(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	k := o.checker("a", o.clock.Now())
	due := instant(t, "2026-03-18T14:00:00+03:30") // Wednesday 27 Esfand
	require.NoError(t, k.simulate(t.Context(), due.Add(hour), &progress{}))
	require.Len(t, o.fired(id)["breached"], 1)

	all, err := iran.Calendar()
	require.NoError(t, err)
	with, err := all.WithClosure(sla.Closure{ID: "cold", Name: sla.Text{Fa: "سرما", En: "cold"}, From: date(t, "1404-12-27"), To: date(t, "1404-12-27")})
	require.NoError(t, err)
	o.config.Deadlines = sla.DefaultPolicy(with)
	o.clock.set(due.Add(2 * hour))
	o.desk = o.open(o.clock, nil)
	moved := 0
	for _, err := range o.desk.RecalculateAll(t.Context(), "سرما", true) {
		require.NoError(t, err)
		moved++
	}
	assert.Equal(t, 1, moved)
	c, err := o.store.Case(t.Context(), id)
	require.NoError(t, err)
	assert.False(t, c.Late(o.clock.Now()), "it was not missed")
	k = o.checker("b", o.clock.Now())
	require.NoError(t, k.simulate(t.Context(), due.AddDate(0, 1, 0), &progress{}))
	breaches := o.fired(id)["breached"]
	require.Len(t, breaches, 2)
	assert.True(t, breaches[1].Equal(oracle{with.For(sla.Scope{Place: "10"}), with.Zone()}.working(due)), breaches[1])
	o.history(id) // verifies
}

// wild is a clock that is set back and forth.
type wild struct{ now time.Time }

func (w *wild) Now() time.Time { return w.now }

// A clock that NTP sets back or ahead, or that stood still while the machine
// was suspended, makes nothing happen twice, and no history run backwards.
func TestClockIsSet(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	w := &wild{o.clock.Now()}
	config := o.config
	config.Now = w.Now
	desk, err := samad.NewDesk(config)
	require.NoError(t, err)
	step := func(by time.Duration) {
		w.now = w.now.Add(by)
		_, err := desk.Sweep(t.Context(), "a", 10)
		require.NoError(t, err)
		o.history(id) // verifies: no event lies before the one before
	}
	due := instant(t, "2026-03-18T14:00:00+03:30")
	w.now = due.Add(-time.Minute)
	step(0)
	step(2 * time.Minute)  // over the deadline
	step(-5 * time.Minute) // set back before it
	step(time.Minute)
	step(10 * time.Minute)
	require.Len(t, o.fired(id)["breached"], 1)
	w.now = due.Add(-3 * time.Minute) // people go on working while the clock is behind
	o.clock = &clock{}
	o.clock.set(w.now)
	o.desk = o.open(o.clock, nil)
	o.answer(id)
	o.history(id)
	step(72 * time.Hour) // suspended over days
	got := o.fired(id)
	assert.Len(t, got["breached"], 1)
	assert.Len(t, got["escalated"], 1, "answered before the next step of the ladder")
}

// sleepy lets somebody else work between a claim and what follows: the claimant
// was suspended, and its lease ran out.
type sleepy struct {
	samad.Store
	asleep func()
}

func (s *sleepy) ClaimDue(ctx context.Context, claim samad.Claim) ([]samad.CaseID, error) {
	ids, err := s.Store.ClaimDue(ctx, claim)
	if s.asleep != nil && len(ids) > 0 {
		asleep := s.asleep
		s.asleep = nil
		asleep()
	}
	return ids, err
}

func TestSuspendedWithClaims(t *testing.T) {
	t.Parallel()
	store := &sleepy{Store: memory.New()}
	o := openOfficeOn(t, store, nil)
	var ids []samad.CaseID
	for range 20 {
		ids = append(ids, o.submit(true))
	}
	at := o.clock.Now().AddDate(0, 2, 0)
	a, b := o.checker("a", at), o.checker("b", at.Add(2*hour))
	a.batch = 20
	b.batch = 20
	store.asleep = func() { require.NoError(t, b.round(t.Context())) }
	require.NoError(t, a.round(t.Context()))
	for _, id := range ids {
		assert.Len(t, times(o.history(id)), 7)
		assert.Empty(t, duplicates(o, id))
	}
	assert.Equal(t, 20, b.report.total.Breached)
	assert.Zero(t, a.report.total.Breached, "whoever wakes up finds it done")
}

// TestNoStorm: after two months without a checker each case says what there is
// to say once, in the order of time, and old warnings are recorded as skipped
// with the reason.
func TestNoStorm(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.submit(true)
	k := o.checker("a", o.clock.Now().AddDate(0, 2, 0))
	require.NoError(t, k.round(t.Context()))
	events, err := o.store.Events(t.Context(), id)
	require.NoError(t, err)
	skipped := 0
	for _, e := range events {
		p, err := e.Payload()
		require.NoError(t, err)
		if s, ok := p.(*samad.MarkSkipped); ok {
			skipped++
			assert.Equal(t, "the deadline had passed when its turn came", s.Why)
		}
	}
	assert.Equal(t, 3, skipped)
	kinds := map[samad.MessageKind]int{}
	all, err := o.store.Messages(t.Context(), id)
	require.NoError(t, err)
	for _, m := range all {
		kinds[m.Kind]++
	}
	assert.Zero(t, kinds[samad.WarningMessage])
	assert.Equal(t, 1, kinds[samad.BreachMessage])
	assert.Equal(t, 3, kinds[samad.EscalatedMessage], "each to another office or role")
}

// TestMorningDigest: each agency is told once on each of its working days,
// whatever checkers run, and not after hours.
func TestMorningDigest(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	db := "sqlite:" + path
	for _, row := range []struct {
		at   string
		told bool
	}{
		{"2026-03-16T07:29:00+03:30", false}, // Monday, too early
		{"2026-03-16T07:30:00+03:30", true},
		{"2026-03-16T09:00:00+03:30", false}, // already told
		{"2026-03-17T18:00:00+03:30", false}, // after hours
		{"2026-03-19T08:00:00+03:30", false}, // Thursday
		{"2026-03-25T08:00:00+03:30", true},  // a Wednesday after the first days of the year; five are late
	} {
		box := filepath.Join(t.TempDir(), "box")
		code, out, errs := deadline(t.Context(), "--db", db, "--at", row.at, "--outbox", box)
		require.Equal(t, exitGood, code, errs)
		assert.Equal(t, row.told, strings.Contains(out, "morning_digest 1"), "%s: %s", row.at, out)
		if !row.told {
			continue
		}
		letters := readOutbox(t, box)
		i := slices.IndexFunc(letters, func(l letter) bool { return l.Kind == samad.DigestMessage })
		require.GreaterOrEqual(t, i, 0)
		assert.Equal(t, samad.RoleAgencyHead, letters[i].Role)
		if row.at[:10] == "2026-03-25" {
			assert.Contains(t, letters[i].Text, "دیرکرده ۵")
		} else {
			assert.Contains(t, letters[i].Text, "مهلت تا هفت روز دیگر ۵")
		}
	}
}

// TestCostFollowsWhatIsDue: a hundred due cases cost as much among few as among
// many: at most three times. SAMAD_LONG=1 compares with a million.
//
//nolint:paralleltest // it measures
func TestCostFollowsWhatIsDue(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills databases")
	}
	const rounds = 11
	few, many := 100*rounds, 1000*rounds
	if os.Getenv("SAMAD_LONG") != "" {
		many = 1_000_000
	}
	sweep := func(open int) func(round int) time.Duration {
		db, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "samad.db"), storage.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, db.Close()) })
		require.NoError(t, db.Migrate(t.Context()))
		first := fill(t, db.Cases(), open)
		o := openOfficeOn(t, db.Cases(), nil)
		return func(round int) time.Duration { // the deadlines lie a minute apart
			k := o.checker("a", first.Add(time.Duration(round*100)*time.Minute))
			k.batch = 100
			began := time.Now()
			require.NoError(t, k.part(t.Context(), k.sweep))
			took := time.Since(began)
			assert.Equal(t, 100, k.report.total.Breached, k.err.String())
			return took
		}
	}
	among, amongMany := sweep(few), sweep(many)
	// What else the machine does only adds, so the quickest of some rounds tells;
	// more are taken while it is in doubt.
	small, large := time.Hour, time.Hour
	for round := 1; round <= rounds && (round <= 5 || large >= 3*small); round++ {
		small, large = min(small, among(round)), min(large, amongMany(round))
	}
	t.Logf("100 due among %d: %s, among %d: %s", few, small, many, large)
	assert.Less(t, large, 3*small)
}

// fill adds so many cases, due one minute after the other, and returns the
// instant before the first.
func fill(t *testing.T, s samad.Store, n int) time.Time {
	t.Helper()
	var first time.Time
	for from := 1; from <= n; from += 500 {
		var batch []samad.Change
		for i := from; i < min(from+500, n+1); i++ {
			ch := storagetest.Submission(i)
			ch.Messages = nil
			if i == 1 {
				first = ch.Case.NextDue().Add(-time.Minute)
			}
			batch = append(batch, ch)
		}
		require.NoError(t, s.Apply(t.Context(), batch...), fmt.Sprint(from))
	}
	return first
}
