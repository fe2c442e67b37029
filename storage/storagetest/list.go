package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

func listChecks() []Check {
	return []Check{
		{"list/orders", "the most urgent case on the last page", orders},
		{"list/pages", "a case that no page shows, or two do", pages},
		{"list/pages while rows change", "a case skipped because somebody filed another", pagesWhileRowsChange},
		{"list/limits", "a page that ends the server", limits},
		{"list/refuses foreign cursors", "a list that silently begins anew", foreignCursors},
	}
}

// walk returns the numbers of the cases of all pages in order.
func walk(ctx context.Context, s Store, q samad.Query, between func() error) ([]int, error) {
	var out []int
	for range 1000 {
		page, err := s.List(ctx, q)
		if err != nil {
			return nil, err
		}
		limit := q.Limit
		if limit == 0 {
			limit = 50
		}
		if len(page.Cases) > limit {
			return nil, fmt.Errorf("a page of %d cases with limit %d", len(page.Cases), limit)
		}
		for _, c := range page.Cases {
			var n int
			if _, err := fmt.Sscanf(string(c.ID[len(c.ID)-6:]), "%d", &n); err != nil {
				return nil, fmt.Errorf("list gave a case with id %q", c.ID)
			}
			out = append(out, n)
		}
		if page.Next == "" {
			return out, nil
		}
		q.Cursor = page.Next
		if between != nil {
			if err := between(); err != nil {
				return nil, err
			}
		}
	}
	return nil, fmt.Errorf("no end after 1000 pages: %v", out)
}

// listed checks that the query gives the cases with these numbers in this
// order.
func listed(ctx context.Context, s Store, q samad.Query, want ...int) error {
	got, err := walk(ctx, s, q, nil)
	if err != nil {
		return err
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("list by %s gives cases %v, want %v", asked(q), got, want)
	}
	return nil
}

// add applies new cases in the given order of their numbers.
func add(ctx context.Context, s Store, changes ...samad.Change) error {
	for _, ch := range changes {
		if err := s.Apply(ctx, ch); err != nil {
			return fmt.Errorf("apply case %s: %w", ch.Case.ID, err)
		}
	}
	return nil
}

func orders(ctx context.Context, s Store) error {
	created := func(at time.Time) func(*samad.Case) { return func(c *samad.Case) { c.Created = at } }
	if err := add(ctx, s,
		submission(3, created(after(3)), dueAt(after(50))),
		submission(5, created(after(1)), dueAt(after(50).Add(time.Microsecond))),
		submission(4, created(after(3))),
		submission(1, created(after(3).Add(time.Microsecond)), dueAt(after(40))),
		submission(2, created(after(0))),
		submission(6, created(time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)), dueAt(after(50))),
	); err != nil {
		return err
	}
	for _, limit := range []int{0, 1, 2, 3} {
		for order, want := range map[samad.Order][]int{
			samad.NewestFirst: {1, 4, 3, 5, 2, 6},
			samad.OldestFirst: {6, 2, 5, 3, 4, 1},
			samad.DueFirst:    {1, 3, 6, 5, 2, 4},
		} {
			if err := listed(ctx, s, samad.Query{Order: order, Limit: limit}, want...); err != nil {
				return fmt.Errorf("order %q, limit %d: %w", order, limit, err)
			}
		}
	}
	return nil
}

func pages(ctx context.Context, s Store) error {
	const n = 60
	var all []samad.Change
	for i := 1; i <= n; i++ {
		// Runs of five share an instant: the tie must not cut a page.
		all = append(all, submission(i, dueAt(after(100+i/5)), func(c *samad.Case) { c.Created = after(i / 5) }))
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	up := make([]int, n)
	for i := range up {
		up[i] = i + 1
	}
	down := slices.Clone(up)
	slices.Reverse(down)
	for _, limit := range []int{0, 7, 15, 20, n} {
		if err := run(
			func() error { return listed(ctx, s, samad.Query{Limit: limit}, down...) },
			func() error { return listed(ctx, s, samad.Query{Limit: limit, Order: samad.OldestFirst}, up...) },
			func() error { return listed(ctx, s, samad.Query{Limit: limit, Order: samad.DueFirst}, up...) },
		); err != nil {
			return fmt.Errorf("limit %d: %w", limit, err)
		}
	}
	return nil
}

func pagesWhileRowsChange(ctx context.Context, s Store) error {
	for _, order := range []samad.Order{samad.NewestFirst, samad.OldestFirst} {
		base := map[samad.Order]int{samad.NewestFirst: 100, samad.OldestFirst: 300}[order]
		centre := samad.AgencyID("centre" + string(order))
		states := map[int]samad.Change{}
		for i := 1; i <= 20; i++ {
			states[i] = submission(base+i, func(c *samad.Case) { c.Centre = centre })
			if err := s.Apply(ctx, states[i]); err != nil {
				return err
			}
		}
		// Between pages new cases arrive at both ends, listed ones change,
		// and every third one leaves the list for good.
		round := 0
		got, err := walk(ctx, s, samad.Query{Order: order, Limit: 3, Centres: []samad.AgencyID{centre}}, func() error {
			round++
			i := round*3%20 + 1
			states[i] = step(states[i], func(c *samad.Case) {
				if i%3 == 0 {
					c.Centre = "elsewhere"
				}
			})
			early := submission(base-round, func(c *samad.Case) { c.Centre = centre })
			late := submission(base+50+round, func(c *samad.Case) { c.Centre = centre })
			return s.Apply(ctx, states[i], early, late)
		})
		if err != nil {
			return err
		}
		seen := map[int]int{}
		for _, n := range got {
			seen[n]++
			if seen[n] > 1 {
				return fmt.Errorf("order %q: case %d shown twice", order, n)
			}
		}
		for i := 1; i <= 20; i++ {
			if i%3 != 0 && seen[base+i] != 1 {
				return fmt.Errorf("order %q: case %d matched all the while and was not shown: %v", order, base+i, got)
			}
		}
	}
	return nil
}

func limits(ctx context.Context, s Store) error {
	var all []samad.Change
	for i := range 51 {
		all = append(all, submission(i+1))
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	page, err := s.List(ctx, samad.Query{})
	if err != nil {
		return err
	}
	if err := same("default page", len(page.Cases), 50); err != nil {
		return err
	}
	page, err = s.List(ctx, samad.Query{Limit: 51})
	if err != nil {
		return err
	}
	if len(page.Cases) != 51 || page.Next != "" {
		return fmt.Errorf("the only page of 51 has %d cases and next %q", len(page.Cases), page.Next)
	}
	for _, limit := range []int{-1, 1001} {
		_, err := s.List(ctx, samad.Query{Limit: limit})
		if err := fails(fmt.Sprintf("list with limit %d", limit), err, samad.ErrInvalid); err != nil {
			return err
		}
		_, err = s.Calls(ctx, samad.CallQuery{Limit: limit})
		if err := fails(fmt.Sprintf("calls with limit %d", limit), err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	return nil
}

func foreignCursors(ctx context.Context, s Store) error {
	if err := add(ctx, s, submission(1), submission(2)); err != nil {
		return err
	}
	page, err := s.List(ctx, samad.Query{Limit: 1})
	if err != nil {
		return err
	}
	for _, cursor := range []string{"x", "!", "AAAA", page.Next + "!", page.Next[:8]} {
		_, err := s.List(ctx, samad.Query{Cursor: cursor})
		if err := fails(fmt.Sprintf("list with cursor %q", cursor), err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	_, err = s.List(ctx, samad.Query{Cursor: page.Next, Order: samad.DueFirst})
	if err := fails("list with the cursor of another order", err, samad.ErrInvalid); err != nil {
		return err
	}
	_, err = s.List(ctx, samad.Query{Order: "sideways"})
	return fails("list in an unknown order", err, samad.ErrInvalid)
}
