package report

import (
	"context"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
)

// Meetings are the programmes whose planned start lies in the period.
type Meetings struct {
	Held, Cancelled int
	// Planned were not held yet, or were never closed.
	Planned int
	// Hosts counts agencies whose director-general, or a stand-in, sat there;
	// an agency counts once for each programme.
	Hosts, StandIns, Declined int
	// Calls were spoken with; Missed were called in vain, NotTaken not reached.
	Calls, Missed, NotTaken int
	Answered, HandedOn      int // live; to an expert
	// PerHour is calls to the hours that programmes were open, 0 without any.
	PerHour float64
	// Slow counts records that took longer than the room's limit.
	Slow     int
	Kinds    map[samad.Kind]int
	Topics   map[samad.TopicID]int
	Counties map[samad.PlaceID]int
	// Programmes are the summaries of those held, the oldest first. Their turns
	// are left out: they are no matter of a report.
	Programmes []meeting.Summary
}

func (g *gatherer) meetings(ctx context.Context) error {
	if g.Sources.Meetings == nil {
		return nil
	}
	m := &Meetings{Kinds: map[samad.Kind]int{}, Topics: map[samad.TopicID]int{}, Counties: map[samad.PlaceID]int{}}
	from, to := g.span()
	query := ledger.Query{Place: g.Province, From: from, To: to, OldestFirst: true, Limit: 1000}
	var open float64
	for {
		page, next, err := g.Sources.Meetings.Programmes(ctx, g.Actor, query)
		if err != nil {
			return err
		}
		for _, p := range page {
			switch p.State {
			case meeting.Cancelled:
				m.Cancelled++
			case meeting.Finished:
				s, err := g.Sources.Meetings.Summary(ctx, g.Actor, p.ID)
				if err != nil {
					return err
				}
				open += p.Closed.Sub(p.Opened).Hours()
				m.add(s)
			default:
				m.Planned++
			}
		}
		if query.Cursor = next; next == "" {
			break
		}
	}
	if open > 0 {
		m.PerHour = float64(m.Calls) / open
	}
	g.out.Meetings = m
	return nil
}

// add adds a programme that was held.
func (m *Meetings) add(s meeting.Summary) {
	m.Held++
	for _, h := range s.Programme.Hosts {
		switch {
		case h.State == meeting.StandIn:
			m.StandIns++
			m.Hosts++
		case h.Comes():
			m.Hosts++
		case h.State == meeting.Declined:
			m.Declined++
		}
	}
	m.Calls += s.Calls
	m.Missed += s.Missed
	m.NotTaken += s.NotTaken
	m.Answered += s.Answered
	m.HandedOn += s.HandedOn
	m.Slow += s.Slow
	for k, n := range s.Kinds {
		m.Kinds[k] += n
	}
	for t, n := range s.Topics {
		m.Topics[t] += n
	}
	for c, n := range s.Counties {
		m.Counties[c] += n
	}
	s.Programme.Turns = nil
	m.Programmes = append(m.Programmes, s)
}
