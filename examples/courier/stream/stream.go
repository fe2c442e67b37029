// Package stream publishes the events of all cases to NATS JetStream, for
// systems beside Samad: dashboards, search, archives.
//
//	js, err := jetstream.New(connection)
//	p, err := stream.Open(ctx, stream.Config{JetStream: js, Feed: store.Feed})
//	for ; ; wait() { n, err := p.Round(ctx) }
//
// Each event goes to the subject samad.case.CASE.TYPE as the JSON of
// [samad.Event]: facts and commitments, no texts and nothing personal.
//
//   - At least once: an event is published until the server has said that it
//     keeps it, and only then the cursor moves, which lies in a bucket of the
//     same JetStream.
//   - Each once, within the stream's window for doubles: the message id is the
//     event's.
//   - In order, for each case and over all: one message is sent at a time. Any
//     number of publishers may run; each sends everything from the common
//     cursor on, and what another has sent already is dropped by the server.
package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/samad111/go-samad/samad"
)

// Config says what a [Publisher] works with.
type Config struct {
	JetStream jetstream.JetStream // required
	// Feed is [samad.Store]'s; required.
	Feed func(ctx context.Context, after string, limit int) ([]samad.Event, string, error)
	// Stream is the stream's name, default SAMAD; Prefix begins the subjects,
	// default samad.case; Bucket keeps the cursor, default samad_cursor.
	Stream, Prefix, Bucket string
	// Doubles is for how long the server remembers message ids; default 24
	// hours. Keep is for how long it keeps events, default for ever.
	Doubles, Keep time.Duration
	// Page is how many events are read at a time; default 200.
	Page int
}

// Publisher publishes events. It is safe for concurrent use.
type Publisher struct {
	config Config
	bucket jetstream.KeyValue
}

const cursorKey = "feed"

// Open makes or updates the stream and the bucket.
func Open(ctx context.Context, config Config) (*Publisher, error) {
	if config.JetStream == nil || config.Feed == nil {
		return nil, errors.New("stream: JetStream and Feed are required")
	}
	set := func(s *string, to string) {
		if *s == "" {
			*s = to
		}
	}
	set(&config.Stream, "SAMAD")
	set(&config.Prefix, "samad.case")
	set(&config.Bucket, "samad_cursor")
	if config.Doubles == 0 {
		config.Doubles = 24 * time.Hour
	}
	if config.Page == 0 {
		config.Page = 200
	}
	if _, err := config.JetStream.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: config.Stream, Description: "Events of Samad's cases", Subjects: []string{config.Prefix + ".>"},
		Storage: jetstream.FileStorage, Duplicates: config.Doubles, MaxAge: config.Keep,
		DenyDelete: true, Discard: jetstream.DiscardOld,
	}); err != nil {
		return nil, fmt.Errorf("stream: make stream %s: %w", config.Stream, err)
	}
	bucket, err := config.JetStream.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: config.Bucket, Description: "How far Samad's events were published", Storage: jetstream.FileStorage,
	})
	if err != nil {
		return nil, fmt.Errorf("stream: make bucket %s: %w", config.Bucket, err)
	}
	return &Publisher{config: config, bucket: bucket}, nil
}

// Round publishes everything that is new and returns how many events the
// server took, doubles left out.
func (p *Publisher) Round(ctx context.Context) (int, error) {
	done := 0
	cursor, err := p.cursor(ctx)
	if err != nil {
		return 0, err
	}
	for {
		events, next, err := p.config.Feed(ctx, cursor, p.config.Page)
		if err != nil {
			return done, fmt.Errorf("stream: read the feed: %w", err)
		}
		for _, e := range events {
			fresh, err := p.publish(ctx, e)
			if err != nil {
				return done, err
			}
			if fresh {
				done++
			}
		}
		if next == cursor {
			return done, nil
		}
		cursor = next
		if _, err := p.bucket.PutString(ctx, cursorKey, cursor); err != nil {
			return done, fmt.Errorf("stream: keep the cursor: %w", err)
		}
	}
}

func (p *Publisher) cursor(ctx context.Context) (string, error) {
	entry, err := p.bucket.Get(ctx, cursorKey)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("stream: read the cursor: %w", err)
	}
	return string(entry.Value()), nil
}

// publish sends one event and waits until the server keeps it.
func (p *Publisher) publish(ctx context.Context, e samad.Event) (fresh bool, err error) {
	body, err := json.Marshal(e)
	if err != nil {
		return false, fmt.Errorf("stream: write event %s: %w", e.ID, err)
	}
	m := nats.NewMsg(p.config.Prefix + "." + string(e.Case) + "." + string(e.Type))
	m.Data = body
	ack, err := p.config.JetStream.PublishMsg(ctx, m, jetstream.WithMsgID(e.ID), jetstream.WithExpectStream(p.config.Stream))
	if err != nil {
		return false, fmt.Errorf("stream: publish event %s: %w", e.ID, err)
	}
	return !ack.Duplicate, nil
}
