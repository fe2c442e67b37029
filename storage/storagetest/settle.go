package storagetest

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

func settleChecks() []Check {
	return []Check{
		{"settle/keeps the result", "an operator who does not see that a message was given up", keepsResult},
		{"settle/by the holder only", "a message marked as sent by one who lost it", byHolderOnly},
		{"settle/all or none", "a courier that does not know which of its deliveries were noted", settleAllOrNone},
		{"settle/late but not taken over", "a message sent twice because the first carrier was slow", settleLate},
		{"settle/wipes", "a PIN that stays after it was delivered", wipes},
	}
}

func keepsResult(ctx context.Context, s Store) error {
	ch := outbox(1, nil)
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	tried := samad.Settlement{
		ID: id(1) + "/1", Owner: "a", State: samad.Pending, At: after(11), NotBefore: after(15), Attempts: 1, Fault: "خط قطع است",
	}
	given := samad.Settlement{ID: tried.ID, Owner: "a", State: samad.Dead, At: after(16), Attempts: 2, Fault: "no such number"}
	want := ch.Messages[0]
	want.Attempts, want.Fault, want.NotBefore = 1, tried.Fault, tried.NotBefore
	holds := func(what string) error {
		got, err := s.Messages(ctx, caseID(1))
		if err != nil {
			return err
		}
		return same(what, got, []samad.Message{want})
	}
	if err := run(
		func() error { return letters(ctx, s, "a", after(10), 1, "1/1") },
		func() error { return s.SettleMessages(ctx, tried) },
		func() error { return holds("after a try") },
	); err != nil {
		return err
	}
	claimed, err := s.ClaimMessages(ctx, samad.Claim{Now: after(15), Limit: 1, Lease: time.Minute, Owner: "a"})
	if err != nil {
		return err
	}
	if err := same("claimed again", claimed, []samad.Message{want}); err != nil {
		return err
	}
	want.Attempts, want.Fault, want.State, want.Settled = 2, given.Fault, samad.Dead, given.At
	return run(
		func() error { return s.SettleMessages(ctx, given) },
		func() error { return holds("after giving up") },
	)
}

func byHolderOnly(ctx context.Context, s Store) error {
	if err := s.Apply(ctx, outbox(1, nil)); err != nil {
		return err
	}
	refused := func(what, owner string) func() error {
		return func() error {
			return fails("settling "+what, settle(ctx, s, owner, 1, 1, samad.Delivered), samad.ErrConflict)
		}
	}
	return run(
		refused("what nobody claimed", "a"),
		refused("what nobody claimed, without a name", ""),
		func() error { return letters(ctx, s, "a", after(10), 1, "1/1") },
		refused("what another holds", "b"),
		func() error { return letters(ctx, s, "b", after(11), 1, "1/1") },
		refused("what was taken over", "a"),
		func() error { return settle(ctx, s, "b", 1, 1, samad.Pending) },
		refused("what was released", "b"),
		func() error { return letters(ctx, s, "b", after(12), 1, "1/1") },
		func() error { return settle(ctx, s, "b", 1, 1, samad.Delivered) },
		refused("what was settled", "b"),
		func() error {
			return fails("settling an unknown message", settle(ctx, s, "b", 9, 9, samad.Dead), samad.ErrNotFound)
		},
		func() error {
			return fails("settling with an unknown state", settle(ctx, s, "b", 1, 1, "lost"), samad.ErrInvalid)
		},
	)
}

func settleAllOrNone(ctx context.Context, s Store) error {
	if err := add(ctx, s, outbox(1, nil, nil), outbox(2, nil)); err != nil {
		return err
	}
	given := func(n, k int) samad.Settlement {
		return samad.Settlement{ID: fmt.Sprintf("%s/%d", id(n), k), Owner: "a", State: samad.Delivered, At: after(30), Attempts: 1}
	}
	untouched := func() error {
		got, err := s.Messages(ctx, caseID(1))
		if err != nil {
			return err
		}
		return same("the state of the first message", got[0].State, samad.Pending)
	}
	return run(
		func() error { return letters(ctx, s, "a", after(10), 2, "1/1", "1/2") },
		func() error {
			return fails("settling one that is not held", s.SettleMessages(ctx, given(1, 1), given(2, 1)), samad.ErrConflict)
		},
		untouched,
		func() error {
			return fails("settling one that is not there", s.SettleMessages(ctx, given(1, 1), given(9, 9)), samad.ErrNotFound)
		},
		untouched,
		func() error {
			return fails("settling one twice", s.SettleMessages(ctx, given(1, 1), given(1, 1)), samad.ErrConflict)
		},
		untouched,
		func() error { return s.SettleMessages(ctx) },
		func() error { return s.SettleMessages(ctx, given(1, 1), given(1, 2)) },
		func() error { return letters(ctx, s, "b", after(40), 9, "2/1") },
	)
}

// settleLate: the lease only says from when others may take the message. Who
// has sent it may say so as long as nobody has.
func settleLate(ctx context.Context, s Store) error {
	if err := s.Apply(ctx, outbox(1, nil)); err != nil {
		return err
	}
	return run(
		func() error { return letters(ctx, s, "a", after(10), 1, "1/1") },
		func() error { return settle(ctx, s, "a", 1, 1, samad.Delivered) },
		func() error { return letters(ctx, s, "b", after(40), 1) },
	)
}

func wipes(ctx context.Context, s Store) error {
	if err := add(ctx, s, outbox(1, nil), outbox(2, nil)); err != nil {
		return err
	}
	if err := letters(ctx, s, "a", after(10), 2, "1/1", "2/1"); err != nil {
		return err
	}
	for n, wipe := range map[int]bool{1: true, 2: false} {
		if err := s.SettleMessages(ctx, samad.Settlement{
			ID: fmt.Sprintf("%s/1", id(n)), Owner: "a", State: samad.Delivered, At: after(30), Wipe: wipe,
		}); err != nil {
			return err
		}
		got, err := s.Messages(ctx, caseID(n))
		if err != nil {
			return err
		}
		if (len(got[0].Sealed) == 0) != wipe {
			return fmt.Errorf("wipe %t: %d bytes stay", wipe, len(got[0].Sealed))
		}
	}
	return nil
}
