package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

func outboxChecks() []Check {
	return []Check{
		{"outbox/query", "an operator who is not shown an answer that never arrived", outboxQuery},
		{"outbox/pages", "a message that no page shows", outboxPages},
		{"outbox/messages alone", "an office that is not told what no single case says", messagesAlone},
		{"outbox/revives the dead only", "a message sent twice by a retry", revives},
		{"outbox/confirms", "an answer taken as received that was not", confirms},
	}
}

// outboxGives checks that the query gives the messages, by "case/number".
func outboxGives(ctx context.Context, s Store, q samad.MessageQuery, want ...string) error {
	got := []string{}
	for {
		page, err := s.FindMessages(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range page.Messages {
			var n, k int
			if _, err := fmt.Sscanf(m.ID[len(m.ID)-8:], "%d/%d", &n, &k); err != nil {
				return fmt.Errorf("outbox gave one with id %q", m.ID)
			}
			got = append(got, fmt.Sprintf("%d/%d", n, k))
		}
		if page.Next == "" || len(got) > 100 {
			break
		}
		q.Cursor = page.Next
	}
	if !slices.Equal(got, append([]string{}, want...)) {
		return fmt.Errorf("outbox by %s gives %v, want %v", asked(q), got, want)
	}
	return nil
}

func given(m *samad.Message) {
	m.State, m.Settled, m.Kind = samad.Delivered, after(30), samad.AnswerMessage
}

func outboxQuery(ctx context.Context, s Store) error {
	office := func(m *samad.Message) { m.Audience, m.Carrier, m.Office = samad.ToOffice, samad.ByDesk, "isf.tamin" }
	if err := add(ctx, s, outbox(1, nil, given), outbox(2, office, given)); err != nil {
		return err
	}
	by := func(q samad.MessageQuery, want ...string) func() error {
		return func() error { return outboxGives(ctx, s, q, want...) }
	}
	created := submission(2).Case.Created
	return run(
		by(samad.MessageQuery{}, "1/1", "1/2", "2/1", "2/2"),
		by(samad.MessageQuery{States: []samad.MessageState{samad.Delivered}}, "1/2", "2/2"),
		by(samad.MessageQuery{States: []samad.MessageState{samad.Delivered, samad.Pending}, Kinds: []samad.MessageKind{samad.ReceiptMessage}}, "1/1", "2/1"),
		by(samad.MessageQuery{Carriers: []samad.Carrier{samad.ByDesk}}, "2/1"),
		by(samad.MessageQuery{Audience: samad.ToPetitioner}, "1/1", "1/2", "2/2"),
		by(samad.MessageQuery{CreatedFrom: created}, "2/1", "2/2"),
		by(samad.MessageQuery{CreatedTo: created}, "1/1", "1/2"),
		func() error {
			return s.ConfirmMessage(ctx, samad.Confirmation{ID: id(1) + "/2", At: after(40), Arrived: true})
		},
		by(samad.MessageQuery{States: []samad.MessageState{samad.Delivered}, Unconfirmed: true}, "2/2"),
	)
}

func outboxPages(ctx context.Context, s Store) error {
	var want []string
	for n := 1; n <= 5; n++ {
		if err := add(ctx, s, outbox(n, nil, nil)); err != nil {
			return err
		}
		want = append(want, fmt.Sprintf("%d/1", n), fmt.Sprintf("%d/2", n))
	}
	for _, limit := range []int{1, 3, 10} {
		if err := outboxGives(ctx, s, samad.MessageQuery{Limit: limit}, want...); err != nil {
			return err
		}
	}
	for what, q := range map[string]samad.MessageQuery{"limit": {Limit: -1}, "cursor": {Cursor: "x"}} {
		_, err := s.FindMessages(ctx, q)
		if err := fails("an outbox with a senseless "+what, err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	return nil
}

func messagesAlone(ctx context.Context, s Store) error {
	ch := outbox(1)
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	m := message(ch.Case, 1, 1)
	alone := samad.Change{Messages: []samad.Message{m}}
	return run(
		func() error { return s.Apply(ctx, alone) },
		func() error { return fails("the same message again", s.Apply(ctx, alone), samad.ErrConflict) },
		func() error { return outboxGives(ctx, s, samad.MessageQuery{}, "1/1") },
		func() error { return letters(ctx, s, "a", after(10), 9, "1/1") },
	)
}

func revives(ctx context.Context, s Store) error {
	wiped := func(m *samad.Message) { m.State, m.Settled, m.Sealed = samad.Dead, after(30), nil }
	if err := add(ctx, s, outbox(1, nil, nil), outbox(2, wiped)); err != nil {
		return err
	}
	revive := func(n, k int) error { return s.ReviveMessage(ctx, fmt.Sprintf("%s/%d", id(n), k), after(50)) }
	refused := func(what string, n, k int, want error) func() error {
		return func() error { return fails("reviving "+what, revive(n, k), want) }
	}
	return run(
		refused("what is pending", 1, 1, samad.ErrConflict),
		func() error { return letters(ctx, s, "a", after(10), 1, "1/1") },
		func() error { return settle(ctx, s, "a", 1, 1, samad.Dead) },
		refused("what was wiped", 2, 1, samad.ErrErased),
		refused("what is not there", 9, 9, samad.ErrNotFound),
		// The next of the recipient is on its way while the first comes back.
		func() error { return letters(ctx, s, "a", after(31), 9, "1/2") },
		func() error { return revive(1, 1) },
		refused("what was revived", 1, 1, samad.ErrConflict),
		func() error { return settle(ctx, s, "a", 1, 2, samad.Delivered) },
		func() error { return letters(ctx, s, "a", after(49), 9) },
		func() error { return letters(ctx, s, "b", after(50), 9, "1/1") },
		func() error {
			got, err := s.Messages(ctx, caseID(1))
			if err != nil || got[0].Attempts != 0 || !got[0].Settled.IsZero() {
				return fmt.Errorf("revived message has %d attempts, settled %s: %w", got[0].Attempts, got[0].Settled, err)
			}
			return nil
		},
		func() error { return settle(ctx, s, "b", 1, 1, samad.Delivered) },
		refused("what was delivered", 1, 1, samad.ErrConflict),
	)
}

func confirms(ctx context.Context, s Store) error {
	if err := add(ctx, s, outbox(1, nil), outbox(2, nil), outbox(3, given)); err != nil {
		return err
	}
	hand := func(n int, state samad.MessageState) func() error {
		return func() error {
			return s.SettleMessages(ctx, samad.Settlement{
				ID: id(n) + "/1", Owner: "a", State: state, At: after(30), Attempts: 1, Reference: fmt.Sprint("ref-", n),
			})
		}
	}
	confirm := func(c samad.Confirmation) func() error { return func() error { return s.ConfirmMessage(ctx, c) } }
	holds := func(n int, state samad.MessageState, confirmed time.Time, fault string) func() error {
		return func() error {
			got, err := s.Messages(ctx, caseID(n))
			if err != nil {
				return err
			}
			m := got[0]
			if m.State != state || !m.Confirmed.Equal(confirmed) || m.Fault != fault {
				return fmt.Errorf("message %d is %s, confirmed %s, fault %q; want %s, %s, %q", n, m.State, m.Confirmed, m.Fault, state, confirmed, fault)
			}
			return nil
		}
	}
	no, yes := samad.Confirmation{Reference: "ref-1", At: after(40), Fault: "switched off"}, samad.Confirmation{Reference: "ref-1", At: after(41), Arrived: true}
	return run(
		func() error { return letters(ctx, s, "a", after(10), 9, "1/1", "2/1") },
		hand(1, samad.Delivered), hand(2, samad.Dead),
		confirm(no), holds(1, samad.Dead, time.Time{}, "switched off"),
		confirm(yes), holds(1, samad.Delivered, after(41), ""), // it came through after all
		confirm(yes), confirm(no), holds(1, samad.Delivered, after(41), ""),
		confirm(samad.Confirmation{ID: id(2) + "/1", At: after(42), Arrived: true}), holds(2, samad.Delivered, after(42), ""),
		confirm(samad.Confirmation{ID: id(3) + "/1", At: after(43), Fault: "blocked"}), holds(3, samad.Dead, time.Time{}, "blocked"),
		func() error {
			return fails("an unknown reference", s.ConfirmMessage(ctx, samad.Confirmation{Reference: "ref-9", At: after(1)}), samad.ErrNotFound)
		},
		func() error {
			return fails("an unknown id", s.ConfirmMessage(ctx, samad.Confirmation{ID: "x", At: after(1), Arrived: true}), samad.ErrNotFound)
		},
		func() error {
			return fails("neither id nor reference", s.ConfirmMessage(ctx, samad.Confirmation{At: after(1)}), samad.ErrInvalid)
		},
	)
}
