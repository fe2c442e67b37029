package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// Pages of other sites get nothing unless the host names them.
func TestCORS(t *testing.T) {
	t.Parallel()
	origin := func(o string) header { return header{"Origin", o} }
	asks := header{"Access-Control-Request-Method", "POST"}
	const here = "https://people.example.ir"

	f := setup(t)
	for _, r := range []plain{
		f.raw("GET", "/api/v1/kinds", "", origin(here)), f.raw("OPTIONS", "/api/v1/cases", "", origin(here), asks),
	} {
		for name := range r.Header {
			assert.NotContains(t, name, "Access-Control")
		}
	}
	f = setup(t, func(o *httpapi.Options) { o.Origins = []string{here} })
	r := f.raw("GET", "/api/v1/kinds", "", origin(here))
	assert.Equal(t, here, r.Header.Get("Access-Control-Allow-Origin"))
	assert.Empty(t, r.Header.Get("Access-Control-Allow-Credentials"))
	assert.Contains(t, r.Header.Values("Vary"), "Origin")
	r = f.raw("OPTIONS", "/api/v1/cases", "", origin(here), asks)
	assert.Equal(t, 204, r.StatusCode)
	assert.Equal(t, "POST", r.Header.Get("Access-Control-Allow-Methods"))
	assert.Contains(t, r.Header.Get("Access-Control-Allow-Headers"), "Samad-PIN")
	for _, other := range []string{"https://people.example.ir.evil.com", "http://people.example.ir", "null", "https://evil.com"} {
		r := f.raw("OPTIONS", "/api/v1/cases", "", origin(other), asks)
		assert.Equal(t, 405, r.StatusCode, other)
		assert.Empty(t, r.Header.Get("Access-Control-Allow-Origin"), other)
	}
	assert.Equal(t, 404, f.raw("OPTIONS", "/api/v1/nowhere", "", origin(here), asks).StatusCode)
	f = setup(t, func(o *httpapi.Options) { o.Origins = []string{"*"} })
	assert.Equal(t, "https://any.example", f.raw("GET", "/api/v1/kinds", "", origin("https://any.example")).Header.Get("Access-Control-Allow-Origin"))

	_, err := httpapi.New(f.desk, httpapi.Options{
		Directory: loadDirectory(t), Actor: signedIn, Origins: []string{"example.ir", "https://a.ir/", "ftp://a.ir"}, MaxConcurrent: -1,
	})
	require.ErrorContains(t, err, `"example.ir" is no origin`)
	require.ErrorContains(t, err, `"https://a.ir/" is no origin`)
	require.ErrorContains(t, err, `"ftp://a.ir" is no origin`)
	require.ErrorContains(t, err, "MaxConcurrent is negative")
}

// slowDesk answers when it is let.
type slowDesk struct {
	httpapi.Desk
	began chan struct{}
	let   chan struct{}
}

func (d *slowDesk) List(ctx context.Context, _ samad.Actor, _ samad.Query) (samad.Page, error) {
	d.began <- struct{}{}
	select {
	case <-d.let:
		return samad.Page{}, nil
	case <-ctx.Done():
		return samad.Page{}, fmt.Errorf("list: %w", ctx.Err())
	}
}

func slow(t *testing.T, change func(*httpapi.Options)) (*fixture, *slowDesk) {
	t.Helper()
	f := setup(t)
	d := &slowDesk{Desk: f.desk, began: make(chan struct{}, 100), let: make(chan struct{})}
	opts := httpapi.Options{Directory: loadDirectory(t), Actor: signedIn, Sessions: f.sessions}
	change(&opts)
	api, err := httpapi.New(d, opts)
	require.NoError(t, err)
	f.api = api
	return f, d
}

// Beyond its places the API refuses at once instead of getting slower, and
// takes requests again as soon as there is a place.
func TestOverload(t *testing.T) {
	t.Parallel()
	const places = 3
	f, d := slow(t, func(o *httpapi.Options) { o.MaxConcurrent = places })
	done := make(chan int, places)
	for range places {
		go func() { done <- f.raw("GET", "/api/v1/desk/cases", "", as("operator")).StatusCode }()
		<-d.began
	}
	for range 20 {
		a := f.send("GET", "/api/v1/desk/cases", nil, as("operator")).is(503, "busy")
		require.Equal(t, "2", a.header.Get("Retry-After"))
		f.send("POST", "/api/v1/cases", matter()).is(503, "busy")
	}
	f.send("GET", "/healthz", nil).is(200)
	f.send("GET", "/readyz", nil).is(200)
	close(d.let)
	for range places {
		require.Equal(t, 200, <-done)
	}
	f.send("POST", "/api/v1/cases", matter()).is(201)
}

// A request that takes too long is answered, and can be sent again.
func TestTimeout(t *testing.T) {
	t.Parallel()
	f, _ := slow(t, func(o *httpapi.Options) { o.Timeout = 20 * time.Millisecond })
	a := f.send("GET", "/api/v1/desk/cases", nil, as("operator")).is(503, "timeout")
	require.NotEmpty(t, a.header.Get("Retry-After"))
	f.send("POST", "/api/v1/cases", matter()).is(201)
}

// Whoever sends a body drop by drop is not waited for, and holds no place.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	f := setup(t, func(o *httpapi.Options) { o.BodyTime, o.MaxConcurrent = 200*time.Millisecond, 4 })
	server := httptest.NewServer(f.api)
	defer server.Close()
	const clients = 4
	answers := make(chan string, clients)
	for range clients {
		go func() {
			var d net.Dialer
			conn, err := d.DialContext(t.Context(), "tcp", server.Listener.Addr().String())
			if err != nil {
				answers <- err.Error()
				return
			}
			defer conn.Close()
			_, _ = fmt.Fprint(conn, "POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"kind\"")
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil {
				line = err.Error()
			}
			answers <- line
		}()
	}
	for range clients {
		select {
		case line := <-answers:
			assert.Equal(t, "HTTP/1.1 400 Bad Request\r\n", line)
		case <-time.After(20 * time.Second):
			t.Fatal("a slow client is waited for")
		}
	}
	r, err := server.Client().Post(server.URL+"/api/v1/cases", "application/json",
		strings.NewReader(`{"kind":"idea","text":"x","petitioner":{"identity":"anonymous"}}`))
	require.NoError(t, err)
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	require.NoError(t, err)
	require.Equal(t, 201, r.StatusCode)
}
