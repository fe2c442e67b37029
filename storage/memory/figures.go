package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
)

// Figures implements [figures.Store] beside the cases of a [Store].
type Figures struct{ s *Store }

var _ figures.Store = (*Figures)(nil)

// Figures returns the facts and cells that figures are computed of.
func (s *Store) Figures() *Figures { return &Figures{s} }

// counted is what a Store keeps of figures.
type counted struct {
	position string
	facts    map[samad.CaseID][]figures.Fact // by episode
	cells    map[string][]byte
}

// Position implements [figures.Store].
func (f *Figures) Position(ctx context.Context) (string, error) {
	if err := f.s.read(ctx); err != nil {
		return "", err
	}
	defer f.s.mu.RUnlock()
	return f.s.counted.position, nil
}

// CaseFacts implements [figures.Store].
func (f *Figures) CaseFacts(ctx context.Context, cases []samad.CaseID) ([]figures.Fact, error) {
	if err := f.s.read(ctx); err != nil {
		return nil, err
	}
	defer f.s.mu.RUnlock()
	var out []figures.Fact
	for _, id := range cases {
		for _, fact := range f.s.counted.facts[id] {
			out = append(out, cloneFact(fact))
		}
	}
	return out, nil
}

func cloneFact(f figures.Fact) figures.Fact {
	f.Points = slices.Clone(f.Points)
	return f
}

// Cells implements [figures.Store].
func (f *Figures) Cells(ctx context.Context, keys []string) (map[string][]byte, error) {
	if err := f.s.read(ctx); err != nil {
		return nil, err
	}
	defer f.s.mu.RUnlock()
	out := map[string][]byte{}
	for _, key := range keys {
		if data, ok := f.s.counted.cells[key]; ok {
			out[key] = slices.Clone(data)
		}
	}
	return out, nil
}

// Range implements [figures.Store].
func (f *Figures) Range(ctx context.Context, from, to string) ([]figures.StoredCell, error) {
	if err := f.s.read(ctx); err != nil {
		return nil, err
	}
	defer f.s.mu.RUnlock()
	var out []figures.StoredCell
	for key, data := range f.s.counted.cells {
		if key >= from && key <= to {
			out = append(out, figures.StoredCell{Key: key, Data: slices.Clone(data)})
		}
	}
	slices.SortFunc(out, func(a, b figures.StoredCell) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// Save implements [figures.Store].
func (f *Figures) Save(ctx context.Context, batch figures.Batch) error {
	if err := f.s.write(ctx); err != nil {
		return err
	}
	defer f.s.mu.Unlock()
	k := &f.s.counted
	if k.position != batch.Expect {
		return fmt.Errorf("memory: figures stand at another position: %w", samad.ErrConflict)
	}
	if k.facts == nil {
		k.facts, k.cells = map[samad.CaseID][]figures.Fact{}, map[string][]byte{}
	}
	for _, fact := range batch.Facts {
		list := slices.DeleteFunc(k.facts[fact.Case], func(old figures.Fact) bool { return old.Episode == fact.Episode })
		list = append(list, cloneFact(fact))
		slices.SortFunc(list, func(a, b figures.Fact) int { return cmp.Compare(a.Episode, b.Episode) })
		k.facts[fact.Case] = list
	}
	for key, data := range batch.Cells {
		if len(data) == 0 {
			delete(k.cells, key)
			continue
		}
		k.cells[key] = slices.Clone(data)
	}
	k.position = batch.Position
	return nil
}

// Scan implements [figures.Store]. What each sees is a copy, and it may call the
// store.
func (f *Figures) Scan(ctx context.Context, query figures.Scan, each func(figures.Fact) error) error {
	if err := f.s.read(ctx); err != nil {
		return err
	}
	var found []figures.Fact
	for _, list := range f.s.counted.facts {
		for _, fact := range list {
			if query.Matches(fact) {
				found = append(found, cloneFact(fact))
			}
		}
	}
	f.s.mu.RUnlock()
	for _, fact := range found {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("memory: scan facts: %w", err)
		}
		if err := each(fact); err != nil {
			return err
		}
	}
	return nil
}
