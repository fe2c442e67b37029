package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// FindMessages implements [samad.Store].
func (s *Store) FindMessages(ctx context.Context, query samad.MessageQuery) (samad.MessagePage, error) {
	query, after, err := admit.MessageQuery(query)
	if err != nil {
		return samad.MessagePage{}, err
	}
	if err := s.read(ctx); err != nil {
		return samad.MessagePage{}, err
	}
	defer s.mu.RUnlock()
	begin, found := slices.BinarySearchFunc(s.outgone, after, func(m *message, made int64) int { return cmp.Compare(m.made, made) })
	if found {
		begin++
	}
	var page samad.MessagePage
	var last int64
	for _, m := range s.outgone[begin:] {
		if !messageMatches(&m.Message, query) {
			continue
		}
		if len(page.Messages) == query.Limit {
			page.Next = strconv.FormatInt(last, 10)
			break
		}
		page.Messages, last = append(page.Messages, m.copy()), m.made
	}
	return page, nil
}

func messageMatches(m *samad.Message, q samad.MessageQuery) bool {
	return among(q.States, m.State) && among(q.Carriers, m.Carrier) && among(q.Kinds, m.Kind) &&
		(q.Audience == "" || m.Audience == q.Audience) &&
		(!q.Unconfirmed || m.Confirmed.IsZero()) &&
		within(m.Created, q.CreatedFrom, q.CreatedTo)
}

// ReviveMessage implements [samad.Store].
func (s *Store) ReviveMessage(ctx context.Context, id string, from time.Time) error {
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	m := s.messages[id]
	switch {
	case m == nil:
		return fmt.Errorf("memory: revive message %s: %w", id, samad.ErrNotFound)
	case m.State != samad.Dead:
		return fmt.Errorf("memory: revive message %s: %w", id, samad.ErrConflict)
	case len(m.Sealed) == 0:
		return fmt.Errorf("memory: revive message %s: %w", id, samad.ErrErased)
	}
	m.State, m.Attempts, m.NotBefore, m.Settled = samad.Pending, 0, admit.Instant(from), time.Time{}
	s.wait(m)
	return nil
}

// wait lets the message stand in its recipient's queue, by its making.
func (s *Store) wait(m *message) {
	r := s.recipients[m.Recipient()]
	if r == nil { // it was given up before it ever waited
		r = &recipient{}
		r.slot.owner = r
		s.recipients[m.Recipient()] = r
	}
	i, _ := slices.BinarySearchFunc(r.pending, m.made, func(x *message, made int64) int { return cmp.Compare(x.made, made) })
	r.pending = slices.Insert(r.pending, i, m)
	s.announce(m)
	s.offer(r)
}

// ConfirmMessage implements [samad.Store].
func (s *Store) ConfirmMessage(ctx context.Context, x samad.Confirmation) error {
	x, err := admit.Confirmation(x)
	if err != nil {
		return err
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	m := s.messages[x.ID]
	if x.ID == "" {
		m = s.references[x.Reference]
	}
	switch {
	case m == nil:
		return fmt.Errorf("memory: confirm a message: %w", samad.ErrNotFound)
	case !m.Confirmed.IsZero():
		return nil
	case x.Arrived:
		m.Confirmed, m.Fault = x.At, ""
		if m.State == samad.Dead {
			m.State = samad.Delivered
		}
	case m.State == samad.Delivered:
		m.State, m.Settled, m.Fault = samad.Dead, x.At, x.Fault
	}
	return nil
}
