package stream_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/courier/stream"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// open starts a real server in this process and connects.
func open(t *testing.T) jetstream.JetStream {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
	})
	require.NoError(t, err)
	go s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(10*time.Second))
	conn, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	return js
}

// add adds cases to the store.
func add(t *testing.T, s samad.Store, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		require.NoError(t, s.Apply(t.Context(), storagetest.Submission(n)))
	}
}

// received reads the whole stream.
func received(t *testing.T, js jetstream.JetStream) (events []samad.Event) {
	t.Helper()
	s, err := js.Stream(t.Context(), "SAMAD")
	require.NoError(t, err)
	info, err := s.Info(t.Context())
	require.NoError(t, err)
	for seq := uint64(1); seq <= info.State.LastSeq; seq++ {
		m, err := s.GetMsg(t.Context(), seq)
		require.NoError(t, err)
		var e samad.Event
		require.NoError(t, json.Unmarshal(m.Data, &e))
		assert.Equal(t, fmt.Sprintf("samad.case.%s.%s", e.Case, e.Type), m.Subject)
		assert.Equal(t, e.ID, m.Header.Get(jetstream.MsgIDHeader))
		events = append(events, e)
	}
	return events
}

func whole(t *testing.T, s samad.Store) (ids []string) {
	t.Helper()
	events, _, err := s.Feed(t.Context(), "", 1000)
	require.NoError(t, err)
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

func ids(events []samad.Event) (out []string) {
	for _, e := range events {
		out = append(out, e.ID)
	}
	return out
}

func TestPublish(t *testing.T) {
	t.Parallel()
	js, store := open(t), memory.New()
	add(t, store, 1, 20)
	p, err := stream.Open(t.Context(), stream.Config{JetStream: js, Feed: store.Feed, Page: 7})
	require.NoError(t, err)
	n, err := p.Round(t.Context())
	require.NoError(t, err)
	assert.Equal(t, len(whole(t, store)), n)
	assert.Equal(t, whole(t, store), ids(received(t, js)))

	add(t, store, 20, 25)
	p, err = stream.Open(t.Context(), stream.Config{JetStream: js, Feed: store.Feed})
	require.NoError(t, err)
	n, err = p.Round(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2*5, n, "another goes on where the first stopped")
	assert.Equal(t, whole(t, store), ids(received(t, js)))
	n, err = p.Round(t.Context())
	require.NoError(t, err)
	assert.Zero(t, n)
}

// Publishers die in the middle of a page, several run at once: the stream holds
// each event once, in order.
func TestPublishersDie(t *testing.T) {
	t.Parallel()
	js, store := open(t), memory.New()
	add(t, store, 1, 60)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for try := range 20 {
				ctx, cancel := context.WithCancel(t.Context())
				reads := 0
				p, err := stream.Open(ctx, stream.Config{JetStream: js, Page: 10, Feed: func(c context.Context, after string, limit int) ([]samad.Event, string, error) {
					if reads++; reads > i+2 && try < 15 {
						// The process ends while the page before is just out:
						// its cursor may or may not have been kept.
						cancel()
						return nil, "", c.Err()
					}
					return store.Feed(c, after, limit)
				}})
				if err == nil {
					_, err = p.Round(ctx)
				}
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	got := received(t, js)
	assert.ElementsMatch(t, whole(t, store), ids(got), "each once")
	last := map[samad.CaseID]int64{}
	for _, e := range got {
		assert.Greater(t, e.Seq, last[e.Case], "in the order of the case")
		last[e.Case] = e.Seq
	}
	assert.True(t, slices.Equal(whole(t, store), ids(got)))
}

// A publisher that died after the server took the events and before the cursor
// was kept sends them again; the server drops them.
func TestLostCursor(t *testing.T) {
	t.Parallel()
	js, store := open(t), memory.New()
	add(t, store, 1, 10)
	p, err := stream.Open(t.Context(), stream.Config{JetStream: js, Feed: store.Feed})
	require.NoError(t, err)
	_, err = p.Round(t.Context())
	require.NoError(t, err)
	bucket, err := js.KeyValue(t.Context(), "samad_cursor")
	require.NoError(t, err)
	require.NoError(t, bucket.Delete(t.Context(), "feed"))
	n, err := p.Round(t.Context())
	require.NoError(t, err)
	assert.Zero(t, n)
	assert.Equal(t, whole(t, store), ids(received(t, js)))
}
