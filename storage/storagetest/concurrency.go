package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/samad111/go-samad/samad"
)

func concurrencyChecks() []Check {
	return []Check{
		{"concurrency/two writers, one wins", "two officials who both think that their decision holds", twoWriters},
		{"concurrency/one code, one key", "two cases of one submission", oneCodeOneKey},
		{"concurrency/crowd on one case", "a note that is overwritten by another's", crowdOnOne},
		{"concurrency/many at once", "a case that is lost in the rush", manyAtOnce},
		{"concurrency/claims", "a deadline acted upon twice", concurrentClaims},
		{"concurrency/message claims", "a message sent twice", concurrentMessageClaims},
		{"concurrency/feed misses nothing", "a subscriber who never hears of a case", concurrentFeed},
		{"concurrency/reads whole changes", "a case with its new state and its old history", wholeChanges},
	}
}

// crowd runs f in n goroutines that start together and returns the errors.
func crowd(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			errs[i] = f(i)
		})
	}
	start.Done()
	done.Wait()
	return errs
}

// one checks that exactly one of the errors is nil and the others match target.
func one(errs []error, target error) error {
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, target):
			return fmt.Errorf("a loser got %q, want %q", err, target)
		}
	}
	if won != 1 {
		return fmt.Errorf("%d of %d won, want 1", won, len(errs))
	}
	return nil
}

func twoWriters(ctx context.Context, s Store) error {
	prev := submission(1)
	if err := s.Apply(ctx, prev); err != nil {
		return err
	}
	for round := range 20 {
		var mu sync.Mutex
		var won samad.Change
		errs := crowd(4, func(i int) error {
			ch := step(prev, func(c *samad.Case) { c.Unit = fmt.Sprint(round, "/", i) })
			err := s.Apply(ctx, ch)
			if err == nil {
				mu.Lock()
				won = ch
				mu.Unlock()
			}
			return err
		})
		if err := one(errs, samad.ErrConflict); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		got, err := s.Case(ctx, prev.Case.ID)
		if err != nil {
			return err
		}
		if err := same("the winner's case", got, *won.Case); err != nil {
			return err
		}
		prev = won
	}
	return nil
}

func oneCodeOneKey(ctx context.Context, s Store) error {
	for round := range 5 {
		errs := crowd(8, func(i int) error {
			return s.Apply(ctx, submission(100*round+i, func(c *samad.Case) { c.Code = code(1000 + round) }))
		})
		if err := one(errs, samad.ErrCodeTaken); err != nil {
			return fmt.Errorf("one code: %w", err)
		}
		errs = crowd(8, func(i int) error {
			ch := submission(100*round + 50 + i)
			ch.Key = &samad.KeyRecord{Key: fmt.Sprint(round), Case: ch.Case.ID, Created: noon, Expires: noon}
			return s.Apply(ctx, ch)
		})
		if err := one(errs, samad.ErrKeyTaken); err != nil {
			return fmt.Errorf("one key: %w", err)
		}
	}
	return nil
}

// clients is how many goroutines the suite lets loose on a store.
const clients = 64

// crowdOnOne lets all clients add to one case, each trying again on what it
// reads until it has won. All have read the same at first, so that all but one
// must be refused at least once, however quick the store.
func crowdOnOne(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	id := first.Case.ID
	var mu sync.Mutex
	heads := map[int64]samad.Hash{}
	seen, err := s.Case(ctx, id)
	if err != nil {
		return err
	}
	errs := crowd(clients, func(i int) error {
		for c := seen.Clone(); ; {
			ch := step(samad.Change{Case: &c}, func(c *samad.Case) { c.Unit = fmt.Sprint(i) })
			err := s.Apply(ctx, ch)
			if errors.Is(err, samad.ErrConflict) {
				if c, err = s.Case(ctx, id); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
			mu.Lock()
			heads[ch.Case.Revision] = ch.Case.Head
			mu.Unlock()
			return nil
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	events, err := s.Events(ctx, id)
	if err != nil {
		return err
	}
	if len(events) != 2+clients || len(heads) != clients {
		return fmt.Errorf("%d events and %d different revisions won, want %d and %d", len(events), len(heads), 2+clients, clients)
	}
	for _, e := range events[2:] {
		if heads[e.Seq] != e.Hash {
			return fmt.Errorf("event %d is not that of its winner", e.Seq)
		}
	}
	return nil
}

func manyAtOnce(ctx context.Context, s Store) error {
	const each = 4
	errs := crowd(clients, func(i int) error {
		for k := range each {
			n := i*each + k + 1
			first := submission(n)
			if err := s.Apply(ctx, first); err != nil {
				return err
			}
			if err := s.Apply(ctx, step(first)); err != nil {
				return err
			}
			if got, err := s.Case(ctx, first.Case.ID); err != nil || got.Revision != 3 {
				return fmt.Errorf("case %d: revision %d, error %w", n, got.Revision, err)
			}
			if k%2 == 0 {
				if _, err := s.List(ctx, samad.Query{Limit: 5}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	tallies, err := s.Count(ctx, samad.Query{})
	if err != nil {
		return err
	}
	if err := same("cases", tallies, []samad.Tally{{Cases: clients * each}}); err != nil {
		return err
	}
	for n := 1; n <= clients*each; n++ {
		events, err := s.Events(ctx, caseID(n))
		if err != nil {
			return err
		}
		if len(events) != 3 {
			return fmt.Errorf("case %d has %d events, want 3", n, len(events))
		}
	}
	return nil
}

// exhaust lets 16 claimants work until nothing is left and checks that every
// id was handed out exactly once.
func exhaust(total int, claim func(owner string) ([]string, error)) error {
	var mu sync.Mutex
	seen := map[string]string{}
	errs := crowd(16, func(i int) error {
		owner := fmt.Sprint("owner-", i)
		for {
			got, err := claim(owner)
			if err != nil || len(got) == 0 {
				return err
			}
			mu.Lock()
			for _, id := range got {
				if other, twice := seen[id]; twice {
					mu.Unlock()
					return fmt.Errorf("%s was handed to %s and to %s", id, other, owner)
				}
				seen[id] = owner
			}
			mu.Unlock()
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if len(seen) != total {
		return fmt.Errorf("%d handed out, want %d", len(seen), total)
	}
	return nil
}

func concurrentClaims(ctx context.Context, s Store) error {
	var all []samad.Change
	for n := 1; n <= 100; n++ {
		all = append(all, submission(n, dueAt(after(n%7))))
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	return exhaust(100, func(owner string) ([]string, error) {
		got, err := s.ClaimDue(ctx, samad.Claim{Now: after(50), Limit: 3, Lease: time.Minute, Owner: owner})
		out := make([]string, len(got))
		for i, id := range got {
			out[i] = string(id)
		}
		return out, err
	})
}

func concurrentMessageClaims(ctx context.Context, s Store) error {
	var all []samad.Change
	for n := 1; n <= 30; n++ {
		all = append(all, outbox(n, nil, nil, nil))
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	var mu sync.Mutex
	last := map[samad.CaseID]string{}
	var delivered atomic.Int64
	return exhaust(90, func(owner string) ([]string, error) {
		for delivered.Load() < 90 {
			got, err := s.ClaimMessages(ctx, samad.Claim{Now: after(50), Limit: 2, Lease: time.Minute, Owner: owner})
			if err != nil {
				return nil, err
			}
			var out []string
			for _, m := range got {
				mu.Lock()
				if last[m.Case] >= m.ID {
					err = fmt.Errorf("message %s handed out after %s", m.ID, last[m.Case])
				}
				last[m.Case] = m.ID
				mu.Unlock()
				if err != nil {
					return nil, err
				}
				if err := s.SettleMessages(ctx, samad.Settlement{ID: m.ID, Owner: owner, State: samad.Delivered, At: noon}); err != nil {
					return nil, err
				}
				delivered.Add(1)
				out = append(out, m.ID)
			}
			// Nothing to be had means that others hold the heads of all queues.
			if len(out) > 0 {
				return out, nil
			}
		}
		return nil, nil
	})
}

func concurrentFeed(ctx context.Context, s Store) error {
	const writers, each = 8, 12
	var finished atomic.Int64
	var seen []samad.Event
	errs := crowd(writers+1, func(i int) error {
		if i > 0 {
			defer finished.Add(1)
			for k := range each {
				if err := s.Apply(ctx, submission(i*each+k)); err != nil {
					return err
				}
			}
			return nil
		}
		cursor := ""
		for {
			over := finished.Load() == writers
			events, next, err := s.Feed(ctx, cursor, 5)
			if err != nil {
				return err
			}
			seen, cursor = append(seen, events...), next
			if over && len(events) == 0 {
				return nil
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	got := map[string]bool{}
	for _, e := range seen {
		if got[e.ID] {
			return fmt.Errorf("event %s twice", e.ID)
		}
		got[e.ID] = true
	}
	return same("events read while others wrote", len(got), 2*writers*each)
}

func wholeChanges(ctx context.Context, s Store) error {
	first := submission(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	var over atomic.Bool
	errs := crowd(3, func(i int) error {
		if i == 0 {
			defer over.Store(true)
			prev := first
			for range 40 {
				prev = step(prev)
				if err := s.Apply(ctx, prev); err != nil {
					return err
				}
			}
			return nil
		}
		// Once at the least, even if the writer is done before a reader runs.
		for last := false; !last; {
			last = over.Load()
			c, err := s.Case(ctx, first.Case.ID)
			if err != nil {
				return err
			}
			events, err := s.Events(ctx, first.Case.ID)
			if err != nil {
				return err
			}
			if int64(len(events)) < c.Revision {
				return fmt.Errorf("revision %d with %d events", c.Revision, len(events))
			}
			if head := events[c.Revision-1].Hash; head != c.Head {
				return fmt.Errorf("revision %d: head %s, hash of its event %s", c.Revision, c.Head, head)
			}
		}
		return nil
	})
	return errors.Join(errs...)
}
