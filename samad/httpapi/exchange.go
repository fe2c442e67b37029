package httpapi

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// exchange is one request and its answer.
type exchange struct {
	api   *api
	w     http.ResponseWriter
	r     *http.Request
	route string // pattern, for the log: paths hold codes
	id    string // request id
	lang  samad.Lang
	began time.Time

	// What the access of the route has found out before its handler runs.
	actor samad.Actor
	code  tracking.Code
	pin   string // as it came, "" for none

	query map[string]string
	// item is the id of the case whose step of a bulk is done now, "" outside
	// of one.
	item string
	// digest is the SHA-256 of the body in hexadecimal, "" without one.
	digest string
	files  []string // tokens of the files that came with a form
	key    string   // the Idempotency-Key of a petitioner's step

	// conditional answers carry an entity tag; revision is the shown case's, 0
	// for what is no case.
	conditional bool
	revision    int64
	// shared: the answer is the same for everybody; secret: it holds one.
	shared, secret bool

	status int // 0 until the answer began
}

func (a *api) begin(w http.ResponseWriter, r *http.Request, route string) *exchange {
	x := &exchange{
		api: a, w: w, r: r, route: route, id: requestID(r.Header.Get("X-Request-Id")),
		lang: language(r.Header.Get("Accept-Language")), began: a.opts.Now(),
	}
	h := w.Header()
	h.Set("X-Request-Id", x.id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	return x
}

// end logs the exchange and turns a panic of the Desk or the host into an
// answer. It is deferred.
func (x *exchange) end() {
	if v := recover(); v != nil { //nolint:revive // end is what is deferred
		if v == http.ErrAbortHandler { //nolint:errorlint,err113 // the very value, by contract
			panic(v)
		}
		x.log(slog.LevelError, "panic", slog.String("panic", redact(fmt.Sprint(v))), slog.String("stack", string(debug.Stack())))
		if x.status != 0 {
			panic(http.ErrAbortHandler) // half an answer must not look whole
		}
		x.fail(fmt.Errorf("httpapi: panic in %s", x.route))
	}
	x.log(slog.LevelDebug, "request",
		slog.Int("status", x.status), slog.Duration("duration", x.api.opts.Now().Sub(x.began)))
}

func (x *exchange) log(level slog.Level, message string, attrs ...slog.Attr) {
	logger, ctx := x.api.opts.Logger, context.WithoutCancel(x.r.Context())
	if !logger.Enabled(ctx, level) {
		return
	}
	logger.LogAttrs(ctx, level, message, append(attrs,
		slog.String("request_id", x.id), slog.String("method", x.r.Method), slog.String("route", x.route))...)
}

func (x *exchange) ctx() context.Context { return x.r.Context() }

// write answers with a JSON body, or with none when body is nil.
func (x *exchange) write(status int, contentType string, body any) {
	h := x.w.Header()
	h.Add("Vary", "Accept-Language, Accept-Encoding")
	if body == nil {
		x.status = status
		x.w.WriteHeader(status)
		return
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false) // nothing here is put into a page
	if err := enc.Encode(body); err != nil {
		// Only a value that must not be written, such as a PIN, comes here.
		x.log(slog.LevelError, "answer", slog.String("error", redact(err.Error())))
		status, contentType = http.StatusInternalServerError, problemType
		buf.Reset()
		buf.WriteString(`{"title":"internal","status":500,"code":"internal"}` + "\n")
	}
	x.send(status, contentType, buf.Bytes())
}

// send answers with the bytes of a body.
func (x *exchange) send(status int, contentType string, body []byte) {
	h := x.w.Header()
	packed := body
	if x.compressible(body) {
		if gz, err := x.api.compressed(body); err == nil && len(gz) < len(body) {
			packed = gz
			h.Set("Content-Encoding", "gzip")
		}
	}
	if x.conditional && status == http.StatusOK {
		tag := entityTag(x.revision, packed)
		h.Set("ETag", tag)
		if unchanged(x.r, tag) {
			h.Del("Content-Encoding")
			x.status = http.StatusNotModified
			x.w.WriteHeader(x.status)
			return
		}
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Language", string(x.lang))
	h.Set("Content-Length", strconv.Itoa(len(packed)))
	x.status = status
	x.w.WriteHeader(status)
	if _, err := x.w.Write(packed); err != nil { //nolint:gosec // JSON under nosniff, or a page that html/template wrote
		x.log(slog.LevelDebug, "answer not sent")
	}
}

// requestID takes the id that a proxy or client gave when it is sane, and
// makes one otherwise.
func requestID(given string) string {
	if len(given) < 1 || len(given) > 64 {
		return rand.Text()
	}
	for i := range len(given) {
		c := given[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.' {
			return rand.Text()
		}
	}
	return given
}

// language is [samad.MatchLanguage] with the usual headers answered at once.
func language(accept string) samad.Lang {
	switch accept {
	case "", "fa":
		return samad.Persian
	case "en":
		return samad.English
	default:
		return samad.MatchLanguage(accept)
	}
}

// redact strikes out long runs of digits, in any script, of an error's words:
// codes, PINs and numbers of persons. Drivers quote values.
func redact(s string) string {
	const longest = 5
	out, run := []rune{}, []rune{}
	flush := func() {
		if len(run) > longest {
			run = []rune{'#'}
		}
		out, run = append(out, run...), nil
	}
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= '۰' && r <= '۹' || r >= '٠' && r <= '٩' {
			run = append(run, r)
			continue
		}
		flush()
		out = append(out, r)
	}
	flush()
	return string(out)
}
