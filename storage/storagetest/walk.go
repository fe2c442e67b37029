package storagetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

func walkChecks() []Check {
	return []Check{
		{"walk/words", "a case that a search no longer finds once the office has moved", wordsOfCase},
		{"walk/outbox", "a message that is left behind when the office moves", walksOutbox},
		{"walk/keys", "a submission sent again that becomes a second case once the office has moved", walksKeys},
		{"walk/without a case", "messages that cannot be brought back", withoutCase},
		{"rewrap/keys still the same", "a case whose key was erased and comes back", rewraps},
	}
}

func wordsOfCase(ctx context.Context, s Store) error {
	first := submission(1)
	first.Search = []string{"نان", "آب", "b\"c*", "آب"}
	more := step(first)
	more.Search = []string{"a b", "آب", "گاز"}
	if err := add(ctx, s, first, more, submission(2)); err != nil {
		return err
	}
	want := []string{"a", "b", "b\"c*", "آب", "نان", "گاز"}
	slices.Sort(want)
	got, err := s.Words(ctx, caseID(1))
	if err != nil {
		return err
	}
	if err := same("words", got, want); err != nil {
		return err
	}
	erased := step(more)
	erased.EraseSearch = true
	if err := s.Apply(ctx, erased); err != nil {
		return err
	}
	for _, n := range []int{1, 9} {
		got, err := s.Words(ctx, caseID(n))
		if err != nil {
			return err
		}
		if len(got) != 0 {
			return fmt.Errorf("case %d, erased or unknown, has the words %q", n, got)
		}
	}
	return nil
}

func walksOutbox(ctx context.Context, s Store) error {
	state := func(m *samad.Message) { m.State, m.Settled = samad.Dead, after(9) }
	var want []samad.Message
	for _, n := range []int{3, 1, 2} { // the order of making, not of the ids
		ch := outbox(n, nil, state)
		if err := s.Apply(ctx, ch); err != nil {
			return err
		}
		want = append(want, ch.Messages...)
	}
	for _, limit := range []int{1, 4, 100} {
		var got []samad.Message
		cursor := ""
		for {
			page, next, err := s.Outbox(ctx, cursor, limit)
			if err != nil {
				return err
			}
			if len(page) > limit {
				return fmt.Errorf("%d messages with limit %d", len(page), limit)
			}
			if len(page) == 0 {
				if next != cursor {
					return fmt.Errorf("with nothing left the cursor went from %q to %q", cursor, next)
				}
				break
			}
			got, cursor = append(got, page...), next
		}
		if err := same(fmt.Sprintf("outbox by pages of %d", limit), got, want); err != nil {
			return err
		}
	}
	_, _, err := s.Outbox(ctx, "x", 1)
	if err := fails("outbox with a foreign cursor", err, samad.ErrInvalid); err != nil {
		return err
	}
	_, _, err = s.Outbox(ctx, "", 0)
	return fails("outbox with limit 0", err, samad.ErrInvalid)
}

func walksKeys(ctx context.Context, s Store) error {
	names := []string{"b", "ی", "B", "a", "ي", "a-1", "گ", "10", "9"} // bytes decide, whatever the language
	var want []samad.KeyRecord
	for n, name := range names {
		ch := keyed(n + 1)
		ch.Key.Key = name
		if err := s.Apply(ctx, ch); err != nil {
			return err
		}
		want = append(want, *ch.Key)
	}
	slices.SortFunc(want, func(a, b samad.KeyRecord) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	for _, limit := range []int{1, 4, 100} {
		var got []samad.KeyRecord
		last := ""
		for {
			page, err := s.Keys(ctx, last, limit)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			got, last = append(got, page...), page[len(page)-1].Key
		}
		if err := same(fmt.Sprintf("keys by pages of %d", limit), got, want); err != nil {
			return err
		}
	}
	_, err := s.Keys(ctx, "", 0)
	return fails("keys with limit 0", err, samad.ErrInvalid)
}

func withoutCase(ctx context.Context, s Store) error {
	first := submission(1)
	first.Messages = nil
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	alone := samad.Change{Messages: []samad.Message{message(first.Case, 1, 1)}, Key: keyed(1).Key}
	if err := s.Apply(ctx, alone); err != nil {
		return err
	}
	first.Messages = alone.Messages
	key, err := s.Key(ctx, "k1")
	if err != nil {
		return err
	}
	stray := keyed(7)
	return run(
		func() error { return stored(ctx, s, first) },
		func() error { return same("key", key, *alone.Key) },
		func() error { return fails("the same again", s.Apply(ctx, alone), samad.ErrKeyTaken) },
		func() error {
			return fails("the message again", s.Apply(ctx, samad.Change{Messages: alone.Messages}), samad.ErrConflict)
		},
		func() error {
			return fails("a key of nobody", s.Apply(ctx, samad.Change{Key: stray.Key}), samad.ErrInvalid)
		},
		func() error {
			return fails("values without a case", s.Apply(ctx, samad.Change{Values: stray.Values}), samad.ErrInvalid)
		},
		func() error { return stored(ctx, s, first) },
	)
}

func rewraps(ctx context.Context, s Store) error {
	first, other := submission(1), submission(2)
	first.Calls = []samad.Call{call(1), call(2)}
	if err := add(ctx, s, first, other); err != nil {
		return err
	}
	if err := s.Apply(ctx, samad.Change{EraseCalls: []string{id(2)}}); err != nil {
		return err
	}
	old := func(ch samad.Change) []byte { return ch.Secrets.Key }
	keys := []samad.WrappedKey{
		{Case: caseID(1), Old: old(first), New: []byte("new 1")},
		{Case: caseID(2), Old: []byte("not this"), New: []byte("new 2")},
		{Case: caseID(9), Old: []byte("key"), New: []byte("new 9")},
		{Call: id(1), Old: []byte("key"), New: []byte("new call")},
		{Call: id(2), Old: []byte("key"), New: []byte("new call")}, // erased meanwhile
	}
	n, err := s.Rewrap(ctx, keys...)
	if err != nil {
		return err
	}
	if n != 2 {
		return fmt.Errorf("%d keys replaced, want 2", n)
	}
	first.Secrets.Key, first.Calls[0].Key = []byte("new 1"), []byte("new call")
	first.Calls[1].Key, first.Calls[1].Caller, first.Calls[1].Note, first.Calls[1].CallerHash = nil, nil, nil, nil
	page, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	if err := run(
		func() error { return stored(ctx, s, first) },
		func() error { return stored(ctx, s, other) },
		func() error { return same("calls", page.Calls, []samad.Call{first.Calls[1], first.Calls[0]}) },
	); err != nil {
		return err
	}
	for what, bad := range map[string]samad.WrappedKey{
		"nobody's": {Old: []byte("a"), New: []byte("b")}, "two owners": {Case: caseID(1), Call: id(1), Old: []byte("a"), New: []byte("b")},
		"nothing old": {Case: caseID(1), New: []byte("b")}, "nothing new": {Case: caseID(1), Old: []byte("new 1")},
	} {
		_, err := s.Rewrap(ctx, bad)
		if err := fails("rewrapping "+what, err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	return nil
}
