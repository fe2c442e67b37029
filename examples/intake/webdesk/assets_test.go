package webdesk

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAssetsAreCompressedForWhoTakesIt(t *testing.T) {
	t.Parallel()
	a, err := newAssets()
	require.NoError(t, err)
	get := func(name, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", a.url(name), nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		require.Equal(t, 200, w.Code)
		return w
	}
	for accept, want := range map[string]string{
		"": "", "identity": "", "br": "", "gzip;q=0": "", "gzip; q=0.0, br": "", "*": "",
		"gzip": "gzip", "gzip, deflate, br, zstd": "gzip", "br;q=1, gzip; q=0.5": "gzip",
	} {
		w := get("samad.css", accept)
		assert.Equal(t, want, w.Header().Get("Content-Encoding"), accept)
		assert.Equal(t, "Accept-Encoding", w.Header().Get("Vary"), accept)
		body := io.Reader(bytes.NewReader(w.Body.Bytes()))
		if want == "gzip" {
			assert.Less(t, w.Body.Len(), len(a.files["samad.css"])/2)
			body, err = gzip.NewReader(body)
			require.NoError(t, err)
		}
		text, err := io.ReadAll(body)
		require.NoError(t, err)
		assert.Equal(t, string(a.files["samad.css"]), string(text), accept)
	}
	w := get("vazirmatn.woff2", "gzip")
	assert.Empty(t, w.Header().Get("Content-Encoding"), "the font is compressed by itself")
	assert.Equal(t, len(a.files["vazirmatn.woff2"]), w.Body.Len())
}
