package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/samad111/go-samad/samad"
)

// DefaultMaxBody is the longest request body in bytes when [Options.MaxBody]
// is zero: an answer of four texts of 10,000 characters, each written as a
// six-byte escape, fits.
const DefaultMaxBody = 256 << 10

// DefaultBodyTime is how long a body may take to arrive when
// [Options.BodyTime] is zero: 256 KiB on a slow telephone line.
const DefaultBodyTime = 30 * time.Second

// Options says what the API works with besides the Desk.
type Options struct {
	// Directory gives names and reference data; required.
	Directory samad.Directory
	// Actor says who a staff request comes from; required. It is also asked
	// about POST /api/v1/cases, so that what staff and services register is
	// theirs; there nobody signed in means the public.
	Actor ActorFunc
	// Sessions is the host's sign-in; nil leaves /api/v1/sessions out.
	Sessions Sessions
	// Webhooks keeps the subscriptions of other systems; nil leaves
	// /api/v1/webhooks out.
	Webhooks Webhooks
	// Limiter slows down who asks too often; nil sets no limits.
	Limiter Limiter
	// Expert resolves whom staff assign a case to: the account id of the user
	// name or id that they give. [ErrNoExpert] refuses an account that the
	// actor's agency does not have. nil keeps what is given.
	Expert func(ctx context.Context, actor samad.Actor, name string) (id string, err error)
	// Missed is told of every try that found nothing: an unknown code
	// ([LimitTrack]), a code and PIN that do not match ([LimitPIN]), a sign-in
	// that failed ([LimitSession]). Count them and raise an alarm: some are
	// slips, many are somebody guessing. It is called before the answer and
	// must return quickly; it is not given the code, the PIN or the name. nil:
	// nobody.
	Missed func(ctx context.Context, kind, remote string)
	// Ready says whether requests can be served, for /readyz; nil: always.
	Ready func(ctx context.Context) error
	// Remote is the client's address for limits; default the host part of
	// RemoteAddr. Behind a proxy, read the header that the proxy sets.
	Remote func(r *http.Request) string
	// Logger gets one record for each request, at debug level, and one for
	// each error inside, at error level; default nobody. Records hold no
	// personal data, codes, PINs or texts.
	Logger *slog.Logger
	// Location is where *_persian days begin; default Asia/Tehran, for which
	// the program needs the zone database (import _ "time/tzdata").
	Location *time.Location
	// Version is the version of the service in the OpenAPI document; default
	// "dev".
	Version string
	// MaxBody is the longest request body in bytes; default [DefaultMaxBody].
	MaxBody int64
	// BodyTime is how long a request's body may take to arrive, where the
	// server allows it to be set; default [DefaultBodyTime].
	BodyTime time.Duration
	// Timeout is how long a request may be worked on before it is answered 503
	// timeout; 0 sets no limit.
	Timeout time.Duration
	// MaxConcurrent is how many requests are answered at the same time; what
	// comes beyond gets 503 busy with Retry-After at once. 0 sets no limit.
	// /healthz and /readyz always get in.
	MaxConcurrent int
	// Origins are the sites whose pages may call the API from a browser, such
	// as https://example.ir, or "*" for all; default none. Cookies never come
	// along.
	Origins []string
	// Extensions add operations of other packages, such as those of
	// httpapi/rooms, to the same document.
	Extensions []Extension
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// api is the handler. It never changes after New.
type api struct {
	desk     Desk
	opts     Options
	mux      *http.ServeMux
	huma     huma.API
	kinds    map[string]problemKind
	document []byte
	steps    map[string]bulkStep // steps of staff by name, for bulk
	places   places
	gzips    sync.Pool
	// crossSite refuses forms that pages of strangers send.
	crossSite func(r *http.Request) error

	// The words of tags and operations in Persian, for the guide.
	tags       map[string]string
	operations map[string][2]string
}

// New checks the options, reports everything that is missing at once, and
// returns the handler. It is safe for concurrent use as far as the Desk and
// the options are.
func New(desk Desk, opts Options) (http.Handler, error) {
	var errs []error
	if desk == nil {
		errs = append(errs, errors.New("httpapi: the Desk is missing"))
	}
	if opts.Directory == nil {
		errs = append(errs, errors.New("httpapi: Options.Directory is missing: give the Desk's"))
	}
	if opts.Actor == nil {
		errs = append(errs, errors.New("httpapi: Options.Actor is missing: map the host's login to a samad.Actor"))
	}
	if opts.MaxBody < 0 {
		errs = append(errs, fmt.Errorf("httpapi: Options.MaxBody is %d: want a number of bytes, or 0 for %d", opts.MaxBody, DefaultMaxBody))
	}
	if opts.BodyTime < 0 || opts.Timeout < 0 || opts.MaxConcurrent < 0 {
		errs = append(errs, errors.New("httpapi: Options.BodyTime, Timeout or MaxConcurrent is negative: want 0 for the default"))
	}
	errs = append(errs, checkOrigins(opts.Origins)...)
	strangers, err := crossSite(opts.Origins)
	if err != nil && checkOrigins(opts.Origins) == nil {
		errs = append(errs, fmt.Errorf("httpapi: Options.Origins: %w", err))
	}
	if opts.Location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			errs = append(errs, fmt.Errorf("httpapi: Options.Location is missing and the zone database has no Asia/Tehran (import _ \"time/tzdata\"): %w", err))
		}
		opts.Location = tehran
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	a := &api{desk: desk, opts: opts.withDefaults(), mux: http.NewServeMux(), kinds: problemKinds(), steps: map[string]bulkStep{},
		crossSite: strangers, tags: persianTags(), operations: persianOperations()}
	a.gzips.New = newGzip
	a.places = newPlaces(opts.MaxConcurrent)
	a.huma = humago.New(a.mux, a.config())
	a.addCases()
	a.addPetitionerSteps()
	a.addAttachments()
	a.addSessions()
	a.addDesk()
	a.addScreening()
	a.addAgencySteps()
	a.addAuthoritySteps()
	a.addOnBehalf()
	a.addBulk()
	a.addFeed()
	a.addWebhooks()
	a.addCalls()
	a.addReference()
	a.addStatistics()
	a.addHealth()
	if err := a.extend(); err != nil {
		return nil, err
	}
	if err := errors.Join(a.addDocument(), a.addDocs()); err != nil {
		return nil, err
	}
	a.mux.HandleFunc("/", a.unrouted)
	return a, nil
}

func (o Options) withDefaults() Options {
	if o.Remote == nil {
		o.Remote = remoteHost
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.BodyTime == 0 {
		o.BodyTime = DefaultBodyTime
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ServeHTTP implements [http.Handler].
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The mux would redirect paths that are not clean, to an address without
	// the prefix under which a host has mounted the API.
	if p := r.URL.EscapedPath(); !strings.HasPrefix(p, "/") || p != "/" && path.Clean(p) != strings.TrimSuffix(p, "/") {
		a.refuse(w, r, nil)
		return
	}
	if a.cors(w, r) {
		return
	}
	if p := r.URL.Path; p != "/healthz" && p != "/readyz" {
		if !a.places.take() {
			a.busy(w, r)
			return
		}
		defer a.places.leave()
	}
	a.mux.ServeHTTP(w, r)
}

// busy answers that there is no place for the request now.
func (a *api) busy(w http.ResponseWriter, r *http.Request) {
	x := a.begin(w, r, "")
	defer x.end()
	x.fail(&apiError{code: codeBusy, retryAfter: busyWait})
}

// bound gives the request the time that it may take.
func (x *exchange) bound() context.CancelFunc {
	if x.api.opts.Timeout == 0 {
		return func() {}
	}
	within, cancel := context.WithTimeout(x.r.Context(), x.api.opts.Timeout)
	x.r = x.r.WithContext(within)
	return cancel
}

// unrouted answers what no route serves.
func (a *api) unrouted(w http.ResponseWriter, r *http.Request) { a.refuse(w, r, a.allowed(r)) }

// allowed lists the methods that the path takes, none for an unknown one.
func (a *api) allowed(r *http.Request) []string {
	var allow []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := a.mux.Handler(probe); pattern == "/" {
			continue
		}
		if allow = append(allow, method); method == http.MethodGet {
			allow = append(allow, http.MethodHead)
		}
	}
	return allow
}

func (a *api) refuse(w http.ResponseWriter, r *http.Request, allow []string) {
	x := a.begin(w, r, "")
	defer x.end()
	if len(allow) == 0 {
		x.fail(&apiError{code: codeUnknownPath})
		return
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	x.fail(&apiError{code: codeMethod})
}
