package main

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for name, row := range map[string]struct {
		peer, forwarded, proto string
		want                   string
		secure                 bool
	}{
		"nobody before":          {"198.51.100.7:4000", "", "", "198.51.100.7:4000", false},
		"a stranger's header":    {"198.51.100.7:4000", "1.2.3.4", "https", "198.51.100.7:4000", false},
		"one proxy":              {"10.1.1.1:4000", "198.51.100.7", "https", "198.51.100.7:0", true},
		"two proxies":            {"10.1.1.1:4000", "198.51.100.7, 10.2.2.2", "https", "198.51.100.7:0", true},
		"invented before":        {"10.1.1.1:4000", "127.0.0.1, 198.51.100.7", "http", "198.51.100.7:0", false},
		"nonsense":               {"10.1.1.1:4000", "unknown", "", "10.1.1.1:0", false},
		"nonsense in between":    {"10.1.1.1:4000", "1.2.3.4, nonsense, 10.9.9.9", "", "10.9.9.9:0", false},
		"with port":              {"10.1.1.1:4000", "198.51.100.7:99", "", "198.51.100.7:0", false},
		"IPv6":                   {"[::1]:4000", "2001:db8::7", "https", "[2001:db8::7]:0", true},
		"mapped":                 {"[::ffff:10.1.1.1]:4000", "198.51.100.7", "https", "198.51.100.7:0", true},
		"proxies only":           {"10.1.1.1:4000", "10.3.3.3", "", "10.3.3.3:0", false},
		"what the last one ends": {"10.1.1.1:4000", "198.51.100.7", "https, http", "198.51.100.7:0", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			h := behindProxies(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }), trusted)
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = row.peer
			if row.forwarded != "" {
				r.Header.Set("X-Forwarded-For", row.forwarded)
			}
			if row.proto != "" {
				r.Header.Set("X-Forwarded-Proto", row.proto)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			assert.Equal(t, row.want, got.RemoteAddr)
			assert.Equal(t, row.secure, isSecure(got.Context()))
			assert.Empty(t, got.Header.Get("X-Forwarded-For"), "nothing behind can believe it by mistake")
			assert.Equal(t, row.secure, w.Header().Get("Strict-Transport-Security") != "")
		})
	}
}
