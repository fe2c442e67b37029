package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// message is a message with the claim on it.
type message struct {
	samad.Message
	made   int64     // place in the order of making
	owner  string    // of the latest claim, "" for none
	leased time.Time // until when
	mark   mark
}

// recipient is a queue: what is claimed of it begins with its first pending
// message.
type recipient struct {
	pending []*message
	slot    slot[*recipient]
}

// Messages implements [samad.Store].
func (s *Store) Messages(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	e := s.cases[id]
	if e == nil {
		return nil, nil
	}
	var out []samad.Message
	for _, m := range e.messages {
		out = append(out, m.copy())
	}
	return out, nil
}

func (m *message) copy() samad.Message {
	out := m.Message
	out.Sealed = bytes.Clone(m.Sealed)
	return out
}

func (s *Store) addMessages(messages []samad.Message) {
	for _, x := range messages {
		s.made++
		m := &message{Message: x, made: s.made}
		s.messages[m.ID] = m
		s.outgone = append(s.outgone, m)
		if e := s.cases[m.Case]; e != nil {
			e.messages = append(e.messages, m)
		}
		if m.Record != "" {
			s.caused[m.Record] = append(s.caused[m.Record], m)
		}
		if m.State != samad.Pending {
			continue
		}
		r := s.recipients[m.Recipient()]
		if r == nil {
			r = &recipient{}
			r.slot.owner = r
			s.recipients[m.Recipient()] = r
		}
		r.pending = append(r.pending, m)
		s.announce(m)
		s.offer(r)
	}
}

// announce enters the message where [Store.NextDue] finds it.
func (s *Store) announce(m *message) {
	was := m.mark
	m.mark = mark{}
	if m.State == samad.Pending && !m.NotBefore.IsZero() {
		m.mark = mark{m.NotBefore.UnixMicro(), "m" + m.ID}
	}
	s.coming.move(was, m.mark)
}

// giveUp ends what is pending of the case and empties all of its messages.
func (s *Store) giveUp(e *entry, at time.Time) {
	for _, m := range e.messages {
		m.Sealed = nil
		if m.State != samad.Pending {
			continue
		}
		m.State, m.Settled, m.Fault = samad.Dead, at, samad.FaultErased
		m.owner, m.leased = "", time.Time{}
		s.announce(m)
		r := s.recipients[m.Recipient()]
		r.pending = slices.DeleteFunc(r.pending, func(x *message) bool { return x == m })
		s.offer(r)
	}
	for _, k := range e.keys {
		k.Sealed = nil
	}
}

// offer enters the recipient's first pending message where claims find it.
func (s *Store) offer(r *recipient) {
	if len(r.pending) == 0 {
		s.outbox.drop(&r.slot)
		return
	}
	m := r.pending[0]
	r.slot.rank = m.made
	r.slot.from = math.MinInt64
	for _, t := range []time.Time{m.NotBefore, m.leased} {
		if !t.IsZero() {
			r.slot.from = max(r.slot.from, t.UnixMicro())
		}
	}
	s.outbox.put(&r.slot)
}

// ClaimMessages implements [samad.Store].
func (s *Store) ClaimMessages(ctx context.Context, claim samad.Claim) ([]samad.Message, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := s.write(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	now := claim.Now.UnixMicro()
	var row []*message
	fronts := s.outbox.take(now, claim.Limit)
	for _, x := range fronts {
		pending := x.owner.pending
		for i := 0; i < len(pending) && i < claim.Limit && pending[i].free(now); i++ {
			row = append(row, pending[i])
		}
	}
	// The oldest first, so that a row is cut at its end.
	slices.SortFunc(row, func(a, b *message) int { return cmp.Compare(a.made, b.made) })
	var out []samad.Message
	for _, m := range row[:min(len(row), claim.Limit)] {
		m.owner, m.leased = claim.Owner, claim.Now.Add(claim.Lease)
		out = append(out, m.copy())
	}
	for _, x := range fronts {
		s.offer(x.owner)
	}
	return out, nil
}

// free reports whether the message may be tried at the instant and nobody
// holds it.
func (m *message) free(now int64) bool {
	return (m.NotBefore.IsZero() || m.NotBefore.UnixMicro() <= now) && (m.leased.IsZero() || m.leased.UnixMicro() <= now)
}

// SettleMessages implements [samad.Store].
func (s *Store) SettleMessages(ctx context.Context, settlements ...samad.Settlement) error {
	settlements, err := admit.Settlements(settlements)
	if err != nil {
		return err
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for i, x := range settlements {
		m := s.messages[x.ID]
		if m == nil {
			return fmt.Errorf("memory: settle message %s: %w", x.ID, samad.ErrNotFound)
		}
		twice := slices.ContainsFunc(settlements[:i], func(y samad.Settlement) bool { return y.ID == x.ID })
		if m.State != samad.Pending || m.owner == "" || m.owner != x.Owner || twice {
			return fmt.Errorf("memory: settle message %s: %w", x.ID, samad.ErrConflict)
		}
	}
	for _, x := range settlements {
		s.settle(s.messages[x.ID], x)
	}
	return nil
}

func (s *Store) settle(m *message, x samad.Settlement) {
	m.owner, m.leased = "", time.Time{}
	m.State, m.Attempts, m.Fault = x.State, x.Attempts, x.Fault
	if x.Reference != "" {
		m.Reference = x.Reference
		s.references[x.Reference] = m
	}
	if x.Wipe {
		m.Sealed = nil
	}
	r := s.recipients[m.Recipient()]
	if x.State == samad.Pending {
		m.NotBefore = x.NotBefore
	} else {
		m.Settled = x.At
		if r.pending[0] == m {
			r.pending[0], r.pending = nil, r.pending[1:]
		} else { // an earlier one was revived since the claim
			r.pending = slices.DeleteFunc(r.pending, func(x *message) bool { return x == m })
		}
	}
	s.announce(m)
	s.offer(r)
}
