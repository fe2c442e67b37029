package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

func recordRefusals() []LedgerCheck {
	return []LedgerCheck{
		{"records/stale revision", "a report that replaces another one", recordStale},
		{"records/second creation", "two letters with one number", recordSecond},
		{"records/step on nothing", "a history that begins in the middle", recordOnNothing},
		{"records/message id used again", "a letter sent twice", recordMessageTwice},
		{"records/message to nobody", "a letter that fails for ever", recordMessageNobody},
		{"records/senseless changes", "a history with a gap that nobody can mend", recordSenseless},
		{"records/unknown is not found", "an empty record taken for a real one", recordUnknown},
		{"records/one of many writers", "a step that is overwritten without a word", recordRace},
	}
}

// conflict checks that the error names the record.
func conflict(what string, err error, ref ledger.Ref) error {
	if err := fails(what, err, samad.ErrConflict); err != nil {
		return err
	}
	named, ok := errors.AsType[*ledger.ConflictError](err)
	if !ok || named.Ref != ref {
		return fmt.Errorf("%s: error %q does not name %s", what, err, ref)
	}
	return nil
}

func recordStale(ctx context.Context, s Ledger) error {
	first := beginning(1)
	second := following(first)
	other := following(first, func(r *ledger.Record) { r.Keys.State = "other" })
	if err := s.Apply(ctx, first, second); err != nil {
		return err
	}
	return run(
		func() error { return conflict("a stale change", s.Apply(ctx, other), visitRef(1)) },
		func() error {
			return conflict("a change ahead", s.Apply(ctx, following(following(second))), visitRef(1))
		},
		func() error {
			return kept(ctx, s, ledger.Change{Record: second.Record, Events: append(first.Events, second.Events...)})
		},
	)
}

func recordSecond(ctx context.Context, s Ledger) error {
	first := beginning(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	again := beginning(1, func(r *ledger.Record) { r.Keys.State = "other" })
	return run(
		func() error { return conflict("a second creation", s.Apply(ctx, again), visitRef(1)) },
		func() error { return kept(ctx, s, first) },
	)
}

func recordOnNothing(ctx context.Context, s Ledger) error {
	step := following(beginning(1))
	_, err := s.Record(ctx, visitRef(1))
	return run(
		func() error { return conflict("a step on nothing", s.Apply(ctx, step), visitRef(1)) },
		func() error { return fails("the record", err, samad.ErrNotFound) },
	)
}

func recordMessageTwice(ctx context.Context, s Ledger) error {
	first, second := beginning(1), beginning(2)
	first.Messages = []samad.Message{officeLetter(1, 1)}
	second.Messages = []samad.Message{officeLetter(2, 1)}
	second.Messages[0].ID = first.Messages[0].ID
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := fails("a message's id used again", s.Apply(ctx, second), samad.ErrConflict); err != nil {
		return err
	}
	_, err := s.Record(ctx, visitRef(2))
	return fails("the record of a refused change", err, samad.ErrNotFound)
}

func recordMessageNobody(ctx context.Context, s Ledger) error {
	ch := beginning(1)
	ch.Messages = []samad.Message{officeLetter(1, 1)}
	ch.Messages[0].Case = caseID(9)
	if err := fails("a message to an unknown case", s.Apply(ctx, ch), samad.ErrInvalid); err != nil {
		return err
	}
	_, err := s.Record(ctx, visitRef(1))
	return fails("the record of a refused change", err, samad.ErrNotFound)
}

func recordSenseless(ctx context.Context, s Ledger) error {
	bad := map[string]func(ch *ledger.Change){
		"a gap in the events":      func(ch *ledger.Change) { ch.Events[1].Seq = 3 },
		"an event of another":      func(ch *ledger.Change) { ch.Events[1].Ref = visitRef(9) },
		"another revision":         func(ch *ledger.Change) { ch.Record.Revision = 3 },
		"no events":                func(ch *ledger.Change) { ch.Events, ch.Record.Revision = nil, 0 },
		"no record":                func(ch *ledger.Change) { ch.Record = nil },
		"no state":                 func(ch *ledger.Change) { ch.Record.State = nil },
		"a kind without its form":  func(ch *ledger.Change) { rename(ch, ledger.Ref{Kind: "Visit", ID: "1"}) },
		"an empty id":              func(ch *ledger.Change) { rename(ch, ledger.Ref{Kind: visitKind}) },
		"a text with U+0000":       func(ch *ledger.Change) { ch.Record.Keys.State = "a\x00b" },
		"a text that is not UTF-8": func(ch *ledger.Change) { ch.Record.State = []byte("\"\xff\"") },
		"a key twice": func(ch *ledger.Change) {
			ch.Record.Keys.Free = append(ch.Record.Keys.Free, ch.Record.Keys.Free[0])
		},
		"a key without a value": func(ch *ledger.Change) { ch.Record.Keys.Free[0].Value = "" },
		"a message of another": func(ch *ledger.Change) {
			ch.Messages = []samad.Message{officeLetter(2, 1)}
		},
		"a message to a petitioner without a case": func(ch *ledger.Change) {
			m := officeLetter(1, 1)
			m.Audience = samad.ToPetitioner
			ch.Messages = []samad.Message{m}
		},
	}
	for what, edit := range bad {
		ch := beginning(1)
		edit(&ch)
		if err := fails(what, s.Apply(ctx, ch), samad.ErrInvalid); err != nil {
			return err
		}
	}
	page, err := s.List(ctx, ledger.Query{Kind: visitKind})
	if err != nil {
		return err
	}
	return same("what was written of it", len(page.Records), 0)
}

func rename(ch *ledger.Change, ref ledger.Ref) {
	ch.Record.Ref = ref
	for i := range ch.Events {
		ch.Events[i].Ref = ref
	}
}

func recordUnknown(ctx context.Context, s Ledger) error {
	if err := s.Apply(ctx, beginning(1)); err != nil {
		return err
	}
	_, noRecord := s.Record(ctx, ledger.Ref{Kind: demandKind, ID: id(1)})
	_, noEvents := s.Events(ctx, visitRef(2))
	_, bad := s.Record(ctx, ledger.Ref{Kind: "No Kind", ID: "1"})
	return run(
		func() error { return fails("a record of another kind", noRecord, samad.ErrNotFound) },
		func() error { return fails("events of an unknown record", noEvents, samad.ErrNotFound) },
		func() error { return fails("a ref without its form", bad, samad.ErrInvalid) },
	)
}

// recordRace lets writers change one record at the same time: each revision is
// written by exactly one of them.
func recordRace(ctx context.Context, s Ledger) error {
	const writers, steps = 4, 12
	prev := beginning(1)
	if err := s.Apply(ctx, prev); err != nil {
		return err
	}
	for range steps {
		var mu sync.Mutex
		var won []ledger.Change
		var others []error
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				ch := following(prev, func(r *ledger.Record) { r.Keys.State = fmt.Sprintf("by %d", w) })
				err := s.Apply(ctx, ch)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won = append(won, ch)
				case !errors.Is(err, samad.ErrConflict):
					others = append(others, err)
				}
			})
		}
		wg.Wait()
		if err := errors.Join(others...); err != nil {
			return err
		}
		if len(won) != 1 {
			return fmt.Errorf("%d of %d writers changed the same revision", len(won), writers)
		}
		prev = won[0]
		got, err := s.Record(ctx, visitRef(1))
		if err != nil {
			return err
		}
		if err := same("the record", got, *prev.Record); err != nil {
			return err
		}
	}
	return nil
}

func recordContexts() []LedgerCheck {
	return []LedgerCheck{
		{"records/ended context", "a request that goes on after its caller has gone", recordContextEnded},
		{"records/closed store", "a program that hangs or loses work while it stops", recordClosed},
	}
}

func recordMethods(s Ledger, n int) map[string]func(ctx context.Context) error {
	claim := samad.Claim{Now: after(999), Limit: 1, Lease: time.Minute, Owner: "a"}
	return map[string]func(ctx context.Context) error{
		"Apply":    func(ctx context.Context) error { return s.Apply(ctx, beginning(n)) },
		"Record":   func(ctx context.Context) error { _, err := s.Record(ctx, visitRef(1)); return err },
		"Events":   func(ctx context.Context) error { _, err := s.Events(ctx, visitRef(1)); return err },
		"Messages": func(ctx context.Context) error { _, err := s.Messages(ctx, visitRef(1)); return err },
		"List":     func(ctx context.Context) error { _, err := s.List(ctx, ledger.Query{Kind: visitKind}); return err },
		"Kinds":    func(ctx context.Context) error { _, err := s.Kinds(ctx); return err },
		"Count":    func(ctx context.Context) error { _, err := s.Count(ctx, ledger.Query{Kind: visitKind}); return err },
		"ClaimDue": func(ctx context.Context) error { _, err := s.ClaimDue(ctx, claim, visitKind); return err },
	}
}

func recordContextEnded(ctx context.Context, s Ledger) error {
	first := beginning(1, func(r *ledger.Record) { r.Keys.NextDue = after(5) })
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	past, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
	defer cancel()
	for _, ended := range []context.Context{canceled, past} {
		for name, call := range recordMethods(s, 2) {
			if err := fails(name+" with an ended context", call(ended), ended.Err()); err != nil {
				return err
			}
		}
	}
	_, err := s.Record(ctx, visitRef(2))
	return run(
		func() error { return fails("the record of the ended Apply", err, samad.ErrNotFound) },
		func() error { return claimsRecords(ctx, s, "b", after(999), 9, 1) },
	)
}

func recordClosed(ctx context.Context, s Ledger) error {
	if err := s.Apply(ctx, beginning(1)); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	for name, call := range recordMethods(s, 2) {
		if err := fails(name+" on a closed store", call(ctx), samad.ErrClosed); err != nil {
			return err
		}
	}
	return nil
}
