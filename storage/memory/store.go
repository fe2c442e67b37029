package memory

import (
	"context"
	"fmt"
	"sync"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/tracking"
)

// Store implements [samad.Store]. Make it with [New]; it is safe for
// concurrent use.
type Store struct {
	mu     sync.RWMutex
	closed bool

	cases   map[samad.CaseID]*entry
	codes   map[tracking.Code]*entry
	keys    map[string]*samad.KeyRecord
	lookups map[lookup]map[*entry]struct{}
	created []*entry // by creation, then id
	due     schedule[*entry]
	coming  timeline // when cases are due and messages may be tried

	messages   map[string]*message
	references map[string]*message // by the carriers' names for them
	recipients map[string]*recipient
	outbox     schedule[*recipient]
	made       int64 // counts messages, to keep the order of their making

	calls   map[string]*samad.Call
	started []*samad.Call // by start, then id

	feed    []samad.Event
	digests []samad.Digest
	outgone []*message // all messages as they were made

	records map[ledger.Ref]*record
	kinds   map[ledger.Kind]*kind
	keyed   map[recordKey]map[*record]struct{}
	caused  map[string][]*message // by the record, as they were made

	counted counted
}

var _ samad.Store = (*Store)(nil)

// entry is a case with all that belongs to it. Its case is never changed in
// place, only replaced.
type entry struct {
	c        *samad.Case
	secrets  samad.Secrets
	events   []samad.Event
	values   []samad.Value // by Seq, then Name
	messages []*message    // as they were made
	words    []string      // sorted, each once
	keys     []*samad.KeyRecord
	due      slot[*entry]
	mark     mark
}

// lookup is a [samad.Lookup] that can be a map's key.
type lookup struct {
	kind samad.LookupKind
	hash string
}

// New returns an empty store.
func New() *Store {
	return &Store{
		cases:      map[samad.CaseID]*entry{},
		codes:      map[tracking.Code]*entry{},
		keys:       map[string]*samad.KeyRecord{},
		lookups:    map[lookup]map[*entry]struct{}{},
		messages:   map[string]*message{},
		references: map[string]*message{},
		recipients: map[string]*recipient{},
		calls:      map[string]*samad.Call{},
		records:    map[ledger.Ref]*record{},
		kinds:      map[ledger.Kind]*kind{},
		keyed:      map[recordKey]map[*record]struct{}{},
		caused:     map[string][]*message{},
	}
}

// Close makes every later call fail with an error matching
// [samad.ErrClosed]. It may be called more than once.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// read locks the store for reading; the caller unlocks it when err is nil.
func (s *Store) read(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return fmt.Errorf("memory: %w", samad.ErrClosed)
	}
	return nil
}

// write locks the store for writing; the caller unlocks it when err is nil.
// The context is asked again under the lock: waiting for it may have taken long.
func (s *Store) write(ctx context.Context) error {
	s.mu.Lock()
	err := ctx.Err()
	if err == nil && s.closed {
		err = samad.ErrClosed
	}
	if err != nil {
		s.mu.Unlock()
		return fmt.Errorf("memory: %w", err)
	}
	return nil
}
