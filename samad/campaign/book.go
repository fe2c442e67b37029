package campaign

import (
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Kind is the kind of the records, one for each province under its code.
const Kind ledger.Kind = "campaigns"

// List is all campaign topics that were ever added in a province, the oldest
// first.
type List struct {
	All []Campaign `json:"all"`
}

// Find returns the topic, nil when there is none of the path.
func (l List) Find(id samad.TopicID) *Campaign {
	i := slices.IndexFunc(l.All, func(c Campaign) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &l.All[i]
}

// Book reads and writes the records.
func Book() *ledger.Book[List] {
	return ledger.NewBook(Kind, func(List) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[List] { return new(AddStep) },
		func() ledger.Payload[List] { return new(ChangeStep) },
		func() ledger.Payload[List] { return new(EndStep) },
	)
}

// AddStep adds a topic.
type AddStep struct {
	ID       samad.TopicID `json:"id"`
	Province samad.PlaceID `json:"province"`
	Content  Content       `json:"content"`
	Why      string        `json:"why"`
}

// EventType is "added".
func (*AddStep) EventType() string { return string(Added) }

// Apply adds the topic; it fails when there is one of the path.
func (p *AddStep) Apply(l *List, e ledger.Event) error {
	if l.Find(p.ID) != nil {
		return fmt.Errorf("campaign topic %s is there already: %w", p.ID, samad.ErrConflict)
	}
	l.All = append(slices.Clone(l.All), Campaign{
		ID: p.ID, Province: p.Province, Content: p.Content,
		Steps: []Step{{Done: Added, Why: p.Why, At: e.At, By: e.Actor, Content: p.Content}},
	})
	return nil
}

// ChangeStep puts another content in the place of the one that holds.
type ChangeStep struct {
	ID      samad.TopicID `json:"id"`
	Content Content       `json:"content"`
	Why     string        `json:"why"`
}

// EventType is "changed".
func (*ChangeStep) EventType() string { return string(Changed) }

// Apply changes the topic.
func (p *ChangeStep) Apply(l *List, e ledger.Event) error {
	return l.step(p.ID, Step{Done: Changed, Why: p.Why, At: e.At, By: e.Actor, Content: p.Content})
}

// EndStep gives a topic its last day.
type EndStep struct {
	ID   samad.TopicID `json:"id"`
	Last persian.Date  `json:"last"`
	Why  string        `json:"why"`
}

// EventType is "ended".
func (*EndStep) EventType() string { return string(Ended) }

// Apply sets the last day.
func (p *EndStep) Apply(l *List, e ledger.Event) error {
	one := l.Find(p.ID)
	if one == nil {
		return fmt.Errorf("no campaign topic %s: %w", p.ID, samad.ErrNotFound)
	}
	content := one.Content
	content.Last = p.Last
	return l.step(p.ID, Step{Done: Ended, Why: p.Why, At: e.At, By: e.Actor, Content: content})
}

func (l *List) step(id samad.TopicID, s Step) error {
	l.All = slices.Clone(l.All)
	one := l.Find(id)
	if one == nil {
		return fmt.Errorf("no campaign topic %s: %w", id, samad.ErrNotFound)
	}
	one.Content, one.Steps = s.Content, append(slices.Clone(one.Steps), s)
	return nil
}
