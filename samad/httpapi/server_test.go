package httpapi_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Over a real connection a body of 10 MB is refused without being read.
func TestHugeBodyOverTCP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	server := httptest.NewServer(f.api)
	defer server.Close()
	for name, size := range map[string]int64{"announced": 60 << 20, "chunked": -1} {
		body := &endless{left: 60 << 20}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/cases", body)
		require.NoError(t, err)
		r.ContentLength = size
		r.Header.Set("Content-Type", "application/json")
		answer, err := server.Client().Do(r)
		require.NoError(t, err, name)
		said, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusRequestEntityTooLarge, answer.StatusCode, name)
		require.Contains(t, string(said), `"code":"too_large"`)
		require.Less(t, body.sent(), 30<<20, "%s: most of it was not read", name)
	}
}

// endless is a body that tells how much of it was sent.
type endless struct {
	mu   sync.Mutex
	left int
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	copy(p, bytes.Repeat([]byte(" "), n))
	e.left -= n
	e.read += n
	return n, nil
}

func (e *endless) sent() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.read
}

// Many clients at once each get their own case, and one key gives one case.
func TestConcurrentClients(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.undocumented = true
	server := httptest.NewServer(http.StripPrefix("/samad", f.api))
	defer server.Close()
	const clients = 16
	codes := make([]string, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/samad/api/v1/cases",
				strings.NewReader(`{"kind":"idea","text":"یک پیشنهاد","petitioner":{"identity":"anonymous"}}`))
			if !assert.NoError(t, err) {
				return
			}
			r.Header.Set("Content-Type", "application/json")
			if i%2 == 0 {
				r.Header.Set("Idempotency-Key", "the-same")
			}
			answer, err := server.Client().Do(r)
			if !assert.NoError(t, err) {
				return
			}
			defer answer.Body.Close()
			assert.Equal(t, http.StatusCreated, answer.StatusCode)
			codes[i] = answer.Header.Get("Location")
		})
	}
	wg.Wait()
	distinct := map[string]bool{}
	for i, code := range codes {
		require.NotEmpty(t, code)
		if i%2 == 0 {
			require.Equal(t, codes[0], code)
		}
		distinct[code] = true
	}
	require.Len(t, distinct, clients/2+1)
	require.Equal(t, int64(clients/2+1), f.counts()[0])
}
