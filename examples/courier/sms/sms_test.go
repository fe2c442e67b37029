package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/examples/courier/sms"
	"github.com/samad111/go-samad/samad"
)

func TestMeasure(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		text string
		want sms.Size
	}{
		"nothing":                 {"", sms.Size{}},
		"one Latin part":          {strings.Repeat("a", 160), sms.Size{Units: 160, Parts: 1}},
		"two Latin parts":         {strings.Repeat("a", 161), sms.Size{Units: 161, Parts: 2}},
		"full Latin parts":        {strings.Repeat("a", 306), sms.Size{Units: 306, Parts: 2}},
		"brackets take two":       {strings.Repeat("[", 80), sms.Size{Units: 160, Parts: 1}},
		"no bracket is cut":       {strings.Repeat("a", 152) + "[" + strings.Repeat("a", 152), sms.Size{Units: 306, Parts: 3}},
		"one Persian part":        {strings.Repeat("پ", 70), sms.Size{Unicode: true, Units: 70, Parts: 1}},
		"two Persian parts":       {strings.Repeat("پ", 71), sms.Size{Unicode: true, Units: 71, Parts: 2}},
		"full Persian parts":      {strings.Repeat("پ", 134), sms.Size{Unicode: true, Units: 134, Parts: 2}},
		"three Persian parts":     {strings.Repeat("پ", 135), sms.Size{Unicode: true, Units: 135, Parts: 3}},
		"a half-space counts":     {"می‌شود", sms.Size{Unicode: true, Units: 6, Parts: 1}},
		"one Persian letter does": {strings.Repeat("a", 70) + "ک", sms.Size{Unicode: true, Units: 71, Parts: 2}},
		"a picture takes two":     {strings.Repeat("پ", 68) + "🌊", sms.Size{Unicode: true, Units: 70, Parts: 1}},
		"no picture is cut":       {strings.Repeat("پ", 66) + "🌊" + strings.Repeat("پ", 66), sms.Size{Unicode: true, Units: 134, Parts: 3}},
	} {
		assert.Equal(t, row.want, sms.Measure(row.text), name)
	}
}

// Units of Persian text are those of the standard library, and what is
// shortened fits.
func TestMeasureProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := "پ" + rapid.String().Draw(t, "text")
		size := sms.Measure(text)
		if want := len(utf16.Encode([]rune(text))); size.Units != want {
			t.Fatalf("%d units, want %d", size.Units, want)
		}
		parts := rapid.IntRange(1, 4).Draw(t, "parts")
		if short := sms.Shorten(text, "…", parts); sms.Measure(short).Parts > parts {
			t.Fatalf("%q takes %d parts", short, sms.Measure(short).Parts)
		} else if size.Parts <= parts && short != text {
			t.Fatal("a text that fits was changed")
		}
	})
}

// gateway is a provider with faults: it is slow, answers 500, takes a message
// and then breaks the line, and counts what it would have sent to telephones.
type gateway struct {
	mu    sync.Mutex
	tries int
	sent  map[string]int // by key: what a petitioner gets
	fault func(try int) string
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ To, Text, LocalID string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("Authorization") != "Bearer s3cret" {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	g.mu.Lock()
	g.tries++
	fault := ""
	if g.fault != nil {
		fault = g.fault(g.tries)
	}
	if fault != "500" && fault != "429" && fault != "422" && fault != "refused" && g.sent[in.LocalID] == 0 {
		g.sent[in.LocalID]++ // a double is taken and dropped
	}
	g.mu.Unlock()
	switch fault {
	case "slow":
		time.Sleep(300 * time.Millisecond)
	case "500":
		w.WriteHeader(http.StatusInternalServerError)
	case "422":
		w.WriteHeader(http.StatusUnprocessableEntity)
	case "429":
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
	case "moved":
		w.Header().Set("Location", "http://127.0.0.1:1/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	case "cut":
		panic(http.ErrAbortHandler)
	case "refused":
		_, _ = w.Write([]byte(`{"status": {"code": 607}}`))
	default:
		_, _ = w.Write([]byte(`{"status": {"code": 200}, "entries": [{"id": 9007199254740993}]}`))
	}
}

func open(t *testing.T) (*gateway, *sms.Gateway) {
	t.Helper()
	g := &gateway{sent: map[string]int{}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	carrier, err := sms.New(sms.Config{
		URL: server.URL + "/send", Body: `{"to": {{json .To}}, "text": {{json .Text}}, "localid": {{json .Key}}}`,
		Headers: map[string]string{"Authorization": "Bearer {{.Secret}}"}, Secret: "s3cret", Number: "local",
		GoodPath: "status.code", Good: []string{"200"}, BadForever: []string{"607"}, Reference: "entries.0.id",
		Timeout: 150 * time.Millisecond,
	})
	require.NoError(t, err)
	return g, carrier
}

func TestCarry(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]struct {
		ever, postponed, taken bool
		err                    error
	}{
		"":        {taken: true},
		"slow":    {taken: true, err: context.DeadlineExceeded},
		"cut":     {taken: true, err: errors.New("")},
		"500":     {err: errors.New("")},
		"422":     {ever: true, err: samad.ErrPermanent},
		"429":     {postponed: true, err: errors.New("")},
		"moved":   {taken: true, err: errors.New("")},
		"refused": {ever: true, err: samad.ErrPermanent},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			g, carrier := open(t)
			g.fault = func(int) string { return fault }
			began := time.Now()
			ref, err := carrier.Carry(t.Context(), courier.Letter{Key: "01KEY", To: "+989130001234", Body: "سلام \"آقا\""})
			assert.Equal(t, want.err != nil, err != nil, err)
			assert.Equal(t, want.ever, errors.Is(err, samad.ErrPermanent), err)
			put, is := errors.AsType[*samad.PostponedError](err)
			assert.Equal(t, want.postponed, is)
			if is {
				assert.WithinRange(t, put.Until, began.Add(90*time.Second), time.Now().Add(90*time.Second))
			}
			if errors.Is(want.err, context.DeadlineExceeded) {
				require.ErrorIs(t, err, context.DeadlineExceeded)
			}
			if err != nil {
				assert.NotContains(t, err.Error(), "1234")
				assert.NotContains(t, err.Error(), "s3cret")
				assert.Empty(t, ref)
			} else {
				assert.Equal(t, "9007199254740993", ref, "digits are not rounded")
			}
			g.mu.Lock() // whoever was cut off may still be answering
			defer g.mu.Unlock()
			assert.Equal(t, want.taken, g.sent["01KEY"] == 1)
			assert.Equal(t, 1, g.tries, "redirects are not followed")
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		config sms.Config
		want   string
	}{
		"quotes around":  {sms.Config{URL: "https://x.example/", Body: `{"text": "{{.Text}}"}`}, "it does not give JSON"},
		"no such field":  {sms.Config{URL: "https://x.example/{{.Name}}"}, "Name"},
		"broken":         {sms.Config{URL: "https://x.example/{{"}, "unclosed"},
		"no address":     {sms.Config{}, "url"},
		"number":         {sms.Config{URL: "https://x.example/", Number: "roman"}, "roman"},
		"unescaped text": {sms.Config{URL: "https://x.example/send?text={{.Text}}"}, "url"},
	} {
		_, err := sms.New(row.config)
		require.ErrorContains(t, err, row.want, name)
	}
	_, err := sms.New(sms.Config{URL: "https://x.example/send?to={{query .To}}&text={{query .Text}}", Method: "GET"})
	require.NoError(t, err)
}

// desk keeps what is confirmed.
type desk struct {
	got []samad.Confirmation
	err error
}

func (d *desk) ConfirmMessage(_ context.Context, c samad.Confirmation) error {
	d.got = append(d.got, c)
	return d.err
}

func TestReports(t *testing.T) {
	t.Parallel()
	const token = "0123456789abcdef"
	for name, row := range map[string]struct {
		query, kind, body string
		err               error
		status            int
		want              []samad.Confirmation
	}{
		"JSON":           {body: `{"data": {"id": 17, "status": "delivered"}}`, status: 204, want: []samad.Confirmation{{Reference: "17", Arrived: true}}},
		"not arrived":    {body: `{"data": {"id": 17, "status": "blocked"}}`, status: 204, want: []samad.Confirmation{{Reference: "17", Fault: "undelivered"}}},
		"on its way":     {body: `{"data": {"id": 17, "status": "sent"}}`, status: 204},
		"a form":         {kind: "application/x-www-form-urlencoded", body: "data.id=17&data.status=delivered", status: 204, want: []samad.Confirmation{{Reference: "17", Arrived: true}}},
		"a query":        {query: "&data.id=17&data.status=delivered", status: 204, want: []samad.Confirmation{{Reference: "17", Arrived: true}}},
		"too early":      {body: `{"data": {"id": 17, "status": "delivered"}}`, err: samad.ErrNotFound, status: 404, want: []samad.Confirmation{{Reference: "17", Arrived: true}}},
		"a database off": {body: `{"data": {"id": 17, "status": "delivered"}}`, err: samad.ErrUnavailable, status: 503, want: []samad.Confirmation{{Reference: "17", Arrived: true}}},
		"a wrong token":  {query: "x", body: `{"data": {"id": 17, "status": "delivered"}}`, status: 403},
		"too long":       {body: strings.Repeat("x", 1<<20), status: 400},
	} {
		d := &desk{err: row.err}
		h, err := sms.Reports(sms.ReportConfig{
			Token: token, Reference: "data.id", Status: "data.status", Arrived: []string{"delivered"}, Failed: []string{"blocked"},
		}, d)
		require.NoError(t, err)
		req := httptest.NewRequest(http.MethodPost, "/reports?token="+token+row.query, strings.NewReader(row.body))
		req.Header.Set("Content-Type", row.kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		assert.Equal(t, row.status, w.Code, name)
		assert.Equal(t, row.want, d.got, name)
	}
	_, err := sms.Reports(sms.ReportConfig{Token: "short"}, &desk{})
	require.Error(t, err)
}
