package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inside is a service in this process whose routes are all known: those of the
// pages and those of the OpenAPI document.
type inside struct {
	*site
	service *service
	api     map[string][]string // paths that can be read, with their query parameters
	ids     []string            // what stands for {id}
	values  map[string][]string // what stands for other parameters of a path or query
}

// straight hands requests to a handler as if they came from an address.
type straight struct {
	handler http.Handler
	from    string
}

func (s straight) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RemoteAddr, in.RequestURI, in.Host = s.from, r.URL.RequestURI(), r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, in)
	out := w.Result()
	out.Request = r
	return out, nil
}

// still is a clock that stands, at a working day's morning: what two looks at a
// page differ in is not the time between them.
func still() time.Time { return time.Date(2026, time.November, 24, 6, 0, 0, 0, time.UTC) }

// openInside puts a service together as main does. Everybody reaches it from
// another machine. Its cases and rooms live by clock.
func openInside(t *testing.T, clock func() time.Time, args ...string) *inside {
	t.Helper()
	dir := t.TempDir()
	o, err := parse(append([]string{"--addr", "127.0.0.1:0", "--db", "sqlite:" + filepath.Join(dir, "samad.db"), "--limits", "off"}, args...),
		func(string) string { return "" }, io.Discard)
	require.NoError(t, err)
	o.now = clock
	var out bytes.Buffer
	made, err := open(context.Background(), o, slog.New(slog.DiscardHandler), &out, io.Discard)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, made.Close()) })
	s := &inside{site: &site{
		base: "http://127.0.0.1", accounts: map[string]string{}, dir: dir, log: &syncBuffer{},
		direct: straight{made, "203.0.113.9:4711"}, now: clock,
	}, service: made, api: map[string][]string{}, values: map[string][]string{}}
	for line := range strings.Lines(out.String()) {
		if words := strings.Fields(line); len(words) == 4 && words[0] == "account" {
			s.accounts[words[1]] = words[3]
		}
	}
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	p := s.visitor(t).get("/openapi.json")
	require.Equal(t, http.StatusOK, p.Status)
	require.NoError(t, json.Unmarshal([]byte(p.HTML), &document))
	for path, operations := range document.Paths {
		if read, ok := operations["get"]; ok {
			s.api[path] = []string{}
			for _, one := range read.Parameters {
				if one.In == "query" {
					s.api[path] = append(s.api[path], one.Name)
				}
			}
		}
	}
	require.Greater(t, len(s.api), 50)
	require.Greater(t, len(s.service.pages), 100)
	return s
}

var inPath = regexp.MustCompile(`\{([a-z]+)\}`)

// fill writes a path once for each of the values of its first parameter.
func (s *inside) fill(path string) []string {
	path = strings.TrimSuffix(path, "{$}")
	found := inPath.FindStringSubmatch(path)
	if found == nil {
		return []string{path}
	}
	values := s.values["{"+found[1]+"}"]
	if found[1] == "id" {
		values = s.ids
	}
	var out []string
	for _, value := range append(slices.Clip(values), "nothing") {
		out = append(out, s.fill(strings.Replace(path, found[0], url.PathEscape(value), 1))...)
	}
	return out
}

// addresses are all addresses that can be read at the pages, or by the API.
func (s *inside) addresses(pages bool) []string {
	var out []string
	if pages {
		for _, pattern := range s.service.pages {
			path, ok := strings.CutPrefix(pattern, "GET ")
			if !ok || strings.HasPrefix(path, "/assets/") || path == "/" {
				continue
			}
			filled := s.fill(path)
			out = append(out, filled...)
			for _, query := range s.values["page"] {
				if len(filled) == 1 {
					out = append(out, filled[0]+"?"+query)
				}
			}
		}
	} else {
		for path, parameters := range s.api {
			for _, one := range s.fill(path) {
				out = append(out, one)
				if one != path {
					continue
				}
				for _, name := range parameters {
					for _, value := range s.values[name] {
						out = append(out, one+"?"+url.Values{name: {value}}.Encode())
					}
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// enter is a visitor who has signed in, wherever that leads.
func (s *inside) enter(t *testing.T, name string) *visitor {
	t.Helper()
	v := s.visitor(t)
	p := v.signIn(name, s.accounts[name])
	require.Equal(t, http.StatusOK, p.Status, name)
	require.NotContains(t, p.Path, "sign-in", name)
	return v
}

// reader reads addresses as somebody.
type reader func(path string) page

// byPage reads the pages with the visitor's cookies.
func byPage(v *visitor) reader { return v.get }

// byKey reads the API, or Open311, with a bearer's token or an API key.
func (s *inside) byKey(t *testing.T, token string) reader {
	t.Helper()
	v := s.visitor(t)
	return func(path string) page {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+path, nil)
		require.NoError(t, err)
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return v.do(r)
	}
}

// walk reads all addresses and returns what came, with workbooks unpacked.
func walk(t *testing.T, read reader, addresses []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, path := range addresses {
		p := read(path)
		require.Less(t, p.Status, 500, "%s: %s", path, p.HTML)
		out[path] = fmt.Sprintf("%d %s\n%s", p.Status, p.Header.Get("Content-Type"), unpacked(t, p))
	}
	return out
}

// unpacked is what a page says; the parts of a workbook stand one below the
// other.
func unpacked(t *testing.T, p page) string {
	t.Helper()
	if !strings.HasPrefix(p.HTML, "PK") {
		return p.HTML
	}
	z, err := zip.NewReader(strings.NewReader(p.HTML), int64(len(p.HTML)))
	require.NoError(t, err)
	var all strings.Builder
	for _, f := range z.File {
		part, err := f.Open()
		require.NoError(t, err)
		_, err = io.Copy(&all, part) //nolint:gosec // the service's own workbook
		require.NoError(t, err)
		require.NoError(t, part.Close())
	}
	return all.String()
}

// passing is what differs between two looks at the same page because it was drawn
// by chance.
var passing = regexp.MustCompile(`name="(?:key|opened)" value="[^"]*"|"request_id":"[^"]*"|[0-9A-HJKMNP-TV-Z]{26}`)

func steady(said map[string]string) map[string]string {
	out := map[string]string{}
	for path, text := range said {
		out[path] = passing.ReplaceAllString(text, "…")
	}
	return out
}

// differ lists where two walks differ, with the first words that do.
func differ(a, b map[string]string) []string {
	var out []string
	for path, x := range a {
		y := b[path]
		if x == y {
			continue
		}
		i := 0
		for i < min(len(x), len(y)) && x[i] == y[i] {
			i++
		}
		from := max(0, i-60)
		out = append(out, fmt.Sprintf("%s: %q, then %q", path, x[from:min(len(x), i+80)], y[from:min(len(y), i+80)]))
	}
	slices.Sort(out)
	return out
}
