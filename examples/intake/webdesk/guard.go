package webdesk

import (
	"fmt"
	"net/http"
	"strings"
)

// maxForm bounds the body of a form: a text of 10,000 Persian letters takes
// 60 kB as browsers send it, and an answer has four of them.
const maxForm = 384 << 10

// guard sets what every answer carries and refuses forms of other sites.
func (h *handler) guard(next http.Handler) (http.Handler, error) {
	cross := http.NewCrossOriginProtection()
	if h.Origin != "" {
		if err := cross.AddTrustedOrigin(strings.TrimSuffix(h.Origin, "/")); err != nil {
			return nil, fmt.Errorf("webdesk: Options.Origin: %w", err)
		}
	}
	policy := "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	cross.SetDenyHandler(h.open(func(*visit) error { return errCrossOrigin }))
	protected := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("X-Frame-Options", "DENY")
		head.Set("Referrer-Policy", "same-origin")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		head.Set("Cache-Control", "no-store")
		if h.sandbox() {
			head.Set("Samad-Training", "yes")
		}
		if r.Method == http.MethodPost {
			limit := int64(maxForm)
			if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
				limit = maxFiles
			}
			r.Body = http.MaxBytesReader(w, r.Body, limit)
		}
		protected.ServeHTTP(w, r)
	}), nil
}
