package httpapi_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/storage/memory"
)

// BenchmarkAPI measures the routes that most requests take, on a store in
// memory and without a network; health is the floor.
func BenchmarkAPI(b *testing.B) {
	dir := loadDirectory(b)
	api, err := httpapi.New(newDesk(b, dir, memory.New(), time.Now), httpapi.Options{
		Directory: dir, Actor: signedIn, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(b, err)
	do := func(method, path, body string, headers ...header) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		for _, h := range headers {
			r.Header.Set(h[0], h[1])
		}
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		return w
	}
	const submission = `{"kind":"request","text":"حقوق بازنشستگی من سه ماه است پرداخت نشده.","topic":"welfare/retirement","place":"1014",` +
		`"petitioner":{"identity":"named","name":"نمونه","national_id":"1275775391","mobile":"09130001234"}}`
	first := do("POST", "/api/v1/cases", submission)
	require.Equal(b, http.StatusCreated, first.Code)
	location := "/api/v1/" + first.Header().Get("Location")
	var members strings.Builder
	for i := range 15000 {
		members.WriteString(`"member` + stringOf(int64(i)) + `":0,`)
	}
	for _, one := range []struct {
		name, method, path, body string
		status                   int
		headers                  []header
	}{
		{"health", "GET", "/healthz", "", 200, nil},
		{"track", "GET", location, "", 200, nil},
		{"track in a browser's language", "GET", location, "", 200, []header{lang("fa-IR,fa;q=0.9,en-US;q=0.8,en;q=0.7")}},
		{"submit", "POST", "/api/v1/cases", submission, 201, nil},
		{"a body of nothing but faults", "POST", "/api/v1/cases", `{` + members.String() + `"text":1}`, 422, nil},
		{"256 KB of brackets", "POST", "/api/v1/cases", strings.Repeat("[", 256<<10), 400, nil},
		{"topics", "GET", "/api/v1/topics", "", 200, nil},
	} {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := do(one.method, one.path, one.body, one.headers...); w.Code != one.status {
					said, _ := io.ReadAll(w.Body)
					b.Fatalf("%d: %s", w.Code, said)
				}
			}
		})
	}
}
