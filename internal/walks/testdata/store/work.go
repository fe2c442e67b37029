package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

func (s *Store) Key(ctx context.Context, key string) (samad.KeyRecord, error) {
	if err := s.lock(ctx); err != nil {
		return samad.KeyRecord{}, err
	}
	defer s.mu.Unlock()
	r, ok := s.keys[key]
	if !ok {
		return samad.KeyRecord{}, samad.ErrNotFound
	}
	return copied(r), nil
}

func (s *Store) sortedKeys() (keys []string) {
	for k := range s.keys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (s *Store) Keys(ctx context.Context, after string, limit int) (out []samad.KeyRecord, err error) {
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for _, k := range s.sortedKeys() {
		if k > after && len(out) < limit {
			out = append(out, copied(s.keys[k]))
		}
	}
	return out, nil
}

func (s *Store) WipeKeys(ctx context.Context, now time.Time, limit int) (n int, err error) {
	if err := admit.Limit(limit); err != nil {
		return 0, err
	}
	if err := s.lock(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	for _, k := range s.sortedKeys() {
		if r := s.keys[k]; n < limit && len(r.Sealed) > 0 && !r.Expires.After(now) {
			r.Sealed = nil
			s.keys[k] = r
			n++
		}
	}
	return n, nil
}

func (s *Store) NextDue(ctx context.Context, after time.Time) (next time.Time, err error) {
	if err := s.lock(ctx); err != nil {
		return next, err
	}
	defer s.mu.Unlock()
	take := func(t time.Time) {
		if t.After(after) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, e := range s.cases {
		take(e.NextDue())
	}
	for _, m := range s.messages {
		if m.State == samad.Pending {
			take(m.NotBefore)
		}
	}
	return next, nil
}

func (s *Store) ClaimDue(ctx context.Context, claim samad.Claim) (ids []samad.CaseID, err error) {
	claim, err = admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var due []*entry
	for _, e := range s.cases {
		if at := e.NextDue(); !at.IsZero() && !at.After(claim.Now) && !e.held(claim.Now) {
			due = append(due, e)
		}
	}
	slices.SortFunc(due, func(a, b *entry) int {
		return admit.NewKey(a.NextDue(), string(a.ID)).Compare(admit.NewKey(b.NextDue(), string(b.ID)))
	})
	for _, e := range due[:min(claim.Limit, len(due))] {
		e.lease = lease{claim.Owner, claim.Now.Add(claim.Lease)}
		ids = append(ids, e.ID)
	}
	return ids, nil
}

func (s *Store) ClaimMessages(ctx context.Context, claim samad.Claim) (out []samad.Message, err error) {
	claim, err = admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	blocked := map[string]bool{} // recipients with an earlier message that is not handed out
	for _, m := range s.messages {
		if m.State != samad.Pending {
			continue
		}
		to := m.Recipient()
		if blocked[to] || len(out) == claim.Limit || m.NotBefore.After(claim.Now) || m.held(claim.Now) {
			blocked[to] = true
			continue
		}
		m.lease = lease{claim.Owner, claim.Now.Add(claim.Lease)}
		out = append(out, copied(m.Message))
	}
	return out, nil
}

func (s *Store) SettleMessages(ctx context.Context, settlements ...samad.Settlement) error {
	settlements, err := admit.Settlements(settlements)
	if err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	seen := map[string]bool{}
	for _, r := range settlements {
		m := s.message(r.ID)
		switch {
		case m == nil:
			return samad.ErrNotFound
		case m.State != samad.Pending || m.owner == "" || m.owner != r.Owner || seen[r.ID]:
			return samad.ErrConflict
		}
		seen[r.ID] = true
	}
	for _, r := range settlements {
		m := s.message(r.ID)
		m.State, m.Attempts, m.Fault, m.Reference, m.lease = r.State, r.Attempts, r.Fault, r.Reference, lease{}
		if r.State == samad.Pending {
			m.NotBefore = r.NotBefore
		} else {
			m.Settled = r.At
		}
		if r.Wipe {
			m.Sealed = nil
		}
	}
	return nil
}

func (s *Store) FindMessages(ctx context.Context, q samad.MessageQuery) (page samad.MessagePage, err error) {
	q, after, err := admit.MessageQuery(q)
	if err != nil {
		return page, err
	}
	if err := s.lock(ctx); err != nil {
		return page, err
	}
	defer s.mu.Unlock()
	for i := int(after); i < len(s.messages); i++ {
		m := s.messages[i]
		if !oneOf(q.States, m.State) || !oneOf(q.Carriers, m.Carrier) || !oneOf(q.Kinds, m.Kind) || q.Audience != "" && m.Audience != q.Audience ||
			q.Unconfirmed && !m.Confirmed.IsZero() || !within(m.Created, q.CreatedFrom, q.CreatedTo) {
			continue
		}
		if len(page.Messages) == q.Limit {
			page.Next = strconv.Itoa(i)
			break
		}
		page.Messages = append(page.Messages, copied(m.Message))
	}
	return page, nil
}

func (s *Store) ReviveMessage(ctx context.Context, id string, from time.Time) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	m := s.message(id)
	switch {
	case m == nil:
		return samad.ErrNotFound
	case m.State != samad.Dead:
		return samad.ErrConflict
	case len(m.Sealed) == 0:
		return samad.ErrErased
	}
	m.State, m.NotBefore, m.Attempts, m.Settled, m.Fault = samad.Pending, admit.Instant(from), 0, time.Time{}, ""
	return nil
}

func (s *Store) ConfirmMessage(ctx context.Context, c samad.Confirmation) error {
	c, err := admit.Confirmation(c)
	if err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	found := false
	for _, m := range s.messages {
		if m.ID != c.ID && (c.Reference == "" || m.Reference != c.Reference) {
			continue
		}
		found = true
		switch {
		case !m.Confirmed.IsZero():
		case c.Arrived:
			m.Confirmed = c.At
			if m.State == samad.Dead {
				m.State, m.Fault = samad.Delivered, ""
			}
		default:
			m.State, m.Fault, m.Settled = samad.Dead, c.Fault, c.At
		}
	}
	if !found {
		return samad.ErrNotFound
	}
	return nil
}

func (s *Store) Outbox(ctx context.Context, after string, limit int) ([]samad.Message, string, error) {
	return follow(ctx, s, after, limit, func() (all []samad.Message) {
		for _, m := range s.messages {
			all = append(all, m.Message)
		}
		return all
	})
}
