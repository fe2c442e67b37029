package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

func contextChecks() []Check {
	return []Check{
		{"context/ended", "a request that goes on after its caller has gone", contextEnded},
		{"context/closed store", "a program that hangs or loses work while it stops", closedStore},
	}
}

// methods returns one valid call of every method of the port.
func methods(s Store, n int) map[string]func(ctx context.Context) error {
	claim := samad.Claim{Now: after(99), Limit: 1, Lease: time.Minute, Owner: "a"}
	return map[string]func(ctx context.Context) error{
		"Apply":          func(ctx context.Context) error { return s.Apply(ctx, submission(n)) },
		"Case":           func(ctx context.Context) error { _, err := s.Case(ctx, caseID(1)); return err },
		"CaseByCode":     func(ctx context.Context) error { _, _, err := s.CaseByCode(ctx, code(1)); return err },
		"Secrets":        func(ctx context.Context) error { _, err := s.Secrets(ctx, caseID(1)); return err },
		"Events":         func(ctx context.Context) error { _, err := s.Events(ctx, caseID(1)); return err },
		"Values":         func(ctx context.Context) error { _, err := s.Values(ctx, caseID(1)); return err },
		"Messages":       func(ctx context.Context) error { _, err := s.Messages(ctx, caseID(1)); return err },
		"List":           func(ctx context.Context) error { _, err := s.List(ctx, samad.Query{}); return err },
		"Count":          func(ctx context.Context) error { _, err := s.Count(ctx, samad.Query{}); return err },
		"Key":            func(ctx context.Context) error { _, err := s.Key(ctx, "k1"); return err },
		"WipeKeys":       func(ctx context.Context) error { _, err := s.WipeKeys(ctx, after(99), 1); return err },
		"ClaimDue":       func(ctx context.Context) error { _, err := s.ClaimDue(ctx, claim); return err },
		"ClaimMessages":  func(ctx context.Context) error { _, err := s.ClaimMessages(ctx, claim); return err },
		"SettleMessages": func(ctx context.Context) error { return settle(ctx, s, "a", 1, 1, samad.Delivered) },
		"Calls":          func(ctx context.Context) error { _, err := s.Calls(ctx, samad.CallQuery{}); return err },
		"NextDue":        func(ctx context.Context) error { _, err := s.NextDue(ctx, noon); return err },
		"LastDigest":     func(ctx context.Context) error { _, err := s.LastDigest(ctx); return unlessNone(err) },
		"Digests":        func(ctx context.Context) error { _, err := s.Digests(ctx, 0, 1); return err },
		"AddDigest": func(ctx context.Context) error {
			d, err := digest(1)
			return errors.Join(err, unlessTaken(s.AddDigest(ctx, d)))
		},
		"Rewrap": func(ctx context.Context) error {
			_, err := s.Rewrap(ctx, samad.WrappedKey{Case: caseID(99), Old: []byte("a"), New: []byte("b")})
			return err
		},
		"Words":        func(ctx context.Context) error { _, err := s.Words(ctx, caseID(1)); return err },
		"Outbox":       func(ctx context.Context) error { _, _, err := s.Outbox(ctx, "", 1); return err },
		"Keys":         func(ctx context.Context) error { _, err := s.Keys(ctx, "", 1); return err },
		"Feed":         func(ctx context.Context) error { _, _, err := s.Feed(ctx, "", 1); return err },
		"FindMessages": func(ctx context.Context) error { _, err := s.FindMessages(ctx, samad.MessageQuery{}); return err },
		"ReviveMessage": func(ctx context.Context) error {
			if err := s.ReviveMessage(ctx, id(1)+"/1", after(99)); !errors.Is(err, samad.ErrConflict) {
				return err
			}
			return nil // it was not given up
		},
		"ConfirmMessage": func(ctx context.Context) error {
			return s.ConfirmMessage(ctx, samad.Confirmation{ID: id(1) + "/1", At: after(99), Arrived: true})
		},
	}
}

// unlessNone and unlessTaken take away the right answer of a store in which
// there is no digest, or is one already.
func unlessNone(err error) error {
	if errors.Is(err, samad.ErrNotFound) {
		return nil
	}
	return err
}

func unlessTaken(err error) error {
	if errors.Is(err, samad.ErrConflict) {
		return nil
	}
	return err
}

func contextEnded(ctx context.Context, s Store) error {
	first := keyed(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	past, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
	defer cancel()
	for _, ended := range []context.Context{canceled, past} {
		for name, call := range methods(s, 2) {
			if err := fails(name+" with an ended context", call(ended), ended.Err()); err != nil {
				return err
			}
		}
	}
	// None of the calls may have done anything.
	key, err := s.Key(ctx, "k1")
	if err != nil {
		return err
	}
	_, err = s.Case(ctx, caseID(2))
	return run(
		func() error { return fails("the case of the ended Apply", err, samad.ErrNotFound) },
		func() error { return stored(ctx, s, first) },
		func() error { return same("key", key, *first.Key) },
		func() error { return letters(ctx, s, "b", after(99), 9, "1/1") },
	)
}

func closedStore(ctx context.Context, s Store) error {
	if err := s.Apply(ctx, keyed(1)); err != nil {
		return err
	}
	for name, call := range methods(s, 2) {
		err := call(ctx)
		if name == "SettleMessages" { // the claim of another round decides
			continue
		}
		if err != nil {
			return fmt.Errorf("%s before closing: %w", name, err)
		}
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	for name, call := range methods(s, 3) {
		if err := fails(name+" of a closed store", call(ctx), samad.ErrClosed); err != nil {
			return err
		}
	}
	return nil
}
