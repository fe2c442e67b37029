package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

func readChecks() []Check {
	return []Check{
		{"read/unknown is not found", "an unknown case that looks like an empty one", unknownIsNotFound},
		{"read/values in order", "an answer whose parts change places", valuesInOrder},
		{"read/messages in order", "a petitioner who reads the answer before the question", messagesInOrder},
		{"read/own write", "a step whose effect is not seen by the next", ownWrite},
	}
}

func unknownIsNotFound(ctx context.Context, s Store) error {
	if err := s.Apply(ctx, submission(1)); err != nil {
		return err
	}
	for what, read := range map[string]func() error{
		"case":         func() error { _, err := s.Case(ctx, caseID(2)); return err },
		"case by code": func() error { _, _, err := s.CaseByCode(ctx, code(2)); return err },
		"secrets":      func() error { _, err := s.Secrets(ctx, caseID(2)); return err },
		"events":       func() error { _, err := s.Events(ctx, caseID(2)); return err },
		"key":          func() error { _, err := s.Key(ctx, "k"); return err },
	} {
		if err := fails(what, read(), samad.ErrNotFound); err != nil {
			return err
		}
	}
	values, err := s.Values(ctx, caseID(2))
	if err != nil {
		return fmt.Errorf("values of an unknown case: %w", err)
	}
	messages, err := s.Messages(ctx, caseID(2))
	if err != nil {
		return fmt.Errorf("messages of an unknown case: %w", err)
	}
	return same("values and messages of an unknown case", len(values)+len(messages), 0)
}

func valuesInOrder(ctx context.Context, s Store) error {
	first := submission(1)
	value := func(seq int64, name string) samad.Value {
		return samad.Value{ValueRef: samad.ValueRef{Case: first.Case.ID, Seq: seq, Name: name}, Salt: []byte("s"), Data: []byte(name)}
	}
	first.Values = []samad.Value{value(2, "a"), value(1, "next"), value(1, "basis"), value(1, "Zeta"), value(1, "متن")}
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	// Far more events than one digit counts: order is by number, not by text.
	prev := first
	for range 9 {
		prev = step(prev)
		if err := s.Apply(ctx, prev); err != nil {
			return err
		}
	}
	last := step(prev)
	last.Values = []samad.Value{value(12, "a")}
	if err := s.Apply(ctx, last); err != nil {
		return err
	}
	got, err := s.Values(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	want := []samad.Value{
		value(1, "Zeta"), value(1, "basis"), value(1, "next"), value(1, "متن"), value(2, "a"), value(12, "a"),
	}
	if err := same("values", got, want); err != nil {
		return err
	}
	events, err := s.Events(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	if err := same("number of events", len(events), 12); err != nil {
		return err
	}
	for i, e := range events {
		if e.Seq != int64(i)+1 {
			return fmt.Errorf("event %d has Seq %d", i+1, e.Seq)
		}
	}
	return nil
}

func messagesInOrder(ctx context.Context, s Store) error {
	first := submission(1)
	var want []samad.Message
	first.Messages = nil
	for _, k := range []int{3, 1, 2} { // neither the ids nor the times decide
		m := message(first.Case, 1, k)
		m.Created = after(10 - k)
		first.Messages = append(first.Messages, m)
		want = append(want, m)
	}
	second := step(first)
	second.Messages = []samad.Message{message(first.Case, 1, 0)}
	want = append(want, second.Messages...)
	if err := s.Apply(ctx, first, submission(2), second); err != nil {
		return err
	}
	got, err := s.Messages(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	return same("messages", got, want)
}

func ownWrite(ctx context.Context, s Store) error {
	prev := submission(1)
	if err := s.Apply(ctx, prev); err != nil {
		return err
	}
	for range 30 {
		prev = step(prev)
		if err := s.Apply(ctx, prev); err != nil {
			return err
		}
		c, err := s.Case(ctx, prev.Case.ID)
		if err != nil {
			return err
		}
		page, err := s.List(ctx, samad.Query{})
		if err != nil {
			return err
		}
		if len(page.Cases) != 1 {
			return fmt.Errorf("%d cases listed after the write, want 1", len(page.Cases))
		}
		if err := run(
			func() error { return same("case after the write", c, *prev.Case) },
			func() error { return same("list after the write", page.Cases[0], *prev.Case) },
		); err != nil {
			return err
		}
	}
	return nil
}
