package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/storage"
)

// TestNothingLeavesASandbox: whatever carrier is named, nothing is carried out of
// a sandbox, while its deadlines are watched.
func TestNothingLeavesASandbox(t *testing.T) {
	t.Parallel()
	path, ids := openFile(t)
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	require.NoError(t, training.MarkSandbox(t.Context(), db.Ledger(), time.Now(), nil))
	waiting, err := db.Cases().FindMessages(t.Context(), samad.MessageQuery{States: []samad.MessageState{samad.Pending}})
	require.NoError(t, err)
	require.NotEmpty(t, waiting.Messages, "there is something to carry")

	box := filepath.Join(t.TempDir(), "outbox.jsonl")
	var rung atomic.Int64
	gateway := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { rung.Add(1) }))
	defer gateway.Close()
	gateways := filepath.Join(t.TempDir(), "courier.yaml")
	require.NoError(t, os.WriteFile(gateways, []byte("sms: {url: "+gateway.URL+", body: '{\"to\": {{json .To}}, \"text\": {{json .Text}}}'}\n"), 0o600))
	for name, args := range map[string][]string{
		"file":      {"--outbox", box, "--once"},
		"rehearsal": {"--at", "2026-03-08T10:00:00+03:30"},
		"file, on":  {"--outbox", box},
		"gateway":   {"--courier", gateways, "--public-url", "https://samad.example.ir", "--once"},
	} {
		code, _, errs := deadline(t.Context(), append([]string{"--db", "sqlite:" + path}, args...)...)
		assert.Equal(t, exitUsage, code, name)
		assert.Contains(t, errs, "nothing is sent", name)
	}
	code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--once")
	assert.Equal(t, exitGood, code, errs)
	after, err := db.Cases().FindMessages(t.Context(), samad.MessageQuery{States: []samad.MessageState{samad.Pending}, Limit: 1000})
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(after.Messages), len(waiting.Messages))
	for _, id := range ids {
		_, err := db.Cases().Case(t.Context(), id)
		require.NoError(t, err)
	}
	assert.Zero(t, rung.Load())
	require.NoError(t, db.Close())
}
