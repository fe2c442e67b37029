package storagetest_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/samad111/go-samad/samad"
)

func dropIf[T any](drop bool, list []T) []T {
	if drop {
		return nil
	}
	return list
}

// unless swallows an error that matches target.
func unless(err, target error) error {
	if errors.Is(err, target) {
		return nil
	}
	return err
}

// edited spoils every change on its way in. The caller's own is left alone.
func edited(edit func(ch *samad.Change)) breaker {
	return func(f *faulty) {
		f.apply = func(ctx context.Context, changes []samad.Change) error {
			changes = slices.Clone(changes)
			for i := range changes {
				ch := &changes[i]
				ch.Values, ch.Messages = slices.Clone(ch.Values), slices.Clone(ch.Messages)
				if ch.Key != nil {
					k := *ch.Key
					ch.Key = &k
				}
				edit(ch)
			}
			return f.Store.Apply(ctx, changes...)
		}
	}
}

func onlyFirst(f *faulty) {
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		return f.Store.Apply(ctx, changes[:1]...)
	}
}

func oneByOne(f *faulty) {
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		for _, ch := range changes {
			if err := f.Store.Apply(ctx, ch); err != nil {
				return err
			}
		}
		return nil
	}
}

func swallows(target error) breaker {
	return func(f *faulty) {
		f.apply = func(ctx context.Context, changes []samad.Change) error {
			return unless(f.Store.Apply(ctx, changes...), target)
		}
	}
}

// stale returns what it read first, as a cache does that nobody told.
func stale(f *faulty) {
	var cache sync.Map
	f.caseByID = func(ctx context.Context, id samad.CaseID) (samad.Case, error) {
		if c, ok := cache.Load(id); ok {
			return c.(samad.Case), nil
		}
		c, err := f.Store.Case(ctx, id)
		if err == nil {
			cache.Store(id, c)
		}
		return c, err
	}
}

func sharesInput(f *faulty) {
	given := map[samad.CaseID]*samad.Case{}
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		for _, ch := range changes {
			given[ch.Case.ID] = ch.Case
		}
		return f.Store.Apply(ctx, changes...)
	}
	f.caseByID = func(_ context.Context, id samad.CaseID) (samad.Case, error) { return *given[id], nil }
}

func sharesOutput(f *faulty) {
	var events []samad.Event
	f.events = func(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
		if events != nil {
			return events, nil
		}
		var err error
		events, err = f.Store.Events(ctx, id)
		return events, err
	}
}

// read spoils every case on its way out.
func read(edit func(c *samad.Case)) breaker {
	return func(f *faulty) {
		f.caseByID = func(ctx context.Context, id samad.CaseID) (samad.Case, error) {
			c, err := f.Store.Case(ctx, id)
			edit(&c)
			return c, err
		}
	}
}

// asked spoils every query.
func asked(edit func(q *samad.Query)) breaker {
	return func(f *faulty) {
		change := func(q samad.Query) samad.Query {
			q.Search = slices.Clone(q.Search)
			edit(&q)
			return q
		}
		f.list = func(ctx context.Context, q samad.Query) (samad.Page, error) {
			return f.Store.List(ctx, change(q))
		}
	}
}

func called(edit func(q *samad.CallQuery)) breaker {
	return func(f *faulty) {
		f.calls = func(ctx context.Context, q samad.CallQuery) (samad.CallPage, error) {
			edit(&q)
			return f.Store.Calls(ctx, q)
		}
	}
}

// skipsFirst leaves out the first entry of every page but the first, as a
// cursor does that forgets about ties.
func skipsFirst(f *faulty) {
	f.list = func(ctx context.Context, q samad.Query) (samad.Page, error) {
		page, err := f.Store.List(ctx, q)
		if q.Cursor != "" && len(page.Cases) > 0 {
			page.Cases = page.Cases[1:]
		}
		return page, err
	}
	f.calls = func(ctx context.Context, q samad.CallQuery) (samad.CallPage, error) {
		page, err := f.Store.Calls(ctx, q)
		if q.Cursor != "" && len(page.Calls) > 0 {
			page.Calls = page.Calls[1:]
		}
		return page, err
	}
}

// offsets pages by counting rows, as OFFSET does.
func offsets(f *faulty) {
	f.list = func(ctx context.Context, q samad.Query) (samad.Page, error) {
		limit := q.Limit
		from, _ := strconv.Atoi(q.Cursor) // "" is the start
		q.Cursor, q.Limit = "", 1000
		page, err := f.Store.List(ctx, q)
		if err != nil {
			return page, err
		}
		all := page.Cases
		page.Cases, page.Next = all[min(from, len(all)):min(from+limit, len(all))], ""
		if from+limit < len(all) {
			page.Next = strconv.Itoa(from + limit)
		}
		return page, nil
	}
}

func leases(lease time.Duration) breaker {
	return func(f *faulty) {
		f.claimDue = func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
			c.Lease = lease
			return f.Store.ClaimDue(ctx, c)
		}
		f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
			c.Lease = lease
			return f.Store.ClaimMessages(ctx, c)
		}
	}
}

// stepsHold keeps whatever is due on hold after a step.
func stepsHold(f *faulty) {
	var now time.Time
	f.claimDue = func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
		now = c.Now
		return f.Store.ClaimDue(ctx, c)
	}
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		err := f.Store.Apply(ctx, changes...)
		if err != nil || now.IsZero() {
			return err
		}
		_, err = f.Store.ClaimDue(ctx, samad.Claim{Now: now, Limit: 100, Lease: time.Hour, Owner: "nobody"})
		return err
	}
}

func keepsClocks(f *faulty) {
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		changes = slices.Clone(changes)
		for i := range changes {
			old, err := f.Store.Case(ctx, changes[i].Case.ID)
			if err == nil {
				c := changes[i].Case.Clone()
				c.Clocks = old.Clocks
				changes[i].Case = &c
			}
		}
		return f.Store.Apply(ctx, changes...)
	}
}

func settled(edit func(x *samad.Settlement)) breaker {
	return func(f *faulty) {
		f.settle = func(ctx context.Context, x samad.Settlement) error {
			edit(&x)
			return f.Store.SettleMessages(ctx, x)
		}
	}
}

func settleSwallows(f *faulty) {
	f.settle = func(ctx context.Context, x samad.Settlement) error {
		return unless(f.Store.SettleMessages(ctx, x), samad.ErrConflict)
	}
}

func settlesInTimeOnly(f *faulty) {
	var until time.Time
	f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
		until = c.Now.Add(c.Lease)
		return f.Store.ClaimMessages(ctx, c)
	}
	f.settle = func(ctx context.Context, x samad.Settlement) error {
		if x.At.After(until) {
			return samad.ErrConflict
		}
		return f.Store.SettleMessages(ctx, x)
	}
}

func feedByID(f *faulty) {
	f.feed = func(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
		events, next, err := f.Store.Feed(ctx, after, limit)
		slices.SortFunc(events, func(a, b samad.Event) int { return cmp.Compare(a.ID, b.ID) })
		return events, next, err
	}
}

func feedForgets(f *faulty) {
	f.feed = func(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
		events, next, err := f.Store.Feed(ctx, after, limit)
		if len(events) == 0 {
			next = ""
		}
		return events, next, err
	}
}

// feedSkips passes over one event now and then, as a sequence does whose
// numbers are not given out in the order of commit.
func feedSkips(f *faulty) {
	var calls atomic.Int64
	f.feed = func(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
		events, next, err := f.Store.Feed(ctx, after, limit)
		if len(events) > 1 && calls.Add(1)%4 == 0 {
			events = slices.Delete(events, 0, 1)
		}
		return events, next, err
	}
}

func ignoresContext(f *faulty) {
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		return f.Store.Apply(context.WithoutCancel(ctx), changes...)
	}
}

func losesSome(f *faulty) {
	var calls atomic.Int64
	f.apply = func(ctx context.Context, changes []samad.Change) error {
		if calls.Add(1)%50 == 0 {
			return nil
		}
		return f.Store.Apply(ctx, changes...)
	}
}

// claimsTwice hands the same work to two claimants now and then.
func claimsTwice(f *faulty) {
	var mu sync.Mutex
	var cases []samad.CaseID
	var messages []samad.Message
	calls := 0
	f.claimDue = func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls%5 == 0 {
			return cases, nil
		}
		var err error
		cases, err = f.Store.ClaimDue(ctx, c)
		return cases, err
	}
	f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls%5 == 0 {
			return messages, nil
		}
		var err error
		messages, err = f.Store.ClaimMessages(ctx, c)
		return messages, err
	}
}

func lacksLastEvent(f *faulty) {
	f.events = func(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
		events, err := f.Store.Events(ctx, id)
		return events[:max(0, len(events)-1)], err
	}
}
