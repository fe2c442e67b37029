package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// size is how much of something a run does: a little by default, more in
// continuous integration, all with SAMAD_LONG.
func size(usual, ci, long int) int {
	switch {
	case os.Getenv("SAMAD_LONG") != "":
		return long
	case os.Getenv("CI") != "":
		return ci
	}
	return usual
}

const clients = 32

// cpuTime is how long this process has run on a processor: what others do on
// the machine weighs less on it than on the clock of the wall.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// crowd is clients with connections of their own.
func crowd() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients}}
}

const submission = `{"kind": "complaint", "topic": "power/outage", "place": "1002", "text": "سه شب است که برق کوچه ما قطع می‌شود و کسی پاسخ نمی‌دهد. لطفا پیگیری کنید که مشکل از کجاست.",
	"petitioner": {"identity": "named", "name": "زهرا نمونه", "mobile": "09991234567"}}`

// together sends n requests by all clients and returns how many a second were
// answered as wanted; others fail the test.
func together(t *testing.T, client *http.Client, n, want int, request func(i int) (method, url, body string)) float64 {
	t.Helper()
	var next, wrong atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range clients {
		all.Go(func() {
			for {
				i := int(next.Add(1))
				if i > n {
					return
				}
				method, url, body := request(i)
				r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
				if err != nil {
					wrong.Add(1)
					return
				}
				r.Header.Set("Content-Type", "application/json")
				answer, err := client.Do(r)
				if err != nil {
					wrong.Add(1)
					continue
				}
				_, err = io.Copy(io.Discard, answer.Body)
				if closed := answer.Body.Close(); err != nil || closed != nil || answer.StatusCode != want {
					wrong.Add(1)
				}
			}
		})
	}
	all.Wait()
	assert.Zero(t, wrong.Load(), "requests that were not answered with %d", want)
	return float64(n) / time.Since(began).Seconds()
}

// floor is what net/http can do here at all: it reads the same JSON and answers
// as long, and keeps nothing.
func floor(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v map[string]any
		if r.Method == http.MethodPost && json.NewDecoder(r.Body).Decode(&v) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"code": "1234567890123456", "pin": "123456", "state": "received"}) // a client that left counts itself
	}))
	t.Cleanup(s.Close)
	return s
}

// Memory after many requests is that after few.
func TestMemoryStaysFlat(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	s, client := start(t, t.TempDir(), "--limits", "off"), crowd()
	code, _ := s.fileCase(t)
	half := size(500, 10_000, 100_000)
	mixed := func() {
		together(t, client, half/10, http.StatusCreated, func(int) (string, string, string) {
			return http.MethodPost, s.base + "/api/v1/cases", submission
		})
		together(t, client, half-half/10, http.StatusOK, func(i int) (string, string, string) {
			if i%2 == 0 {
				return http.MethodGet, s.base + "/file", ""
			}
			return http.MethodGet, s.base + "/api/v1/cases/" + code, ""
		})
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC() // the second frees what the first finalised
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	mixed()
	before := heap()
	mixed()
	after := heap()
	t.Logf("%d requests: %.1f MB, twice as many: %.1f MB", half, float64(before)/1e6, float64(after)/1e6)
	const room = 8 << 20 // other tests' remains, caches that fill
	assert.Less(t, after, before+before/10+room)
}

// apart starts the service as a process of its own: the program of the tests,
// which is the service when TestMain is told so.
func apart(t *testing.T) *site {
	t.Helper()
	process := exec.Command(os.Args[0], "--addr", "127.0.0.1:0", "--db", "sqlite:"+filepath.Join(t.TempDir(), "samad.db"))
	process.Env = append(os.Environ(), serveInstead+"=1")
	out, err := process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		require.NoError(t, process.Process.Signal(os.Interrupt))
		assert.NoError(t, process.Wait())
	})
	s := &site{}
	for lines := bufio.NewScanner(out); s.base == "" && lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "document  "); ok {
			s.base = strings.TrimSuffix(rest, "/openapi.json")
		}
	}
	require.NotEmpty(t, s.base, "it did not start")
	return s
}

const serveInstead = "INTAKE_SERVE_INSTEAD_OF_TESTS"

func TestMain(m *testing.M) {
	if os.Getenv(serveInstead) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, io.Discard)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Thousands who keep a connection open and say nothing keep nobody else out.
func TestIdleConnections(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	n := size(200, 2_000, 10_000)
	s := apart(t)
	addr := strings.TrimPrefix(s.base, "http://")
	idle := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range idle {
			_ = c.Close()
		}
	}()
	request := []byte("GET /healthz HTTP/1.1\r\nHost: samad\r\n\r\n")
	for i := range n {
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
		require.NoError(t, err, "connection %d", i)
		idle = append(idle, c)
		if i%10 == 0 { // some have been used
			_, err = c.Write(request)
			require.NoError(t, err)
		}
	}
	began := time.Now()
	s.fileCase(t)
	t.Logf("%d idle connections; a case was filed in %s", n, time.Since(began).Round(time.Millisecond))
	// They are alive.
	last := idle[len(idle)-1]
	_, err := last.Write(request)
	require.NoError(t, err)
	require.NoError(t, last.SetReadDeadline(time.Now().Add(10*time.Second)))
	answer := make([]byte, 64)
	k, err := last.Read(answer)
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(answer[:k], []byte("HTTP/1.1 200 OK")))
}

// More than can be answered: those who get a place are served, the others are
// told so at once, and afterwards all is as before.
func TestOverload(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	s := start(t, t.TempDir(), "--limits", "off", "--max-requests", "4")
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var all sync.WaitGroup
	var served, shed, other atomic.Int64
	for i := range 64 {
		all.Go(func() {
			// A refused sign-in takes its 400 ms, whatever the machine.
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/sessions", strings.NewReader(fmt.Sprintf(`{"username":"nobody%d","password":"x"}`, i)))
			if err != nil {
				other.Add(1)
				return
			}
			r.Header.Set("Content-Type", "application/json")
			answer, err := client.Do(r)
			if err != nil {
				other.Add(1)
				return
			}
			_ = answer.Body.Close()
			switch {
			case answer.StatusCode == http.StatusUnauthorized:
				served.Add(1)
			case answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "":
				shed.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	all.Wait()
	t.Logf("%d served, %d shed", served.Load(), shed.Load())
	assert.GreaterOrEqual(t, served.Load(), int64(4))
	assert.Positive(t, shed.Load())
	assert.Zero(t, other.Load())
	s.fileCase(t)
	_, text := body(t, s.base+"/metrics")
	assert.Contains(t, text, fmt.Sprintf("samad_http_requests_shed_total %d\n", shed.Load()))
}
