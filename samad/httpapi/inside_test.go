package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/tracking"
)

// over is the fixture with the API over another Desk.
func (f *fixture) over(desk httpapi.Desk, change ...func(*httpapi.Options)) *fixture {
	f.Helper()
	other := *f
	opts := httpapi.Options{Directory: loadDirectory(f), Actor: signedIn, Sessions: f.sessions, Now: f.clock.Now, Logger: f.logger()}
	for _, c := range change {
		c(&opts)
	}
	api, err := httpapi.New(desk, opts)
	require.NoError(f, err)
	other.api = api
	return &other
}

// tampered has a history that does not verify.
type tampered struct {
	httpapi.Desk
	seq int64
}

func (d tampered) History(ctx context.Context, actor samad.Actor, id samad.CaseID) ([]samad.Event, error) {
	events, err := d.Desk.History(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return events, &samad.HistoryError{Case: id, Seq: d.seq, Reason: "hash"}
}

// failing fails to track.
type failing struct {
	httpapi.Desk
	err error
}

func (d failing) Track(context.Context, tracking.Code) (samad.View, error) {
	return samad.View{}, d.err
}

// panicking panics to track.
type panicking struct {
	httpapi.Desk
	with any
}

func (d panicking) Track(context.Context, tracking.Code) (samad.View, error) { panic(d.with) }

// What goes wrong inside stays inside: outside there is a request id, inside
// the cause without the numbers that it quotes.
func TestInternalErrorsDoNotLeak(t *testing.T) {
	t.Parallel()
	f := setup(t)
	code := unknownCode(t)
	cause := errors.New(`pq: duplicate key "cases_mobile" value (09130001234) at db-3.internal:5432, code ` + digits(code, '۰'))
	for name, desk := range map[string]httpapi.Desk{
		"error": failing{f.desk, cause}, "panic": panicking{f.desk, cause.Error()}, "panic with an error": panicking{f.desk, cause},
	} {
		f.log.Reset()
		a := f.over(desk).send("GET", "/api/v1/cases/"+code, nil, header{"X-Request-Id", "req-42"}).is(500, "internal")
		require.Equal(t, "req-42", a.str("request_id"), name)
		for _, inner := range []string{"pq", "db-3", "09130001234", "duplicate"} {
			require.NotContains(t, a.raw, inner, name)
		}
		logged := f.log.String()
		require.Contains(t, logged, "request_id=req-42", name)
		require.Contains(t, logged, "cases_mobile", name)
		require.Contains(t, logged, "GET /api/v1/cases/{code}", name)
		for _, secret := range []string{"09130001234", code, digits(code, '۰')} {
			require.NotContains(t, logged, secret, name)
		}
	}
}

func TestAbortGoesThrough(t *testing.T) {
	t.Parallel()
	f := setup(t)
	api := f.over(panicking{f.desk, http.ErrAbortHandler})
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { api.send("GET", "/api/v1/cases/"+unknownCode(t), nil) })
}

// Each error of the Desk has its own status, also when it is wrapped.
func TestStatusOfErrors(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, row := range []struct {
		err    error
		status int
		code   string
		retry  string
	}{
		{samad.ErrUnavailable, 503, "unavailable", "10"},
		{samad.ErrClosed, 503, "closed", "10"},
		{samad.ErrRetryTx, 503, "retry", "1"},
		{samad.ErrCodeTaken, 503, "code_taken", "1"},
		{context.DeadlineExceeded, 503, "timeout", "1"},
		{context.Canceled, 503, "timeout", "1"},
		{samad.ErrHistory, 500, "history", ""},
		{samad.ErrPermanent, 500, "not_deliverable", ""},
		{errors.New("surprise"), 500, "internal", ""},
	} {
		a := f.over(failing{f.desk, fmt.Errorf("store: %w", row.err)}).send("GET", "/api/v1/cases/"+unknownCode(t), nil).is(row.status, row.code)
		require.Equal(t, row.retry, a.header.Get("Retry-After"), row.code)
		require.Equal(t, a.header.Get("X-Request-Id"), a.str("request_id"))
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, good := range []string{"a", "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "trace-1_2.3", strings.Repeat("x", 64)} {
		require.Equal(t, good, f.send("GET", "/healthz", nil, header{"X-Request-Id", good}).header.Get("X-Request-Id"))
	}
	seen := map[string]bool{}
	for _, bad := range []string{"", "a b", "a\"b", "<x>", "ش", strings.Repeat("x", 65)} {
		id := f.send("GET", "/healthz", nil, header{"X-Request-Id", bad}).header.Get("X-Request-Id")
		require.Regexp(t, `^[A-Z2-7]{26}$`, id, bad)
		require.False(t, seen[id])
		seen[id] = true
	}
}

// Every answer has the headers that keep browsers from misreading it.
func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.submit(matter())
	for _, path := range []string{c.path(), "/api/v1/kinds", "/healthz", "/openapi.json", "/nowhere", c.desk()} {
		h := f.send("GET", path, nil).header
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'", path)
		require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
		require.Empty(t, h.Get("Access-Control-Allow-Origin"), path)
	}
	require.Equal(t, "no-store", f.send("GET", c.path(), nil).header.Get("Cache-Control"))
}

func TestHealth(t *testing.T) {
	t.Parallel()
	broken := false
	f := setup(t, func(o *httpapi.Options) {
		o.Ready = func(context.Context) error {
			if broken {
				return errors.New("database 10.0.0.7 refused connection 123456789")
			}
			return nil
		}
	})
	require.Equal(t, "ok", f.send("GET", "/healthz?probe=1", nil).is(200).str("status"))
	require.Equal(t, "ready", f.send("GET", "/readyz", nil).is(200).str("status"))
	broken = true
	a := f.send("GET", "/readyz", nil).is(503, "not_ready")
	require.NotContains(t, a.raw, "10.0.0.7")
	require.Contains(t, f.log.String(), "refused connection #")
	f.send("GET", "/healthz", nil).is(200)
	require.Equal(t, "ready", setup(t).send("GET", "/readyz", nil).is(200).str("status"))
}

// Nothing that petitioners say or show is logged, at any level.
func TestLogsHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	f.send("GET", c.path(), nil, pin(c.pin))
	c.by("objection", object{"text": "نمی‌پذیرم"})
	f.send("GET", c.path(), nil, pin(otherPIN(c.pin)))
	f.send("POST", "/api/v1/cases", `{"text":"متن بد`)
	logged := f.log.String()
	require.Contains(t, logged, `route="GET /api/v1/cases/{code}"`)
	require.Contains(t, logged, "status=404")
	for _, secret := range []string{c.code, c.pin, "بازنشستگی", "نمی‌پذیرم", "متن بد", "1275775391", "9130001234", "نمونه"} {
		require.NotContains(t, logged, secret)
	}
}

func TestNewTellsAllThatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := httpapi.New(nil, httpapi.Options{MaxBody: -1})
	for _, part := range []string{"the Desk", "Options.Directory", "Options.Actor", "Options.MaxBody"} {
		require.ErrorContains(t, err, part)
	}
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	f := setup(t, func(o *httpapi.Options) { o.MaxBody = 120 })
	exact := `{"kind":"idea","petitioner":{"identity":"anonymous"},"text":"` + strings.Repeat("a", 120-len(`{"kind":"idea","petitioner":{"identity":"anonymous"},"text":""}`)) + `"}`
	f.send("POST", "/api/v1/cases", exact).is(201)
	f.send("POST", "/api/v1/cases", exact+" ").is(413, "too_large")
	f.send("POST", "/api/v1/cases", unsized{strings.NewReader(exact + " ")}).is(413, "too_large")
	f.send("POST", "/api/v1/cases", broken{}).is(400, "unreadable_body")
}

// Of a body that announces itself as too large a bounded part is thrown away,
// and nothing is read where the client waits for leave to send it.
func TestAnnouncedBodiesAreNotRead(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for expect, most := range map[string]int{"": 17 << 20, "100-continue": 0} {
		body := &endless{left: 40 << 20}
		r := httptest.NewRequest("POST", "/api/v1/cases", body)
		r.ContentLength = 40 << 20
		r.Header.Set("Content-Type", "application/json")
		if expect != "" {
			r.Header.Set("Expect", expect)
		}
		w := httptest.NewRecorder()
		f.api.ServeHTTP(w, r)
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
		require.Equal(t, "close", w.Header().Get("Connection"))
		require.LessOrEqual(t, body.sent(), most)
	}
}

// unsized hides the length of a body.
type unsized struct{ r *strings.Reader }

func (u unsized) Read(p []byte) (int, error) { return u.r.Read(p) }

// broken is a body that does not arrive to its end.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }
