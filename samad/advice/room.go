package advice

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Config says what a [Room] works with.
type Config struct {
	Ledger    ledger.Store    // required
	Directory samad.Directory // required; its topics bring the pack's articles
	Location  *time.Location  // required; where days begin
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids; default [rand.Reader]. It must be safe for concurrent
	// use.
	Random io.Reader
}

// Room keeps the articles. It keeps no state of its own, starts no goroutines
// and is safe for concurrent use.
type Room struct {
	ledger    ledger.Store
	directory samad.Directory
	location  *time.Location
	now       func() time.Time
	random    io.Reader
	articles  *ledger.Book[Article]
	uses      *ledger.Book[tally]
}

// New checks the configuration and returns the Room. It does no I/O.
func New(config Config) (*Room, error) {
	need := required.Of("advice: Config")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(config.Directory != nil, "Directory")
	need.Field(config.Location != nil, "Location")
	if err := need.Err(); err != nil {
		return nil, err
	}
	r := &Room{ledger: config.Ledger, directory: config.Directory, location: config.Location, now: config.Now, random: config.Random, articles: articleBook()}
	r.uses = useBook(func(day persian.Date) time.Time { return day.Start(r.location) })
	if r.now == nil {
		r.now = time.Now
	}
	if r.random == nil {
		r.random = rand.Reader
	}
	return r, nil
}

func (r *Room) today() (persian.Date, error) {
	day, err := persian.FromTime(r.now().In(r.location))
	if err != nil {
		return day, fmt.Errorf("advice: the clock: %w", err)
	}
	return day, nil
}

// Of returns the articles of the topics that are shown today, in the order of
// the topics; within one the pack's come first.
func (r *Room) Of(ctx context.Context, topics ...samad.TopicID) ([]Article, error) {
	today, err := r.today()
	if err != nil {
		return nil, err
	}
	var out []Article
	for _, id := range topics {
		topic, ok := r.directory.Topic(id, today)
		if !ok {
			continue
		}
		here, err := r.writtenOf(ctx, ledger.Query{Keys: []ledger.Key{{Name: "topic", Value: string(id)}}})
		if err != nil {
			return nil, err
		}
		for _, a := range merged(topic, here) {
			if !a.Withdrawn {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

// All returns every article of today, the withdrawn among them, in the order of
// the directory's topics.
func (r *Room) All(ctx context.Context) ([]Article, error) {
	today, err := r.today()
	if err != nil {
		return nil, err
	}
	here, err := r.writtenOf(ctx, ledger.Query{})
	if err != nil {
		return nil, err
	}
	var out []Article
	for _, topic := range r.directory.Topics(today) {
		out = append(out, merged(topic, here)...)
	}
	return out, nil
}

// Article returns an article of today, withdrawn or not, or an error matching
// [samad.ErrNotFound].
func (r *Room) Article(ctx context.Context, id string) (Article, error) {
	a, err := r.articles.Read(ctx, r.ledger, id)
	if err == nil {
		return a, nil
	}
	if !errors.Is(err, samad.ErrNotFound) && !errors.Is(err, samad.ErrInvalid) {
		return Article{}, fmt.Errorf("advice: article %q: %w", id, err)
	}
	today, err := r.today()
	if err != nil {
		return Article{}, err
	}
	for _, topic := range r.directory.Topics(today) {
		for _, a := range topic.Advice {
			if a.ID == id {
				return Article{Advice: a, Topic: topic.ID}, nil
			}
		}
	}
	return Article{}, fmt.Errorf("advice: article %q: %w", id, samad.ErrNotFound)
}

// writtenOf are the articles that were written here, by id.
func (r *Room) writtenOf(ctx context.Context, q ledger.Query) (map[string]Article, error) {
	out := map[string]Article{}
	q.OldestFirst, q.Limit = true, 1000
	err := r.articles.All(ctx, r.ledger, q, func(id string, a Article) error {
		out[id] = a
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("advice: articles: %w", err)
	}
	return out, nil
}

// merged are the articles of a topic: the pack's, as they were written since,
// then those that were added.
func merged(topic samad.Topic, here map[string]Article) []Article {
	var out []Article
	packed := map[string]bool{}
	for _, a := range topic.Advice {
		packed[a.ID] = true
		if own, ok := here[a.ID]; ok {
			out = append(out, own)
			continue
		}
		out = append(out, Article{Advice: a, Topic: topic.ID})
	}
	var added []Article
	for id, a := range here {
		if a.Topic == topic.ID && !packed[id] {
			added = append(added, a)
		}
	}
	slices.SortFunc(added, func(a, b Article) int { return cmp.Compare(a.ID, b.ID) })
	return append(out, added...)
}

// openOrNew opens a record, or begins it where there is none.
func openOrNew[S any](ctx context.Context, r *Room, book *ledger.Book[S], id string) (*ledger.Draft[S], error) {
	draft, err := book.Open(ctx, r.ledger, id)
	if errors.Is(err, samad.ErrNotFound) {
		return book.New(id), nil
	}
	if err != nil {
		return nil, fmt.Errorf("advice: %w", err)
	}
	return draft, nil
}

// write adds an event to a record and applies it.
func write[S any](ctx context.Context, r *Room, draft *ledger.Draft[S], stamp samad.Stamp, p ledger.Payload[S]) error {
	if err := draft.Add(stamp, r.now(), r.random, p); err != nil {
		return fmt.Errorf("advice: %w", err)
	}
	change, err := draft.Change()
	if err != nil {
		return fmt.Errorf("advice: %w", err)
	}
	if err := r.ledger.Apply(ctx, change); err != nil {
		return fmt.Errorf("advice: write %s: %w", draft.Ref(), err)
	}
	return nil
}
