package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// checkOrigins tells which of the origins are none.
func checkOrigins(origins []string) []error {
	var errs []error
	for _, o := range origins {
		u, err := url.Parse(o)
		if o != "*" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != o) {
			errs = append(errs, fmt.Errorf("httpapi: Options.Origins: %q is no origin: want such as https://example.ir, or *", o))
		}
	}
	return errs
}

// cors lets the pages of the origins that the host named call the API, and
// answers browsers that ask first. It reports whether the request was such a
// question. Cookies never come along: pages of other sites show a token, or
// code and PIN.
func (a *api) cors(w http.ResponseWriter, r *http.Request) bool {
	if len(a.opts.Origins) == 0 {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" || !slices.Contains(a.opts.Origins, origin) && !slices.Contains(a.opts.Origins, "*") {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Content-Disposition, ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id")
	method := r.Header.Get("Access-Control-Request-Method")
	if r.Method != http.MethodOptions || method == "" {
		return false
	}
	allow := a.allowed(r)
	if !slices.Contains(allow, method) {
		return false
	}
	h.Set("Access-Control-Allow-Methods", strings.Join(allow, ", "))
	h.Set("Access-Control-Allow-Headers",
		"Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Samad-Filename, Samad-PIN, X-Request-Id")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return true
}
