package memory

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// List implements [samad.Store].
func (s *Store) List(ctx context.Context, query samad.Query) (samad.Page, error) {
	query, after, err := admit.Query(query)
	if err != nil {
		return samad.Page{}, err
	}
	if err := s.read(ctx); err != nil {
		return samad.Page{}, err
	}
	defer s.mu.RUnlock()

	var found []*entry
	if byCreation := query.Order == samad.NewestFirst || query.Order == samad.OldestFirst; byCreation && len(query.Petitioner) == 0 {
		found = s.walk(query, after)
	} else {
		found = s.sorted(query, after)
	}
	var page samad.Page
	if len(found) > query.Limit {
		found = found[:query.Limit]
		page.Next = admit.Cursor(query.Order, admit.CaseKey(query.Order, found[query.Limit-1].c))
	}
	for _, e := range found {
		page.Cases = append(page.Cases, e.c.Clone())
	}
	return page, nil
}

// walk goes along the index by creation and returns one entry more than the
// page holds, if there is one.
func (s *Store) walk(query samad.Query, after admit.Key) []*entry {
	i, step := 0, 1
	if query.Order == samad.NewestFirst {
		i, step = len(s.created)-1, -1
	}
	if !after.IsZero() {
		at, found := slices.BinarySearchFunc(s.created, after, func(e *entry, k admit.Key) int { return createdKey(e).Compare(k) })
		switch {
		case step < 0:
			i = at - 1
		case found:
			i = at + 1
		default:
			i = at
		}
	}
	var found []*entry
	for ; i >= 0 && i < len(s.created) && len(found) <= query.Limit; i += step {
		if matches(s.created[i], query) {
			found = append(found, s.created[i])
		}
	}
	return found
}

// sorted looks at every candidate and sorts what matches.
func (s *Store) sorted(query samad.Query, after admit.Key) []*entry {
	compare := func(a, b admit.Key) int {
		if query.Order == samad.NewestFirst {
			return b.Compare(a)
		}
		return a.Compare(b)
	}
	var found []*entry
	for _, e := range s.candidates(query) {
		key := admit.CaseKey(query.Order, e.c)
		if matches(e, query) && (after.IsZero() || compare(key, after) > 0) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *entry) int {
		return compare(admit.CaseKey(query.Order, a.c), admit.CaseKey(query.Order, b.c))
	})
	return found
}

// candidates returns the cases that may match: those of the petitioner, or all.
func (s *Store) candidates(query samad.Query) []*entry {
	if len(query.Petitioner) == 0 {
		return s.created
	}
	seen := map[*entry]struct{}{}
	for _, l := range query.Petitioner {
		for e := range s.lookups[lookup{l.Kind, string(l.Hash)}] {
			seen[e] = struct{}{}
		}
	}
	out := make([]*entry, 0, len(seen))
	for e := range seen {
		out = append(out, e)
	}
	return out
}
