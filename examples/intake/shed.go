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
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(busyPage))
		}
	})
}

// busyPage costs nothing to make: no style, no template, right to left.
const busyPage = `<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
	`<meta name="color-scheme" content="light dark"><title>سامانه اکنون شلوغ است</title></head><body><main><h1>سامانه اکنون شلوغ است</h1>` +
	`<p>چیزی ثبت نشد. چند ثانیه دیگر همین صفحه را دوباره باز کنید؛ اگر فرمی فرستاده بودید، به صفحه پیش برگردید و دوباره بفرستید. ` +
	`کار فوری دارید؟ با <a href="tel:111">۱۱۱</a> تماس بگیرید.</p>` +
	`<p lang="en" dir="ltr">The service is busy; nothing was recorded. Try again in a few seconds.</p></main></body></html>` + "\n"

const busyProblem = `{"type":"about:blank","status":503,"code":"busy","title":"سامانه اکنون شلوغ است",` +
	`"detail":"چیزی ثبت نشد. چند ثانیه دیگر دوباره بفرستید. Too many requests at once; nothing was recorded, send it again in a few seconds."}` + "\n"
