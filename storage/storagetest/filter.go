package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

func filterChecks() []Check {
	return []Check{
		{"filter/every field", "an official who works through somebody else's list", everyField},
		{"filter/visible", "an official who sees what is none of their office's business", visible},
		{"filter/centres", "an operator who screens another province's cases", centres},
		{"filter/visible among many", "a large office that sees other cases than a small one would", visibleAmongMany},
		{"filter/trees", "Najafabad's cases in the list of another county", trees},
		{"filter/late", "a late case that nobody is shown", late},
		{"filter/ended and erased", "a case that is kept beyond its time", endedAndErased},
		{"filter/petitioner", "a repeated call that becomes a second case", petitioner},
	}
}

func everyField(ctx context.Context, s Store) error {
	edit := func(f func(*samad.Case)) func(*samad.Case) { return f }
	if err := add(ctx, s,
		submission(1),
		submission(2, edit(func(c *samad.Case) { c.State, c.Agency = samad.Referred, "isf.tamin" })),
		submission(3, edit(func(c *samad.Case) { c.Kind, c.Channel = samad.Request, samad.Phone })),
		submission(4, edit(func(c *samad.Case) { c.State, c.Agency, c.Expert = samad.InProgress, "isf.gas", "acc-1" })),
	); err != nil {
		return err
	}
	for _, x := range []struct {
		q    samad.Query
		want []int
	}{
		{samad.Query{}, []int{4, 3, 2, 1}},
		{samad.Query{States: []samad.State{}, Kinds: []samad.Kind{}, Search: []string{}}, []int{4, 3, 2, 1}},
		{samad.Query{States: []samad.State{samad.Referred, samad.InProgress}}, []int{4, 2}},
		{samad.Query{States: []samad.State{samad.Closed}}, nil},
		{samad.Query{Kinds: []samad.Kind{samad.Request}}, []int{3}},
		{samad.Query{Channels: []samad.Channel{samad.Phone, samad.SMS}}, []int{3}},
		{samad.Query{Agencies: []samad.AgencyID{"isf.tamin", "isf.gas"}}, []int{4, 2}},
		{samad.Query{Agencies: []samad.AgencyID{"isf"}}, nil},
		{samad.Query{Expert: "acc-1"}, []int{4}},
		{samad.Query{CreatedFrom: after(2)}, []int{4, 3, 2}},
		{samad.Query{CreatedTo: after(2)}, []int{1}},
		{samad.Query{CreatedFrom: after(2), CreatedTo: after(4)}, []int{3, 2}},
		{samad.Query{CreatedFrom: after(2), Kinds: []samad.Kind{samad.Complaint}, Agencies: []samad.AgencyID{"isf.tamin"}}, []int{2}},
	} {
		if err := listed(ctx, s, x.q, x.want...); err != nil {
			return err
		}
	}
	return nil
}

func endedAndErased(ctx context.Context, s Store) error {
	ended := func(minutes int, erased bool) func(*samad.Case) {
		return func(c *samad.Case) { c.State, c.Ended, c.Erased = samad.Closed, after(minutes), erased }
	}
	yes, no := true, false
	if err := add(ctx, s,
		submission(1, ended(40, false)),
		submission(2),
		submission(3, ended(30, true)),
		submission(4, ended(20, false)),
		submission(5, ended(30, false)),
		submission(6, ended(40, false)),
	); err != nil {
		return err
	}
	byEnd := samad.EndedFirst
	for _, x := range []struct {
		q    samad.Query
		want []int
	}{
		{samad.Query{Order: byEnd}, []int{4, 3, 5, 1, 6}},
		{samad.Query{Order: byEnd, Limit: 2}, []int{4, 3, 5, 1, 6}},
		{samad.Query{EndedTo: after(40)}, []int{5, 4, 3}},
		{samad.Query{EndedFrom: after(30)}, []int{6, 5, 3, 1}},
		{samad.Query{Erased: &no}, []int{6, 5, 4, 2, 1}},
		{samad.Query{Erased: &yes}, []int{3}},
		{samad.Query{Order: byEnd, EndedTo: after(40), Erased: &no, Limit: 1}, []int{4, 5}},
		{samad.Query{EndedFrom: after(30), EndedTo: after(31), Order: samad.OldestFirst}, []int{3, 5}},
	} {
		if err := listed(ctx, s, x.q, x.want...); err != nil {
			return err
		}
	}
	return nil
}

func visible(ctx context.Context, s Store) error {
	four := submission(4, func(c *samad.Case) { c.Centre = "yzd.samad" })
	if err := add(ctx, s,
		submission(1),
		submission(2, func(c *samad.Case) { c.Centre, c.Agency = "yzd.samad", "isf.tamin" }),
		submission(3, func(c *samad.Case) {
			c.Centre, c.Agency = "yzd.samad", "isf.gas"
			c.Cooperating = []samad.Cooperation{{Agency: "isf.tamin", Purpose: samad.Cooperate}, {Agency: "isf.water", Purpose: samad.Statement}}
		}),
		four,
	); err != nil {
		return err
	}
	look := func(stage string) error {
		for _, x := range []struct {
			agencies []samad.AgencyID
			want     []int
		}{
			{nil, []int{4, 3, 2, 1}},
			{[]samad.AgencyID{}, nil},
			{[]samad.AgencyID{""}, nil},
			{[]samad.AgencyID{"yzd.samad"}, nil}, // screening a case is not having it
			{[]samad.AgencyID{"isf.tamin"}, []int{3, 2}},
			{[]samad.AgencyID{"isf.water", "isf.gas", "isf.tamin"}, []int{3, 2}},
			{[]samad.AgencyID{"isf.samad", "isf.water"}, []int{3}},
			{[]samad.AgencyID{"isf"}, nil},
		} {
			if err := listed(ctx, s, samad.Query{Visible: x.agencies, Limit: 1}, x.want...); err != nil {
				return fmt.Errorf("%s: %w", stage, err)
			}
			tallies, err := s.Count(ctx, samad.Query{Visible: x.agencies})
			if err != nil {
				return err
			}
			if err := same(stage+": count", tallies, []samad.Tally{{Cases: int64(len(x.want))}}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := look("at first"); err != nil {
		return err
	}
	// An agency that had the case sees it no more once it has gone elsewhere.
	there := step(four, func(c *samad.Case) { c.Agency, c.Cooperating = "isf.samad", []samad.Cooperation{{Agency: "isf.water"}} })
	back := step(there, func(c *samad.Case) { c.Agency, c.Cooperating = "", nil })
	return run(
		func() error { return s.Apply(ctx, there) },
		func() error {
			return listed(ctx, s, samad.Query{Visible: []samad.AgencyID{"isf.samad", "isf.water"}}, 4, 3)
		},
		func() error { return s.Apply(ctx, back) },
		func() error { return look("after it went and came back") },
	)
}

func centres(ctx context.Context, s Store) error {
	if err := add(ctx, s,
		submission(1, func(c *samad.Case) { c.Centre = "isf.samad" }),
		submission(2, func(c *samad.Case) { c.Centre, c.Agency = "yzd.samad", "isf.samad" }),
		submission(3, func(c *samad.Case) { c.Centre = "isf.samad" }),
		submission(4, func(c *samad.Case) { c.Centre = "frs.samad" }),
	); err != nil {
		return err
	}
	for _, x := range []struct {
		centres []samad.AgencyID
		want    []int
	}{
		{nil, []int{4, 3, 2, 1}},
		{[]samad.AgencyID{}, nil},
		{[]samad.AgencyID{""}, nil},
		{[]samad.AgencyID{"isf.samad"}, []int{3, 1}},
		{[]samad.AgencyID{"yzd.samad", "frs.samad"}, []int{4, 2}},
		{[]samad.AgencyID{"isf"}, nil},
	} {
		query := samad.Query{Centres: x.centres}
		if err := listed(ctx, s, query, x.want...); err != nil {
			return err
		}
		tallies, err := s.Count(ctx, query)
		if err != nil {
			return err
		}
		if err := same("count", tallies, []samad.Tally{{Cases: int64(len(x.want))}}); err != nil {
			return err
		}
	}
	return nil
}

// visibleAmongMany: stores may find the cases of a large office in another way
// than those of a small one.
func visibleAmongMany(ctx context.Context, s Store) error {
	const n = 1_200
	var batch []samad.Change
	var want []int
	for i := n; i >= 1; i-- {
		batch = append(batch, submission(i, func(c *samad.Case) {
			c.Agency = []samad.AgencyID{"yzd.gas", "isf.tamin"}[min(1, i%10)]
			c.Cooperating = []samad.Cooperation{{Agency: "isf.water"}}
		}))
		if i%10 != 0 {
			want = append(want, i)
		}
		if len(batch) == 300 {
			if err := s.Apply(ctx, batch...); err != nil {
				return err
			}
			batch = nil
		}
	}
	got, err := walk(ctx, s, samad.Query{Visible: []samad.AgencyID{"isf.tamin", "isf.gas"}, Limit: 1000}, nil)
	if err != nil {
		return err
	}
	if err := same("cases of a large office", got, want); err != nil {
		return err
	}
	got, err = walk(ctx, s, samad.Query{Visible: []samad.AgencyID{"isf.tamin", "isf.water"}, Limit: 1000}, nil)
	if err != nil {
		return err
	}
	return same("cases seen by two large offices", len(got), n)
}

func trees(ctx context.Context, s Store) error {
	at := func(place, province samad.PlaceID, topic samad.TopicID) func(*samad.Case) {
		return func(c *samad.Case) { c.Place, c.Province, c.Topic = place, province, topic }
	}
	if err := add(ctx, s,
		submission(1, at("10", "10", "welfare")),
		submission(2, at("1014", "10", "welfare/pension")),
		submission(3, at("1014010001", "10", "welfare/pension/late")),
		submission(4, at("1015", "10", "welfare-fraud")),
		submission(5, at("", "10", "")),
		submission(6, at("11", "11", "welfare/pensions")),
	); err != nil {
		return err
	}
	for _, x := range []struct {
		q    samad.Query
		want []int
	}{
		{samad.Query{Place: "10"}, []int{4, 3, 2, 1}},
		{samad.Query{Place: "1014"}, []int{3, 2}},
		{samad.Query{Place: "101"}, []int{4, 3, 2}},
		{samad.Query{Place: "1014010001"}, []int{3}},
		{samad.Query{Place: "%"}, nil},
		{samad.Query{Province: "10"}, []int{5, 4, 3, 2, 1}},
		{samad.Query{Province: "11"}, []int{6}},
		{samad.Query{Topic: "welfare"}, []int{6, 3, 2, 1}},
		{samad.Query{Topic: "welfare/pension"}, []int{3, 2}},
		{samad.Query{Topic: "welfare-fraud"}, []int{4}},
		{samad.Query{Topic: "wel"}, nil},
		{samad.Query{Topic: "w%"}, nil},
		{samad.Query{Topic: "welfare", Place: "1014", Province: "10"}, []int{3, 2}},
	} {
		if err := listed(ctx, s, x.q, x.want...); err != nil {
			return err
		}
	}
	return nil
}

func late(ctx context.Context, s Store) error {
	due := after(100)
	first := submission(1, dueAt(due))
	if err := add(ctx, s,
		first,
		submission(2),
		submission(3, dueAt(due.Add(-1000))),
		submission(4, dueAt(due), func(c *samad.Case) { c.Clocks[0].Stopped = due }),
	); err != nil {
		return err
	}
	yes, no := true, false
	if err := run(
		func() error { return listed(ctx, s, samad.Query{Late: &yes, Now: due}, 3) },
		func() error { return listed(ctx, s, samad.Query{Late: &no, Now: due}, 4, 2, 1) },
		func() error { return listed(ctx, s, samad.Query{Late: &yes, Now: due.Add(1000)}, 3, 1) },
		func() error { return listed(ctx, s, samad.Query{Late: &no, Now: due.Add(1000)}, 4, 2) },
	); err != nil {
		return err
	}
	answered := step(first, func(c *samad.Case) { c.Clocks[0].Stopped = after(200) })
	return run(
		func() error { return s.Apply(ctx, answered) },
		func() error { return listed(ctx, s, samad.Query{Late: &yes, Now: after(300)}, 3) },
		func() error { return listed(ctx, s, samad.Query{Order: samad.DueFirst}, 3, 1, 2, 4) },
	)
}

func petitioner(ctx context.Context, s Store) error {
	var all []samad.Change
	for i := 1; i <= 6; i++ {
		ch := submission(i)
		ch.Secrets.Lookups = []samad.Lookup{
			{Kind: samad.MobileLookup, Hash: []byte{0, byte(i % 2)}},
			{Kind: samad.NationalIDLookup, Hash: []byte{0, byte(i % 3)}},
		}
		all = append(all, ch)
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	by := func(lookups ...samad.Lookup) samad.Query { return samad.Query{Petitioner: lookups, Limit: 2} }
	odd := samad.Lookup{Kind: samad.MobileLookup, Hash: []byte{0, 1}}
	third := samad.Lookup{Kind: samad.NationalIDLookup, Hash: []byte{0, 0}}
	oldest := by(odd)
	oldest.Order = samad.OldestFirst
	return run(
		func() error { return listed(ctx, s, by(odd), 5, 3, 1) },
		func() error { return listed(ctx, s, oldest, 1, 3, 5) },
		func() error { return listed(ctx, s, by(third), 6, 3) },
		func() error { return listed(ctx, s, by(odd, third), 6, 5, 3, 1) },
		func() error { return listed(ctx, s, by(samad.Lookup{Kind: samad.LegalIDLookup, Hash: odd.Hash})) },
		func() error { return listed(ctx, s, by(samad.Lookup{Kind: samad.MobileLookup, Hash: []byte{0}})) },
	)
}
