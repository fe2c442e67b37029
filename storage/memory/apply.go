package memory

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
	"github.com/samad111/go-samad/tracking"
)

// Apply implements [samad.Store]. Everything is checked first; what follows
// cannot fail.
func (s *Store) Apply(ctx context.Context, changes ...samad.Change) error {
	changes, err := admit.Changes(changes)
	if err != nil {
		return fmt.Errorf("memory: apply: %w", err)
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, err := s.check(changes); err != nil {
		return fmt.Errorf("memory: apply: %w", err)
	}
	s.applyCases(changes)
	return nil
}

// applyCases writes changes that were checked.
func (s *Store) applyCases(changes []samad.Change) {
	var keyed []*samad.KeyRecord
	for i := range changes {
		if changes[i].Case != nil {
			s.applyCase(&changes[i])
		}
		if k := changes[i].Key; k != nil {
			s.keys[k.Key] = k
			keyed = append(keyed, k)
		}
	}
	for _, k := range keyed {
		e := s.cases[k.Case]
		e.keys = append(e.keys, k)
	}
	for i := range changes {
		s.addMessages(changes[i].Messages)
		s.addCalls(changes[i].Calls)
		s.eraseCalls(changes[i].EraseCalls)
	}
}

// check finds out whether the changes can be applied one after the other, and
// returns the cases that are there after them.
func (s *Store) check(changes []samad.Change) (known func(samad.CaseID) bool, err error) {
	revisions := map[samad.CaseID]int64{}
	codes := map[tracking.Code]samad.CaseID{}
	keys := map[string]bool{}
	for _, ch := range changes {
		if k := ch.Key; k != nil {
			if s.keys[k.Key] != nil || keys[k.Key] {
				return nil, fmt.Errorf("case %s: %w", k.Case, samad.ErrKeyTaken)
			}
			keys[k.Key] = true
		}
		if ch.Case == nil {
			continue
		}
		id := ch.Case.ID
		revision, ok := revisions[id]
		if e := s.cases[id]; !ok && e != nil {
			revision = e.c.Revision
		}
		if revision != ch.Expect {
			return nil, fmt.Errorf("case %s: %w", id, samad.ErrConflict)
		}
		revisions[id] = ch.Case.Revision

		code := ch.Case.Code
		if e := s.codes[code]; e != nil && e.c.ID != id {
			return nil, fmt.Errorf("case %s: %w", id, samad.ErrCodeTaken)
		}
		if other, ok := codes[code]; ok && other != id {
			return nil, fmt.Errorf("case %s: %w", id, samad.ErrCodeTaken)
		}
		codes[code] = id
	}
	known = func(id samad.CaseID) bool {
		_, added := revisions[id]
		return added || s.cases[id] != nil
	}
	return known, s.checkReferences(changes, known)
}

// checkReferences refuses keys, messages and calls that are there already or that
// point to a case that is not. An id used twice tells of a step done twice,
// hence the conflict.
func (s *Store) checkReferences(changes []samad.Change, known func(samad.CaseID) bool) error {
	for _, ch := range changes {
		if ch.Key != nil && !known(ch.Key.Case) {
			return fmt.Errorf("idempotency key: %w", admit.UnknownCase("/Key"))
		}
		if err := s.checkMessages(ch.Messages, known); err != nil {
			return err
		}
		for _, c := range ch.Calls {
			if s.calls[c.ID] != nil {
				return fmt.Errorf("call %s: %w", c.ID, samad.ErrConflict)
			}
			if !slices.ContainsFunc(c.Cases, func(id samad.CaseID) bool { return !known(id) }) {
				continue
			}
			return fmt.Errorf("call %s: %w", c.ID, admit.UnknownCase("/Calls"))
		}
	}
	return nil
}

func (s *Store) checkMessages(messages []samad.Message, known func(samad.CaseID) bool) error {
	for _, m := range messages {
		if s.messages[m.ID] != nil {
			return fmt.Errorf("message %s: %w", m.ID, samad.ErrConflict)
		}
		if m.Case != "" && !known(m.Case) { // admit knows when it may be without
			return fmt.Errorf("message %s: %w", m.ID, admit.UnknownCase("/Messages"))
		}
	}
	return nil
}

func (s *Store) applyCase(ch *samad.Change) {
	e := s.cases[ch.Case.ID]
	switch {
	case e == nil:
		e = &entry{c: ch.Case, secrets: samad.Secrets{Case: ch.Case.ID}}
		e.due.owner = e
		s.cases[ch.Case.ID] = e
		s.list(e)
	case !e.c.Created.Equal(ch.Case.Created):
		s.unlist(e)
		e.c = ch.Case
		s.list(e)
	}
	delete(s.codes, e.c.Code)
	e.c = ch.Case
	s.codes[e.c.Code] = e
	s.schedule(e)

	e.events = append(e.events, ch.Events...)
	s.feed = append(s.feed, ch.Events...)
	e.values = append(e.values, ch.Values...)
	sort.SliceStable(e.values, func(i, j int) bool { return refLess(e.values[i].ValueRef, e.values[j].ValueRef) })
	for _, ref := range ch.Erase {
		e.erase(ref)
	}
	if ch.Secrets != nil {
		s.setSecrets(e, *ch.Secrets)
	}
	if ch.EraseSearch {
		e.words = nil
	}
	e.words = append(e.words, ch.Search...)
	slices.Sort(e.words)
	e.words = slices.Compact(e.words)
	if ch.EraseMessages {
		s.giveUp(e, e.c.Updated)
	}
}

func refLess(a, b samad.ValueRef) bool {
	if a.Seq != b.Seq {
		return a.Seq < b.Seq
	}
	return a.Name < b.Name
}

func (e *entry) erase(ref samad.ValueRef) {
	for i := range e.values {
		if e.values[i].ValueRef == ref {
			e.values[i].Data, e.values[i].Salt = nil, nil
		}
	}
}

func (s *Store) setSecrets(e *entry, secrets samad.Secrets) {
	for _, l := range e.secrets.Lookups {
		delete(s.lookups[lookup{l.Kind, string(l.Hash)}], e)
	}
	e.secrets = secrets
	for _, l := range secrets.Lookups {
		k := lookup{l.Kind, string(l.Hash)}
		if s.lookups[k] == nil {
			s.lookups[k] = map[*entry]struct{}{}
		}
		s.lookups[k][e] = struct{}{}
	}
}

// list enters the case where lists find it, by creation.
func (s *Store) list(e *entry) {
	i, _ := slices.BinarySearchFunc(s.created, createdKey(e), func(x *entry, k admit.Key) int { return createdKey(x).Compare(k) })
	s.created = slices.Insert(s.created, i, e)
}

func (s *Store) unlist(e *entry) {
	i, found := slices.BinarySearchFunc(s.created, createdKey(e), func(x *entry, k admit.Key) int { return createdKey(x).Compare(k) })
	if found {
		s.created = slices.Delete(s.created, i, i+1)
	}
}

func createdKey(e *entry) admit.Key { return admit.CaseKey(samad.OldestFirst, e.c) }
