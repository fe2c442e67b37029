package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

func refusalChecks() []Check {
	return []Check{
		{"refuse/stale revision", "a step decided on a state that has passed", staleRevision},
		{"refuse/second creation", "a case that overwrites another", secondCreation},
		{"refuse/step on nothing", "a step on a case that does not exist", stepOnNothing},
		{"refuse/code in use", "two people with one tracking code", codeInUse},
		{"refuse/code used twice in one call", "two people with one tracking code", codeTwice},
		{"refuse/key in use", "a submission sent again that becomes a second case", keyInUse},
		{"refuse/all or nothing", "half of a step: an answer without its message", allOrNothing},
		{"refuse/message to nobody", "a message that nobody can ever read", messageToNobody},
		{"refuse/id used again", "a message that replaces another", idUsedAgain},
		{"refuse/text no database keeps", "a text that comes back other than it was, or a broken statement", unkeptText},
		{"refuse/gap in the history", "a history with a hole", gapInHistory},
	}
}

// refused checks that the changes fail with target and leave the store as it
// was: the case as in before, and nothing of the second case.
func refused(ctx context.Context, s Store, before samad.Change, target error, changes ...samad.Change) error {
	if err := fails("apply", s.Apply(ctx, changes...), target); err != nil {
		return err
	}
	events, _, err := s.Feed(ctx, "", 100)
	if err != nil {
		return err
	}
	calls, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	tallies, err := s.Count(ctx, samad.Query{})
	if err != nil {
		return err
	}
	found, err := s.List(ctx, samad.Query{Search: []string{"tentative"}})
	if err != nil {
		return err
	}
	return run(
		func() error { return stored(ctx, s, before) },
		func() error { return same("feed after the refusal", events, before.Events) },
		func() error { return same("calls after the refusal", len(calls.Calls), 0) },
		func() error { return same("cases after the refusal", tallies, []samad.Tally{{Cases: 1}}) },
		func() error { return same("found after the refusal", len(found.Cases), 0) },
	)
}

// tentative returns a step on the case that has a bit of everything, all of
// which must be gone after a refusal.
func tentative(prev samad.Change) samad.Change {
	ch := step(prev, dueAt(after(60)))
	ref := samad.ValueRef{Case: ch.Case.ID, Seq: ch.Case.Revision, Name: "done"}
	ch.Values = []samad.Value{{ValueRef: ref, Salt: []byte("s"), Data: []byte("d")}}
	ch.Erase = []samad.ValueRef{prev.Values[0].ValueRef}
	ch.Messages = []samad.Message{message(ch.Case, 1, 2)}
	ch.Search = []string{"tentative"}
	ch.Secrets = &samad.Secrets{Case: ch.Case.ID, Key: []byte("other")}
	ch.Key = &samad.KeyRecord{Key: "tentative", Case: ch.Case.ID, Created: after(1), Expires: after(2)}
	ch.Calls = []samad.Call{call(1)}
	return ch
}

func staleRevision(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	for _, expect := range []int64{1, 3} {
		ch := tentative(first)
		ch.Events, ch.Values = nil, nil
		extend(&ch, expect, samad.Hash{}, after(2), samad.EventActed)
		if err := refused(ctx, s, first, samad.ErrConflict, ch); err != nil {
			return fmt.Errorf("stored revision 2, expected %d: %w", expect, err)
		}
	}
	return nil
}

func secondCreation(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	// That the case exists counts for more than that its code does.
	for _, other := range []tracking.Code{code(2), code(1)} {
		again := submission(1, func(c *samad.Case) { c.Code = other })
		again.Messages[0].ID = "another"
		again.Search = []string{"tentative"}
		if err := refused(ctx, s, first, samad.ErrConflict, again); err != nil {
			return err
		}
	}
	return nil
}

func stepOnNothing(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	return refused(ctx, s, first, samad.ErrConflict, step(submission(2)))
}

func codeInUse(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	second := submission(2, func(c *samad.Case) { c.Code = code(1) })
	second.Search = []string{"tentative"}
	return refused(ctx, s, first, samad.ErrCodeTaken, second)
}

func codeTwice(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	two := submission(2)
	three := submission(3, func(c *samad.Case) { c.Code = code(2) })
	return refused(ctx, s, first, samad.ErrCodeTaken, two, three)
}

func keyInUse(ctx context.Context, s Store) error {
	first, second := submission(1), submission(2)
	first.Key = &samad.KeyRecord{Key: "k", Digest: []byte("1"), Case: caseID(1), Sealed: []byte("x"), Created: noon, Expires: after(1)}
	second.Key = &samad.KeyRecord{Key: "k", Digest: []byte("2"), Case: caseID(2), Sealed: []byte("y"), Created: noon, Expires: after(1)}
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := refused(ctx, s, first, samad.ErrKeyTaken, second); err != nil {
		return err
	}
	// The key stays taken after its receipt was wiped.
	if _, err := s.WipeKeys(ctx, after(1), 10); err != nil {
		return err
	}
	if err := refused(ctx, s, first, samad.ErrKeyTaken, second); err != nil {
		return err
	}
	got, err := s.Key(ctx, "k")
	if err != nil {
		return err
	}
	first.Key.Sealed = nil
	return same("key", got, *first.Key)
}

func allOrNothing(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	good, other := tentative(first), submission(2)
	other.Search = []string{"tentative"}
	for what, bad := range map[string]struct {
		last   samad.Change
		target error
	}{
		"a stale revision last": {step(submission(3)), samad.ErrConflict},
		"a code in use last":    {submission(3, func(c *samad.Case) { c.Code = code(1) }), samad.ErrCodeTaken},
	} {
		if err := refused(ctx, s, first, bad.target, good, other, bad.last); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	for what, gone := range map[string]func() error{
		"case": func() error { _, err := s.Case(ctx, caseID(2)); return err },
		"code": func() error { _, _, err := s.CaseByCode(ctx, code(2)); return err },
		"key":  func() error { _, err := s.Key(ctx, "tentative"); return err },
	} {
		if err := fails(what+" of a refused change", gone(), samad.ErrNotFound); err != nil {
			return err
		}
	}
	due, err := s.ClaimDue(ctx, samad.Claim{Now: after(9999), Limit: 10, Lease: 1e9, Owner: "o"})
	if err != nil {
		return err
	}
	if err := same("due after the refusal", len(due), 0); err != nil {
		return err
	}
	if err := s.Apply(ctx, good, other); err != nil {
		return fmt.Errorf("the same changes without the bad one: %w", err)
	}
	return nil
}

func messageToNobody(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	ch := tentative(first)
	ch.Messages[0].Case = caseID(7)
	if err := refused(ctx, s, first, samad.ErrInvalid, ch); err != nil {
		return err
	}
	ch = tentative(first)
	ch.Calls[0].Cases = []samad.CaseID{caseID(7)}
	return refused(ctx, s, first, samad.ErrInvalid, ch)
}

func idUsedAgain(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	ch := tentative(first)
	ch.Messages[0].ID = first.Messages[0].ID
	return refused(ctx, s, first, samad.ErrConflict, ch)
}

func unkeptText(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	for _, text := range []string{"a\x00b", "\xff"} {
		for what, edit := range map[string]func(*samad.Change){
			"unit":    func(ch *samad.Change) { ch.Case.Unit = text },
			"label":   func(ch *samad.Change) { ch.Case.Labels = []string{text} },
			"payload": func(ch *samad.Change) { ch.Events[0].Data = []byte(text) },
			"name":    func(ch *samad.Change) { ch.Values[0].Name = text },
			"fault":   func(ch *samad.Change) { ch.Messages[0].Fault = text },
			"search":  func(ch *samad.Change) { ch.Search = []string{text} },
			"key":     func(ch *samad.Change) { ch.Key.Key = text },
		} {
			ch := tentative(first)
			edit(&ch)
			if err := refused(ctx, s, first, samad.ErrInvalid, ch); err != nil {
				return fmt.Errorf("%q as %s: %w", text, what, err)
			}
		}
		if _, err := s.List(ctx, samad.Query{Expert: text}); err != nil {
			if err := fails("list", err, samad.ErrInvalid); err != nil {
				return err
			}
		}
	}
	return nil
}

func gapInHistory(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	for what, edit := range map[string]func(*samad.Change){
		"a Seq left out":            func(ch *samad.Change) { ch.Events[0].Seq++ },
		"revision not the last Seq": func(ch *samad.Change) { ch.Case.Revision++ },
		"an event of another case":  func(ch *samad.Change) { ch.Events[0].Case = caseID(2) },
		"secrets of another case":   func(ch *samad.Change) { ch.Secrets.Case = caseID(2) },
		"a value of an old event":   func(ch *samad.Change) { ch.Values[0].Seq = 1 },
	} {
		ch := tentative(first)
		edit(&ch)
		if err := refused(ctx, s, first, samad.ErrInvalid, ch); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}
