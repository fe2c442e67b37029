package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

func callChecks() []Check {
	return []Check{
		{"calls/query", "a caller whose earlier calls are not found", callQuery},
		{"calls/pages", "a call that no page shows", callPages},
	}
}

// call returns the n-th call, started n minutes past noon.
func call(n int) samad.Call {
	return samad.Call{
		ID: id(n), Key: []byte("key"), Caller: []byte{0, 1}, Note: []byte("یادداشت"), CallerHash: []byte{0, byte(n % 2)},
		Operator: samad.Stamp{ID: fmt.Sprint("acc-", n), Role: samad.RoleOperator, Post: samad.Text{Fa: "اپراتور"}},
		Centre:   "isf.samad", Started: after(n), Ended: after(n + 3), Outcome: samad.CallAdvised,
	}
}

// called checks that the query gives the calls with these numbers.
func called(ctx context.Context, s Store, q samad.CallQuery, want ...int) error {
	got := []int{}
	for {
		page, err := s.Calls(ctx, q)
		if err != nil {
			return err
		}
		for _, c := range page.Calls {
			var n int
			if _, err := fmt.Sscanf(c.ID[len(c.ID)-6:], "%d", &n); err != nil {
				return fmt.Errorf("calls gave one with id %q", c.ID)
			}
			got = append(got, n)
		}
		if page.Next == "" || len(got) > 1000 {
			break
		}
		q.Cursor = page.Next
	}
	if !slices.Equal(got, append([]int{}, want...)) {
		return fmt.Errorf("calls by %s gives %v, want %v", asked(q), got, want)
	}
	return nil
}

func callQuery(ctx context.Context, s Store) error {
	ch := submission(1)
	for n := 1; n <= 4; n++ {
		ch.Calls = append(ch.Calls, call(n))
	}
	ch.Calls[0].Cases = []samad.CaseID{caseID(2), caseID(1)}
	ch.Calls[0].Outcome = samad.CallNewCase
	ch.Calls[1].Cases = []samad.CaseID{caseID(1)}
	ch.Calls[2].Centre = "yzd.samad"
	ch.Calls[3].CallerHash, ch.Calls[3].Key, ch.Calls[3].Note = nil, nil, nil
	if err := s.Apply(ctx, ch, submission(2)); err != nil {
		return err
	}
	page, err := s.Calls(ctx, samad.CallQuery{})
	if err != nil {
		return err
	}
	newest := slices.Clone(ch.Calls)
	slices.Reverse(newest)
	if err := same("calls", page.Calls, newest); err != nil {
		return err
	}
	for _, x := range []struct {
		q    samad.CallQuery
		want []int
	}{
		{samad.CallQuery{Centres: []samad.AgencyID{"isf.samad"}}, []int{4, 2, 1}},
		{samad.CallQuery{Centres: []samad.AgencyID{"isf.samad", "yzd.samad"}}, []int{4, 3, 2, 1}},
		{samad.CallQuery{Centres: []samad.AgencyID{}}, nil},
		{samad.CallQuery{Operator: "acc-3"}, []int{3}},
		{samad.CallQuery{ID: id(2)}, []int{2}},
		{samad.CallQuery{ID: id(2), Operator: "acc-3"}, nil},
		{samad.CallQuery{ID: id(9)}, nil},
		{samad.CallQuery{Caller: []byte{0, 1}}, []int{3, 1}},
		{samad.CallQuery{Caller: []byte{0}}, nil},
		{samad.CallQuery{Case: caseID(1)}, []int{2, 1}},
		{samad.CallQuery{Case: caseID(2)}, []int{1}},
		{samad.CallQuery{Case: caseID(3)}, nil},
		{samad.CallQuery{Outcomes: []samad.CallOutcome{samad.CallNewCase, samad.CallAbusive}}, []int{1}},
		{samad.CallQuery{From: after(2), To: after(4)}, []int{3, 2}},
		{samad.CallQuery{From: after(2), Case: caseID(1), Centres: []samad.AgencyID{"isf.samad"}}, []int{2}},
	} {
		if err := called(ctx, s, x.q, x.want...); err != nil {
			return err
		}
	}
	return nil
}

func callPages(ctx context.Context, s Store) error {
	var want []int
	for n := 30; n >= 1; n-- {
		c := call(n)
		c.Started = after(n / 4).Add(-time.Microsecond)
		if err := s.Apply(ctx, samad.Change{Calls: []samad.Call{c}}); err != nil {
			return err
		}
		want = append(want, n)
	}
	for _, limit := range []int{0, 1, 4, 30} {
		if err := called(ctx, s, samad.CallQuery{Limit: limit}, want...); err != nil {
			return fmt.Errorf("limit %d: %w", limit, err)
		}
	}
	_, err := s.Calls(ctx, samad.CallQuery{Cursor: "x"})
	return fails("calls with a foreign cursor", err, samad.ErrInvalid)
}
