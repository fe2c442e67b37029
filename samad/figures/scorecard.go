package figures

import (
	"cmp"
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// Trend says how a figure goes, with regard to what is better.
type Trend string

// The trends.
const (
	Improving Trend = "improving" // better than in both periods before
	Worsening Trend = "worsening" // worse than in both
	Steady    Trend = "steady"    // neither
	NoTrend   Trend = ""          // not known in one of the three, or of no figure that can be better
)

// Score is a figure of an agency with what it is held against.
type Score struct {
	Now Value
	// Before are the values of the period before and of the one before that.
	Before [2]Value
	Trend  Trend
	// Rank is the agency's place among those of the province that have the
	// figure, 1 the best; equal values share the better place. It is 0 without
	// the figure, and for figures that give no rank. Of is how many have it.
	Rank, Of int
	// All is the figure of the province.
	All Value
}

// Scorecard is an agency's figures in a period.
type Scorecard struct {
	Agency samad.AgencyID
	Period Period
	Scores []Score // in the order of the query's figures
}

// Score returns that of a figure, or false.
func (s Scorecard) Score(id ID) (Score, bool) {
	for _, one := range s.Scores {
		if one.Now.Figure == id {
			return one, true
		}
	}
	return Score{}, false
}

// Scorecards gives every agency of a province its figures, its rank and its
// trend, in the order of their ids. Whoever may see one agency only must be
// handed that one's: ranks are computed over all, whatever q.Agencies says.
func (k *Keeper) Scorecards(ctx context.Context, q Query) ([]Scorecard, error) {
	only := q.Agencies
	q.By, q.Agencies, q.County = ByAgency, nil, ""
	if err := q.check(); err != nil {
		return nil, err
	}
	var tables [3]Table
	for i := range tables {
		var err error
		if tables[i], err = k.Table(ctx, q); err != nil {
			return nil, err
		}
		if q.Period, err = q.Period.Before(); err != nil {
			return nil, err
		}
	}
	now := tables[0]
	ranks := map[ID]map[string]int{}
	var earlier [2]map[string]Row
	for i := range earlier {
		earlier[i] = map[string]Row{}
		for _, r := range tables[i+1].Rows {
			earlier[i][r.Value] = r
		}
	}
	for _, id := range now.Query.Figures {
		ranks[id] = now.ranks(id)
	}
	var out []Scorecard
	for _, r := range now.Rows {
		agency := samad.AgencyID(r.Value)
		if r.Value == "" || only != nil && !slices.Contains(only, agency) {
			continue
		}
		card := Scorecard{Agency: agency, Period: now.Query.Period}
		for i, id := range now.Query.Figures {
			s := Score{Now: r.Values[i], All: now.Total.Values[i], Rank: ranks[id][r.Value], Of: len(ranks[id])}
			for j := range s.Before {
				s.Before[j] = earlier[j][r.Value].Get(id)
			}
			s.Trend = s.trend()
			card.Scores = append(card.Scores, s)
		}
		out = append(out, card)
	}
	return out, nil
}

// Scorecard is the one of an agency. Of an agency that has nothing in the
// period it holds no scores.
func (k *Keeper) Scorecard(ctx context.Context, agency samad.AgencyID, q Query) (Scorecard, error) {
	q.Agencies = []samad.AgencyID{agency}
	cards, err := k.Scorecards(ctx, q)
	if err != nil || len(cards) == 0 {
		return Scorecard{Agency: agency, Period: q.Period}, err
	}
	return cards[0], nil
}

// ranks are the places of the lines that have a figure.
func (t Table) ranks(id ID) map[string]int {
	d, _ := Define(id)
	if d.Better == 0 {
		return nil
	}
	var known []Row
	for _, r := range t.Rows {
		if r.Value != "" && r.Get(id).Known {
			known = append(known, r)
		}
	}
	slices.SortFunc(known, func(a, b Row) int {
		return cmp.Or(-d.Better*cmp.Compare(a.Get(id).Value, b.Get(id).Value), cmp.Compare(a.Value, b.Value))
	})
	out := map[string]int{}
	for i, r := range known {
		out[r.Value] = i + 1
		if i > 0 && known[i-1].Get(id).Value == r.Get(id).Value {
			out[r.Value] = out[known[i-1].Value]
		}
	}
	return out
}

func (s Score) trend() Trend {
	d, _ := Define(s.Now.Figure)
	if d.Better == 0 || !s.Now.Known || !s.Before[0].Known || !s.Before[1].Known {
		return NoTrend
	}
	better := 0
	for _, b := range s.Before {
		better += d.Better * cmp.Compare(s.Now.Value, b.Value)
	}
	switch better {
	case 2:
		return Improving
	case -2:
		return Worsening
	default:
		return Steady
	}
}
