package storagetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

func recordLists() []LedgerCheck {
	return []LedgerCheck{
		{"records/list in order", "the newest visit on the last page", recordOrder},
		{"records/list page by page", "a visit that no page shows, or two do", recordPages},
		{"records/list what matches", "another agency's demands in one's own list", recordFilters},
		{"records/keys follow the state", "a closed demand among the open ones", recordKeysFollow},
		{"records/refuse senseless queries", "a page that silently begins anew", recordBadQueries},
		{"records/kinds", "a room that is left behind when the office moves", recordKinds},
		{"records/count", "a governor who is told wrong numbers", recordCounts},
	}
}

// lists checks that a query gives exactly these visits, in order.
func lists(ctx context.Context, s ledger.Store, q ledger.Query, want ...int) error {
	q.Kind = visitKind
	page, err := s.List(ctx, q)
	if err != nil {
		return err
	}
	got, ids := []string{}, []string{}
	for _, r := range page.Records {
		got = append(got, r.ID)
	}
	for _, n := range want {
		ids = append(ids, id(n))
	}
	if !slices.Equal(got, ids) {
		return fmt.Errorf("%s lists %v, want %v", asked(q), got, ids)
	}
	return nil
}

func recordOrder(ctx context.Context, s Ledger) error {
	sameTime := func(r *ledger.Record) { r.Created, r.Updated = after(5), after(5) }
	other := beginning(4)
	rename(&other, ledger.Ref{Kind: demandKind, ID: id(4)})
	if err := s.Apply(ctx, beginning(2, sameTime), beginning(1), beginning(3, sameTime), other, beginning(9)); err != nil {
		return err
	}
	return run(
		func() error { return lists(ctx, s, ledger.Query{}, 9, 3, 2, 1) },
		func() error { return lists(ctx, s, ledger.Query{OldestFirst: true}, 1, 2, 3, 9) },
		func() error { return lists(ctx, s, ledger.Query{Limit: 2}, 9, 3) },
	)
}

func recordPages(ctx context.Context, s Ledger) error {
	const n = 23
	changes := map[int]ledger.Change{}
	for i := 1; i <= n; i++ {
		changes[i] = beginning(i, func(r *ledger.Record) { r.Created = after(i / 3); r.Updated = r.Created })
		if err := s.Apply(ctx, changes[i]); err != nil {
			return err
		}
	}
	for _, oldest := range []bool{true, false} {
		var got []string
		q := ledger.Query{Kind: visitKind, OldestFirst: oldest, Limit: 4}
		for {
			page, err := s.List(ctx, q)
			if err != nil {
				return err
			}
			for _, r := range page.Records {
				got = append(got, r.ID)
			}
			if page.Next == "" {
				break
			}
			// What changes meanwhile neither comes again nor drops out.
			for _, i := range []int{2, 11, n} {
				changes[i] = following(changes[i])
				if err := s.Apply(ctx, changes[i]); err != nil {
					return err
				}
			}
			if q.Cursor = page.Next; len(got) > n {
				break
			}
		}
		var want []string
		for i := 1; i <= n; i++ {
			want = append(want, id(i))
		}
		if !oldest {
			slices.Reverse(want)
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("page by page, oldest first %v: %v, want %v", oldest, got, want)
		}
	}
	return nil
}

func recordFilters(ctx context.Context, s Ledger) error {
	keys := func(k ledger.Keys) func(*ledger.Record) { return func(r *ledger.Record) { r.Keys = k } }
	if err := s.Apply(ctx,
		beginning(1, keys(ledger.Keys{State: "planned", Agency: "isf.tamin", Place: "1014", At: after(10)})),
		beginning(2, keys(ledger.Keys{State: "reported", Agency: "isf.tamin", Place: "10", At: after(20)})),
		beginning(3, keys(ledger.Keys{State: "planned", Agency: "isf.gas", Place: "1014000001",
			Free: []ledger.Key{{Name: "a", Value: "1"}, {Name: "b", Value: "ی"}}})),
		beginning(4, keys(ledger.Keys{State: "Planned", Agency: "isf.tamin.najafabad", Place: "1015", At: after(20).Add(-time.Microsecond),
			Free: []ledger.Key{{Name: "a", Value: "1"}, {Name: "b", Value: "ي"}}})),
	); err != nil {
		return err
	}
	key := func(k ...string) []ledger.Key {
		var out []ledger.Key
		for i := 0; i < len(k); i += 2 {
			out = append(out, ledger.Key{Name: k[i], Value: k[i+1]})
		}
		return out
	}
	return run(
		func() error { return lists(ctx, s, ledger.Query{States: []string{"planned"}}, 3, 1) },
		func() error { return lists(ctx, s, ledger.Query{States: []string{"planned", "reported"}}, 3, 2, 1) },
		func() error { return lists(ctx, s, ledger.Query{Agencies: []samad.AgencyID{"isf.tamin"}}, 2, 1) },
		func() error { return lists(ctx, s, ledger.Query{Place: "1014"}, 3, 1) },
		func() error { return lists(ctx, s, ledger.Query{Place: "10"}, 4, 3, 2, 1) },
		func() error { return lists(ctx, s, ledger.Query{Keys: key("a", "1")}, 4, 3) },
		func() error { return lists(ctx, s, ledger.Query{Keys: key("a", "1", "b", "ی")}, 3) },
		func() error { return lists(ctx, s, ledger.Query{Keys: key("b", "1")}) },
		func() error { return lists(ctx, s, ledger.Query{From: after(10), To: after(20)}, 4, 1) },
		func() error { return lists(ctx, s, ledger.Query{From: after(20)}, 2) },
		func() error { return lists(ctx, s, ledger.Query{To: after(10)}) },
		func() error {
			return lists(ctx, s, ledger.Query{States: []string{"planned"}, Place: "1014", Agencies: []samad.AgencyID{"isf.gas"}}, 3)
		},
	)
}

func recordKeysFollow(ctx context.Context, s Ledger) error {
	first := beginning(1)
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	second := following(first, func(r *ledger.Record) {
		r.Keys = ledger.Keys{State: "reported", Agency: "isf.gas", Place: "1015", At: after(7),
			Free: []ledger.Key{{Name: "inspector", Value: "acc-2"}, {Name: "letter", Value: "12"}}}
	})
	if err := s.Apply(ctx, second); err != nil {
		return err
	}
	by := func(name, value string) ledger.Query {
		return ledger.Query{Keys: []ledger.Key{{Name: name, Value: value}}}
	}
	return run(
		func() error { return lists(ctx, s, ledger.Query{States: []string{"planned"}}) },
		func() error { return lists(ctx, s, ledger.Query{Agencies: []samad.AgencyID{"isf.tamin"}}) },
		func() error { return lists(ctx, s, ledger.Query{Place: "1014"}) },
		func() error { return lists(ctx, s, ledger.Query{From: after(50)}) },
		func() error { return lists(ctx, s, by("inspector", "acc-1")) },
		func() error { return lists(ctx, s, by("inspector", "acc-2"), 1) },
		func() error { return lists(ctx, s, by("letter", "12"), 1) },
		func() error { return lists(ctx, s, ledger.Query{States: []string{"reported"}, Place: "1015"}, 1) },
	)
}

func recordBadQueries(ctx context.Context, s Ledger) error {
	if err := s.Apply(ctx, beginning(1), beginning(2)); err != nil {
		return err
	}
	page, err := s.List(ctx, ledger.Query{Kind: visitKind, Limit: 1})
	if err != nil {
		return err
	}
	for what, q := range map[string]ledger.Query{
		"no kind":                 {},
		"a limit below 0":         {Kind: visitKind, Limit: -1},
		"a limit above 1000":      {Kind: visitKind, Limit: 1001},
		"a cursor of nothing":     {Kind: visitKind, Cursor: "xyz"},
		"a cursor of other order": {Kind: visitKind, Cursor: page.Next, OldestFirst: true},
		"a cursor of other kind":  {Kind: demandKind, Cursor: page.Next},
	} {
		_, err := s.List(ctx, q)
		if err := fails(what, err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	_, one := s.Count(ctx, ledger.Query{Kind: visitKind}, "weather")
	_, two := s.Count(ctx, ledger.Query{Kind: visitKind}, ledger.ByKey("a"), ledger.ByKey("b"))
	return run(
		func() error { return fails("an unknown dimension", one, samad.ErrInvalid) },
		func() error { return fails("two free keys", two, samad.ErrInvalid) },
	)
}

func recordKinds(ctx context.Context, s Ledger) error {
	has := func(want ...ledger.Kind) func() error {
		return func() error {
			got, err := s.Kinds(ctx)
			if err != nil {
				return err
			}
			return same("kinds", append([]ledger.Kind{}, got...), append([]ledger.Kind{}, want...))
		}
	}
	renamed := func(n int, kind ledger.Kind) ledger.Change {
		ch := beginning(n)
		rename(&ch, ledger.Ref{Kind: kind, ID: id(n)})
		return ch
	}
	return run(
		has(),
		func() error {
			return s.Apply(ctx, beginning(1), renamed(2, demandKind), beginning(3), renamed(4, "a_1"), renamed(5, "a1"))
		},
		has("a1", "a_1", demandKind, visitKind),
	)
}

func recordCounts(ctx context.Context, s Ledger) error {
	keys := func(state string, agency samad.AgencyID, inspectors ...string) func(*ledger.Record) {
		return func(r *ledger.Record) {
			r.Keys = ledger.Keys{State: state, Agency: agency, Place: "1014"}
			for _, x := range inspectors {
				r.Keys.Free = append(r.Keys.Free, ledger.Key{Name: "inspector", Value: x})
			}
		}
	}
	if err := s.Apply(ctx,
		beginning(1, keys("planned", "b", "x", "y")), beginning(2, keys("planned", "a", "y")),
		beginning(3, keys("Reported", "b")), beginning(4, keys("planned", "b", "x")),
	); err != nil {
		return err
	}
	count := func(q ledger.Query, want []ledger.Tally, by ...ledger.Dimension) func() error {
		return func() error {
			q.Kind, q.Limit, q.Cursor = visitKind, 1, "" // neither the limit nor the order counts
			got, err := s.Count(ctx, q, by...)
			if err != nil {
				return err
			}
			if len(got)+len(want) == 0 {
				return nil
			}
			return same(fmt.Sprintf("%s by %v", asked(q), by), got, want)
		}
	}
	tally := func(n int64, values ...string) ledger.Tally { return ledger.Tally{Values: values, Records: n} }
	return run(
		count(ledger.Query{}, []ledger.Tally{tally(4)}),
		count(ledger.Query{States: []string{"none"}}, []ledger.Tally{tally(0)}),
		count(ledger.Query{}, []ledger.Tally{tally(1, "Reported"), tally(3, "planned")}, ledger.ByState),
		count(ledger.Query{States: []string{"planned"}},
			[]ledger.Tally{tally(1, "a", "planned"), tally(2, "b", "planned")}, ledger.ByAgency, ledger.ByState),
		count(ledger.Query{}, []ledger.Tally{tally(2, "x"), tally(2, "y")}, ledger.ByKey("inspector")),
		count(ledger.Query{}, []ledger.Tally{tally(2, "x", "b"), tally(1, "y", "a"), tally(1, "y", "b")}, ledger.ByKey("inspector"), ledger.ByAgency),
		count(ledger.Query{}, nil, ledger.ByKey("nothing")),
		count(ledger.Query{}, []ledger.Tally{tally(4, "1014")}, ledger.ByPlace),
	)
}

func recordClaims() []LedgerCheck {
	return []LedgerCheck{
		{"records/the longest due first", "a demand that is never looked at because newer ones come before", recordLongestDue},
		{"records/one holder at a time", "two checkers who both write a letter", recordOneHolder},
		{"records/takes over from the dead", "a resolution that nobody watches after a crash", recordTakesOver},
		{"records/a step releases", "a record that rests until a lease runs out", recordStepReleases},
		{"records/due follows the state", "a warning about a demand that was met", recordDueFollows},
		{"records/senseless claims", "a lease that never holds", recordSenselessClaims},
	}
}

func dueOn(at time.Time) func(*ledger.Record) {
	return func(r *ledger.Record) { r.Keys.NextDue = at }
}

// claimsRecords checks that a claim on visits gives exactly these, in order.
func claimsRecords(ctx context.Context, s Ledger, owner string, now time.Time, limit int, want ...int) error {
	got, err := s.ClaimDue(ctx, samad.Claim{Now: now, Limit: limit, Lease: time.Minute, Owner: owner}, visitKind)
	if err != nil {
		return err
	}
	refs := []ledger.Ref{}
	for _, n := range want {
		refs = append(refs, visitRef(n))
	}
	if !slices.Equal(got, refs) {
		return fmt.Errorf("%s at %s with limit %d claims %v, want %v", owner, now.Format(time.RFC3339Nano), limit, got, refs)
	}
	return nil
}

func recordLongestDue(ctx context.Context, s Ledger) error {
	other := beginning(6, dueOn(after(1)))
	rename(&other, ledger.Ref{Kind: demandKind, ID: id(6)})
	if err := s.Apply(ctx,
		beginning(1, dueOn(after(30))), beginning(3, dueOn(after(20))), beginning(2, dueOn(after(20))),
		beginning(5, dueOn(after(10))), beginning(4), other,
	); err != nil {
		return err
	}
	claim := samad.Claim{Now: after(40), Limit: 9, Lease: time.Minute, Owner: "c"}
	return run(
		func() error { return claimsRecords(ctx, s, "a", after(10).Add(-time.Microsecond), 10) },
		func() error { return claimsRecords(ctx, s, "a", after(20), 2, 5, 2) },
		func() error { return claimsRecords(ctx, s, "a", after(20), 10, 3) },
		func() error { return claimsRecords(ctx, s, "a", after(30), 10, 5, 2, 3, 1) },
		func() error {
			got, err := s.ClaimDue(ctx, claim, visitKind, demandKind)
			if err != nil {
				return err
			}
			return same("claim of two kinds", got, []ledger.Ref{
				{Kind: demandKind, ID: id(6)}, visitRef(5), visitRef(2), visitRef(3), visitRef(1),
			})
		},
		func() error {
			got, err := s.ClaimDue(ctx, claim)
			if err != nil {
				return err
			}
			return same("claim of no kind", len(got), 0)
		},
	)
}

func recordOneHolder(ctx context.Context, s Ledger) error {
	if err := s.Apply(ctx, beginning(1, dueOn(after(10))), beginning(2, dueOn(after(11)))); err != nil {
		return err
	}
	now := after(20)
	return run(
		func() error { return claimsRecords(ctx, s, "a", now, 1, 1) },
		func() error { return claimsRecords(ctx, s, "b", now, 9, 2) },
		func() error { return claimsRecords(ctx, s, "a", now, 9) },
		func() error { return claimsRecords(ctx, s, "c", now.Add(time.Minute-time.Microsecond), 9) },
	)
}

func recordTakesOver(ctx context.Context, s Ledger) error {
	if err := s.Apply(ctx, beginning(1, dueOn(after(10)))); err != nil {
		return err
	}
	return run(
		func() error { return claimsRecords(ctx, s, "a", after(20), 9, 1) },
		func() error { return claimsRecords(ctx, s, "b", after(21), 9, 1) },
		func() error { return claimsRecords(ctx, s, "a", after(21), 9) },
	)
}

func recordStepReleases(ctx context.Context, s Ledger) error {
	first := beginning(1, dueOn(after(10)))
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	return run(
		func() error { return claimsRecords(ctx, s, "a", after(20), 9, 1) },
		func() error { return s.Apply(ctx, following(first)) },
		func() error { return claimsRecords(ctx, s, "b", after(20), 9, 1) },
	)
}

func recordDueFollows(ctx context.Context, s Ledger) error {
	first := beginning(1, dueOn(after(10)))
	later := following(first, dueOn(after(30)))
	never := following(later, dueOn(time.Time{}))
	if err := s.Apply(ctx, first, later); err != nil {
		return err
	}
	return run(
		func() error { return claimsRecords(ctx, s, "a", after(20), 9) },
		func() error { return claimsRecords(ctx, s, "a", after(30), 9, 1) },
		func() error { return s.Apply(ctx, never) },
		func() error { return claimsRecords(ctx, s, "a", after(999), 9) },
	)
}

func recordSenselessClaims(ctx context.Context, s Ledger) error {
	good := samad.Claim{Now: after(1), Limit: 1, Lease: time.Minute, Owner: "a"}
	for what, edit := range map[string]func(c *samad.Claim){
		"no owner": func(c *samad.Claim) { c.Owner = "" },
		"no lease": func(c *samad.Claim) { c.Lease = 0 },
		"no limit": func(c *samad.Claim) { c.Limit = 0 },
	} {
		claim := good
		edit(&claim)
		_, err := s.ClaimDue(ctx, claim, visitKind)
		if err := fails(what, err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	_, err := s.ClaimDue(ctx, good, "No Kind")
	return fails("a kind without its form", err, samad.ErrInvalid)
}
