package open311

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// exchange is one request and its answer.
type exchange struct {
	*api
	w      http.ResponseWriter
	r      *http.Request
	format format
	lang   samad.Lang
	query  values
	form   values        // of a POST
	key    *samad.Actor  // whose the api_key is, nil without one
	within samad.PlaceID // the place of the jurisdiction, "" for all
}

// route is what one path can do.
type route struct {
	get, post func(x *exchange, name string) (int, body, error)
}

func find(resource string, named bool) (route, bool) {
	routes := map[string]route{
		"discovery":             {get: (*exchange).discovery},
		"services":              {get: (*exchange).services},
		"requests":              {get: (*exchange).requests, post: (*exchange).file},
		"servicerequestupdates": {get: (*exchange).updates, post: (*exchange).comment},
	}
	if named {
		routes = map[string]route{
			"services": {get: (*exchange).definition},
			"requests": {get: (*exchange).request},
			"tokens":   {get: (*exchange).token},
		}
	}
	r, ok := routes[resource]
	return r, ok
}

// ServeHTTP implements [http.Handler].
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{api: a, w: w, r: r, format: asXML, lang: samad.MatchLanguage(r.Header.Get("Accept-Language"))}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Language")
	status, b, err := x.serve()
	if err != nil {
		status, b = x.refused(err)
	}
	content, err := x.format.encode(b)
	if err != nil {
		a.opts.Logger.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "open311", slog.String("error", err.Error()))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	x.format.write(w, status, content)
}

// serve finds what the path names. The format is the last part of it, whatever
// dots stand before.
func (x *exchange) serve() (int, body, error) {
	path := strings.TrimPrefix(x.r.URL.Path, "/")
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 {
		return 0, nil, unknownPath()
	}
	switch f := format(path[dot+1:]); f {
	case asXML, asJSON:
		x.format = f
	default:
		return 0, nil, refuse(http.StatusBadRequest, "قالب پاسخ xml یا json است.", "the format is xml or json")
	}
	resource, name, named := strings.Cut(path[:dot], "/")
	route, ok := find(resource, named)
	if !ok || named && name == "" {
		return 0, nil, unknownPath()
	}
	run := route.get
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		run = route.post
	default:
		run = nil
	}
	if run == nil {
		allow := []string{http.MethodGet, http.MethodHead}
		if route.post != nil {
			allow = append(allow, http.MethodPost)
		}
		x.w.Header().Set("Allow", strings.Join(allow, ", "))
		return 0, nil, refuse(http.StatusMethodNotAllowed, "این روش پذیرفته نیست.", "this path does not take this method")
	}
	if err := x.prepare(resource); err != nil {
		return 0, nil, err
	}
	return run(x, name)
}

// prepare reads what all calls have: parameters, jurisdiction and key.
func (x *exchange) prepare(resource string) error {
	if x.r.Method != http.MethodPost {
		if err := x.limit(LimitRead, x.ipKey()); err != nil {
			return err
		}
	}
	if err := x.readParameters(); err != nil {
		return err
	}
	if resource != "discovery" {
		if err := x.jurisdiction(); err != nil {
			return err
		}
	}
	return x.readKey()
}

// jurisdiction holds jurisdiction_id against those that are served.
func (x *exchange) jurisdiction() error {
	served := x.opts.Jurisdictions
	if len(served) == 0 {
		return nil
	}
	id := x.value("jurisdiction_id")
	if place, ok := served[id]; ok {
		x.within = place
		return nil
	}
	if id != "" {
		return refuse(http.StatusNotFound, "jurisdiction_id: چنین حوزه‌ای نیست.", "jurisdiction_id: there is no such jurisdiction")
	}
	if len(served) > 1 {
		return refuse(http.StatusBadRequest, "jurisdiction_id: حوزه را بنویسید؛ این نشانی چند حوزه دارد.",
			"jurisdiction_id is missing: this endpoint serves several")
	}
	for _, place := range served {
		x.within = place
	}
	return nil
}

// readKey finds whose the api_key is. A key that does not hold is told even
// where none is needed: the client believes to have one.
func (x *exchange) readKey() error {
	key := x.value("api_key")
	if key == "" {
		return nil
	}
	if err := x.limit(LimitKey, x.ipKey()); err != nil {
		return err
	}
	if x.opts.Key == nil {
		return badKey()
	}
	actor, err := x.opts.Key(x.r.Context(), key)
	if errors.Is(err, ErrKey) {
		x.missed(LimitKey)
		return badKey()
	}
	if err != nil {
		return err
	}
	x.forgive(LimitKey, x.ipKey())
	x.key = &actor
	return nil
}

// needKey refuses a call that nobody without a key may make.
func (x *exchange) needKey() error {
	if x.key == nil {
		return refuse(http.StatusForbidden, "api_key: برای این کار کلید لازم است.", "api_key is missing: this call needs one")
	}
	return nil
}

// pin reads the PIN that came with a request, false for none.
func (x *exchange) pin() (tracking.PIN, bool, error) {
	given := x.r.Header.Get("Samad-PIN")
	if given == "" {
		return tracking.PIN{}, false, nil
	}
	pin, err := tracking.ParsePIN(given)
	if err != nil {
		var f faults
		f.add("Samad-PIN", "رمز درست نیست.", "not a PIN")
		return tracking.PIN{}, false, f.err()
	}
	return pin, true, nil
}

// prove returns the petitioner who knows code and PIN.
func (x *exchange) prove(code tracking.Code, pin tracking.PIN) (samad.Actor, samad.Case, error) {
	keys := []string{x.ipKey(), "code:" + code.String()}
	if err := x.limit(LimitPIN, keys...); err != nil {
		return samad.Actor{}, samad.Case{}, err
	}
	actor, c, err := x.desk.Authenticate(x.r.Context(), code, pin)
	if errors.Is(err, samad.ErrNoMatch) {
		x.missed(LimitPIN)
	}
	if err == nil {
		x.forgive(LimitPIN, keys...)
	}
	return actor, c, err
}

func (x *exchange) limit(kind string, keys ...string) error {
	if x.opts.Limiter == nil {
		return nil
	}
	for _, key := range keys {
		if wait, ok := x.opts.Limiter.Allow(x.r.Context(), kind, key); !ok {
			return tooMany(wait)
		}
	}
	return nil
}

func (x *exchange) forgive(kind string, keys ...string) {
	if f, ok := x.opts.Limiter.(Forgiver); ok {
		for _, key := range keys {
			f.Forgive(x.r.Context(), kind, key)
		}
	}
}

func (x *exchange) missed(kind string) {
	if x.opts.Missed != nil {
		x.opts.Missed(x.r.Context(), kind, x.opts.Remote(x.r))
	}
}

func (x *exchange) ipKey() string { return "ip:" + x.opts.Remote(x.r) }

// refused makes the answer of an error.
func (x *exchange) refused(err error) (int, body) {
	r, inside := refusalOf(err)
	if inside {
		x.opts.Logger.LogAttrs(context.WithoutCancel(x.r.Context()), slog.LevelError, "open311",
			slog.String("method", x.r.Method), slog.String("code", samad.ErrorCode(err)), slog.String("error", redact(err.Error())))
	}
	if r.wait > 0 {
		x.w.Header().Set("Retry-After", seconds(r.wait))
	}
	var out errorsBody
	for _, f := range r.faults {
		out.Items = append(out.Items, errorBody{Code: r.status, Description: f.In(x.lang)})
	}
	return r.status, out
}

// redact strikes out runs of digits that could be codes or numbers of people.
func redact(s string) string {
	const longest = 5
	var b strings.Builder
	run := []byte{}
	flush := func() {
		if len(run) > longest {
			run = []byte("…")
		}
		b.Write(run)
		run = run[:0:0]
	}
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			run = append(run, c)
			continue
		}
		flush()
		b.WriteByte(c)
	}
	flush()
	return b.String()
}

// today is the Persian day, the zero one outside the calendar.
func (x *exchange) today() persian.Date {
	day, err := persian.FromTime(x.opts.Now().In(x.opts.Location))
	if err != nil {
		return persian.Date{}
	}
	return day
}

func (x *exchange) extended() bool {
	return slices.Contains([]string{"true", "1"}, x.value("extensions"))
}

func (x *exchange) now() time.Time { return x.opts.Now().UTC() }
