package main

import (
	"net/http"
	"strings"
)

// shedding answers at most limit requests at the same time. More would only
// make all of them late: they get 503 with Retry-After at once, and whoever has
// a place is served as fast as ever. What watches the service always gets in.
func shedding(next http.Handler, limit int, shed func()) http.Handler {
	places := make(chan struct{}, limit)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/readyz", "/metrics":
			next.ServeHTTP(w, r)
			return
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		default:
			shed()
			w.Header().Set("Retry-After", "2")
			if strings.HasPrefix(r.URL.Path, "/api/") {
				w.Header().Set("Content-Type", "application/problem+json")
				w.WriteHeader(http.StatusServiceUnavailable)
				_, _ = w.Write([]byte(busyProblem))
				return
			}
			http.Error(w, "سامانه اکنون شلوغ است؛ چیزی ثبت نشد. چند ثانیه دیگر دوباره بفرستید.", http.StatusServiceUnavailable)
		}
	})
}

const busyProblem = `{"type":"about:blank","status":503,"code":"busy","title":"سامانه اکنون شلوغ است",` +
	`"detail":"چیزی ثبت نشد. چند ثانیه دیگر دوباره بفرستید. Too many requests at once; nothing was recorded, send it again in a few seconds."}` + "\n"
