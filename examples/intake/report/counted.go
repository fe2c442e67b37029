package report

import (
	"cmp"
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// figures computes the province's figures along everything but agencies and
// topics.
func (g *gatherer) figures(ctx context.Context) error {
	var all []figures.ID
	for _, d := range figures.Definitions() {
		all = append(all, d.ID)
	}
	q := figures.Query{Period: g.Period, Province: g.Province, Figures: all}
	var err error
	if g.out.Figures, err = g.Figures.Compare(ctx, q); err != nil {
		return err
	}
	place, ok := g.Directory.Place(g.Province, g.Period.To)
	if !ok {
		place.ID = g.Province
	}
	g.out.Province = place
	q.Figures = nil
	for _, part := range []struct {
		by    figures.Dimension
		table *figures.Table
	}{
		{figures.ByKind, &g.out.Kinds}, {figures.ByChannel, &g.out.Channels},
		{figures.ByCounty, &g.out.Counties}, {figures.ByCentre, &g.out.Centres},
	} {
		q.By = part.by
		if *part.table, err = g.Figures.Table(ctx, q); err != nil {
			return err
		}
	}
	q.By = figures.ByMonth
	if q.Period, err = g.months(); err != nil {
		return err
	}
	g.out.Series, err = g.Figures.Table(ctx, q)
	return err
}

// months are those of the series.
func (g *gatherer) months() (figures.Period, error) {
	back := cmp.Or(g.Months, 13)
	last, err := figures.Containing(figures.Month, g.Period.To)
	if err != nil {
		return last, err
	}
	first, err := last.From.AddMonths(1 - max(back, 1))
	if err != nil {
		return last, err
	}
	return figures.Period{Span: figures.Free, From: first, To: last.To}, nil
}

// agencies gives every agency its scorecard: those that answered more of what
// was due in time come first, then those with more due.
func (g *gatherer) agencies(ctx context.Context) error {
	cards, err := g.Figures.Scorecards(ctx, figures.Query{Period: g.Period, Province: g.Province})
	if err != nil {
		return err
	}
	for _, card := range cards {
		a, ok := g.Directory.Agency(card.Agency, g.Period.To)
		if !ok {
			a.ID = card.Agency
		}
		g.out.Agencies = append(g.out.Agencies, Agency{Agency: a, Card: card})
	}
	place := func(a Agency) (rank int, due int64) {
		s, _ := a.Card.Score(figures.OnTimeShare)
		if s.Rank == 0 {
			return len(cards) + 1, 0 // nothing was due
		}
		return s.Rank, s.Now.Base
	}
	slices.SortStableFunc(g.out.Agencies, func(a, b Agency) int {
		rankA, dueA := place(a)
		rankB, dueB := place(b)
		return cmp.Or(cmp.Compare(rankA, rankB), -cmp.Compare(dueA, dueB), cmp.Compare(a.Agency.ID, b.Agency.ID))
	})
	return nil
}

// topics ranks them by how many cases came, and finds those that rise.
func (g *gatherer) topics(ctx context.Context) error {
	c, err := g.Figures.Compare(ctx, figures.Query{
		Period: g.Period, Province: g.Province, By: figures.ByTopic, Figures: []figures.ID{figures.Received, figures.OnTimeShare},
	})
	if err != nil {
		return err
	}
	came := func(t figures.Table, topic string) int64 {
		for _, r := range t.Rows {
			if r.Value == topic {
				return r.Get(figures.Received).Base
			}
		}
		return 0
	}
	all := c.Now.Total.Get(figures.Received).Base
	for _, r := range c.Now.Ranked(figures.Received, false) {
		n := r.Get(figures.Received).Base
		if n == 0 {
			continue
		}
		topic, ok := g.Directory.Topic(samad.TopicID(r.Value), g.Period.To)
		if !ok {
			topic = samad.Topic{ID: samad.TopicID(r.Value)}
		}
		g.out.Topics = append(g.out.Topics, Topic{
			Topic: topic, Cases: n, Share: float64(n) / float64(all), OnTime: r.Get(figures.OnTimeShare),
			Before: came(c.Before, r.Value), YearBefore: came(c.YearBefore, r.Value),
		})
	}
	g.out.Rising, err = g.Figures.Rising(ctx, figures.Query{Period: g.Period, Province: g.Province}, 3, 2, 10)
	return err
}

// backlog counts what was open at the end of the period.
func (g *gatherer) backlog(ctx context.Context) error {
	today, err := persian.FromTime(g.now.In(g.Location))
	if err != nil {
		return err
	}
	g.out.BacklogOn, g.out.Whole = g.Period.To, true
	if !g.Period.To.Before(today) {
		g.out.BacklogOn, g.out.Whole = today, false
	}
	g.out.Backlog, err = g.Figures.Backlog(ctx, g.out.BacklogOn, figures.Query{Province: g.Province})
	return err
}
