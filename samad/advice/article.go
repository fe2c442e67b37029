package advice

import (
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Article is an article as it stands: the pack's, or what was written in its
// place.
type Article struct {
	samad.Advice
	Topic samad.TopicID `json:"topic"`
	// Written is when it was last written here, in UTC; zero for an article
	// that stands as in the pack. By is the post of whoever wrote it.
	Written time.Time  `json:"written,omitzero"`
	By      samad.Text `json:"by,omitzero"`
	// Withdrawn articles are shown to nobody but those who may write them.
	Withdrawn bool `json:"withdrawn,omitempty"`
	// Revision counts what was written here, from 1; 0 for the pack's.
	Revision int64 `json:"revision,omitempty"`
}

// articleBook are the articles that were written here.
func articleBook() *ledger.Book[Article] {
	return ledger.NewBook("advice_article",
		func(a Article) ledger.Keys {
			k := ledger.Keys{State: "shown", Agency: a.Owner, Free: []ledger.Key{{Name: "topic", Value: string(a.Topic)}}}
			if a.Withdrawn {
				k.State = "withdrawn"
			}
			return k
		},
		func() ledger.Payload[Article] { return new(written) },
		func() ledger.Payload[Article] { return new(withdrawn) },
	)
}

type written struct {
	Topic samad.TopicID  `json:"topic"`
	Owner samad.AgencyID `json:"owner"`
	Title samad.Text     `json:"title"`
	Text  samad.Text     `json:"text"`
	Links []samad.Link   `json:"links,omitempty"`
}

// EventType implements [ledger.Payload].
func (*written) EventType() string { return "written" }

// Apply implements [ledger.Payload].
func (p *written) Apply(a *Article, e ledger.Event) error {
	*a = Article{
		Advice: samad.Advice{ID: e.Ref.ID, Title: p.Title, Text: p.Text, Owner: p.Owner, Links: slices.Clone(p.Links)},
		Topic:  p.Topic, Written: e.At, By: e.Actor.Post, Revision: e.Seq,
	}
	return nil
}

type withdrawn struct{}

// EventType implements [ledger.Payload].
func (*withdrawn) EventType() string { return "withdrawn" }

// Apply implements [ledger.Payload].
func (*withdrawn) Apply(a *Article, e ledger.Event) error {
	if a.ID == "" || a.Withdrawn {
		return fmt.Errorf("advice: article %q is not shown", e.Ref.ID)
	}
	a.Withdrawn, a.Written, a.By, a.Revision = true, e.At, e.Actor.Post, e.Seq
	return nil
}
