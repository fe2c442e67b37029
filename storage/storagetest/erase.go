package storagetest

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
)

func eraseChecks() []Check {
	return []Check{
		{"erase/messages", "a number and a text that outlive the person's right to be forgotten", erasesMessages},
		{"erase/receipts", "a PIN that outlives its case", erasesReceipts},
		{"erase/calls", "a caller's number that is kept for ever", erasesCalls},
		{"erase/what is left to erase", "a call whose time is over and that nobody finds", personalCalls},
	}
}

// erasing returns a step that erases what hangs on the case.
func erasing(prev samad.Change) samad.Change {
	ch := step(prev, func(c *samad.Case) { c.Erased = true })
	ch.EraseMessages = true
	return ch
}

func erasesMessages(ctx context.Context, s Store) error {
	state := func(x samad.MessageState) func(*samad.Message) {
		return func(m *samad.Message) { m.State, m.Settled = x, after(9) }
	}
	first, other := outbox(1, state(samad.Delivered), nil, nil), outbox(2, nil)
	ch := erasing(first)
	ch.Messages = []samad.Message{message(ch.Case, 1, 9)}
	if err := run(
		func() error { return add(ctx, s, first, other) },
		func() error { return letters(ctx, s, "a", after(10), 1, "1/2") }, // on its way
		func() error { return s.Apply(ctx, ch) },
	); err != nil {
		return err
	}
	want := slices.Concat(first.Messages, ch.Messages)
	for i := range want[:3] {
		want[i].Sealed = nil
		if want[i].State == samad.Pending {
			want[i].State, want[i].Settled, want[i].Fault = samad.Dead, ch.Case.Updated, samad.FaultErased
		}
	}
	got, err := s.Messages(ctx, caseID(1))
	if err != nil {
		return err
	}
	return run(
		func() error { return same("messages of the erased case", got, want) },
		func() error { return stored(ctx, s, other) },
		func() error {
			return fails("settling what was given up", settle(ctx, s, "a", 1, 2, samad.Delivered), samad.ErrConflict)
		},
		// What came with the erasure itself stays, and others' too.
		func() error { return letters(ctx, s, "b", after(20), 9, "2/1", "1/9") },
	)
}

func erasesReceipts(ctx context.Context, s Store) error {
	first, other := keyed(1), keyed(2)
	if err := add(ctx, s, first, other); err != nil {
		return err
	}
	if err := s.Apply(ctx, erasing(first)); err != nil {
		return err
	}
	first.Key.Sealed = nil
	for _, want := range []samad.KeyRecord{*first.Key, *other.Key} {
		got, err := s.Key(ctx, want.Key)
		if err != nil {
			return err
		}
		if err := same("key", got, want); err != nil {
			return err
		}
	}
	return nil
}

func erasesCalls(ctx context.Context, s Store) error {
	first := submission(1)
	for n := 1; n <= 3; n++ {
		first.Calls = append(first.Calls, call(n))
		first.Calls[n-1].Cases = []samad.CaseID{caseID(1)}
	}
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	ch := erasing(first)
	ch.EraseCalls = []string{id(1), "nobody's"}
	if err := s.Apply(ctx, ch, samad.Change{EraseCalls: []string{id(3)}}); err != nil {
		return err
	}
	want := []samad.Call{first.Calls[2], first.Calls[1], first.Calls[0]}
	for _, i := range []int{0, 2} {
		want[i].Key, want[i].Caller, want[i].Note, want[i].CallerHash = nil, nil, nil, nil
	}
	page, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	return run(
		func() error { return same("calls", page.Calls, want) },
		func() error { return called(ctx, s, samad.CallQuery{Caller: []byte{0, 1}}) },
		func() error { return called(ctx, s, samad.CallQuery{Case: caseID(1)}, 3, 2, 1) },
	)
}

func personalCalls(ctx context.Context, s Store) error {
	var all []samad.Call
	for n := 1; n <= 5; n++ {
		all = append(all, call(n))
	}
	all[0].Key, all[0].Caller, all[0].Note, all[0].CallerHash = nil, nil, nil, nil
	all[1].Key, all[1].Caller, all[1].Note = nil, nil, nil
	all[2].Key, all[2].Caller, all[2].CallerHash = nil, nil, nil
	if err := s.Apply(ctx, samad.Change{Calls: all}); err != nil {
		return err
	}
	return run(
		func() error { return called(ctx, s, samad.CallQuery{Personal: true}, 5, 4, 3, 2) },
		func() error { return called(ctx, s, samad.CallQuery{Personal: true, To: after(4), Limit: 1}, 3, 2) },
		func() error { return s.Apply(ctx, samad.Change{EraseCalls: []string{id(2), id(4)}}) },
		func() error { return called(ctx, s, samad.CallQuery{Personal: true}, 5, 3) },
	)
}
