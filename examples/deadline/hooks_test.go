package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	signed "github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// The program sends what an agency has subscribed to, once; only where it may,
// and never in a rehearsal.
func TestRunSendsWebhooks(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	keys, err := vault.OpenFile(path + ".key")
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	office := openOfficeOn(t, db.Cases(), keys)
	registry, err := signed.NewRegistry(signed.Config{Ledger: db.Ledger(), Vault: keys, Directory: dir, Feed: office.desk, Plain: true})
	require.NoError(t, err)

	var mu sync.Mutex
	var secret signed.Secret
	var bad []error
	got := map[string]int{}
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			err = signed.Verifier{Secrets: []signed.Secret{secret}}.Verify(signed.From(r.Header), body)
		}
		var m signed.Message
		if err == nil {
			err = json.Unmarshal(body, &m)
		}
		if err != nil {
			bad = append(bad, err)
		}
		got[m.Data.ID]++
	}))
	t.Cleanup(receiver.Close)
	admin := samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}}
	made, err := registry.Create(t.Context(), admin, signed.Draft{Agency: "isf.tamin", URL: receiver.URL, Since: time.Unix(0, 0)})
	require.NoError(t, err)
	mu.Lock()
	secret = made.Secret
	mu.Unlock()

	allowed := []string{"--db", "sqlite:" + path, "--no-rooms", "--webhook-plain", "--webhook-net", "127.0.0.0/8"}
	code, _, errs := deadline(t.Context(), append(allowed, "--at", "2026-03-08T10:00:00+03:30")...)
	require.Equal(t, exitGood, code, errs)
	code, _, errs = deadline(t.Context(), append(allowed, "--once", "--no-webhooks")...)
	require.Equal(t, exitGood, code, errs)
	assert.Empty(t, got)

	code, out, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--no-rooms", "--webhook-plain", "--once", "--json")
	require.Equal(t, exitGood, code, errs)
	assert.Contains(t, out, `"webhooks_failed":1`)
	assert.Empty(t, got, "it lies in a private network")
	h, err := registry.Resume(t.Context(), admin, made.Hook.ID, 0)
	require.NoError(t, err)
	assert.Equal(t, "the address lies in a private network", h.Fault)
	_, err = registry.Replay(t.Context(), admin, made.Hook.ID, 0, signed.Replay{}) // at once
	require.NoError(t, err)

	for range 2 {
		code, _, errs = deadline(t.Context(), append(allowed, "--once")...)
		require.Equal(t, exitGood, code, errs)
	}
	require.Empty(t, bad)
	require.NotEmpty(t, got)
	for id, n := range got {
		assert.Equal(t, 1, n, id)
	}
	code, _, errs = deadline(t.Context(), "--db", "sqlite:"+path, "--webhook-net", "10.0.0.0/99", "--once")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--webhook-net")
}
