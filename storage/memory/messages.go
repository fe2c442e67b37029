package memory

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/internal/admit"
)

// message is a message with the claim on it.
type message struct {
	samad.Message
	made   int64     // place in the order of making
	owner  string    // of the latest claim, "" for none
	leased time.Time // until when
	mark   mark
}

// recipient is a queue: only its first pending message can be claimed.
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
	var out []samad.Message
	for _, x := range s.outbox.take(claim.Now.UnixMicro(), claim.Limit) {
		m := x.owner.pending[0]
		m.owner, m.leased = claim.Owner, claim.Now.Add(claim.Lease)
		out = append(out, m.copy())
		s.offer(x.owner)
	}
	return out, nil
}

// SettleMessage implements [samad.Store].
func (s *Store) SettleMessage(ctx context.Context, x samad.Settlement) error {
	x, err := admit.Settlement(x)
	if err != nil {
		return err
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	m := s.messages[x.ID]
	if m == nil {
		return fmt.Errorf("memory: settle message %s: %w", x.ID, samad.ErrNotFound)
	}
	if m.State != samad.Pending || m.owner == "" || m.owner != x.Owner {
		return fmt.Errorf("memory: settle message %s: %w", x.ID, samad.ErrConflict)
	}
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
		// Nearly always the first; an earlier one may have been revived since
		// the claim.
		r.pending = slices.DeleteFunc(r.pending, func(x *message) bool { return x == m })
	}
	s.announce(m)
	s.offer(r)
	return nil
}
