package storagetest

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

func countChecks() []Check {
	return []Check{
		{"count/tallies", "figures that do not add up", tallies},
		{"count/how long it took", "an average that flatters", lasted},
		{"count/refuses unknown dimensions", "a column of anything in a report", unknownDimension},
	}
}

func tallies(ctx context.Context, s Store) error {
	empty, err := s.Count(ctx, samad.Query{})
	if err != nil {
		return err
	}
	if err := same("count of nothing", empty, []samad.Tally{{}}); err != nil {
		return err
	}
	kind := func(k samad.Kind, st samad.State, a samad.AgencyID) func(*samad.Case) {
		return func(c *samad.Case) { c.Kind, c.State, c.Agency = k, st, a }
	}
	if err := add(ctx, s,
		submission(1, kind(samad.Request, samad.Received, "")),
		submission(2, kind(samad.Complaint, samad.Referred, "b")),
		submission(3, kind(samad.Request, samad.Referred, "a")),
		submission(4, kind(samad.Request, samad.Referred, "B")),
		submission(5, kind(samad.Request, samad.Referred, "b"), func(c *samad.Case) { c.Place, c.Topic, c.Channel = "", "x", samad.Phone }),
	); err != nil {
		return err
	}
	referred := samad.Query{States: []samad.State{samad.Referred}, Cursor: "", Limit: 1, Order: samad.DueFirst}
	for _, x := range []struct {
		q    samad.Query
		by   []samad.Dimension
		want []samad.Tally
	}{
		{samad.Query{}, nil, []samad.Tally{{Cases: 5}}},
		{samad.Query{Cursor: "ignored", Limit: -5, Order: "ignored"}, nil, []samad.Tally{{Cases: 5}}},
		{referred, nil, []samad.Tally{{Cases: 4}}},
		{samad.Query{Expert: "nobody"}, []samad.Dimension{samad.ByState}, nil},
		{samad.Query{}, []samad.Dimension{samad.ByAgency}, []samad.Tally{
			tally(1, ""), tally(1, "B"), tally(1, "a"), tally(2, "b"),
		}},
		{referred, []samad.Dimension{samad.ByKind, samad.ByAgency}, []samad.Tally{
			tally(1, "complaint", "b"), tally(1, "request", "B"), tally(1, "request", "a"), tally(1, "request", "b"),
		}},
		{referred, []samad.Dimension{samad.ByAgency, samad.ByKind}, []samad.Tally{
			tally(1, "B", "request"), tally(1, "a", "request"), tally(1, "b", "complaint"), tally(1, "b", "request"),
		}},
		{samad.Query{}, []samad.Dimension{samad.ByPlace, samad.ByTopic, samad.ByChannel, samad.ByState}, []samad.Tally{
			tally(1, "", "x", "phone", "referred"),
			tally(1, "1014", "welfare/unemployment-insurance", "web", "received"),
			tally(3, "1014", "welfare/unemployment-insurance", "web", "referred"),
		}},
	} {
		got, err := s.Count(ctx, x.q, x.by...)
		if err != nil {
			return fmt.Errorf("count by %v: %w", x.by, err)
		}
		if err := same(fmt.Sprintf("count by %v", x.by), got, x.want); err != nil {
			return err
		}
	}
	return nil
}

func lasted(ctx context.Context, s Store) error {
	took := func(a samad.AgencyID, d time.Duration) func(*samad.Case) {
		return func(c *samad.Case) { c.State, c.Agency, c.Ended = samad.Closed, a, c.Created.Add(d) }
	}
	if err := add(ctx, s,
		submission(1, took("a", 10*time.Second+900*time.Millisecond)),
		submission(2, took("a", 21*time.Second)),
		submission(3, func(c *samad.Case) { c.Agency = "a" }),
		submission(4, took("b", 40*24*time.Hour)),
		submission(5, func(c *samad.Case) { c.Agency = "c" }),
	); err != nil {
		return err
	}
	got, err := s.Count(ctx, samad.Query{}, samad.ByAgency)
	if err != nil {
		return err
	}
	if err := same("count by agency", got, []samad.Tally{
		{Values: []string{"a"}, Cases: 3, Ended: 2, Lasted: 15 * time.Second},
		{Values: []string{"b"}, Cases: 1, Ended: 1, Lasted: 40 * 24 * time.Hour},
		{Values: []string{"c"}, Cases: 1},
	}); err != nil {
		return err
	}
	got, err = s.Count(ctx, samad.Query{EndedTo: after(9)})
	if err != nil {
		return err
	}
	return same("count of what ended", got, []samad.Tally{{Cases: 2, Ended: 2, Lasted: 15 * time.Second}})
}

func tally(cases int64, values ...string) samad.Tally {
	return samad.Tally{Values: values, Cases: cases}
}

func unknownDimension(ctx context.Context, s Store) error {
	_, err := s.Count(ctx, samad.Query{}, samad.ByState, "doc")
	return fails("count by an unknown dimension", err, samad.ErrInvalid)
}
