package main

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// dueInstants returns, in order, the instants after from, to at the latest, at
// which a clock of an open case has something to be done.
func dueInstants(ctx context.Context, store samad.Store, from, to time.Time) ([]time.Time, error) {
	seen := map[int64]bool{}
	var instants []time.Time
	query := samad.Query{Order: samad.OldestFirst, Limit: 1000}
	for _, s := range samad.States() {
		if s.Open() {
			query.States = append(query.States, s)
		}
	}
	for {
		page, err := store.List(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cases {
			for _, at := range marks(c) {
				if at.After(from) && !at.After(to) && !seen[at.UnixMicro()] {
					seen[at.UnixMicro()] = true
					instants = append(instants, at)
				}
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	return instants, nil
}

// marks lists the instants at which the clocks of a case that run ask for
// something that has not been done.
func marks(c samad.Case) []time.Time {
	var out []time.Time
	for _, k := range c.Clocks {
		if !k.Running() || k.Paused() {
			continue
		}
		for _, m := range k.Plan.Marks {
			if !slices.Contains(k.Fired, string(m.Kind)+":"+m.Name) {
				out = append(out, m.At)
			}
		}
	}
	return out
}
