package storage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// version is what a case is to those who race for it: its last event.
type version struct {
	revision int64
	head     samad.Hash
}

// call is an operation on a case: an Apply when next is set, otherwise a read.
type call struct {
	id   samad.CaseID
	from int64 // the revision that Apply expects
	next version
}

// answer is what came back.
type answer struct {
	conflict bool
	seen     version // by a read
}

// oneCase says what a store of one case at a time would have answered.
var oneCase = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byCase := map[samad.CaseID][]porcupine.Operation{}
		for _, o := range history {
			id := o.Input.(call).id
			byCase[id] = append(byCase[id], o)
		}
		var parts [][]porcupine.Operation
		for _, part := range byCase {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() any { return version{} },
	Step: func(state, input, output any) (bool, any) {
		now, in, out := state.(version), input.(call), output.(answer)
		switch {
		case in.next == version{}:
			return out.seen == now, now
		case out.conflict:
			return now.revision != in.from, now
		default:
			return now.revision == in.from, in.next
		}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
}

// racers race for a few cases and write down what they asked and were told.
type racers struct {
	store   samad.Store
	started time.Time

	mu      sync.Mutex
	history []porcupine.Operation
}

// do writes down an operation.
func (r *racers) do(client int, in call, f func() (answer, error)) error {
	begun := time.Since(r.started)
	out, err := f()
	ended := time.Since(r.started)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, porcupine.Operation{ClientId: client, Input: in, Call: begun.Nanoseconds(), Output: out, Return: ended.Nanoseconds()})
	return nil
}

// race reads cases and adds events to what it has read, often too late.
func (r *racers) race(t *testing.T, client, rounds int, ids []samad.CaseID) error {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(client), 7))
	known := map[samad.CaseID]samad.Case{}
	for n := range rounds {
		id := ids[random.IntN(len(ids))]
		c, ok := known[id]
		if !ok || random.IntN(3) > 0 {
			if err := r.do(client, call{id: id}, func() (answer, error) {
				var err error
				c, err = r.store.Case(t.Context(), id)
				return answer{seen: version{c.Revision, c.Head}}, err
			}); err != nil {
				return err
			}
			known[id] = c
		}
		ch := act(c, fmt.Sprintf("%s-%d-%d", id, client, n))
		in := call{id, c.Revision, version{ch.Case.Revision, ch.Case.Head}}
		if err := r.do(client, in, func() (answer, error) {
			err := r.store.Apply(t.Context(), ch)
			if errors.Is(err, samad.ErrConflict) {
				return answer{conflict: true}, nil
			}
			return answer{}, err
		}); err != nil {
			return err
		}
	}
	return nil
}

// act returns a change that adds an event to the case.
func act(c samad.Case, id string) samad.Change {
	next := c.Clone()
	e := samad.Event{
		ID: id, Case: c.ID, Seq: c.Revision + 1, At: c.Updated.Add(time.Second), Type: samad.EventActed,
		Data: json.RawMessage(`{}`), PrevHash: c.Head,
	}
	e.Hash = e.ComputeHash()
	next.Revision, next.Head, next.Updated = e.Seq, e.Hash, e.At
	return samad.Change{Case: &next, Expect: c.Revision, Events: []samad.Event{e}}
}

// linearizable lets clients race on the store and checks that what they were
// told could have been told by one that does one thing after the other, each
// between its call and its return.
func linearizable(t *testing.T, store samad.Store) porcupine.CheckResult {
	t.Helper()
	rounds := 40
	if os.Getenv("SAMAD_LONG") != "" {
		rounds = 400
	}
	r := &racers{store: store, started: time.Now()}
	var ids []samad.CaseID
	for n := range 3 {
		ch := storagetest.Submission(n + 1)
		ids = append(ids, ch.Case.ID)
		in := call{ch.Case.ID, 0, version{ch.Case.Revision, ch.Case.Head}}
		require.NoError(t, r.do(0, in, func() (answer, error) { return answer{}, store.Apply(t.Context(), ch) }))
	}
	errs := make([]error, 8)
	var all sync.WaitGroup
	for client := range errs {
		all.Go(func() { errs[client] = r.race(t, client, rounds, ids) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	conflicts := 0
	for _, o := range r.history {
		if o.Output.(answer).conflict {
			conflicts++
		}
	}
	assert.Greater(t, conflicts, rounds/10, "nobody raced")
	return porcupine.CheckOperationsTimeout(oneCase, r.history, time.Minute)
}

func TestLinearizable(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"memory":   "memory:",
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "samad.db"),
		"postgres": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "postgres" {
				address = freshSchema(t, "linearizable")
			}
			db, err := storage.Open(t.Context(), address, storage.Options{})
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, db.Close()) })
			require.NoError(t, db.Migrate(t.Context()))
			assert.Equal(t, porcupine.Ok, linearizable(t, db.Cases()))
		})
	}
}

// stale is a store whose reads are now and then what they were before.
type stale struct {
	samad.Store
	mu   sync.Mutex
	last map[samad.CaseID]samad.Case
	n    int
}

func (s *stale) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	c, err := s.Store.Case(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.last[id]
	if s.n++; ok && s.n%10 == 0 {
		return old, err
	}
	s.last[id] = c
	return c, err
}

// forgiving is a store that lets a writer who comes too late believe that it
// has won.
type forgiving struct{ samad.Store }

func (f forgiving) Apply(ctx context.Context, changes ...samad.Change) error {
	if err := f.Store.Apply(ctx, changes...); err != nil && !errors.Is(err, samad.ErrConflict) || changes[0].Case.Revision%5 > 0 {
		return err
	}
	return nil
}

// TestNotLinearizable shows that TestLinearizable can fail.
func TestNotLinearizable(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(samad.Store) samad.Store{
		"stale reads":  func(s samad.Store) samad.Store { return &stale{Store: s, last: map[samad.CaseID]samad.Case{}} },
		"lost updates": func(s samad.Store) samad.Store { return forgiving{s} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, porcupine.Illegal, linearizable(t, broken(memory.New())))
		})
	}
}

// freshSchema returns the address of a schema of the test's own.
func freshSchema(t *testing.T, name string) string {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	schema := fmt.Sprintf("%s_%d", name, os.Getpid())
	query := u.Query()
	query.Set("schema", schema)
	u.RawQuery = query.Encode()
	t.Cleanup(func() {
		admin, err := pgx.Connect(context.Background(), address)
		require.NoError(t, err)
		_, err = admin.Exec(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		assert.NoError(t, err)
		assert.NoError(t, admin.Close(context.Background()))
	})
	return u.String()
}
