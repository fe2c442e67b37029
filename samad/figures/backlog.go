package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Age is how many open cases are how old, in days since the day of filing.
type Age struct {
	From, To int // To is -1 without an end
	Cases    int64
}

// ages are the borders of [Keeper.Backlog]: within the aim, within the limit,
// a month, a season, longer.
func ages() []Age {
	return []Age{{From: 0, To: 3}, {From: 4, To: 10}, {From: 11, To: 30}, {From: 31, To: 90}, {From: 91, To: -1}}
}

// Backlog counts the cases that were open at the end of a day, by age.
func (k *Keeper) Backlog(ctx context.Context, on persian.Date, q Query) ([]Age, error) {
	out := ages()
	err := k.Store.Scan(ctx, Scan{
		To: on, Province: q.Province, Agencies: q.Agencies, County: q.County, Open: true,
	}, func(f Fact) error {
		if f.Received.After(on) {
			return nil
		}
		age := on.Sub(f.Received)
		for i := range out {
			if age >= out[i].From && (out[i].To < 0 || age <= out[i].To) {
				out[i].Cases++
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("figures: backlog: %w", err)
	}
	return out, nil
}

// Rising is a topic that came more often than it used to.
type Rising struct {
	Topic samad.TopicID
	// Cases came in the period, Usual in the same number of days before it on
	// average, as far as the look back goes.
	Cases int64
	Usual float64
	// Times is Cases to Usual, with one case added to both: a topic that never
	// came before is no infinity.
	Times float64
}

// Rising finds topics that came at least times as often in the period as in
// the periods of the same length before it, back so many, and came no less often
// than least. The ones that rose most come first.
func (k *Keeper) Rising(ctx context.Context, q Query, back int, times float64, least int64) ([]Rising, error) {
	q.By, q.Figures = ByTopic, []ID{Received}
	now, err := k.Table(ctx, q)
	if err != nil {
		return nil, err
	}
	before := map[string]float64{}
	p := q
	for range back {
		if p.Period, err = p.Period.Before(); err != nil {
			return nil, err
		}
		t, err := k.Table(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, r := range t.Rows {
			before[r.Value] += r.Get(Received).Value
		}
	}
	var out []Rising
	for _, r := range now.Ranked(Received, false) {
		v := r.Get(Received)
		usual := before[r.Value] / float64(max(back, 1))
		one := Rising{Topic: samad.TopicID(r.Value), Cases: v.Base, Usual: usual, Times: (v.Value + 1) / (usual + 1)}
		if r.Value != "" && v.Base >= least && one.Times >= times {
			out = append(out, one)
		}
	}
	sortRising(out)
	return out, nil
}

func sortRising(list []Rising) {
	slices.SortStableFunc(list, func(a, b Rising) int {
		return cmp.Or(-cmp.Compare(a.Times, b.Times), -cmp.Compare(a.Cases, b.Cases), cmp.Compare(a.Topic, b.Topic))
	})
}
