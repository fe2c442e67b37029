package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/storagetest"
)

// postgresSchema returns the address of a schema of its own on the server for
// tests.
func postgresSchema(t *testing.T) string {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	query, schema := u.Query(), "intake_"+strings.ToLower(rand.Text()[:16])
	query.Set("schema", schema)
	u.RawQuery = query.Encode()
	t.Cleanup(func() {
		db, err := postgres.Open(context.Background(), address, postgres.Options{})
		require.NoError(t, err)
		_, err = db.Read().ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	return u.String()
}

// rowsOnly is a handler that reads the same JSON and writes the same rows by the
// same statements as a submission, and knows nothing else: no rules, deadlines,
// codes, keys or pages.
func rowsOnly(t *testing.T, address string) *httptest.Server {
	t.Helper()
	db, err := storage.Open(t.Context(), address, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v map[string]any
		if json.NewDecoder(r.Body).Decode(&v) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if db.Cases().Apply(r.Context(), storagetest.Submission(int(n.Add(1)))) != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]string{"code": "1234567890123456", "pin": "123456"}) // a client that left counts itself
	}))
	t.Cleanup(s.Close)
	return s
}

// shares are what the service does of what bare net/http does.
type shares struct{ submit, rows, track []float64 }

// middle is the median.
func middle(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// TestLoad measures the service beside bare net/http and beside a handler that
// writes the same rows, in turn, so that whatever else the machine does weighs
// on all. The shares are asserted in the long run only: a short one says nothing
// about speed, but must answer all right.
func TestLoad(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	t.Run("sqlite", func(t *testing.T) {
		got := load(t, "sqlite:"+filepath.Join(t.TempDir(), "samad.db"), "sqlite:"+filepath.Join(t.TempDir(), "rows.db"))
		if size(0, 0, 1) == 1 {
			assert.GreaterOrEqual(t, middle(got.submit), 0.15)
			assert.GreaterOrEqual(t, middle(got.track), 0.4)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		got := load(t, postgresSchema(t), postgresSchema(t))
		if size(0, 0, 1) == 1 {
			assert.GreaterOrEqual(t, middle(got.submit), 0.12)
		}
	})
}

// load measures the service on the database at one address, and its rows alone
// at the other.
func load(t *testing.T, address, rows string) (all shares) {
	t.Helper()
	bare, keeps, client := floor(t), rowsOnly(t, rows), crowd()
	dir := t.TempDir()
	s := start(t, dir, "--db", address, "--key", filepath.Join(dir, "samad.key"), "--limits", "off")
	codes := make([]string, size(4, 16, 256)) // those who wait look again, but not all at one case
	for i := range codes {
		codes[i], _ = s.fileCase(t)
	}
	n, passes := size(64, 500, 8_000), size(1, 1, 5)
	began := cpuTime(t)
	spent := func(requests int) time.Duration { // processor time for each, client and server
		from := began
		began = cpuTime(t)
		return (began - from) / time.Duration(requests)
	}
	posts := func(url string) (float64, time.Duration) {
		rate := together(t, client, n, http.StatusCreated, func(int) (string, string, string) { return http.MethodPost, url, submission })
		return rate, spent(n)
	}
	for range passes {
		post, postTime := posts(bare.URL)
		row, rowTime := posts(keeps.URL)
		filed, filedTime := posts(s.base + "/api/v1/cases")
		get := together(t, client, 2*n, http.StatusOK, func(int) (string, string, string) { return http.MethodGet, bare.URL, "" })
		getTime := spent(2 * n)
		followed := together(t, client, 2*n, http.StatusOK, func(i int) (string, string, string) {
			return http.MethodGet, s.base + "/api/v1/cases/" + codes[i%len(codes)], ""
		})
		followedTime := spent(2 * n)
		all.submit, all.rows, all.track = append(all.submit, filed/post), append(all.rows, row/post), append(all.track, followed/get)
		t.Logf("a second: bare %.0f, rows alone %.0f, submit %.0f; bare %.0f, track %.0f", post, row, filed, get, followed)
		t.Logf("processor time of each: bare %s, rows alone %s, submit %s; bare %s, track %s", postTime, rowTime, filedTime, getTime, followedTime)
	}
	t.Logf("median shares of bare net/http at %d clients: rows alone %.2f, submit %.2f (%.2f of rows alone), track %.2f",
		clients, middle(all.rows), middle(all.submit), middle(all.submit)/middle(all.rows), middle(all.track))
	return all
}
