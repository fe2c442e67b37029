package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Rising is a topic that came more often than was to be expected.
type Rising struct {
	Topic samad.TopicID
	// Cases came in the period, Usual in those before it on average, as far as
	// the look back goes.
	Cases int64
	Usual float64
	// YearBefore came at the same season of the year before; Known says
	// whether cases were counted then at all.
	YearBefore      int64
	YearBeforeKnown bool
	// Expected is Usual, or YearBefore where that is more: what comes every
	// year at this season has not risen.
	Expected float64
	// Times is Cases to Expected, with one case added to both: a topic that
	// never came before is no infinity.
	Times float64
}

// Rising finds topics that came at least times as often in the period as was to
// be expected of the periods before it, back so many, and of the same season of
// the year before, and came no less often than least. The ones that rose most
// come first.
//
// Months and longer are compared with months and longer. Of shorter periods the
// weekdays are the same: they are held against as many days one, two … weeks
// earlier (or more, where the period is longer than a week), and 52 weeks
// earlier.
func (k *Keeper) Rising(ctx context.Context, q Query, back int, times float64, least int64) ([]Rising, error) {
	q.By, q.Figures = ByTopic, []ID{Received}
	now, err := k.Table(ctx, q)
	if err != nil {
		return nil, err
	}
	usual := map[string]float64{}
	for i := range back {
		p := q
		if p.Period, err = q.Period.earlier(i + 1); err != nil {
			return nil, err
		}
		t, err := k.Table(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, r := range t.Rows {
			usual[r.Value] += r.Get(Received).Value / float64(back)
		}
	}
	lastYear := q
	if lastYear.Period, err = q.Period.season(); err != nil {
		return nil, err
	}
	then, err := k.Table(ctx, lastYear)
	if err != nil {
		return nil, err
	}
	yearBefore := map[string]int64{}
	for _, r := range then.Rows {
		yearBefore[r.Value] = r.Get(Received).Base
	}
	known := then.Total.Get(Received).Base > 0
	var out []Rising
	for _, r := range now.Rows {
		v := r.Get(Received)
		one := Rising{
			Topic: samad.TopicID(r.Value), Cases: v.Base, Usual: usual[r.Value],
			YearBefore: yearBefore[r.Value], YearBeforeKnown: known,
		}
		one.Expected = max(one.Usual, float64(one.YearBefore))
		one.Times = (v.Value + 1) / (one.Expected + 1)
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

// long reports whether a period is of a month or more, in which weekdays weigh
// little.
func (p Period) long() bool { return p.Span == Month || p.Span == Season || p.Span == Year }

// earlier is the n-th period before that it is compared with.
func (p Period) earlier(n int) (Period, error) {
	if p.long() {
		var err error
		for range n {
			if p, err = p.Before(); err != nil {
				return Period{}, err
			}
		}
		return p, nil
	}
	weeks := (p.Days() + 6) / 7
	return p.shift(-7 * weeks * n)
}

// season is the period of the year before that it is compared with.
func (p Period) season() (Period, error) {
	if p.long() {
		return p.YearBefore()
	}
	return p.shift(-7 * 52)
}

// shift is as many days, so many days later.
func (p Period) shift(days int) (Period, error) {
	out := Period{Span: Free}
	for _, end := range []struct{ from, to *persian.Date }{{&p.From, &out.From}, {&p.To, &out.To}} {
		d, err := end.from.AddDays(days)
		if err != nil {
			return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
		}
		*end.to = d
	}
	return out, nil
}
