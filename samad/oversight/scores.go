package oversight

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// ScoreBy is what scores are grouped by.
type ScoreBy string

// The groupings.
const (
	ScoreByAgency   ScoreBy = "agency"
	ScoreByTopic    ScoreBy = "topic"
	ScoreByCounty   ScoreBy = "county"
	ScoreByOfficer  ScoreBy = "officer"
	ScoreByQuestion ScoreBy = "question"
	ScoreByOccasion ScoreBy = "occasion"
)

// ScoreQuery selects surveys by when they were sent, a half-open span.
type ScoreQuery struct {
	From, To time.Time
	Agency   samad.AgencyID // "" for all in reach
	By       ScoreBy        // "" for one group
}

// Score is the satisfaction of one group.
type Score struct {
	Group string
	Sent  int
	// Answered is how many surveys were answered. With fewer than
	// Settings.MinGroup, Suppressed is set and the intervals are zero.
	Answered   int
	Suppressed bool
	// Rate is the share of those sent that were answered, Mean the mean score
	// from 1 to 5, Satisfied the share with a mean of at least 4.
	Rate, Mean, Satisfied Interval
}

// Scores returns the satisfaction by groups, ordered by group.
func (o *Office) Scores(ctx context.Context, actor samad.Actor, q ScoreQuery) ([]Score, error) {
	query := ledger.Query{Place: actor.Place, From: q.From, To: q.To}
	if !May(actor, ReadSurveys, Subject{Place: actor.Place}) {
		if !May(actor, ReadSurveys, o.subject(actor.Agency, actor.Place)) {
			return nil, &ForbiddenError{Action: ReadSurveys, Roles: slices.Clone(actor.Roles)}
		}
		query.Agencies = o.directory.AgencySubtree(actor.Agency, o.day(o.now()))
		if len(query.Agencies) == 0 {
			query.Agencies = []samad.AgencyID{actor.Agency}
		}
	}
	if q.Agency != "" {
		if len(query.Agencies) > 0 && !slices.Contains(query.Agencies, q.Agency) {
			return nil, nil
		}
		query.Agencies = []samad.AgencyID{q.Agency}
	}
	return o.scores(ctx, query, q.By)
}

// scores sums up the surveys of a query. Those that were never sent have no
// instant and do not match one with a span.
func (o *Office) scores(ctx context.Context, query ledger.Query, by ScoreBy) ([]Score, error) {
	type group struct {
		sent, satisfied int
		means           []float64
	}
	groups := map[string]*group{}
	err := o.books.surveys.All(ctx, o.ledger, query, func(_ string, s Survey) error {
		if s.Sent.IsZero() {
			return nil
		}
		for _, part := range parts(s, by) {
			g := groups[part.group]
			if g == nil {
				g = &group{}
				groups[part.group] = g
			}
			g.sent++
			if s.State != SurveyAnswered {
				continue
			}
			g.means = append(g.means, part.score)
			if part.score >= 4 {
				g.satisfied++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	place := query.Place
	if place == "" && len(query.Agencies) > 0 {
		place = o.placeOf(query.Agencies[0])
	}
	least := o.at(place, o.instant()).MinGroup
	out := make([]Score, 0, len(groups))
	for name, g := range groups {
		s := Score{Group: name, Sent: g.sent, Answered: len(g.means)}
		if s.Suppressed = s.Answered < least; !s.Suppressed {
			slices.Sort(g.means) // sums do not depend on the order of a walk
			s.Rate, s.Mean, s.Satisfied = Wilson(s.Answered, s.Sent), Mean(g.means, 1, 5), Wilson(g.satisfied, s.Answered)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Score) int { return strings.Compare(a.Group, b.Group) })
	return out, nil
}

type scorePart struct {
	group string
	score float64
}

// parts says in which groups a survey counts, with which score.
func parts(s Survey, by ScoreBy) []scorePart {
	one := func(group string) []scorePart { return []scorePart{{group, s.Mean()}} }
	switch by {
	case ScoreByAgency:
		return one(string(s.Agency))
	case ScoreByTopic:
		return one(string(s.Topic))
	case ScoreByCounty:
		return one(string(s.Place))
	case ScoreByOfficer:
		return one(string(s.Officer))
	case ScoreByOccasion:
		return one(string(s.Occasion))
	case ScoreByQuestion:
		var out []scorePart
		for _, q := range s.Set.Questions {
			out = append(out, scorePart{q.ID, float64(s.Scores[q.ID])})
		}
		return out
	default:
		return one("")
	}
}
