package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

func dueChecks() []Check {
	return []Check{
		{"due/the longest due first", "a case that is never looked at because newer ones come before", longestDueFirst},
		{"due/one holder at a time", "two checkers who both escalate", oneHolder},
		{"due/takes over from the dead", "a deadline that nobody watches after a crash", takesOver},
		{"due/a step releases", "a case that rests until a lease runs out", stepReleases},
		{"due/follows the clocks", "a warning for a case that was answered", followsClocks},
		{"due/looks ahead", "a simulated year that takes a year", looksAhead},
		{"due/refuses senseless claims", "a lease that never holds", senselessClaims},
	}
}

// claims checks that a claim on due cases gives exactly these, in order.
func claims(ctx context.Context, s Store, owner string, now time.Time, limit int, want ...int) error {
	got, err := s.ClaimDue(ctx, samad.Claim{Now: now, Limit: limit, Lease: time.Minute, Owner: owner})
	if err != nil {
		return err
	}
	ids := []samad.CaseID{}
	for _, n := range want {
		ids = append(ids, caseID(n))
	}
	if !slices.Equal(got, ids) {
		return fmt.Errorf("%s at %s with limit %d claims %v, want %v", owner, now.Format(time.RFC3339Nano), limit, got, ids)
	}
	return nil
}

func longestDueFirst(ctx context.Context, s Store) error {
	if err := add(ctx, s,
		submission(1, dueAt(after(30))),
		submission(3, dueAt(after(20))),
		submission(2, dueAt(after(20))),
		submission(5, dueAt(after(10))),
		submission(4),
	); err != nil {
		return err
	}
	micro := time.Microsecond
	return run(
		func() error { return claims(ctx, s, "a", after(10).Add(-micro), 10) },
		func() error { return claims(ctx, s, "a", after(20), 2, 5, 2) },
		func() error { return claims(ctx, s, "a", after(20), 10, 3) },
		func() error { return claims(ctx, s, "a", after(30).Add(-micro), 10, 5, 2, 3) },
		func() error { return claims(ctx, s, "a", after(30), 10, 1) },
	)
}

func oneHolder(ctx context.Context, s Store) error {
	if err := add(ctx, s, submission(1, dueAt(after(10))), submission(2, dueAt(after(11)))); err != nil {
		return err
	}
	now := after(20)
	return run(
		func() error { return claims(ctx, s, "a", now, 1, 1) },
		func() error { return claims(ctx, s, "b", now, 9, 2) },
		func() error { return claims(ctx, s, "b", now, 9) },
		func() error { return claims(ctx, s, "a", now, 9) },
		func() error { return claims(ctx, s, "c", now.Add(time.Minute-time.Microsecond), 9) },
	)
}

func takesOver(ctx context.Context, s Store) error {
	if err := add(ctx, s, submission(1, dueAt(after(10))), submission(2, dueAt(after(10)))); err != nil {
		return err
	}
	return run(
		func() error { return claims(ctx, s, "a", after(20), 1, 1) },
		func() error { return claims(ctx, s, "b", after(21), 9, 1, 2) },
		func() error { return claims(ctx, s, "a", after(21), 9) },
		// A claimant whose clock is behind must not get what others hold.
		func() error { return claims(ctx, s, "c", after(15), 9) },
		func() error { return claims(ctx, s, "a", after(22), 9, 1, 2) },
	)
}

func stepReleases(ctx context.Context, s Store) error {
	first, other := submission(1, dueAt(after(10))), submission(2, dueAt(after(10)))
	if err := s.Apply(ctx, first, other); err != nil {
		return err
	}
	second := step(first, dueAt(after(12)))
	stale := step(first, dueAt(after(12)))
	return run(
		func() error { return claims(ctx, s, "a", after(20), 9, 1, 2) },
		func() error { return s.Apply(ctx, second) },
		func() error { return claims(ctx, s, "b", after(20), 9, 1) },
		func() error { return fails("a stale step", s.Apply(ctx, stale), samad.ErrConflict) },
		func() error { return claims(ctx, s, "c", after(20), 9) },
	)
}

func followsClocks(ctx context.Context, s Store) error {
	first := submission(1, dueAt(after(10)))
	marked := step(first, func(c *samad.Case) { c.Clocks[0].Fired = []string{"breach:breach"} })
	again := step(marked, dueAt(after(30)))
	stopped := step(again, func(c *samad.Case) { c.Clocks[0].Stopped = after(20) })
	return run(
		func() error { return s.Apply(ctx, first) },
		func() error { return claims(ctx, s, "a", after(10), 9, 1) },
		func() error { return s.Apply(ctx, marked) },
		func() error { return claims(ctx, s, "a", after(99), 9) },
		func() error { return s.Apply(ctx, again) },
		func() error { return claims(ctx, s, "a", after(29), 9) },
		func() error { return claims(ctx, s, "a", after(30), 9, 1) },
		func() error { return s.Apply(ctx, stopped) },
		func() error { return claims(ctx, s, "a", after(99), 9) },
	)
}

func looksAhead(ctx context.Context, s Store) error {
	next := func(from time.Time, want time.Time) func() error {
		return func() error {
			got, err := s.NextDue(ctx, from)
			if err != nil {
				return err
			}
			return same("due after "+from.Format(time.RFC3339Nano), got, want)
		}
	}
	micro := time.Microsecond
	first, never := submission(1, dueAt(after(10))), submission(3)
	for _, ch := range []*samad.Change{&first, &never} {
		ch.Messages = nil
	}
	second := outbox(2, func(m *samad.Message) { m.NotBefore = after(30) }, func(m *samad.Message) { m.NotBefore = time.Time{} })
	dueAt(after(20))(second.Case)
	moved := step(first, dueAt(after(25)))
	return run(
		next(time.Time{}, time.Time{}),
		func() error { return add(ctx, s, first, second, never) },
		next(time.Time{}, after(10)),
		next(after(10).Add(-micro), after(10)),
		next(after(10), after(20)),
		next(after(20), after(30)),
		next(after(30), time.Time{}),
		// Whoever holds it, it is due.
		func() error { return claims(ctx, s, "a", after(20), 9, 1, 2) },
		next(noon, after(10)),
		func() error { return s.Apply(ctx, moved) },
		next(after(10), after(20)),
		next(after(20), after(25)),
		func() error { return letters(ctx, s, "a", after(30), 9, "2/1", "2/2") },
		func() error { return settle(ctx, s, "a", 2, 1, samad.Delivered) },
		next(after(25), time.Time{}),
		func() error {
			return s.SettleMessages(ctx, samad.Settlement{ID: id(2) + "/2", Owner: "a", State: samad.Pending, At: after(30), NotBefore: after(40)})
		},
		next(after(25), after(40)),
	)
}

func senselessClaims(ctx context.Context, s Store) error {
	good := samad.Claim{Now: noon, Limit: 1, Lease: time.Minute, Owner: "a"}
	for what, edit := range map[string]func(*samad.Claim){
		"no limit": func(c *samad.Claim) { c.Limit = 0 },
		"no lease": func(c *samad.Claim) { c.Lease = 0 },
		"no owner": func(c *samad.Claim) { c.Owner = "" },
	} {
		bad := good
		edit(&bad)
		_, err := s.ClaimDue(ctx, bad)
		if err := fails("claim of cases with "+what, err, samad.ErrInvalid); err != nil {
			return err
		}
		_, err = s.ClaimMessages(ctx, bad)
		if err := fails("claim of messages with "+what, err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	return nil
}
