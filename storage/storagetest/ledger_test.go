package storagetest_test

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// faultyLedger is a good ledger with some methods replaced by ones that break
// a promise.
type faultyLedger struct {
	*memory.Ledger
	store    *memory.Store
	apply    func(ctx context.Context, changes []ledger.Change) error
	record   func(ctx context.Context, ref ledger.Ref) (ledger.Record, error)
	messages func(ctx context.Context, ref ledger.Ref) ([]samad.Message, error)
	list     func(ctx context.Context, q ledger.Query) (ledger.Page, error)
	count    func(ctx context.Context, q ledger.Query, by []ledger.Dimension) ([]ledger.Tally, error)
	claim    func(ctx context.Context, c samad.Claim, kinds []ledger.Kind) ([]ledger.Ref, error)
	kinds    func(ctx context.Context) ([]ledger.Kind, error)
	close    func() error
}

var _ storagetest.Ledger = (*faultyLedger)(nil)

func newFaultyLedger() *faultyLedger {
	s := memory.New()
	return &faultyLedger{Ledger: s.Ledger(), store: s}
}

func (f *faultyLedger) Cases() samad.Store { return f.store }

func (f *faultyLedger) Close() error {
	if f.close != nil {
		return f.close()
	}
	return f.store.Close()
}

func (f *faultyLedger) Kinds(ctx context.Context) ([]ledger.Kind, error) {
	if f.kinds == nil {
		return f.Ledger.Kinds(ctx)
	}
	return f.kinds(ctx)
}

func (f *faultyLedger) Apply(ctx context.Context, changes ...ledger.Change) error {
	if f.apply == nil {
		return f.Ledger.Apply(ctx, changes...)
	}
	return f.apply(ctx, changes)
}

func (f *faultyLedger) Record(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
	if f.record == nil {
		return f.Ledger.Record(ctx, ref)
	}
	return f.record(ctx, ref)
}

func (f *faultyLedger) Messages(ctx context.Context, ref ledger.Ref) ([]samad.Message, error) {
	if f.messages == nil {
		return f.Ledger.Messages(ctx, ref)
	}
	return f.messages(ctx, ref)
}

func (f *faultyLedger) List(ctx context.Context, q ledger.Query) (ledger.Page, error) {
	if f.list == nil {
		return f.Ledger.List(ctx, q)
	}
	return f.list(ctx, q)
}

func (f *faultyLedger) Count(ctx context.Context, q ledger.Query, by ...ledger.Dimension) ([]ledger.Tally, error) {
	if f.count == nil {
		return f.Ledger.Count(ctx, q, by...)
	}
	return f.count(ctx, q, by)
}

func (f *faultyLedger) ClaimDue(ctx context.Context, c samad.Claim, kinds ...ledger.Kind) ([]ledger.Ref, error) {
	if f.claim == nil {
		return f.Ledger.ClaimDue(ctx, c, kinds...)
	}
	return f.claim(ctx, c, kinds)
}

type ledgerBreaker func(f *faultyLedger)

// applies edits every change on its way in.
func applies(edit func(ch *ledger.Change)) ledgerBreaker {
	return func(f *faultyLedger) {
		f.apply = func(ctx context.Context, changes []ledger.Change) error {
			changes = slices.Clone(changes)
			for i := range changes {
				edit(&changes[i])
			}
			return f.Ledger.Apply(ctx, changes...)
		}
	}
}

// forgives takes an error for success.
func forgives(target error) ledgerBreaker {
	return func(f *faultyLedger) {
		f.apply = func(ctx context.Context, changes []ledger.Change) error {
			return unless(f.Ledger.Apply(ctx, changes...), target)
		}
	}
}

// separately applies the changes one by one.
func separately(f *faultyLedger) {
	f.apply = func(ctx context.Context, changes []ledger.Change) error {
		for _, ch := range changes {
			if err := f.Ledger.Apply(ctx, ch); err != nil {
				return err
			}
		}
		return nil
	}
}

// asks edits every query on its way in.
func asks(edit func(q *ledger.Query)) ledgerBreaker {
	return func(f *faultyLedger) {
		f.list = func(ctx context.Context, q ledger.Query) (ledger.Page, error) {
			edit(&q)
			return f.Ledger.List(ctx, q)
		}
	}
}

func claiming(edit func(c *samad.Claim)) ledgerBreaker {
	return func(f *faultyLedger) {
		f.claim = func(ctx context.Context, c samad.Claim, kinds []ledger.Kind) ([]ledger.Ref, error) {
			edit(&c)
			return f.Ledger.ClaimDue(ctx, c, kinds...)
		}
	}
}

// keepsOld writes the record with what edit takes from the one before.
func keepsOld(edit func(r, old *ledger.Record)) ledgerBreaker {
	return func(f *faultyLedger) {
		f.apply = func(ctx context.Context, changes []ledger.Change) error {
			last := map[ledger.Ref]*ledger.Record{}
			for i, ch := range changes {
				if ch.Record == nil {
					continue
				}
				r := *ch.Record
				if old := last[r.Ref]; old != nil {
					edit(&r, old)
				} else if old, err := f.Ledger.Record(ctx, r.Ref); err == nil {
					edit(&r, &old)
				}
				last[r.Ref] = &r
				changes[i].Record = &r
			}
			return f.Ledger.Apply(ctx, changes...)
		}
	}
}

func ledgerBreakers() map[string]ledgerBreaker {
	return map[string]ledgerBreaker{
		"records/keep everything": applies(func(ch *ledger.Change) { ch.Messages = nil }),
		"records/follow on":       keepsOld(func(r, old *ledger.Record) { r.State = old.State }),
		"records/same record twice": func(f *faultyLedger) {
			f.apply = func(ctx context.Context, changes []ledger.Change) error { return f.Ledger.Apply(ctx, changes[0]) }
		},
		"records/several together":    separately,
		"records/together with cases": separately,
		"records/messages go out": applies(func(ch *ledger.Change) {
			for i := range ch.Messages {
				ch.Messages[i].State = samad.Delivered
			}
		}),
		"records/copies": func(f *faultyLedger) {
			kept := map[ledger.Ref]ledger.Record{}
			f.record = func(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
				if r, ok := kept[ref]; ok {
					return r, nil
				}
				r, err := f.Ledger.Record(ctx, ref)
				kept[ref] = r
				return r, err
			}
		},
		"records/exact instants": func(f *faultyLedger) {
			f.record = func(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
				r, err := f.Ledger.Record(ctx, ref)
				r.Keys.At = r.Keys.At.Truncate(time.Millisecond)
				return r, err
			}
		},

		"records/stale revision":        forgives(samad.ErrConflict),
		"records/second creation":       forgives(samad.ErrConflict),
		"records/step on nothing":       forgives(samad.ErrConflict),
		"records/message id used again": forgives(samad.ErrConflict),
		"records/message to nobody":     forgives(samad.ErrInvalid),
		"records/senseless changes":     forgives(samad.ErrInvalid),
		"records/unknown is not found": func(f *faultyLedger) {
			f.record = func(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
				r, err := f.Ledger.Record(ctx, ref)
				return r, unless(err, samad.ErrNotFound)
			}
		},
		"records/one of many writers": forgives(samad.ErrConflict),

		"records/list in order":     asks(func(q *ledger.Query) { q.OldestFirst = false }),
		"records/list page by page": listsTwice,
		"records/list what matches": asks(func(q *ledger.Query) { q.To = time.Time{} }),
		"records/keys follow the state": keepsOld(func(r, old *ledger.Record) {
			r.Keys.Free = append(r.Keys.Free, old.Keys.Free[0])
		}),
		"records/refuse senseless queries": asks(func(q *ledger.Query) {
			if q.OldestFirst {
				q.Cursor = ""
			}
		}),
		"records/kinds": func(f *faultyLedger) {
			f.kinds = func(ctx context.Context) ([]ledger.Kind, error) {
				kinds, err := f.Ledger.Kinds(ctx)
				slices.Reverse(kinds)
				return kinds, err
			}
		},
		"records/count": func(f *faultyLedger) {
			f.count = func(ctx context.Context, q ledger.Query, by []ledger.Dimension) ([]ledger.Tally, error) {
				out, err := f.Ledger.Count(ctx, q, by...)
				slices.Reverse(out)
				return out, err
			}
		},

		"records/the longest due first": func(f *faultyLedger) {
			f.claim = func(ctx context.Context, c samad.Claim, kinds []ledger.Kind) ([]ledger.Ref, error) {
				out, err := f.Ledger.ClaimDue(ctx, c, kinds...)
				slices.Reverse(out)
				return out, err
			}
		},
		"records/one holder at a time":     claiming(func(c *samad.Claim) { c.Lease = time.Microsecond; c.Now = c.Now.Add(time.Second) }),
		"records/takes over from the dead": claiming(func(c *samad.Claim) { c.Lease = time.Hour }),
		"records/a step releases": func(f *faultyLedger) {
			f.apply = func(ctx context.Context, changes []ledger.Change) error {
				err := f.Ledger.Apply(ctx, changes...)
				if err == nil && changes[0].Expect > 0 {
					_, err = f.Ledger.ClaimDue(ctx, samad.Claim{Now: changes[0].Record.Updated.Add(time.Hour),
						Limit: 9, Lease: time.Hour, Owner: "nobody"}, changes[0].Record.Kind)
				}
				return err
			}
		},
		"records/due follows the state": keepsOld(func(r, old *ledger.Record) { r.Keys.NextDue = old.Keys.NextDue }),
		"records/senseless claims":      claiming(func(c *samad.Claim) { c.Owner = "somebody" }),

		"records/ended context": func(f *faultyLedger) {
			f.apply = func(ctx context.Context, changes []ledger.Change) error {
				return f.Ledger.Apply(context.WithoutCancel(ctx), changes...)
			}
		},
		"records/closed store": func(f *faultyLedger) { f.close = func() error { return nil } },
	}
}

// listsTwice shows the last record of a page again on the next one.
func listsTwice(f *faultyLedger) {
	var mu sync.Mutex
	var last *ledger.Record
	f.list = func(ctx context.Context, q ledger.Query) (ledger.Page, error) {
		mu.Lock()
		defer mu.Unlock()
		page, err := f.Ledger.List(ctx, q)
		if last != nil && q.Cursor != "" {
			page.Records = append([]ledger.Record{*last}, page.Records...)
		}
		if n := len(page.Records); n > 0 {
			r := page.Records[n-1]
			r.State = bytes.Clone(r.State)
			last = &r
		}
		return page, err
	}
}

func TestLedgerChecksCanFail(t *testing.T) {
	t.Parallel()
	left := ledgerBreakers()
	seen := map[string]bool{}
	for _, c := range storagetest.LedgerChecks() {
		require.False(t, seen[c.Name], "two checks named %q", c.Name)
		seen[c.Name] = true
		require.NotEmpty(t, c.Why, c.Name)
		broken, ok := left[c.Name]
		require.True(t, ok, "nothing breaks %q on purpose", c.Name)
		delete(left, c.Name)
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			require.NoError(t, c.Run(ctx, newFaultyLedger()), "the good ledger")
			f := newFaultyLedger()
			broken(f)
			require.Error(t, c.Run(ctx, f), "the broken ledger passes")
			require.NoError(t, ctx.Err(), "the check must fail, not hang")
		})
	}
	assert.Empty(t, left, "breakers without a check")
}
