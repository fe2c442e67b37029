package oversight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// AgendaItem is what a commission speaks about: a case, or a group of cases on
// one matter.
type AgendaItem struct {
	// Number counts the items of a session from 1.
	Number int            `json:"number"`
	Title  string         `json:"title"`
	Topic  samad.TopicID  `json:"topic,omitempty"`
	Place  samad.PlaceID  `json:"place,omitempty"`
	Cases  []samad.CaseID `json:"cases,omitempty"`
	Papers []Evidence     `json:"papers,omitempty"`
	// Weight and Reasons are those of the proposal, zero for items put by hand.
	Weight  int          `json:"weight,omitempty"`
	Reasons []samad.Text `json:"reasons,omitempty"`
}

// Proposal is a group of cases that could come before a commission.
type Proposal struct {
	Topic samad.TopicID
	Place samad.PlaceID // a county, or the province where cases name no place
	Cases []samad.CaseID
	// People is how many petitioners wait: the cases and those that joined
	// them.
	People  int
	Weight  int
	Reasons []samad.Text
}

// maxProposed bounds how many open cases a proposal looks at.
const maxProposed = 20_000

// ProposeAgenda groups the open cases of a commission's topics by topic and
// county and ranks the groups. The weight of a group is
//
//	2 for every petitioner that waits, and
//	3 for every case of high urgency, 6 for every emergency,
//	1 for every full week that its oldest case has waited, up to 26,
//	4 for every case that came back: an objection, a return, an escalation.
//
// At most limit groups are returned, the heaviest first; ties by topic and
// county. The weights are our choice and settings of the province, as is how
// many cases a group must have ([Settings]); a secretary puts what he likes on
// the agenda.
func (o *Office) ProposeAgenda(ctx context.Context, actor samad.Actor, commission string, limit int) ([]Proposal, error) {
	c, err := read(ctx, o, o.books.commissions, commission)
	if err != nil {
		return nil, err
	}
	if _, err := allow(actor, KeepSessions, ReadSessions, o.subject("", c.Place, c.people()...), o.books.commissions.Ref(commission)); err != nil {
		return nil, err
	}
	topics := c.Topics
	if len(topics) == 0 {
		topics = []samad.TopicID{""}
	}
	now := o.instant()
	settings := o.at(c.Place, now)
	groups := map[[2]string]*weighing{}
	seen := map[samad.CaseID]bool{}
	for _, topic := range topics {
		query := samad.Query{
			States: []samad.State{samad.Received, samad.Referred, samad.InProgress, samad.AwaitingPetitioner},
			Topic:  topic, Order: samad.OldestFirst,
		}
		if len(c.Place) == 2 {
			query.Province = c.Place
		} else {
			query.Place = c.Place
		}
		err := o.eachCase(ctx, query, maxProposed, func(x samad.Case) error {
			if !seen[x.ID] {
				seen[x.ID] = true
				place := county(x)
				key := [2]string{string(x.Topic), string(place)}
				if groups[key] == nil {
					groups[key] = &weighing{Proposal: Proposal{Topic: x.Topic, Place: place}}
				}
				groups[key].add(x, now, settings.AgendaWeeks)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	out := make([]Proposal, 0, len(groups))
	for _, g := range groups {
		if len(g.Cases) >= settings.AgendaCases {
			out = append(out, g.finish(settings))
		}
	}
	slices.SortFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Place, b.Place))
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}

// county is the county of a case, or its province.
func county(c samad.Case) samad.PlaceID {
	if len(c.Place) >= 4 {
		return c.Place[:4]
	}
	return c.Province
}

type weighing struct {
	Proposal
	high, emergency, back, weeks int
}

func (g *weighing) add(c samad.Case, now time.Time, most int) {
	g.Cases = append(g.Cases, c.ID)
	g.People += 1 + len(c.Joined)
	switch c.Urgency {
	case samad.High:
		g.high++
	case samad.Emergency:
		g.emergency++
	}
	if c.Objections > 0 || c.Returns > 0 || len(c.Escalated) > 0 {
		g.back++
	}
	g.weeks = max(g.weeks, min(most, int(now.Sub(c.Created)/(7*24*time.Hour))))
}

func (g *weighing) finish(s Settings) Proposal {
	p := g.Proposal
	p.Weight = s.AgendaPeople*p.People + s.AgendaUrgent*g.high + s.AgendaEmergency*g.emergency + g.weeks + s.AgendaBack*g.back
	reason := func(n int, fa, en string) {
		if n > 0 {
			number := strconv.Itoa(n)
			p.Reasons = append(p.Reasons, samad.Text{Fa: persianDigits(number) + " " + fa, En: number + " " + en})
		}
	}
	reason(p.People, "نفر در انتظارند", "people wait")
	reason(g.emergency, "پرونده اضطراری", "emergencies")
	reason(g.high, "پرونده فوری", "cases of high urgency")
	reason(g.weeks, "هفته از قدیمی‌ترین پرونده گذشته است", "weeks since the oldest case")
	reason(g.back, "پرونده اعتراضی، برگشتی یا ارجاع‌شده به مقام بالاتر", "cases came back or were escalated")
	return p
}

// eachCase walks at most limit cases of a query.
func (o *Office) eachCase(ctx context.Context, query samad.Query, limit int, each func(c samad.Case) error) error {
	query.Limit = 1000
	for n := 0; n < limit; {
		page, err := o.cases.List(ctx, query)
		if err != nil {
			return fmt.Errorf("oversight: list cases: %w", err)
		}
		for _, c := range page.Cases {
			if err := each(c); err != nil {
				return err
			}
		}
		n += len(page.Cases)
		if page.Next == "" {
			return nil
		}
		query.Cursor = page.Next
	}
	return nil
}

// topicName is a topic's title on a day, its id when it is unknown.
func (o *Office) topicName(id samad.TopicID, on persian.Date) samad.Text {
	if t, ok := o.directory.Topic(id, on); ok {
		return t.Title
	}
	return samad.Text{Fa: string(id), En: string(id)}
}
