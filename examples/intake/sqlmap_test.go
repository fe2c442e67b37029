package main

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

// sqlmapTime bounds all of a test, which takes about a minute on two cores.
const sqlmapTime = 5 * time.Minute

// target is a request whose parameters sqlmap tries, or, where there is a star
// in it, the place of the star.
type target struct {
	path    string
	headers []string
	data    string
}

// sqlmap tries one request and returns what was said, and whether a parameter
// is open to injection.
func sqlmap(t *testing.T, ctx context.Context, base string, at target) (said string, found bool) {
	t.Helper()
	args := []string{
		"-u", base + at.path, "--batch", "--disable-coloring", "--flush-session", "--answers", "redirect=N",
		"--level", "2", "--risk", "1", "--technique", "BEUS", "--dbms", "sqlite", "--timeout", "20", "--retries", "1",
		"--ignore-code", "400,401,403,404,405,409,413,415,422", "--output-dir", t.TempDir(),
	}
	for _, h := range at.headers {
		args = append(args, "--header", h)
	}
	if at.data != "" {
		args = append(args, "--method", http.MethodPost, "--data", at.data)
	}
	run := exec.CommandContext(ctx, os.Getenv("SAMAD_SQLMAP"), args...)
	home := t.TempDir()
	run.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "PYTHONDONTWRITEBYTECODE=1")
	out, err := run.CombinedOutput()
	said = string(out)
	require.NoErrorf(t, err, "%s", said)
	found = sqlmapFound.MatchString(said)
	if !found { // it must have tried, and say so: a server that is away is not a safe one
		require.Truef(t, sqlmapNone.MatchString(said), "nothing was tried to the end: %s", said)
	}
	return said, found
}

var sqlmapNone = regexp.MustCompile(`(?s)testing '[^']*(boolean|UNION).*all tested parameters do not appear to be injectable`)

var sqlmapFound = regexp.MustCompile(`identified the following injection point|is vulnerable\.|(?m)^Parameter: `)

func needSQLMap(t *testing.T) {
	t.Helper()
	if os.Getenv("SAMAD_SQLMAP") == "" {
		t.Skip("set SAMAD_SQLMAP to the path of sqlmap")
	}
}

// TestSQLMapFindsWhatIsThere: what is said below to be safe would be found if it
// were not.
func TestSQLMapFindsWhatIsThere(t *testing.T) {
	t.Parallel()
	needSQLMap(t)
	ctx, cancel := context.WithTimeout(t.Context(), sqlmapTime)
	defer cancel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "open.db"))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	_, err = db.ExecContext(ctx, `CREATE TABLE cases (code TEXT, state TEXT); INSERT INTO cases VALUES ('1234', 'received'), ('5678', 'closed')`)
	require.NoError(t, err)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		var state string
		// This is how it must not be done.
		err := db.QueryRowContext(r.Context(), "SELECT state FROM cases WHERE code = '"+r.URL.Query().Get("code")+"'").Scan(&state) //nolint:gosec // on purpose
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			state = "none"
		}
		_, _ = w.Write([]byte(`{"state":"` + state + `"}`))
	}))
	t.Cleanup(s.Close)
	said, found := sqlmap(t, ctx, s.URL, target{path: "/?code=1234"})
	assert.True(t, found, "%s", said)
}

// TestSQLMap: it finds nothing on what everybody can reach.
func TestSQLMap(t *testing.T) {
	t.Parallel()
	needSQLMap(t)
	ctx, cancel := context.WithTimeout(t.Context(), sqlmapTime)
	defer cancel()
	s := start(t, t.TempDir(), "--limits", "off")
	code, pin := s.fileCase(t)
	const inJSON, inForm = "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded"
	targets := []target{
		{path: "/api/v1/cases/" + code + "*"},
		{path: "/api/v1/cases/" + code, headers: []string{"Samad-PIN: " + pin + "*"}},
		{path: "/api/v1/cases", headers: []string{inJSON},
			data: `{"kind":"request","topic":"power/outage","place":"1002","text":"برق","petitioner":{"identity":"named","name":"n","mobile":"09991234567"}}`},
		{path: "/api/v1/cases", headers: []string{inJSON, "Idempotency-Key: one*"}, data: `{"kind":"request","topic":"power/outage","place":"1002","text":"x"}`},
		{path: "/api/v1/cases/" + code + "/information", headers: []string{inJSON, "Samad-PIN: " + pin}, data: `{"text":"more"}`},
		{path: "/api/v1/sessions", headers: []string{inJSON}, data: `{"username":"operator*","password":"x"}`},
		{path: "/api/v1/topics?parent=power"},
		{path: "/api/v1/agencies?parent=isf.ostandari&place=1002"},
		{path: "/api/v1/statistics?by=topic&province=10&year=1405"},
		{path: "/api/v1/figures?period=1405"},
		{path: "/api/v1/meetings?province=10&days=5"},
		{path: "/api/v1/visit_plans?cursor=abc&limit=5"},
		{path: "/api/v1/surveys/abc*"},
		{path: "/open311/v2/requests.json?service_code=power.outage&status=open&service_request_id=" + code},
		{path: "/open311/v2/requests/" + code + "*.json"},
		{path: "/open311/v2/requests.json", headers: []string{inForm}, data: "service_code=power.outage&address_id=1002&description=x&first_name=a&phone=09991234567"},
		{path: "/follow", headers: []string{inForm}, data: "code=" + code + "&pin=" + pin},
		{path: "/sign-in", headers: []string{inForm}, data: "username=operator*&password=x"},
	}
	var all sync.WaitGroup
	next := make(chan target)
	for range 2 {
		all.Go(func() {
			for at := range next {
				t.Run(strings.TrimRight(strings.NewReplacer(code, "CODE", "/", "_", "?", "_").Replace(at.path), "*"), func(t *testing.T) {
					began := time.Now()
					said, found := sqlmap(t, ctx, s.base, at)
					assert.False(t, found, "%s", said)
					t.Logf("%s in %s", at.path, time.Since(began).Round(time.Second))
				})
			}
		})
	}
	for _, at := range targets {
		next <- at
	}
	close(next)
	all.Wait()
}
