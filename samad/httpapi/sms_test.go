package httpapi_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/storage/memory"
)

const (
	smsSecret = "a long shared secret"
	sender    = "09130001234"
)

// gateway hands messages to the handler as a carrier does.
type gateway struct {
	*fixture
	http http.Handler
	log  *bytes.Buffer
}

func smsOptions() httpapi.SMSOptions {
	return httpapi.SMSOptions{
		Name: "carrier", From: "form:from", Text: "form:text", ID: "form:id",
		Proof: httpapi.SMSProof{Secret: smsSecret, SecretAt: "header:X-Token"},
	}
}

func newGateway(t *testing.T, change ...func(*httpapi.SMSOptions)) *gateway {
	t.Helper()
	g := &gateway{fixture: setup(t), log: &bytes.Buffer{}}
	opts := smsOptions()
	opts.Logger = slog.New(slog.NewTextHandler(g.log, nil))
	for _, c := range change {
		c(&opts)
	}
	h, err := httpapi.NewSMS(g.desk, opts)
	require.NoError(t, err)
	g.http = h
	return g
}

func (g *gateway) request(r *http.Request) (int, string, http.Header) {
	w := httptest.NewRecorder()
	g.http.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Result().Header
}

// hand hands a message in as a form.
func (g *gateway) hand(from, text, id string) (int, string, http.Header) {
	form := url.Values{"from": {from}, "text": {text}, "id": {id}}
	r := httptest.NewRequest("POST", "/sms", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Token", smsSecret)
	return g.request(r)
}

func (g *gateway) cases() []samad.Case {
	g.Helper()
	page, err := g.store.List(g.Context(), samad.Query{})
	require.NoError(g, err)
	return page.Cases
}

// A text becomes a case, once for each message of the carrier, and the reply
// brings the code that the same number can ask about.
func TestTextMessage(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	const text = "سه روز است آب قطع است"
	status, reply, header := g.hand(sender, text, "m-1")
	require.Equal(t, 200, status, reply)
	assert.Equal(t, "text/plain; charset=utf-8", header.Get("Content-Type"))
	cases := g.cases()
	require.Len(t, cases, 1)
	c := cases[0]
	assert.Equal(t, samad.SMS, c.Channel)
	assert.Equal(t, samad.Confidential, c.Identity)
	assert.True(t, c.Reachable, "the number is kept, so that answers come back")
	assert.Contains(t, reply, c.Code.Format())
	assert.NotRegexp(t, `\b\d{6}\b`, strings.ReplaceAll(reply, c.Code.Format(), ""), "no PIN in the reply")

	for range 3 {
		_, again, _ := g.hand(sender, text, "m-1")
		assert.Equal(t, reply, again)
	}
	require.Len(t, g.cases(), 1, "the same message of the carrier")
	g.hand(sender, text, "m-2")
	require.Len(t, g.cases(), 2)
	_, other, _ := g.hand(sender, "چیزی دیگر", "m-1")
	assert.Contains(t, other, "ثبت نشد", "an id that comes with another text is not taken for the first")
	g.clock.Advance(25 * time.Hour)
	_, err := g.desk.Sweep(g.Context(), "test", 100)
	require.NoError(t, err)
	_, late, _ := g.hand(sender, text, "m-1")
	assert.Contains(t, late, c.Code.Format())
	require.Len(t, g.cases(), 2)

	// Only a code: stage and deadline, nothing else.
	for _, written := range []string{c.Code.String(), " " + c.Code.Format() + "\n", strings.ReplaceAll(c.Code.String(), "1", "۱")} {
		status, reply, _ := g.hand("09359999999", written, "q-"+written[:3])
		require.Equal(t, 200, status)
		assert.Regexp(t, `^وضعیت: ثبت‌شده(، مهلت: [۰-۹]{4}/[۰-۹]{2}/[۰-۹]{2})?$`, reply)
	}
	require.Len(t, g.cases(), 2)
	wrong := c.Code.String()[:15] + string('0'+(c.Code.String()[15]-'0'+1)%10)
	unknown := unknownCode(t)
	for _, code := range []string{wrong, unknown, c.Code.String()[:12]} {
		_, reply, _ := g.hand(sender, code, "w-"+code)
		assert.Equal(t, "کد رهگیری درست نیست. رقم‌های آن را دوباره ببینید.", reply)
	}
	require.Len(t, g.cases(), 2, "a mistyped code is no matter")
	g.hand(sender, "پرونده "+c.Code.String()+" چه شد؟ هنوز آب نداریم", "m-3")
	require.Len(t, g.cases(), 3, "a code among words is a matter")

	for _, from := range []string{"3000", "IRANCELL", "", "+4915112345678"} {
		status, reply, _ := g.hand(from, "تبلیغ", "x"+from)
		require.Equal(t, 200, status, from)
		require.Empty(t, reply, from)
	}
	_, empty, _ := g.hand(sender, " \n", "e")
	assert.Contains(t, empty, "خالی")
	_, long, _ := g.hand(sender, "متن\x00", "l")
	assert.Contains(t, long, "ثبت نشد")
	assert.Contains(t, g.log.String(), "/text ")
	require.Len(t, g.cases(), 3)
	for _, never := range []string{"9130001234", "آب", c.Code.String()} {
		assert.NotContains(t, g.log.String(), never)
	}
}

// Any gateway fits by configuration.
func TestGateways(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef0123")
	sign := func(body string) string {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(body))
		return hex.EncodeToString(mac.Sum(nil))
	}
	const body = `{"messages":[{"id":8812,"sender":"+989130001234","body":"چراغ‌ها خاموش‌اند"}],"id":"outer"}`
	jsonOptions := func(o *httpapi.SMSOptions) {
		o.From, o.Text, o.ID = "json:/messages/0/sender", "json:/messages/0/body", "json:/messages/0/id"
		o.Proof = httpapi.SMSProof{Key: key, SignedAt: "X-Signature", Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}}
		o.ReplyType, o.Reply = "application/json", `{"to":{{json .To}},"text":{{json .Text}},"ref":{{json .ID}}}`
	}
	post := func(body, signature, remote string) *http.Request {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		r.Header.Set("X-Signature", signature)
		r.RemoteAddr = remote
		return r
	}
	t.Run("JSON, signed, from known addresses", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, jsonOptions)
		for _, bad := range []*http.Request{
			post(body, sign(body+" "), "192.0.2.9:1"), post(body, "", "192.0.2.9:1"), post(body, sign(body), "198.51.100.1:1"), post(body, sign(body), "nowhere"),
		} {
			status, said, _ := g.request(bad)
			require.Equal(t, 401, status)
			require.NotContains(t, said, "9130001234")
		}
		require.Empty(t, g.cases())
		for _, remote := range []string{"192.0.2.9:1", "[2001:db8::7]:1", "[::ffff:192.0.2.9]:1"} {
			status, said, header := g.request(post(body, "sha256="+sign(body), remote))
			require.Equal(t, 200, status, said)
			require.Equal(t, "application/json", header.Get("Content-Type"))
			require.JSONEq(t, `{"to":"+989130001234","ref":"8812","text":"پیام شما در سامد ثبت شد. کد رهگیری: `+g.cases()[0].Code.Format()+`"}`, said)
		}
		require.Len(t, g.cases(), 1)
		for _, bad := range []string{`{}`, `{"messages":[]}`, `{"messages":[{"id":1,"id":2,"sender":"x","body":"y"}]}`, `[`, `{"messages":{"0":{}}}`, `{"messages":[{"id":null,"sender":"x","body":"y"}]}`, strings.Repeat("[", 9999)} {
			status, _, _ := g.request(post(bad, sign(bad), "192.0.2.9:1"))
			require.Equal(t, 400, status, bad)
		}
		huge := strings.Repeat(" ", 40<<10)
		status, _, _ := g.request(post(huge, sign(huge), "192.0.2.9:1"))
		require.Equal(t, 413, status)
	})
	t.Run("GET with a secret, XML back", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, func(o *httpapi.SMSOptions) {
			o.Method, o.From, o.Text, o.ID = "GET", "query:from", "query:msg", "query:mid"
			o.Proof.SecretAt = "query:token"
			o.ReplyType, o.Reply = "text/xml", `<sms to="{{xml .To}}">{{xml .Text}}</sms>`
		})
		path := "/?from=00989130001234&mid=5&msg=" + url.QueryEscape("برق قطع است")
		status, _, _ := g.request(httptest.NewRequest("GET", path, nil))
		require.Equal(t, 401, status)
		status, _, _ = g.request(httptest.NewRequest("GET", path+"&token=a+long+shared+secret&token=x", nil))
		require.Equal(t, 401, status, "twice is never")
		status, said, _ := g.request(httptest.NewRequest("GET", path+"&token=a+long+shared+secret", nil))
		require.Equal(t, 200, status)
		require.Contains(t, said, `<sms to="00989130001234">پیام شما`)
		status, _, header := g.request(httptest.NewRequest("POST", path, nil))
		require.Equal(t, 405, status)
		require.Equal(t, "GET", header.Get("Allow"))
		status, _, _ = g.request(httptest.NewRequest("GET", path+"&msg=2&token=a+long+shared+secret", nil))
		require.Equal(t, 400, status)
	})
	t.Run("silent", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t, func(o *httpapi.SMSOptions) { o.Silent = true })
		status, said, _ := g.hand(sender, "برق قطع است", "1")
		require.Equal(t, 200, status)
		require.Empty(t, said)
		require.Len(t, g.cases(), 1)
	})
}

// What should be handed in again is told so; the same message then files one
// case.
func TestTextMessageLimits(t *testing.T) {
	t.Parallel()
	l := &counting{kind: httpapi.LimitSMS, left: map[string]int{"phone:+989130001234": 2}}
	g := newGateway(t, func(o *httpapi.SMSOptions) { o.Limiter = l })
	for i, want := range []int{200, 200, 429, 429} {
		status, _, header := g.hand(sender, "متن", string(rune('a'+i)))
		require.Equal(t, want, status)
		if want == 429 {
			require.Equal(t, "2", header.Get("Retry-After"))
		}
	}
	status, _, _ := g.hand("09350001234", "متن", "z")
	require.Equal(t, 200, status, "another number")
	l.kind, l.left["phone:+989130001234"] = httpapi.LimitTrack, 1
	status, _, _ = g.hand(sender, unknownCode(t), "c1")
	require.Equal(t, 200, status)
	status, _, _ = g.hand(sender, unknownCode(t), "c2")
	require.Equal(t, 429, status, "guessing codes is slowed")
	require.Contains(t, l.asked[len(l.asked)-2], "track code:")

	require.NoError(t, g.store.Close())
	status, _, header := g.hand("09350001234", "متن", "y")
	require.Equal(t, 503, status)
	require.NotEmpty(t, header.Get("Retry-After"))
	require.Contains(t, g.log.String(), "not taken")
}

func TestNewSMSTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := httpapi.NewSMS(nil, httpapi.SMSOptions{Method: "PUT", From: "from", Text: "json:x", ID: "cookie:x", Reply: "{{.Txt}}"})
	for _, part := range []string{"needs a Desk", "Name is missing", `Method is "PUT"`, "SMSOptions.From", "SMSOptions.Text", "SMSOptions.ID", "Proof is empty", "SMSOptions.Reply"} {
		require.ErrorContains(t, err, part)
	}
	for part, change := range map[string]func(*httpapi.SMSOptions){
		"Secret has 5 characters": func(o *httpapi.SMSOptions) { o.Proof.Secret = "short" },
		"SecretAt":                func(o *httpapi.SMSOptions) { o.Proof.SecretAt = "json:/x" },
		"Key has 3 bytes":         func(o *httpapi.SMSOptions) { o.Proof.Key, o.Proof.SignedAt = []byte("abc"), "X" },
		"Key needs SignedAt":      func(o *httpapi.SMSOptions) { o.Proof.Key = []byte(smsSecret) },
		"a GET has no body":       func(o *httpapi.SMSOptions) { o.Method = "GET" },
		"SMSOptions.Reply":        func(o *httpapi.SMSOptions) { o.Reply = "{{" },
	} {
		opts := smsOptions()
		change(&opts)
		_, err := httpapi.NewSMS(f.desk, opts)
		require.ErrorContains(t, err, part)
	}
}

// FuzzTextMessage hands anything in: nothing panics, and nothing is filed
// without proof.
func FuzzTextMessage(f *testing.F) {
	for _, seed := range []string{`{"a":"09130001234","b":["x"],"c":1}`, `{"a":{"a":1}}`, `[]`, `"`, `{"b":[],"c":1e400}`, "\xff"} {
		f.Add([]byte(seed), "application/json", smsSecret)
	}
	f.Add([]byte("a=b&%zz"), "application/x-www-form-urlencoded", "")
	dir := loadDirectory(f)
	desk := newDesk(f, dir, memory.New(), time.Now)
	h, err := httpapi.NewSMS(desk, httpapi.SMSOptions{
		Name: "x", From: "json:/a", Text: "json:/b/0", ID: "json:/c", Proof: httpapi.SMSProof{Secret: smsSecret, SecretAt: "header:X-Token"},
	})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body []byte, contentType, token string) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header = http.Header{"Content-Type": {contentType}, "X-Token": {token}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == 200 && token != smsSecret {
			t.Fatalf("%q was taken without proof", body)
		}
		if w.Code >= 500 {
			t.Fatalf("%d for %q", w.Code, body)
		}
	})
}
