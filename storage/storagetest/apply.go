package storagetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

func applyChecks() []Check {
	return []Check{
		{"apply/keeps everything", "a case without its history, texts, secrets or messages", keepsEverything},
		{"apply/follows on", "steps that are lost or replace one another", followsOn},
		{"apply/same case twice", "steps of one change in the wrong order", sameCaseTwice},
		{"apply/several cases together", "a merged case that points to nothing", severalCases},
		{"apply/only calls", "calls that led to no case", onlyCalls},
		{"apply/erases values", "personal data that stays after it had to go", erasesValues},
		{"apply/replaces secrets", "a destroyed key that still opens, a lost number that still finds", replacesSecrets},
		{"apply/keeps secrets when none are given", "a case whose PIN is forgotten at the next step", keepsSecrets},
	}
}

// stored compares everything that the store has of a new case with the change
// that brought it.
func stored(ctx context.Context, s Store, ch samad.Change) error {
	c, err := s.Case(ctx, ch.Case.ID)
	if err != nil {
		return err
	}
	byCode, secrets, err := s.CaseByCode(ctx, ch.Case.Code)
	if err != nil {
		return err
	}
	events, err := s.Events(ctx, ch.Case.ID)
	if err != nil {
		return err
	}
	values, err := s.Values(ctx, ch.Case.ID)
	if err != nil {
		return err
	}
	messages, err := s.Messages(ctx, ch.Case.ID)
	if err != nil {
		return err
	}
	for i, e := range events {
		if e.ComputeHash() != e.Hash {
			return fmt.Errorf("event %d does not hash to its hash any more", i+1)
		}
	}
	return run(
		func() error { return same("case", c, *ch.Case) },
		func() error { return same("case by code", byCode, *ch.Case) },
		func() error { return same("secrets", secrets, *ch.Secrets) },
		func() error { return same("events", events, ch.Events) },
		func() error { return same("values", values, ch.Values) },
		func() error { return same("messages", messages, ch.Messages) },
	)
}

func keepsEverything(ctx context.Context, s Store) error {
	ch := submission(1, dueAt(after(60)), func(c *samad.Case) {
		c.Unit, c.Expert, c.About = "pensions", "acc-9", "isf.tamin"
		c.Cooperating = []samad.Cooperation{{Agency: "isf.labour", Purpose: samad.Statement}}
		c.Referrals = []samad.Referral{{Episode: 1, Agency: "isf.tamin", At: after(2), Rule: "tamin-1"}}
		c.Answers = []samad.Answer{{Seq: 2, Episode: 1, At: after(3), Agency: "isf.tamin", Outcome: samad.Partly, WithoutVisit: true}}
		c.Ratings = []samad.Rating{{Seq: 2, Episode: 1, At: after(4), Answer: 5, Conduct: 1}}
		c.Escalated = []samad.Escalation{{Episode: 1, At: after(5), Step: "head", Role: samad.RoleAgencyHead}}
		c.Joined = []samad.CaseID{caseID(9)}
	})
	ch.Key = &samad.KeyRecord{
		Key: "k1", Digest: []byte{1, 0, 2}, Case: ch.Case.ID, Sealed: []byte{3, 0},
		Created: after(1), Expires: after(1441),
	}
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	key, err := s.Key(ctx, "k1")
	if err != nil {
		return err
	}
	secrets, err := s.Secrets(ctx, ch.Case.ID)
	if err != nil {
		return err
	}
	return run(
		func() error { return stored(ctx, s, ch) },
		func() error { return same("key", key, *ch.Key) },
		func() error { return same("secrets by id", secrets, *ch.Secrets) },
	)
}

func followsOn(ctx context.Context, s Store) error {
	first := submission(1)
	second := step(first, dueAt(after(60)))
	second.Values = []samad.Value{{ValueRef: samad.ValueRef{Case: first.Case.ID, Seq: 3, Name: "done"}, Salt: []byte("s"), Data: []byte("d")}}
	second.Messages = []samad.Message{message(second.Case, 1, 2)}
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := s.Apply(ctx, second); err != nil {
		return err
	}
	all := samad.Change{
		Case: second.Case, Secrets: first.Secrets,
		Events:   append(first.Events, second.Events...),
		Values:   append(first.Values, second.Values...),
		Messages: append(first.Messages, second.Messages...),
	}
	return stored(ctx, s, all)
}

func sameCaseTwice(ctx context.Context, s Store) error {
	first := submission(1)
	second := step(first, dueAt(after(60)))
	if err := s.Apply(ctx, first, second); err != nil {
		return err
	}
	all := first
	all.Case, all.Events = second.Case, slices.Concat(first.Events, second.Events)
	return stored(ctx, s, all)
}

func severalCases(ctx context.Context, s Store) error {
	one, two := submission(1), submission(2)
	if err := s.Apply(ctx, one); err != nil {
		return err
	}
	joined := step(one, func(c *samad.Case) { c.Joined = []samad.CaseID{caseID(2)} })
	merged := two
	c := two.Case.Clone()
	c.State, c.MergedInto = samad.Merged, caseID(1)
	merged.Case = &c
	if err := s.Apply(ctx, joined, merged); err != nil {
		return err
	}
	got, err := s.Case(ctx, caseID(1))
	if err != nil {
		return err
	}
	return run(
		func() error { return same("case joined to", got, *joined.Case) },
		func() error { return stored(ctx, s, merged) },
	)
}

func onlyCalls(ctx context.Context, s Store) error {
	want := call(1)
	if err := s.Apply(ctx, samad.Change{Calls: []samad.Call{want}}); err != nil {
		return err
	}
	page, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	return same("calls", page.Calls, []samad.Call{want})
}

func erasesValues(ctx context.Context, s Store) error {
	first, other := submission(1), submission(2)
	if err := s.Apply(ctx, first, other); err != nil {
		return err
	}
	second := step(first, func(c *samad.Case) { c.Erased = true })
	second.Erase = []samad.ValueRef{first.Values[0].ValueRef, {Case: first.Case.ID, Seq: 1, Name: "was never there"}}
	if err := s.Apply(ctx, second); err != nil {
		return err
	}
	got, err := s.Values(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	want := append([]samad.Value(nil), first.Values...)
	want[0].Data, want[0].Salt = nil, nil
	return run(
		func() error { return same("values", got, want) },
		func() error { return stored(ctx, s, other) },
	)
}

func replacesSecrets(ctx context.Context, s Store) error {
	first := submission(1)
	second := step(first)
	second.Secrets = &samad.Secrets{
		Case: first.Case.ID, PIN: []byte("new"),
		Lookups: []samad.Lookup{{Kind: samad.MobileLookup, Hash: []byte("new number")}},
	}
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := s.Apply(ctx, second); err != nil {
		return err
	}
	got, err := s.Secrets(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	return run(
		func() error { return same("secrets", got, *second.Secrets) },
		func() error { return listed(ctx, s, samad.Query{Petitioner: first.Secrets.Lookups}) },
		func() error { return listed(ctx, s, samad.Query{Petitioner: second.Secrets.Lookups}, 1) },
	)
}

func keepsSecrets(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := s.Apply(ctx, step(first)); err != nil {
		return err
	}
	got, err := s.Secrets(ctx, first.Case.ID)
	if err != nil {
		return err
	}
	return same("secrets", got, *first.Secrets)
}
