package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// site is a running service, started as main starts it.
type site struct {
	base     string
	accounts map[string]string // password by user name
	lines    []string          // what it printed until it listened
	dir      string
	stop     func() error // stops it and returns what run returned
	log      *syncBuffer
	direct   http.RoundTripper // reaches it without a network; nil for the network
	now      func() time.Time  // the clock of its cases; nil for the real one
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start runs the service on a free port with a database in dir.
func start(t *testing.T, dir string, args ...string) *site {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	s := &site{accounts: map[string]string{}, dir: dir, log: &syncBuffer{}}
	ended := make(chan error, 1)
	args = append([]string{"--addr", "127.0.0.1:0", "--db", "sqlite:" + filepath.Join(dir, "samad.db")}, args...)
	go func() {
		err := run(ctx, args, func(string) string { return "" }, in, s.log)
		in.CloseWithError(errors.Join(io.EOF, err))
		ended <- err
	}()
	s.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { require.NoError(t, s.stop()) })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		s.lines = append(s.lines, line)
		if words := strings.Split(line, " "); words[0] == "account" {
			require.Len(t, words, 4, line)
			s.accounts[words[1]] = words[3]
		}
		if rest, ok := strings.CutPrefix(line, "document  "); ok {
			s.base = strings.TrimSuffix(rest, "/openapi.json")
			break
		}
	}
	require.NotEmpty(t, s.base, "it did not start: %v", lines.Err())
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return s
}

// fails runs the service and returns why it did not start.
func fails(t *testing.T, env map[string]string, args ...string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := run(ctx, args, func(name string) string { return env[name] }, io.Discard, io.Discard)
	require.Error(t, err)
	return err
}

// visitor is somebody with a browser that keeps cookies and runs no scripts.
type visitor struct {
	t    *testing.T
	site *site
	http http.Client
	seen *[]page
}

func (s *site) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &visitor{t: t, site: s, http: http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: s.direct}, seen: new([]page)}
}

// page is what the visitor got.
type page struct {
	Name   string
	Status int
	Path   string // after redirects
	Header http.Header
	HTML   string
}

func (v *visitor) get(path string) page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.site.base+path, nil)
	require.NoError(v.t, err)
	return v.do(r)
}

// post sends a form as a browser on the same site does.
func (v *visitor) post(path string, fields url.Values) page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.site.base+path, strings.NewReader(fields.Encode()))
	require.NoError(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.site.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) page {
	v.t.Helper()
	answer, err := v.http.Do(r)
	require.NoError(v.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(v.t, err)
	p := page{Status: answer.StatusCode, Path: answer.Request.URL.RequestURI(), Header: answer.Header, HTML: string(body)}
	p.Name = fmt.Sprintf("%s %s", r.Method, r.URL.Path)
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		*v.seen = append(*v.seen, p)
	}
	return p
}

// element is one element of a page.
type element struct {
	name  string
	attrs map[string]string
}

// walk calls visit for every start of an element and every text, with the
// elements around it.
func (p page) walk(t *testing.T, visit func(stack []element, text string)) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(p.HTML))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var stack []element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err, "%s is not well-formed", p.Name)
		switch token := token.(type) {
		case xml.StartElement:
			e := element{token.Name.Local, map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			stack = append(stack, e)
			visit(stack, "")
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			visit(stack, string(token))
		}
	}
}

// text is what the page says.
func (p page) text(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	p.walk(t, func(_ []element, text string) { b.WriteString(text) })
	return strings.Join(strings.Fields(b.String()), " ")
}

// form returns the fields of the form with the action, as they stand.
func (p page) form(t *testing.T, action string) url.Values {
	t.Helper()
	fields := url.Values{}
	found, inside := false, ""
	area := ""
	p.walk(t, func(stack []element, text string) {
		in := false
		for _, e := range stack {
			if e.name == "form" && e.attrs["action"] == action {
				found, in = true, true
			}
		}
		if !in {
			return
		}
		e := stack[len(stack)-1]
		if text != "" {
			if e.name == "textarea" {
				fields.Set(area, text)
			}
			return
		}
		_, checked := e.attrs["checked"]
		_, selected := e.attrs["selected"]
		switch {
		case e.name == "input" && (e.attrs["type"] == "radio" || e.attrs["type"] == "checkbox") && !checked:
		case e.name == "input":
			fields.Set(e.attrs["name"], e.attrs["value"])
		case e.name == "textarea":
			area = e.attrs["name"]
			fields.Set(area, "")
		case e.name == "select":
			inside = e.attrs["name"]
			fields.Set(inside, "")
		case e.name == "option" && selected:
			fields.Set(inside, e.attrs["value"])
		}
	})
	require.True(t, found, "%s has no form %s:\n%s", p.Name, action, p.HTML)
	return fields
}

// send fills in the form with the action and sends it.
func (v *visitor) send(p page, action string, fill map[string]string) page {
	v.t.Helper()
	fields := p.form(v.t, action)
	for name, value := range fill {
		if value == "" {
			fields.Del(name)
			continue
		}
		fields.Set(name, value)
	}
	return v.post(action, fields)
}

// signIn goes through the page.
func (v *visitor) signIn(name, password string) page {
	v.t.Helper()
	return v.send(v.get("/sign-in"), "/sign-in", map[string]string{"username": name, "password": password})
}

// call speaks JSON with the API.
func (s *site) call(t *testing.T, method, path, token string, body any) (int, map[string]any) {
	t.Helper()
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		require.NoError(t, err)
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, content)
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := (&http.Client{Transport: s.direct}).Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	out := map[string]any{}
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	if len(raw) > 0 {
		require.NoError(t, json.Unmarshal(raw, &out), "%s", raw)
	}
	return answer.StatusCode, out
}

// token signs in at the API.
func (s *site) token(t *testing.T, name string) string {
	t.Helper()
	status, body := s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": name, "password": s.accounts[name]})
	require.Equal(t, http.StatusCreated, status, "%v", body)
	token, ok := body["token"].(string)
	require.True(t, ok)
	return token
}
