package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// tour is one run of the script.
type tour struct {
	dir      string
	out      io.Writer
	clients  int
	kills    int
	programs programs
	server   *server
	client   *client
	matters  []*matter
	findings findings
	checkers checkers
	killing  sync.Mutex // one kill at a time
}

// The days of the script, on clocks in Tehran. The deadline of what is
// referred on the first one is Wednesday 27 Esfand, 14:00; the ladder goes on
// after Nowruz, on 8 and 11 Farvardin.
var (
	firstDay   = day("2026-03-08T08:30:00+03:30") // Sunday 17 Esfand 1404
	inTime     = day("2026-03-14T09:00:00+03:30") // Saturday 23 Esfand
	afterTwo   = day("2026-03-29T09:00:00+03:30") // Sunday 9 Farvardin 1405
	afterThree = day("2026-04-05T09:00:00+03:30") // Sunday 16 Farvardin
	lastDay    = day("2026-05-02T09:00:00+03:30") // Saturday 12 Ordibehesht
)

// day reads one of the instants above.
func day(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{} // TestDays holds them all against their dates
	}
	return t
}

// options say how a tour goes.
type options struct {
	dir      string
	out      io.Writer
	clients  int
	messages int // 0 for all
	kills    int // of the service in an act of many clients
}

// run goes through the whole script. It returns the differences that were
// found; the error is that of a script that could not be played to its end.
func (o options) run(ctx context.Context) ([]string, error) {
	all, err := readSamples(o.messages)
	if err != nil {
		return nil, err
	}
	t := &tour{dir: o.dir, out: o.out, clients: o.clients, kills: o.kills, matters: newLedger(all)}
	if err := t.open(ctx); err != nil {
		return nil, err
	}
	if err := t.play(ctx); err != nil {
		return t.findings.list(), errors.Join(err, t.server.kill())
	}
	t.table()
	return t.findings.list(), t.server.stop()
}

// open builds the programs and starts the service.
func (t *tour) open(ctx context.Context) (err error) {
	s := newStage(t.out, "Build the service, the checker and the command line", 0)
	if t.programs, err = build(ctx, t.dir); err != nil {
		return err
	}
	s.end("")
	db := filepath.Join(t.dir, "samad.db")
	t.server = &server{
		program: t.programs.intake, db: db, log: filepath.Join(t.dir, "intake.log"), accounts: map[string]string{},
	}
	t.checkers = checkers{program: t.programs.deadline, db: db, outbox: filepath.Join(t.dir, "outbox.jsonl"), key: db + ".key"}
	t.client = newClient(t.server, t.clients)
	s = newStage(t.out, "Start the service on 17 Esfand 1404", 0)
	if err := t.server.start(ctx, firstDay); err != nil {
		return err
	}
	s.end(fmt.Sprintf("%s, %d accounts", t.server.base, len(t.server.accounts)))
	return nil
}

// play goes through the acts.
func (t *tour) play(ctx context.Context) error {
	acts := []func(context.Context) error{
		t.submitAll,
		t.act("Send every message again with its key", t.clients, t.submit),
		t.act("Petitioners track by their codes", t.clients, t.track),
		t.meet,
		t.act("The operator screens", 4, t.screen),
		t.act("The operator merges what is repeated", 1, t.merge),
		t.act("Petitioners say what was missing", 4, t.reply),
		t.beginAll,
		t.act("Petitioners confirm, rate, object", t.clients, t.respond),
		t.check("The checker runs until 23 Esfand", 1, firstDay, inTime),
		t.moveTo(inTime),
		t.act("Agencies answer in time", 8, t.finish),
		t.check("Two checkers run across Nowruz, until 9 Farvardin 1405", 2, inTime, afterTwo),
		t.moveTo(afterTwo),
		t.act("Late agencies answer", 8, t.afterDeadline(lateAnswer, 2)),
		t.check("The checker runs until 16 Farvardin", 1, afterTwo, afterThree),
		t.moveTo(afterThree),
		t.act("Very late agencies answer", 8, t.afterDeadline(veryLateAnswer, 3)),
		t.check("The checker runs until 12 Ordibehesht", 1, afterThree, lastDay),
		t.moveTo(lastDay),
		t.tally,
		t.verify,
	}
	for _, act := range acts {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// act is a part of the script that everybody plays, several at a time.
func (t *tour) act(title string, workers int, do func(context.Context, *matter) error) func(context.Context) error {
	return func(ctx context.Context) error {
		s := newStage(t.out, title, len(t.matters))
		if err := t.each(ctx, s, workers, do); err != nil {
			return fmt.Errorf("%s: %w", title, err)
		}
		s.end("")
		return nil
	}
}

// each does something with every matter, several at a time.
func (t *tour) each(ctx context.Context, s *stage, workers int, do func(context.Context, *matter) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, m := range t.matters {
		group.Go(func() error {
			if err := do(ctx, m); err != nil {
				return fmt.Errorf("message %s (%s, %s): %w", m.sample.ID, m.sample.Expected.Screening, m.plan, err)
			}
			s.step()
			return nil
		})
	}
	return group.Wait()
}

// killed kills the service now and then while an act is played, and starts it
// again; whoever was at work meanwhile has to find out what became of it.
func (t *tour) killed(ctx context.Context, s *stage, do func(context.Context, *matter) error) func(context.Context, *matter) error {
	part := int64(max(1, len(t.matters)/(t.kills+1)))
	var played atomic.Int64
	return func(inner context.Context, m *matter) error {
		if err := do(inner, m); err != nil {
			return err
		}
		if n := played.Add(1); n%part != 0 || n/part > int64(t.kills) {
			return nil
		}
		t.killing.Lock()
		defer t.killing.Unlock()
		if err := t.server.kill(); err != nil {
			return err
		}
		s.kills.Add(1)
		return t.server.start(ctx, t.server.now())
	}
}

// survived tells how an act with kills ended.
func (t *tour) survived(s *stage, lost int) {
	if kills, want := int(s.kills.Load()), min(t.kills, len(t.matters)); kills != want {
		t.findings.addf("the service was killed %d times, should be %d", kills, want)
	}
	s.end(fmt.Sprintf("killed %d times, %d requests found no service", s.kills.Load(), t.client.lost-lost))
}

// submitAll sends all messages, with a power cut in the middle.
func (t *tour) submitAll(ctx context.Context) error {
	s := newStage(t.out, fmt.Sprintf("%d clients submit, the service is killed meanwhile", t.clients), len(t.matters))
	if err := t.each(ctx, s, t.clients, t.killed(ctx, s, t.submit)); err != nil {
		return err
	}
	for _, m := range t.matters {
		if m.code == "" || m.refused != "" {
			t.findings.add(m, fmt.Sprintf("acknowledged as %q and refused as %q", m.code, m.refused))
		}
	}
	t.survived(s, 0)
	return nil
}

// beginAll is the first day at the agencies, with a power cut in the middle.
func (t *tour) beginAll(ctx context.Context) error {
	s := newStage(t.out, "Agencies work, the service is killed meanwhile", len(t.matters))
	lost := t.client.lost
	if err := t.each(ctx, s, 8, t.killed(ctx, s, t.begin)); err != nil {
		return err
	}
	t.survived(s, lost)
	return nil
}

// moveTo starts the service again with a later clock.
func (t *tour) moveTo(at time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := t.server.stop(); err != nil {
			return err
		}
		return t.server.start(ctx, at)
	}
}
