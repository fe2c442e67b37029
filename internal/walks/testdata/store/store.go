// Package store keeps cases in maps under one lock: the smallest store that
// keeps every promise of samad.Store.
package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
	"github.com/samad111/go-samad/tracking"
)

// Store is the store. Make one with New.
type Store struct {
	mu sync.Mutex
	state
}

// state is everything that is kept. What a change adds it adds to copies, so
// that a change which fails half-way leaves nothing.
type state struct {
	closed   bool
	order    []samad.CaseID
	cases    map[samad.CaseID]*entry
	keys     map[string]samad.KeyRecord
	messages []*message // in the order of their making
	calls    []*samad.Call
	feed     []samad.Event
	digests  []samad.Digest
}

type entry struct {
	samad.Case
	secrets samad.Secrets
	events  []samad.Event
	values  []samad.Value
	words   []string
	lease
}

type message struct {
	samad.Message
	lease
}

// lease says who works on something and until when.
type lease struct {
	owner string
	until time.Time
}

func (l lease) held(now time.Time) bool { return l.owner != "" && now.Before(l.until) }

// New returns an empty store.
func New() *Store {
	return &Store{state: state{cases: map[samad.CaseID]*entry{}, keys: map[string]samad.KeyRecord{}}}
}

// Close closes the store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// lock takes the lock unless the context has ended or the store is closed.
func (s *Store) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return samad.ErrClosed
	}
	return nil
}

func copied[T any](v T) T {
	out, _ := admit.Clean(v) // what is kept was clean when it came
	return out
}

// Apply implements samad.Store: the changes are tried on a copy of what they
// touch, which takes its place when all went well.
func (s *Store) Apply(ctx context.Context, changes ...samad.Change) error {
	changes, err := admit.Changes(changes)
	if err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	try := s.state.clone()
	for _, c := range changes {
		if err := try.apply(c); err != nil {
			return err
		}
	}
	for _, c := range changes { // what may point to cases of later changes
		if err := try.attach(c); err != nil {
			return err
		}
	}
	s.state = try
	return nil
}

func (s *state) clone() state {
	c := state{
		closed: s.closed, order: slices.Clone(s.order), calls: slices.Clone(s.calls), feed: slices.Clone(s.feed), digests: s.digests,
		cases: make(map[samad.CaseID]*entry, len(s.cases)), keys: make(map[string]samad.KeyRecord, len(s.keys)),
	}
	for id, e := range s.cases {
		one := *e
		one.events, one.values, one.words = slices.Clone(e.events), slices.Clone(e.values), slices.Clone(e.words)
		c.cases[id] = &one
	}
	for k, r := range s.keys {
		c.keys[k] = r
	}
	for _, m := range s.messages {
		one := *m
		c.messages = append(c.messages, &one)
	}
	for i, call := range c.calls {
		one := *call
		c.calls[i] = &one
	}
	return c
}

func (s *state) apply(ch samad.Change) error {
	if ch.Case == nil {
		return nil
	}
	id := ch.Case.ID
	e := s.cases[id]
	switch {
	case e == nil && ch.Expect != 0, e != nil && e.Revision != ch.Expect:
		return samad.ErrConflict
	case s.byCode(ch.Case.Code) != nil && s.byCode(ch.Case.Code).ID != id:
		return samad.ErrCodeTaken
	case e == nil:
		e = &entry{secrets: samad.Secrets{Case: id}}
		s.cases[id] = e
		s.order = append(s.order, id)
	}
	e.Case, e.lease = *ch.Case, lease{}
	e.events = append(e.events, ch.Events...)
	s.feed = append(s.feed, ch.Events...)
	e.values = append(e.values, ch.Values...)
	slices.SortStableFunc(e.values, func(a, b samad.Value) int { return compareRefs(a.ValueRef, b.ValueRef) })
	for i := range e.values {
		if slices.Contains(ch.Erase, e.values[i].ValueRef) {
			e.values[i].Salt, e.values[i].Data = nil, nil
		}
	}
	if ch.Secrets != nil {
		e.secrets = *ch.Secrets
	}
	if ch.EraseSearch {
		e.words = nil
	}
	e.words = append(e.words, ch.Search...)
	slices.Sort(e.words)
	e.words = slices.Compact(e.words)
	if ch.EraseMessages {
		s.eraseMessages(id, ch.Case.Updated)
	}
	return nil
}

func (s *state) eraseMessages(id samad.CaseID, at time.Time) {
	for _, m := range s.messages {
		if m.Case != id {
			continue
		}
		m.Sealed = nil
		if m.State == samad.Pending {
			m.State, m.Settled, m.Fault, m.lease = samad.Dead, at, samad.FaultErased, lease{}
		}
	}
	for k, r := range s.keys {
		if r.Case == id {
			r.Sealed = nil
			s.keys[k] = r
		}
	}
}

func (s *state) attach(ch samad.Change) error {
	if ch.Key != nil {
		if _, there := s.keys[ch.Key.Key]; there {
			return samad.ErrKeyTaken
		}
		if s.cases[ch.Key.Case] == nil {
			return admit.UnknownCase("/Key")
		}
		s.keys[ch.Key.Key] = *ch.Key
	}
	for _, m := range ch.Messages {
		if s.message(m.ID) != nil {
			return samad.ErrConflict
		}
		if m.Case != "" && s.cases[m.Case] == nil {
			return admit.UnknownCase("/Messages")
		}
		s.messages = append(s.messages, &message{Message: m})
	}
	for _, c := range ch.Calls {
		if slices.ContainsFunc(s.calls, func(k *samad.Call) bool { return k.ID == c.ID }) {
			return samad.ErrConflict
		}
		for _, id := range c.Cases {
			if s.cases[id] == nil {
				return admit.UnknownCase("/Calls")
			}
		}
		s.calls = append(s.calls, &c)
	}
	for _, c := range s.calls {
		if slices.Contains(ch.EraseCalls, c.ID) {
			c.Key, c.Caller, c.Note, c.CallerHash = nil, nil, nil, nil
		}
	}
	return nil
}

func (s *state) byCode(code tracking.Code) *entry {
	for _, e := range s.cases {
		if e.Code == code {
			return e
		}
	}
	return nil
}

func (s *state) message(id string) *message {
	for _, m := range s.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}
