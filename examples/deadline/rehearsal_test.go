package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// story is what people do in one case, as the oracle must know it.
type story struct {
	id                 samad.CaseID
	filed, referred    time.Time
	asked, informed    time.Time // zero for never
	answered, objected time.Time
	again              time.Time // the answer after the objection
	confirmed          time.Time
}

// act is something that somebody does at an instant.
type act struct {
	at time.Time
	do func(ctx context.Context, desk *samad.Desk, s *story) error
	of *story
}

// year is a rehearsal: what people do, and the checker that runs beside them.
type year struct {
	*office
	policy            atomic.Pointer[sla.Policy]
	cal, closed       *sla.Calendar
	declared          time.Time
	outage, recovered time.Time
	end               time.Time
	watched           time.Duration // what the checker took of the machine's time
	stories           []*story
	acts              []act
	desks             []*samad.Desk
	clocks            []*clock
}

// Plan implements [samad.Deadlines] by the policy of the day.
func (y *year) Plan(facts sla.Facts, clock sla.Clock) (sla.Plan, error) {
	return y.policy.Load().Plan(facts, clock)
}

const hour = time.Hour

func newYear(t *testing.T, address string, cases, calls int) *year {
	t.Helper()
	keys, err := vault.CreateFile(filepath.Join(t.TempDir(), "key"))
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), address, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	y := &year{office: openOfficeOn(t, db.Cases(), keys)}

	calendars, err := iran.Calendars()
	require.NoError(t, err)
	y.cal = calendars.For(sla.Scope{Place: "10", Agency: "isf.tamin"})
	from, to := date(t, "1405-08-16"), date(t, "1405-08-19")
	all, err := iran.Calendar()
	require.NoError(t, err)
	with, err := all.WithClosure(sla.Closure{ID: "dust", Name: sla.Text{Fa: "گرد و غبار", En: "dust"}, From: from, To: to})
	require.NoError(t, err)
	y.closed = with.For(sla.Scope{Place: "10", Agency: "isf.tamin"})
	y.policy.Store(sla.DefaultPolicy(calendars))
	y.config.Deadlines = y
	y.declared = instant(t, "2026-11-06T20:00:00+03:30") // the evening before 16 Aban
	y.outage = instant(t, "2026-07-11T09:00:00+03:30")
	y.recovered = y.outage.Add(3 * 24 * hour)
	begin := instant(t, "2026-03-29T08:00:00+03:30")
	y.end = begin.AddDate(1, 0, 0)

	random := rand.New(rand.NewPCG(1405, 111))
	span := func(from, to time.Duration) time.Duration {
		return (from + time.Duration(random.Int64N(int64(to-from)))).Truncate(time.Microsecond)
	}
	day := 24 * hour
	for n := range calls {
		at := begin.Add(span(0, 364*day))
		if n >= cases {
			y.add(at, nil, func(ctx context.Context, desk *samad.Desk, _ *story) error {
				_, err := desk.TakeCall(ctx, operator, samad.CallReport{
					Caller: fmt.Sprintf("0913%07d", n), Started: at.Add(-3 * time.Minute), Ended: at, Outcome: samad.CallAdvised,
				})
				return err
			})
			continue
		}
		s := &story{filed: at}
		y.stories = append(y.stories, s)
		y.add(at, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			r, err := desk.TakeCall(ctx, operator, samad.CallReport{
				Caller: fmt.Sprintf("0912%07d", n), Started: at.Add(-5 * time.Minute), Ended: at, Outcome: samad.CallNewCase, Separate: true,
				Submission: &samad.Submission{
					Kind: samad.Request, Text: "سه ماه است حقوقم واریز نشده.", Place: "1014", Topic: "welfare/retirement",
					Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه"},
				},
			})
			if err == nil {
				s.id = r.Receipt.Case
			}
			return err
		})
		s.referred = at.Add(span(time.Minute, 4*hour))
		y.add(s.referred, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			_, err := desk.Accept(ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: s.id}})
			return err
		})
		switch p := random.IntN(100); {
		case p < 55: // in time, mostly
			s.answered = s.referred.Add(span(hour, 10*day))
		case p < 75: // late
			s.answered = s.referred.Add(span(11*day, 30*day))
		case p < 85: // after a question
			s.asked = s.referred.Add(span(hour, 3*day))
			s.informed = s.asked.Add(span(hour, 6*day))
			s.answered = s.informed.Add(span(hour, 20*day))
		case p < 90: // a question without a reply
			s.asked = s.referred.Add(span(hour, 3*day))
		case p < 95: // an objection
			s.answered = s.referred.Add(span(hour, 8*day))
			s.objected = s.answered.Add(span(hour, 9*day))
			s.again = s.objected.Add(span(hour, 20*day))
		default: // never
		}
		if s.again.IsZero() && !s.answered.IsZero() && random.IntN(4) == 0 && s.objected.IsZero() {
			s.confirmed = s.answered.Add(span(hour, 9*day))
		}
		y.add(s.asked, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			_, err := desk.Ask(ctx, head, samad.AskRequest{Ref: samad.Ref{ID: s.id}, Question: "شماره بیمه؟"})
			return err
		})
		y.add(s.informed, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			_, err := desk.Inform(ctx, operator, samad.InformRequest{Ref: samad.Ref{ID: s.id}, Text: "۱۲۳"})
			return err
		})
		for _, at := range []time.Time{s.answered, s.again} {
			y.add(at, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
				_, err := desk.Answer(ctx, head, samad.AnswerRequest{
					Ref: samad.Ref{ID: s.id}, Outcome: samad.Done, Final: true,
					AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
				})
				return err
			})
		}
		y.add(s.objected, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			_, err := desk.Object(ctx, operator, samad.ObjectRequest{Ref: samad.Ref{ID: s.id}, Text: "واریز نشد."})
			return err
		})
		y.add(s.confirmed, s, func(ctx context.Context, desk *samad.Desk, s *story) error {
			_, err := desk.Confirm(ctx, operator, samad.Ref{ID: s.id})
			return err
		})
	}
	y.add(y.declared, nil, func(ctx context.Context, desk *samad.Desk, _ *story) error {
		y.policy.Store(sla.DefaultPolicy(with))
		for _, err := range desk.RecalculateAll(ctx, "گرد و غبار", true) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(y.acts, func(a, b act) int { return a.at.Compare(b.at) })
	const people = 8
	for range people {
		c := &clock{}
		c.set(begin)
		y.clocks = append(y.clocks, c)
		y.desks = append(y.desks, y.open(c, nil))
	}
	return y
}

func date(t *testing.T, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

// add plans an act, unless it never happens.
func (y *year) add(at time.Time, s *story, do func(context.Context, *samad.Desk, *story) error) {
	if !at.IsZero() && at.Before(y.end) {
		y.acts = append(y.acts, act{at: at, do: do, of: s})
	}
}

// run lets people act and the checker watch, in the order of time.
func (y *year) run(ctx context.Context, k *checker) error {
	for i := 0; i < len(y.acts); {
		at := y.acts[i].at
		down := !at.Before(y.outage) && at.Before(y.recovered)
		if !down {
			if err := y.watch(ctx, k, at); err != nil {
				return err
			}
		}
		// What happens before anything is due again happens side by side. The
		// least that a new case has is hours.
		until := at.Add(20 * time.Minute)
		if next, err := k.next(ctx, at); err != nil {
			return err
		} else if !down && !next.IsZero() && next.Before(until) {
			until = next
		}
		if down && until.After(y.recovered) {
			until = y.recovered // the checker is back before what people do then
		}
		j := i + 1
		for j < len(y.acts) && y.acts[j].at.Before(until) && y.acts[j].of != nil == (y.acts[i].of != nil) && y.acts[j].at != y.declared && at != y.declared {
			j++
		}
		if err := y.people(ctx, y.acts[i:j]); err != nil {
			return err
		}
		i = j
	}
	if err := k.advance(ctx, y.end, &progress{}); err != nil {
		return err
	}
	return k.round(ctx)
}

// watch lets the checker go on to the instant. After the outage it begins with
// a round for all that was missed.
func (y *year) watch(ctx context.Context, k *checker, at time.Time) error {
	began := time.Now()
	defer func() { y.watched += time.Since(began) }()
	if now := k.clock.Now(); now.Before(y.outage) && !at.Before(y.recovered) {
		if err := k.advance(ctx, y.outage, &progress{}); err != nil {
			return err
		}
		k.clock.set(y.recovered)
		if err := k.round(ctx); err != nil {
			return err
		}
	}
	return k.advance(ctx, at, &progress{})
}

// people do their acts side by side, those of one case one after the other.
func (y *year) people(ctx context.Context, acts []act) error {
	if len(acts) == 1 {
		y.clocks[0].set(acts[0].at)
		return acts[0].do(ctx, y.desks[0], acts[0].of)
	}
	errs := make([]error, len(y.desks))
	var wg sync.WaitGroup
	for w := range y.desks {
		wg.Go(func() {
			for i, a := range acts {
				mine := i%len(y.desks) == w
				if a.of != nil {
					mine = int(a.of.filed.UnixMicro()%int64(len(y.desks))) == w
				}
				if !mine {
					continue
				}
				y.clocks[w].set(a.at)
				if err := a.do(ctx, y.desks[w], a.of); err != nil {
					errs[w] = fmt.Errorf("%s: %w", a.at, err)
					return
				}
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}

// TestRehearsal goes through a pilot's year with a declared closure and a
// checker that is down for three days, and holds every clock against the
// oracle. SAMAD_LONG=1 takes the pilot's real size: 34,000 calls and 6,800
// cases.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	address, cases, calls := "memory:", 150, 300
	if os.Getenv("SAMAD_LONG") != "" {
		address, cases, calls = "sqlite:"+filepath.Join(t.TempDir(), "samad.db"), 6_800, 34_000
	}
	rehearse(t, address, cases, calls)
}

// TestRehearsalOfABiggerYear does the same with SAMAD_LONG=1 and 20,000 cases;
// else with more cases than calls.
func TestRehearsalOfABiggerYear(t *testing.T) {
	t.Parallel()
	cases, calls := 120, 40
	if os.Getenv("SAMAD_LONG") != "" {
		cases, calls = 20_000, 20_000
	}
	rehearse(t, "memory:", cases, calls)
}

func rehearse(t *testing.T, address string, cases, calls int) {
	t.Helper()
	y := newYear(t, address, cases, calls)
	k := y.checker("a", y.acts[0].at)
	k.batch, k.couriers = 200, 8
	began := time.Now()
	require.NoError(t, y.run(t.Context(), k.checker))
	k.report.json = false
	k.report.summary(time.Since(began))
	t.Logf("%d calls, %d cases, %d acts in %s, of which the checker took %s; %s of processor time\n%s", calls, cases, len(y.acts), time.Since(began).Round(time.Millisecond),
		y.watched.Round(time.Millisecond), processorTime(), lastLine(k.out.String()))
	assert.Zero(t, k.report.failed, k.err.String())

	var got, want outcome
	for _, s := range y.stories {
		c, err := y.store.Case(t.Context(), s.id)
		require.NoError(t, err)
		g, w := y.seen(t, c), y.expected(s)
		if !assert.Equal(t, w, g, "case filed %s, referred %s, asked %s, informed %s, answered %s", s.filed, s.referred, s.asked, s.informed, s.answered) && t.Failed() {
			break
		}
		got.breached += g.breached
		got.escalated += g.escalated
		want.breached += w.breached
		want.escalated += w.escalated
	}
	assert.NotZero(t, want.breached)
	assert.NotZero(t, want.escalated)
	// Everything that was written was delivered, and every history verifies.
	page, err := y.store.FindMessages(t.Context(), samad.MessageQuery{States: []samad.MessageState{samad.Pending, samad.Dead}})
	require.NoError(t, err)
	assert.Empty(t, page.Messages)
	for _, s := range y.stories[:min(len(y.stories), 200)] {
		y.history(s.id)
	}
}

func lastLine(s string) string {
	return s[max(0, len(s)-400):]
}

// processorTime is what the process has used of the processors, which tells
// more than the clock where others are at work.
func processorTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return (time.Duration(use.Utime.Nano()) + time.Duration(use.Stime.Nano())).Round(10 * time.Millisecond)
}
