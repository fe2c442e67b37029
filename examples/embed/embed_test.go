package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"go/scanner"
	"go/token"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // a database for tests that is always there

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/vault"
)

func TestOnSQLite(t *testing.T) {
	t.Parallel()
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "company.db")+
		"?_txlock=immediate&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	db := bun.NewDB(pool, sqlitedialect.New())
	kept, err := sqlite.New(db, sqlite.Options{Prefix: "samad_"})
	require.NoError(t, err)
	try(t, db, kept)
}

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	schema := "embed_" + strings.ToLower(rand.Text()[:12])
	u, err := url.Parse(address)
	require.NoError(t, err)
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	pool, err := sql.Open("pgx", u.String())
	require.NoError(t, err)
	db := bun.NewDB(pool, pgdialect.New())
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	defer func() {
		_, err := db.Exec("DROP SCHEMA IF EXISTS " + schema + " CASCADE; DROP SCHEMA IF EXISTS " + schema + "_samad CASCADE")
		assert.NoError(t, err)
	}()
	kept, err := postgres.New(db, postgres.Options{Schema: schema + "_samad"})
	require.NoError(t, err)
	try(t, db, kept)
}

// try goes through the service as customers and staff do.
func try(t *testing.T, db *bun.DB, kept cases) {
	t.Helper()
	keys, err := vault.CreateFile(filepath.Join(t.TempDir(), "key"))
	require.NoError(t, err)
	service, handler, err := open(t.Context(), db, kept, keys)
	require.NoError(t, err)
	for token, m := range map[string]member{
		"c1": {"m-17", "customer one", "09123456789", ""}, "n1": {"s-3", "engineer", "", "energy.network"}, "b1": {"s-4", "clerk", "", "energy.billing"},
	} {
		_, err := db.ExecContext(t.Context(), `INSERT INTO members (token, id, name, mobile, office) VALUES (?, ?, ?, ?, ?)`, token, m.ID, m.Name, m.Mobile, m.Office)
		require.NoError(t, err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	call := func(method, path, token, body string) (int, map[string]any) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body)) //nolint:gosec // the server of this test
		require.NoError(t, err)
		r.Header.Set("X-Company-Token", token)
		answer, err := http.DefaultClient.Do(r) //nolint:gosec // the server of this test
		require.NoError(t, err)
		defer func() { require.NoError(t, answer.Body.Close()) }()
		raw, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		out := map[string]any{}
		_ = json.Unmarshal(raw, &out) // the company's own errors are plain text
		return answer.StatusCode, out
	}
	count := func() (outages, filed int) {
		require.NoError(t, db.NewRaw(`SELECT count(*) FROM outages`).Scan(t.Context(), &outages))
		tallies, err := kept.Cases().Count(t.Context(), samad.Query{})
		require.NoError(t, err)
		return outages, int(tallies[0].Cases)
	}

	status, _ := call("POST", "/outages", "", `{"meter": "7", "text": "برق کوچه رفته است."}`)
	assert.Equal(t, http.StatusUnauthorized, status, "the company's own login")
	status, receipt := call("POST", "/outages", "c1", `{"meter": "7", "text": "برق کوچه از دیشب رفته است."}`)
	require.Equal(t, http.StatusCreated, status)
	code, _ := receipt["code"].(string)
	require.Len(t, code, 16)

	status, view := call("GET", "/samad/api/v1/cases/"+code, "", "")
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, "referred", view["state"], "by the company's own rule, without screening")

	// Both or neither: a refused case leaves no outage, a refused outage no case.
	status, _ = call("POST", "/outages", "c1", `{"meter": "8", "text": ""}`)
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	status, _ = call("POST", "/outages", "c1", `{"meter": "7", "text": "هنوز هم برق نداریم."}`)
	assert.Equal(t, http.StatusConflict, status)
	outages, filed := count()
	assert.Equal(t, [2]int{1, 1}, [2]int{outages, filed})

	// Staff see what is their office's, and nothing else.
	for token, want := range map[string]int{"n1": 1, "b1": 0} {
		status, list := call("GET", "/samad/api/v1/desk/cases", token, "")
		require.Equal(t, http.StatusOK, status, "%v", list)
		items, _ := list["items"].([]any)
		assert.Len(t, items, want, token)
	}
	status, _ = call("GET", "/samad/api/v1/desk/cases", "c1", "")
	assert.Equal(t, http.StatusUnauthorized, status)

	// The company's own machine gets what petitioner and office are told, once.
	ctx, stop := context.WithCancel(t.Context())
	sent := func() (recipients []string) {
		require.NoError(t, db.NewRaw(`SELECT recipient FROM texts ORDER BY recipient`).Scan(t.Context(), &recipients))
		return recipients
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		service.tend(ctx, "test", 10*time.Millisecond, func(err error) { t.Error(err) })
	}()
	require.Eventually(t, func() bool { return len(sent()) >= 2 }, 20*time.Second, 20*time.Millisecond)
	stop()
	<-done
	assert.Contains(t, sent(), "+989123456789")
	assert.Contains(t, sent(), "energy.network")
	again, err := service.Deliver(t.Context(), "another", 100)
	require.NoError(t, err)
	assert.Zero(t, again, "nothing is left")
}

// What a host writes is short: lines with code of the program, imports and
// comments aside.
func TestShort(t *testing.T) {
	t.Parallel()
	lines := 0
	for _, name := range []string{"main.go", "company.go", "samad.go"} {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		_, code, ok := strings.Cut(string(src), "\n)\n") // the imports end here
		require.True(t, ok)
		var s scanner.Scanner
		set := token.NewFileSet()
		file := set.AddFile(name, -1, len(code))
		s.Init(file, []byte(code), nil, 0)
		last := 0
		for {
			pos, tok, _ := s.Scan()
			if tok == token.EOF {
				break
			}
			if line := file.Line(pos); line != last && tok != token.SEMICOLON {
				lines, last = lines+1, line
			}
		}
	}
	assert.Less(t, lines, 150, "what a host writes stays short")
}
