package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

func messageChecks() []Check {
	return []Check{
		{"messages/oldest first", "a message that is never sent because newer ones come before", oldestFirst},
		{"messages/one holder at a time", "a petitioner who gets everything twice", oneMessageHolder},
		{"messages/one recipient in order", "the answer before the receipt", recipientInOrder},
		{"messages/a row to one claimant", "an office that waits for a round trip with each message", rowToOne},
		{"messages/revived before what is held", "a message sent by two, because an older one came back", revivedBeforeHeld},
		{"messages/not before their time", "a carrier that is asked again at once while it is down", notBefore},
		{"messages/only pending ones", "a message sent again after it was given up", onlyPending},
	}
}

// outbox returns a new case with these messages; the k-th is numbered k.
func outbox(n int, edits ...func(*samad.Message)) samad.Change {
	ch := submission(n)
	ch.Messages = nil
	for k, edit := range edits {
		m := message(ch.Case, n, k+1)
		if edit != nil {
			edit(&m)
		}
		ch.Messages = append(ch.Messages, m)
	}
	return ch
}

// letters claims messages and checks which they are, by "case/number".
func letters(ctx context.Context, s Store, owner string, now time.Time, limit int, want ...string) error {
	got, err := s.ClaimMessages(ctx, samad.Claim{Now: now, Limit: limit, Lease: time.Minute, Owner: owner})
	if err != nil {
		return err
	}
	ids := []string{}
	for _, m := range got {
		ids = append(ids, m.ID)
	}
	for i, w := range want {
		var n, k int
		if _, err := fmt.Sscanf(w, "%d/%d", &n, &k); err != nil {
			return err
		}
		want[i] = fmt.Sprintf("%s/%d", id(n), k)
	}
	if !slices.Equal(ids, want) {
		return fmt.Errorf("%s at %s with limit %d claims messages %v, want %v", owner, now.Format(time.RFC3339Nano), limit, ids, want)
	}
	return nil
}

// settle settles the k-th message of the n-th case.
func settle(ctx context.Context, s Store, owner string, n, k int, state samad.MessageState) error {
	return s.SettleMessages(ctx, samad.Settlement{
		ID: fmt.Sprintf("%s/%d", id(n), k), Owner: owner, State: state, At: after(30), Attempts: 1,
	})
}

func oldestFirst(ctx context.Context, s Store) error {
	for _, n := range []int{3, 1, 2} { // the order of making, not of the ids
		if err := s.Apply(ctx, outbox(n, nil)); err != nil {
			return err
		}
	}
	return run(
		func() error { return letters(ctx, s, "a", after(10), 2, "3/1", "1/1") },
		func() error { return letters(ctx, s, "a", after(10), 9, "2/1") },
	)
}

func oneMessageHolder(ctx context.Context, s Store) error {
	if err := add(ctx, s, outbox(1, nil), outbox(2, nil)); err != nil {
		return err
	}
	now := after(10)
	return run(
		func() error { return letters(ctx, s, "a", now, 1, "1/1") },
		func() error { return letters(ctx, s, "b", now, 9, "2/1") },
		func() error { return letters(ctx, s, "a", now, 9) },
		func() error { return letters(ctx, s, "c", now.Add(time.Minute-time.Microsecond), 9) },
		func() error { return letters(ctx, s, "c", now.Add(time.Minute), 9, "1/1", "2/1") },
	)
}

func recipientInOrder(ctx context.Context, s Store) error {
	office := func(agency samad.AgencyID, role samad.Role) func(*samad.Message) {
		return func(m *samad.Message) {
			m.Audience, m.Carrier, m.Office, m.Role = samad.ToOffice, samad.ByDesk, agency, role
		}
	}
	head := office("isf.tamin", samad.RoleAgencyHead)
	if err := add(ctx, s,
		outbox(1, nil, nil, head),
		outbox(2, head, office("isf.tamin", samad.RoleOversight), nil),
	); err != nil {
		return err
	}
	now := after(10)
	return run(
		func() error { return letters(ctx, s, "a", now, 1, "1/1") },
		// Case 1's second waits for the first, which another holds.
		func() error { return letters(ctx, s, "b", now, 9, "1/3", "2/1", "2/2", "2/3") },
		func() error { return letters(ctx, s, "c", now, 9) },
		// Case 2's message to the head waits for no more than case 1's; but it
		// is held.
		func() error { return settle(ctx, s, "b", 1, 3, samad.Delivered) },
		func() error { return letters(ctx, s, "c", now, 9) },
		// A try that failed keeps its place, a message given up makes way.
		func() error { return settle(ctx, s, "a", 1, 1, samad.Pending) },
		func() error { return letters(ctx, s, "c", now, 1, "1/1") },
		func() error { return settle(ctx, s, "c", 1, 1, samad.Dead) },
		func() error { return letters(ctx, s, "a", now, 9, "1/2") },
	)
}

func rowToOne(ctx context.Context, s Store) error {
	if err := s.Apply(ctx, outbox(1, nil, nil, nil, nil)); err != nil {
		return err
	}
	now := after(10)
	return run(
		func() error { return letters(ctx, s, "a", now, 3, "1/1", "1/2", "1/3") },
		func() error { return letters(ctx, s, "b", now, 9) },
		// The first is delivered, the second fails: the others go back.
		func() error { return settle(ctx, s, "a", 1, 1, samad.Delivered) },
		func() error { return letters(ctx, s, "b", now, 9) },
		func() error {
			return s.SettleMessages(ctx,
				samad.Settlement{ID: id(1) + "/2", Owner: "a", State: samad.Pending, At: now, NotBefore: after(20), Attempts: 1},
				samad.Settlement{ID: id(1) + "/3", Owner: "a", State: samad.Pending, At: now},
			)
		},
		func() error { return letters(ctx, s, "b", after(20).Add(-time.Microsecond), 9) },
		func() error { return letters(ctx, s, "b", after(20), 2, "1/2", "1/3") },
		// The next takes over where the lease ends.
		func() error { return letters(ctx, s, "c", after(21), 9, "1/2", "1/3", "1/4") },
		func() error {
			return fails("settling what was taken over", settle(ctx, s, "b", 1, 2, samad.Delivered), samad.ErrConflict)
		},
	)
}

func revivedBeforeHeld(ctx context.Context, s Store) error {
	dead := func(m *samad.Message) { m.State = samad.Dead }
	if err := s.Apply(ctx, outbox(1, dead, nil, nil)); err != nil {
		return err
	}
	now := after(10)
	return run(
		func() error { return letters(ctx, s, "a", now, 1, "1/2") },
		func() error { return s.ReviveMessage(ctx, id(1)+"/1", now) },
		func() error { return letters(ctx, s, "b", now, 9, "1/1") },
		func() error { return settle(ctx, s, "b", 1, 1, samad.Delivered) },
		func() error { return letters(ctx, s, "b", now, 9) },
		func() error { return settle(ctx, s, "a", 1, 2, samad.Delivered) },
		func() error { return letters(ctx, s, "b", now, 9, "1/3") },
	)
}

func notBefore(ctx context.Context, s Store) error {
	later := func(m *samad.Message) { m.NotBefore = after(20) }
	if err := add(ctx, s, outbox(1, later, nil), outbox(2, nil, later, nil)); err != nil {
		return err
	}
	again := samad.Settlement{ID: id(2) + "/1", Owner: "a", State: samad.Pending, At: after(10), NotBefore: after(30), Attempts: 1}
	return run(
		// 1/2 waits for 1/1 although its own time has come, and 2/3 for 2/2.
		func() error { return letters(ctx, s, "a", after(10), 9, "2/1") },
		func() error { return s.SettleMessages(ctx, again) },
		func() error { return letters(ctx, s, "a", after(20).Add(-time.Microsecond), 9) },
		func() error { return letters(ctx, s, "a", after(20), 1, "1/1") },
		func() error { return settle(ctx, s, "a", 1, 1, samad.Delivered) },
		func() error { return letters(ctx, s, "a", after(30), 9, "1/2", "2/1", "2/2", "2/3") },
	)
}

func onlyPending(ctx context.Context, s Store) error {
	state := func(x samad.MessageState) func(*samad.Message) { return func(m *samad.Message) { m.State = x } }
	if err := s.Apply(ctx, outbox(1, state(samad.Delivered), state(samad.Dead), nil)); err != nil {
		return err
	}
	return letters(ctx, s, "a", after(10), 9, "1/3")
}
