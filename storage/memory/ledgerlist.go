package memory

import (
	"context"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/admit"
)

// List implements [ledger.Store].
func (l *Ledger) List(ctx context.Context, query ledger.Query) (ledger.Page, error) {
	query, after, err := admit.RecordQuery(query)
	if err != nil {
		return ledger.Page{}, err
	}
	if err := l.s.read(ctx); err != nil {
		return ledger.Page{}, err
	}
	defer l.s.mu.RUnlock()
	all := l.s.candidateRecords(query)
	at, step := 0, 1
	if !query.OldestFirst {
		at, step = len(all)-1, -1
	}
	if !after.IsZero() {
		i, found := slices.BinarySearchFunc(all, after, func(x *record, key admit.Key) int {
			return admit.RecordKey(x.r).Compare(key)
		})
		switch {
		case step < 0:
			at = i - 1
		case found:
			at = i + 1
		default:
			at = i
		}
	}
	var page ledger.Page
	for ; at >= 0 && at < len(all); at += step {
		if !matchesRecord(all[at].r, query) {
			continue
		}
		if len(page.Records) == query.Limit {
			page.Next = admit.RecordCursor(query, admit.RecordKey(&page.Records[query.Limit-1]))
			break
		}
		page.Records = append(page.Records, all[at].copy())
	}
	return page, nil
}

// candidateRecords returns the records that may match, by creation: those with
// the first key, or all of the kind.
func (s *Store) candidateRecords(q ledger.Query) []*record {
	if len(q.Keys) == 0 {
		if k := s.kinds[q.Kind]; k != nil {
			return k.created
		}
		return nil
	}
	var out []*record
	for x := range s.keyed[recordKey{q.Kind, q.Keys[0]}] {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b *record) int { return admit.RecordKey(a.r).Compare(admit.RecordKey(b.r)) })
	return out
}

func matchesRecord(r *ledger.Record, q ledger.Query) bool {
	for _, k := range q.Keys {
		if !slices.Contains(r.Keys.Free, k) {
			return false
		}
	}
	timed := q.From.IsZero() && q.To.IsZero() || !r.Keys.At.IsZero() && within(r.Keys.At, q.From, q.To)
	return timed && among(q.States, r.Keys.State) && among(q.Agencies, r.Keys.Agency) && r.Keys.Place.Under(q.Place)
}

// Count implements [ledger.Store].
func (l *Ledger) Count(ctx context.Context, query ledger.Query, by ...ledger.Dimension) ([]ledger.Tally, error) {
	query.Cursor, query.Limit, query.OldestFirst = "", 0, false
	query, _, err := admit.RecordQuery(query)
	if err != nil {
		return nil, err
	}
	if err := admit.RecordDimensions(by); err != nil {
		return nil, err
	}
	if err := l.s.read(ctx); err != nil {
		return nil, err
	}
	defer l.s.mu.RUnlock()
	tallies := map[string]*ledger.Tally{}
	if len(by) == 0 {
		tallies[""] = &ledger.Tally{}
	}
	for _, x := range l.s.candidateRecords(query) {
		if !matchesRecord(x.r, query) {
			continue
		}
		for _, values := range dimensionValues(x.r, by) {
			key := strings.Join(values, "\x00") // no stored text holds U+0000
			if tallies[key] == nil {
				tallies[key] = &ledger.Tally{Values: values}
			}
			tallies[key].Records++
		}
	}
	out := make([]ledger.Tally, 0, len(tallies))
	for _, t := range tallies {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b ledger.Tally) int { return slices.Compare(a.Values, b.Values) })
	return out, nil
}

// dimensionValues returns the lines in which the record counts: one, or one
// for each value of the free key that is counted by.
func dimensionValues(r *ledger.Record, by []ledger.Dimension) [][]string {
	line := make([]string, len(by))
	free, name := -1, ""
	for i, d := range by {
		switch d {
		case ledger.ByState:
			line[i] = r.Keys.State
		case ledger.ByAgency:
			line[i] = string(r.Keys.Agency)
		case ledger.ByPlace:
			line[i] = string(r.Keys.Place)
		default:
			free = i
			name, _ = d.Key()
		}
	}
	if free < 0 {
		return [][]string{line}
	}
	var out [][]string
	for _, k := range r.Keys.Free {
		if k.Name == name {
			one := slices.Clone(line)
			one[free] = k.Value
			out = append(out, one)
		}
	}
	return out
}
