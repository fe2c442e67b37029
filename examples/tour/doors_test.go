package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// knock sends what no client should, byte for byte, and returns the status and
// the code of the problem.
func knock(t *testing.T, s *server, method, path, contentType, body string, header map[string]string) (int, problem) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	var p problem
	if answer.StatusCode >= http.StatusBadRequest {
		assert.Equal(t, "application/problem+json", answer.Header.Get("Content-Type"), path)
		require.NoError(t, json.Unmarshal(content, &p), "%s", content)
		assert.Equal(t, answer.StatusCode, p.Status)
		assert.NotEmpty(t, p.Code)
	}
	return answer.StatusCode, p
}

// Bad input at each door of the real program: a clear refusal, and nothing
// half-done.
func TestDoors(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts the service")
	}
	t.Parallel()
	dir := t.TempDir()
	programs, err := build(t.Context(), dir)
	require.NoError(t, err)
	s := &server{
		program: programs.intake, db: filepath.Join(dir, "samad.db"), log: filepath.Join(dir, "intake.log"), accounts: map[string]string{},
	}
	require.NoError(t, s.start(context.WithoutCancel(t.Context()), firstDay))
	t.Cleanup(func() { assert.NoError(t, s.stop()) })
	script := &tour{server: s, client: newClient(s, 4), matters: newLedger([]sample{{ID: "D1", Text: "سه ماه است حقوق نگرفته‌ام.", Channel: "web", Place: "1014"}})}
	m := script.matters[0]
	require.NoError(t, script.submit(t.Context(), m))
	require.NotEmpty(t, m.code)
	require.NoError(t, script.meet(t.Context()))
	require.Empty(t, script.findings.list())
	token, err := script.client.token(t.Context(), operator)
	require.NoError(t, err)

	const cases, jsonType = "/api/v1/cases", "application/json"
	own := cases + "/" + m.code
	pin := map[string]string{"Samad-PIN": m.pin}
	staff := map[string]string{"Authorization": "Bearer " + token}
	key := map[string]string{"Idempotency-Key": m.key()}
	long, err := json.Marshal(map[string]string{"kind": "request", "text": strings.Repeat("آ", 10_001)})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		method, path, contentType, body string
		header                          map[string]string
		status                          int
		code                            string // "" for any
	}{
		"no JSON":               {"POST", cases, jsonType, `{"kind":`, nil, 400, ""},
		"two values":            {"POST", cases, jsonType, `{"kind":"request","text":"x"}{}`, nil, 400, ""},
		"a list":                {"POST", cases, jsonType, `[]`, nil, 422, ""},
		"no body":               {"POST", cases, jsonType, ``, nil, 400, ""},
		"an unknown member":     {"POST", cases, jsonType, `{"kind":"request","text":"x","txt":"y"}`, nil, 422, "invalid"},
		"a wrong type":          {"POST", cases, jsonType, `{"kind":"request","text":7}`, nil, 422, "invalid"},
		"an unknown kind":       {"POST", cases, jsonType, `{"kind":"wish","text":"x"}`, nil, 422, "invalid"},
		"no text":               {"POST", cases, jsonType, `{"kind":"request","text":""}`, nil, 422, "invalid"},
		"blanks":                {"POST", cases, jsonType, `{"kind":"request","text":"  \u200c "}`, nil, 422, "invalid"},
		"a text too long":       {"POST", cases, jsonType, string(long), nil, 422, "invalid"},
		"ten megabytes":         {"POST", cases, jsonType, `{"kind":"request","text":"` + strings.Repeat("x", 10<<20) + `"}`, nil, 413, ""},
		"an unknown place":      {"POST", cases, jsonType, `{"kind":"request","text":"x","place":"9999"}`, nil, 422, "invalid"},
		"an unknown topic":      {"POST", cases, jsonType, `{"kind":"request","text":"x","topic":"no/such"}`, nil, 422, "invalid"},
		"a wrong national ID":   {"POST", cases, jsonType, `{"kind":"request","text":"x","petitioner":{"identity":"named","national_id":"1275775392"}}`, nil, 422, "invalid"},
		"no UTF-8":              {"POST", cases, jsonType, "{\"kind\":\"request\",\"text\":\"\xd3\xe1\xc7\xe3\"}", nil, 400, ""},
		"U+0000":                {"POST", cases, jsonType, `{"kind":"request","text":"a\u0000b"}`, nil, 422, "invalid"},
		"a form":                {"POST", cases, "application/x-www-form-urlencoded", `kind=request&text=x`, nil, 415, ""},
		"another encoding":      {"POST", cases, "application/json; charset=windows-1256", `{"kind":"request","text":"x"}`, nil, 415, ""},
		"a key of blanks":       {"POST", cases, jsonType, `{"kind":"request","text":"x"}`, map[string]string{"Idempotency-Key": "a b"}, 422, "invalid"},
		"a key used":            {"POST", cases, jsonType, `{"kind":"request","text":"another"}`, key, 409, "key_reused"},
		"staff's members":       {"POST", cases, jsonType, `{"kind":"request","text":"x","urgency":"emergency"}`, nil, 422, "invalid"},
		"a malformed code":      {"GET", cases + "/12x4", jsonType, ``, nil, 422, ""},
		"a code with a slip":    {"GET", cases + "/" + slipped(m.code), jsonType, ``, nil, 422, ""},
		"a wrong PIN":           {"GET", own, jsonType, ``, map[string]string{"Samad-PIN": wrongPIN(m.pin)}, 404, "no_match"},
		"no PIN":                {"POST", own + "/objection", jsonType, `{"text":"x"}`, nil, 401, "pin_required"},
		"an objection too soon": {"POST", own + "/objection", jsonType, `{"text":"x"}`, pin, 409, "not_possible_now"},
		"a rating out of range": {"POST", own + "/rating", jsonType, `{"answer":6,"conduct":0}`, pin, 422, "invalid"},
		"no token":              {"GET", "/api/v1/desk/cases", jsonType, ``, nil, 401, "unauthenticated"},
		"a wrong token":         {"GET", "/api/v1/desk/cases", jsonType, ``, map[string]string{"Authorization": "Bearer x"}, 401, "unauthenticated"},
		"a wrong password":      {"POST", "/api/v1/sessions", jsonType, `{"username":"operator","password":"x"}`, nil, 401, ""},
		"a stale revision":      {"POST", "/api/v1/desk/cases/" + m.id + "/screen", jsonType, `{"revision":99,"outcome":"decline","text":"x"}`, staff, 409, "conflict"},
		"no revision":           {"POST", "/api/v1/desk/cases/" + m.id + "/screen", jsonType, `{"outcome":"decline","text":"x"}`, staff, 422, "invalid"},
		"an unknown outcome":    {"POST", "/api/v1/desk/cases/" + m.id + "/screen", jsonType, `{"revision":2,"outcome":"forget"}`, staff, 422, "invalid"},
		"no such case":          {"GET", "/api/v1/desk/cases/00000000000000000000000000", jsonType, ``, staff, 404, "not_found"},
		"no such step":          {"POST", "/api/v1/desk/cases/" + m.id + "/forget", jsonType, `{"revision":2}`, staff, 404, ""},
		"another's step":        {"POST", "/api/v1/desk/cases/" + m.id + "/answer", jsonType, `{"revision":2,"explanation":"x","done":"x","outcome":"done","without_visit":true,"final":true}`, staff, 403, "forbidden"},
		"a wrong cursor":        {"GET", "/api/v1/desk/cases?cursor=x", jsonType, ``, staff, 422, "invalid"},
		"a wrong method":        {"DELETE", own, jsonType, ``, nil, 405, ""},
	} {
		status, p := knock(t, s, row.method, row.path, row.contentType, row.body, row.header)
		assert.Equal(t, row.status, status, "%s: %v", name, p)
		if row.code != "" {
			assert.Equal(t, row.code, p.Code, name)
		}
	}

	// Nothing has come of all this.
	all, err := script.list(t.Context(), operator, url.Values{})
	require.NoError(t, err)
	require.Len(t, all, 1)
	d, err := script.client.read(t.Context(), operator, m.id)
	require.NoError(t, err)
	assert.Equal(t, "received", d.State)
	assert.Equal(t, all[0].Revision, d.Revision)
	assert.EqualValues(t, len(d.Timeline), d.Revision)
	require.NoError(t, script.submit(t.Context(), m), "the key still gives the first receipt")
	assert.Empty(t, script.findings.list())
	_, _, err = call(t.Context(), programs.samadctl, "db", "verify", "--db", "sqlite:"+s.db)
	require.NoError(t, err)
}

// slipped is a code with a wrong last digit.
func slipped(code string) string { return wrongPIN(code) }

// A service that is away is waited for, as long as the client may.
func TestClientGivesUp(t *testing.T) {
	t.Parallel()
	s := &server{base: "http://127.0.0.1:1"}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(s, 1).follow(ctx, "1", "")
	if !errors.Is(err, errAway) && !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
