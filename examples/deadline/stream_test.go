package main

import (
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage"
)

// With --nats other systems get every event, once, also those of the round that
// publishes them, and a checker without a server says so at once.
func TestRunWithNATS(t *testing.T) {
	t.Parallel()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
	})
	require.NoError(t, err)
	go s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(10*time.Second))

	path, _ := openFile(t)
	for _, at := range []string{"2026-03-08T10:00:00+03:30", "2026-03-19T10:00:00+03:30", "2026-03-19T10:00:00+03:30"} {
		code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--nats", s.ClientURL(), "--at", at)
		require.Equal(t, exitGood, code, errs)
	}
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	events, _, err := db.Cases().Feed(t.Context(), "", 1000)
	require.NoError(t, err)

	conn, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	stream, err := js.Stream(t.Context(), "SAMAD")
	require.NoError(t, err)
	info, err := stream.Info(t.Context())
	require.NoError(t, err)
	assert.Equal(t, uint64(len(events)), info.State.Msgs)

	code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--nats", "nats://127.0.0.1:1", "--once")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--nats")
}
