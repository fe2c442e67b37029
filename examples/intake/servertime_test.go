package main

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/storagetest"
)

// fillUp adds so many cases to a database that nobody has open, many in one
// transaction.
func fillUp(t *testing.T, path string, n int) {
	t.Helper()
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	const together = 500
	for i := 0; i < n; i += together {
		var batch []samad.Change
		for k := range min(together, n-i) {
			batch = append(batch, storagetest.Submission(i+k))
		}
		require.NoError(t, db.Cases().Apply(t.Context(), batch...))
	}
	require.NoError(t, db.Close())
}

// TestFirstPagesAreAnsweredQuickly measures, through a connection on this
// machine, how long home and follow pages take among many cases: 100,000 in the
// long run, on SQLite. It is asked again, up to a number of passes, until one is
// quick enough, for the machine may have other work; a page that is slow by
// itself is slow in all of them.
func TestFirstPagesAreAnsweredQuickly(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	dir := t.TempDir()
	first := start(t, dir)
	code, pin := first.fileCase(t)
	require.NoError(t, first.stop())
	cases := size(300, 2_000, 100_000)
	fillUp(t, filepath.Join(dir, "samad.db"), cases)
	s := start(t, dir, "--limits", "off")

	const most = 20 * time.Millisecond
	const passes = 20
	n := size(200, 300, 1_000)
	for _, page := range []struct {
		name, path string
		form       url.Values
		says       string
	}{
		{"home", "/", nil, "سامد"},
		{"follow", "/follow", nil, `name="code"`},
		{"follow by code", "/follow", url.Values{"code": {code}}, "timeline"},
		{"follow with PIN", "/follow", url.Values{"code": {code}, "pin": {pin}}, "timeline"},
	} {
		best, pass := time.Hour, 0
		for ; pass < passes && best >= most; pass++ {
			best = min(best, percentile99(t, s, page.path, page.form, page.says, n))
		}
		t.Logf("%s among %d cases: the 99th of a hundred within %s, in pass %d", page.name, cases, best.Round(10*time.Microsecond), pass)
		assert.Less(t, best, most, page.name)
	}
}

// percentile99 asks for a page n times, one after the other.
func percentile99(t *testing.T, s *site, path string, form url.Values, says string, n int) time.Duration {
	t.Helper()
	client := &http.Client{Timeout: time.Minute}
	took := make([]time.Duration, 0, n)
	for range n {
		method, body := http.MethodGet, ""
		if form != nil {
			method, body = http.MethodPost, form.Encode()
		}
		r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		began := time.Now()
		answer, err := client.Do(r)
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		took = append(took, time.Since(began))
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.Contains(t, string(text), says, "the page is the one that is measured")
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}
