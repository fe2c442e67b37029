package memory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/admit"
)

// Ledger implements [ledger.Store] beside the cases of a [Store].
type Ledger struct{ s *Store }

var _ ledger.Store = (*Ledger)(nil)

// Ledger returns the records of the rooms beside the desk.
func (s *Store) Ledger() *Ledger { return &Ledger{s} }

// record is a record with its history. Its r is never changed in place, only
// replaced.
type record struct {
	r      *ledger.Record
	events []ledger.Event
	due    slot[*record]
}

// kind holds the records of one kind.
type kind struct {
	created []*record // by creation, then id
	due     schedule[*record]
}

type recordKey struct {
	kind ledger.Kind
	key  ledger.Key
}

// Apply implements [ledger.Store]. Everything is checked first; what follows
// cannot fail.
func (l *Ledger) Apply(ctx context.Context, changes ...ledger.Change) error {
	records, cases, err := admit.Ledger(changes)
	if err != nil {
		return fmt.Errorf("memory: apply to the ledger: %w", err)
	}
	s := l.s
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	known, err := s.check(cases)
	if err == nil {
		err = s.checkRecords(records, known)
	}
	if err != nil {
		return fmt.Errorf("memory: apply to the ledger: %w", err)
	}
	s.applyCases(cases)
	for i := range records {
		s.applyRecord(&records[i])
	}
	for i := range records {
		s.addMessages(records[i].Messages)
	}
	return nil
}

func (s *Store) checkRecords(changes []ledger.Change, known func(samad.CaseID) bool) error {
	revisions := map[ledger.Ref]int64{}
	for _, ch := range changes {
		ref := ch.Record.Ref
		revision, ok := revisions[ref]
		if x := s.records[ref]; !ok && x != nil {
			revision = x.r.Revision
		}
		if revision != ch.Expect {
			return &ledger.ConflictError{Ref: ref, Expect: ch.Expect}
		}
		revisions[ref] = ch.Record.Revision
		if err := s.checkMessages(ch.Messages, known); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) applyRecord(ch *ledger.Change) {
	r := ch.Record
	k := s.kinds[r.Kind]
	if k == nil {
		k = &kind{}
		s.kinds[r.Kind] = k
	}
	x := s.records[r.Ref]
	if x == nil {
		x = &record{}
		x.due.owner = x
		s.records[r.Ref] = x
	} else {
		if i, found := k.place(admit.RecordKey(x.r)); found {
			k.created = slices.Delete(k.created, i, i+1)
		}
		for _, key := range x.r.Keys.Free {
			delete(s.keyed[recordKey{r.Kind, key}], x)
		}
	}
	x.r = r
	x.events = append(x.events, ch.Events...)
	i, _ := k.place(admit.RecordKey(r))
	k.created = slices.Insert(k.created, i, x)
	for _, key := range r.Keys.Free {
		at := recordKey{r.Kind, key}
		if s.keyed[at] == nil {
			s.keyed[at] = map[*record]struct{}{}
		}
		s.keyed[at][x] = struct{}{}
	}
	if r.Keys.NextDue.IsZero() {
		k.due.drop(&x.due)
		return
	}
	x.due.rank, x.due.id = r.Keys.NextDue.UnixMicro(), r.ID
	x.due.from = x.due.rank
	k.due.put(&x.due)
}

// place finds where the record with the key stands or would stand.
func (k *kind) place(key admit.Key) (int, bool) {
	return slices.BinarySearchFunc(k.created, key, func(x *record, key admit.Key) int {
		return admit.RecordKey(x.r).Compare(key)
	})
}

func (x *record) copy() ledger.Record {
	out := *x.r
	out.State = slices.Clone(x.r.State)
	out.Keys.Free = slices.Clone(x.r.Keys.Free)
	return out
}

// Kinds implements [ledger.Store].
func (l *Ledger) Kinds(ctx context.Context) ([]ledger.Kind, error) {
	if err := l.s.read(ctx); err != nil {
		return nil, err
	}
	defer l.s.mu.RUnlock()
	seen := map[ledger.Kind]bool{}
	for ref := range l.s.records {
		seen[ref.Kind] = true
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// Record implements [ledger.Store].
func (l *Ledger) Record(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
	if err := admit.Ref(ref); err != nil {
		return ledger.Record{}, err
	}
	if err := l.s.read(ctx); err != nil {
		return ledger.Record{}, err
	}
	defer l.s.mu.RUnlock()
	x := l.s.records[ref]
	if x == nil {
		return ledger.Record{}, fmt.Errorf("memory: %s: %w", ref, samad.ErrNotFound)
	}
	return x.copy(), nil
}

// Events implements [ledger.Store].
func (l *Ledger) Events(ctx context.Context, ref ledger.Ref) ([]ledger.Event, error) {
	if err := admit.Ref(ref); err != nil {
		return nil, err
	}
	if err := l.s.read(ctx); err != nil {
		return nil, err
	}
	defer l.s.mu.RUnlock()
	x := l.s.records[ref]
	if x == nil {
		return nil, fmt.Errorf("memory: events of %s: %w", ref, samad.ErrNotFound)
	}
	out := slices.Clone(x.events)
	for i := range out {
		out[i].Data = slices.Clone(out[i].Data)
	}
	return out, nil
}

// Messages implements [ledger.Store].
func (l *Ledger) Messages(ctx context.Context, ref ledger.Ref) ([]samad.Message, error) {
	if err := admit.Ref(ref); err != nil {
		return nil, err
	}
	if err := l.s.read(ctx); err != nil {
		return nil, err
	}
	defer l.s.mu.RUnlock()
	var out []samad.Message
	for _, m := range l.s.caused[ref.String()] {
		out = append(out, m.copy())
	}
	return out, nil
}

// ClaimDue implements [ledger.Store].
func (l *Ledger) ClaimDue(ctx context.Context, claim samad.Claim, kinds ...ledger.Kind) ([]ledger.Ref, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := admit.Kinds(kinds); err != nil {
		return nil, err
	}
	if err := l.s.write(ctx); err != nil {
		return nil, err
	}
	defer l.s.mu.Unlock()
	kinds = slices.Clone(kinds)
	slices.Sort(kinds)
	var due []*slot[*record]
	for _, name := range slices.Compact(kinds) {
		if k := l.s.kinds[name]; k != nil {
			due = append(due, k.due.take(claim.Now.UnixMicro(), claim.Limit)...)
		}
	}
	slices.SortFunc(due, func(a, b *slot[*record]) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.id, b.id),
			cmp.Compare(a.owner.r.Kind, b.owner.r.Kind))
	})
	var out []ledger.Ref
	for i, x := range due {
		if i < claim.Limit {
			out = append(out, x.owner.r.Ref)
			x.from = claim.Now.Add(claim.Lease).UnixMicro()
		}
		l.s.kinds[x.owner.r.Kind].due.put(x)
	}
	return out, nil
}
