package storagetest

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

func copyChecks() []Check {
	return []Check{
		{"copies/of what it is given", "a history that changes when the caller reuses a buffer", copiesIn},
		{"copies/of what it gives", "a history that changes because a reader sorted or masked it", copiesOut},
	}
}

// filled returns a new case with every slice in use.
func filled() samad.Change {
	ch := submission(1, dueAt(after(60)), func(c *samad.Case) {
		c.Cooperating = []samad.Cooperation{{Agency: "isf.labour", Purpose: samad.Cooperate}}
	})
	ch.Key = &samad.KeyRecord{Key: "k", Digest: []byte("digest"), Case: ch.Case.ID, Sealed: []byte("sealed"), Created: noon, Expires: after(1)}
	ch.Calls = []samad.Call{call(1)}
	ch.Calls[0].Cases = []samad.CaseID{ch.Case.ID}
	return ch
}

// spoil overwrites everything in a change that a careless store could share.
func spoil(ch *samad.Change) {
	spoilCase(ch.Case)
	for i := range ch.Events {
		spoilEvent(&ch.Events[i])
	}
	for i := range ch.Values {
		spoilBytes(ch.Values[i].Data, ch.Values[i].Salt)
	}
	for i := range ch.Messages {
		spoilBytes(ch.Messages[i].Sealed)
		ch.Messages[i].Fault = "spoilt"
	}
	spoilSecrets(ch.Secrets)
	spoilBytes(ch.Key.Digest, ch.Key.Sealed)
	ch.Key.Expires = time.Time{}
	for i := range ch.Calls {
		spoilCall(&ch.Calls[i])
	}
}

func spoilBytes(list ...[]byte) {
	for _, b := range list {
		for i := range b {
			b[i] = '!'
		}
	}
}

func spoilCase(c *samad.Case) {
	c.State, c.Revision = "spoilt", 99
	c.Flags[0], c.Labels[0], c.AgencyPath[0] = "spoilt", "spoilt", "spoilt"
	c.Cooperating[0].Agency = "spoilt"
	c.Clocks[0].Plan.Marks[0].Name = "spoilt"
	c.Clocks[0].Plan.Due = time.Time{}
}

func spoilEvent(e *samad.Event) {
	spoilBytes(e.Data)
	e.Type = "spoilt"
}

func spoilSecrets(x *samad.Secrets) {
	spoilBytes(x.Key, x.PIN)
	for i := range x.Lookups {
		spoilBytes(x.Lookups[i].Hash)
	}
}

func spoilCall(c *samad.Call) {
	spoilBytes(c.Key, c.Caller, c.Note, c.CallerHash)
	c.Cases[0] = "spoilt"
}

// intact compares everything readable with a fresh copy of the fixture.
func intact(ctx context.Context, s Store) error {
	want := filled()
	key, err := s.Key(ctx, "k")
	if err != nil {
		return err
	}
	page, err := s.List(ctx, samad.Query{})
	if err != nil {
		return err
	}
	calls, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	feed, _, err := s.Feed(ctx, "", 10)
	if err != nil {
		return err
	}
	return run(
		func() error { return stored(ctx, s, want) },
		func() error { return same("key", key, *want.Key) },
		func() error { return same("list", page.Cases, []samad.Case{*want.Case}) },
		func() error { return same("calls", calls.Calls, want.Calls) },
		func() error { return same("feed", feed, want.Events) },
	)
}

func copiesIn(ctx context.Context, s Store) error {
	ch := filled()
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	spoil(&ch)
	return intact(ctx, s)
}

func copiesOut(ctx context.Context, s Store) error {
	want := filled()
	if err := s.Apply(ctx, want); err != nil {
		return err
	}
	id := want.Case.ID
	spoilers := map[string]func() error{
		"Case": func() error {
			c, err := s.Case(ctx, id)
			if err == nil {
				spoilCase(&c)
			}
			return err
		},
		"CaseByCode": func() error {
			c, secrets, err := s.CaseByCode(ctx, want.Case.Code)
			if err == nil {
				spoilCase(&c)
				spoilSecrets(&secrets)
			}
			return err
		},
		"Secrets": func() error {
			x, err := s.Secrets(ctx, id)
			spoilSecrets(&x)
			return err
		},
		"Events": func() error {
			events, err := s.Events(ctx, id)
			for i := range events {
				spoilEvent(&events[i])
			}
			return err
		},
		"Values": func() error {
			values, err := s.Values(ctx, id)
			for i := range values {
				spoilBytes(values[i].Data, values[i].Salt)
			}
			return err
		},
		"Messages": func() error {
			messages, err := s.Messages(ctx, id)
			for i := range messages {
				spoilBytes(messages[i].Sealed)
			}
			return err
		},
		"List": func() error {
			page, err := s.List(ctx, samad.Query{})
			for i := range page.Cases {
				spoilCase(&page.Cases[i])
			}
			return err
		},
		"Key": func() error {
			k, err := s.Key(ctx, "k")
			spoilBytes(k.Digest, k.Sealed)
			return err
		},
		"Calls": func() error {
			page, err := s.Calls(ctx, samad.CallQuery{})
			for i := range page.Calls {
				spoilCall(&page.Calls[i])
			}
			return err
		},
		"Feed": func() error {
			events, _, err := s.Feed(ctx, "", 10)
			for i := range events {
				spoilEvent(&events[i])
			}
			return err
		},
		"ClaimMessages": func() error {
			messages, err := s.ClaimMessages(ctx, samad.Claim{Now: after(5), Limit: 10, Lease: time.Minute, Owner: "o"})
			for i := range messages {
				spoilBytes(messages[i].Sealed)
			}
			return err
		},
	}
	for what, spoil := range spoilers {
		if err := spoil(); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if err := intact(ctx, s); err != nil {
			return fmt.Errorf("after a change to what %s returned: %w", what, err)
		}
	}
	return nil
}
