package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// raw sends a request and returns what came as it came.
func (f *fixture) raw(method, path, body string, headers ...header) plain {
	f.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		r.Header.Add(h[0], h[1])
	}
	return f.exchange(r)
}

func accepts(encoding string) header { return header{"Accept-Encoding", encoding} }

func bytesOf(t *testing.T, r io.Reader) []byte {
	t.Helper()
	all, err := io.ReadAll(r)
	require.NoError(t, err)
	return all
}

// Answers that are the same for everybody, and those to a token, come as gzip
// to whoever takes it, and are then the same.
func TestCompression(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	for _, row := range []struct {
		path string
		who  []header
	}{{"/openapi.json", nil}, {"/docs", nil}, {c.desk(), []header{as("head")}}, {c.desk() + "/history", []header{as("head")}}} {
		plain := f.raw("GET", row.path, "", row.who...)
		require.Empty(t, plain.Header.Get("Content-Encoding"), row.path)
		want := bytesOf(t, plain.Body)
		packed := f.raw("GET", row.path, "", append(row.who, accepts("br, gzip;q=0.8"))...)
		require.Equal(t, "gzip", packed.Header.Get("Content-Encoding"), row.path)
		require.Contains(t, packed.Header.Get("Vary"), "Accept-Encoding")
		z := bytesOf(t, packed.Body)
		require.Less(t, len(z), len(want))
		require.Equal(t, int64(len(z)), packed.ContentLength)
		reader, err := gzip.NewReader(bytes.NewReader(z))
		require.NoError(t, err)
		require.Equal(t, want, bytesOf(t, reader), row.path)

		tag := packed.Header.Get("ETag")
		require.NotEqual(t, plain.Header.Get("ETag"), tag, "different bytes")
		same := f.raw("GET", row.path, "", append(row.who, accepts("gzip"), ifNoneMatch(tag))...)
		require.Equal(t, http.StatusNotModified, same.StatusCode)
		require.Empty(t, same.Header.Get("Content-Encoding"))
	}
	for _, encoding := range []string{"", "identity", "br", "gzip;q=0", "gzip; q=0.0", "x-gzip", "*", "gzip;q=x"} {
		r := f.raw("GET", "/openapi.json", "", accepts(encoding))
		assert.Empty(t, r.Header.Get("Content-Encoding"), encoding)
	}
	assert.Empty(t, f.raw("GET", "/healthz", "", accepts("gzip")).Header.Get("Content-Encoding"), "too short")
}

// What holds a code, a PIN or a token is never compressed: its length would
// tell of it.
func TestSecretsAreNotCompressed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	long := strings.Repeat("متن بلند. ", 400)
	object := `{"kind":"idea","petitioner":{"identity":"anonymous"},"text":"` + long + `"}`
	first := f.raw("POST", "/api/v1/cases", object, accepts("gzip"))
	require.Equal(t, 201, first.StatusCode)
	c.by("objection", map[string]any{"text": long}).is(200)
	for name, r := range map[string]plain{
		"receipt":             first,
		"the petitioner":      f.raw("GET", c.path(), "", pin(c.pin), accepts("gzip")),
		"the code":            f.raw("GET", c.path(), "", accepts("gzip")),
		"a session":           f.raw("POST", "/api/v1/sessions", `{"username":"operator","password":"correct horse"}`, accepts("gzip")),
		"submitted by staff":  f.raw("POST", "/api/v1/cases", object, as("operator"), accepts("gzip")),
		"code with any token": f.raw("GET", c.path(), "", accepts("gzip"), header{"Cookie", "session=x"}),
	} {
		assert.Less(t, r.StatusCode, 300, name)
		assert.Empty(t, r.Header.Get("Content-Encoding"), name)
	}
}
