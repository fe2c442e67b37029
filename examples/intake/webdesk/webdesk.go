package webdesk

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// Limiter slows down who asks too often. Keys are as for the API: "ip:" and an
// address, "code:" and digits, "account:" and a user name.
type Limiter interface {
	Allow(ctx context.Context, kind, key string) (retryAfter time.Duration, ok bool)
}

// Callers is what the telephone exchange said last of its queue.
type Callers struct {
	Waiting int
	Longest time.Duration // how long the first of them has waited
	// At is when it said so, zero when it has said nothing yet. What is older
	// than two minutes is shown as unknown, with its age.
	At time.Time
}

// Options says what the pages work with.
type Options struct {
	Desk      *samad.Desk     // required
	Directory samad.Directory // required; the Desk's
	Deadlines samad.Deadlines // required; the Desk's, to tell people what to expect
	Accounts  *account.Store  // required
	Location  *time.Location  // required; where days begin
	Limiter   Limiter         // nil sets no limits
	Adviser   Adviser         // nil gives no advice on what people write
	Router    samad.Router    // nil leaves out who would answer
	// Regime keeps the provinces' packs and closures, for administrators; nil
	// leaves their pages out. Cases are those that a new rule set is tried on;
	// required with it. Health tells how the service stands; nil leaves that out.
	Regime *regime.Keeper
	Cases  samad.Store
	Health func(ctx context.Context) Health
	// Webhooks keeps where agencies' own systems are told of events; nil leaves
	// its pages out.
	Webhooks httpapi.Webhooks
	// Callers tells how many wait on the line, by the telephone exchange; nil
	// where none is connected.
	Callers   func(ctx context.Context) (Callers, error)
	Provinces func() []Province // what the page about Samad tells; nil for nothing
	Rooms     Rooms             // beside the desk; the zero Rooms leave their pages out
	Publicity publicity.Store   // required; what publicity brings
	Training  *Training         // the training mode or its results; nil leaves them out
	Logger    *slog.Logger      // default nobody
	Now       func() time.Time  // default [time.Now]
	// Loopback says that the service is reached on this machine only, by plain
	// HTTP; else cookies are for HTTPS only.
	Loopback bool
	// Origin is the address under which people reach the service when a proxy
	// stands before it, such as https://samad.example.ir; default: what the
	// request says.
	Origin string
	// Provider is the OpenID Connect provider of staff, nil for none, and
	// ProviderName what its button is called.
	Provider     Provider
	ProviderName string
	// Remote is the client's address; default the host part of RemoteAddr.
	Remote func(r *http.Request) string
	// RequestID is the id of a request in the logs, shown with errors;
	// default none.
	RequestID func(ctx context.Context) string
	// Version of the service, shown at the foot.
	Version string
}

// handler serves the pages. Apart from the figures that live keeps for a moment
// it never changes after New.
type handler struct {
	Options
	assets *assets
	pages  pages
	mux    *routes
	live   *live
}

// Pages are the pages of a site, as a handler for its root.
type Pages struct {
	http.Handler
	patterns []string
}

// Patterns are those of all routes, as [http.ServeMux] has them
// ("GET /desk/visits/{id}"): for tests that walk every page.
func (p *Pages) Patterns() []string { return slices.Clone(p.patterns) }

// routes is a mux that knows its patterns.
type routes struct {
	*http.ServeMux
	patterns []string
}

// Handle registers a handler.
func (r *routes) Handle(pattern string, handler http.Handler) {
	r.patterns = append(r.patterns, pattern)
	r.ServeMux.Handle(pattern, handler)
}

// HandleFunc registers a function.
func (r *routes) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	r.Handle(pattern, http.HandlerFunc(handler))
}

// New checks the options and returns the pages.
func New(o Options) (*Pages, error) {
	var errs []error
	require := func(missing bool, field string) {
		if missing {
			errs = append(errs, errors.New("webdesk: Options."+field+" is missing"))
		}
	}
	require(o.Desk == nil, "Desk")
	require(o.Directory == nil, "Directory")
	require(o.Deadlines == nil, "Deadlines")
	require(o.Accounts == nil, "Accounts")
	require(o.Publicity.DB == nil, "Publicity")
	require(o.Location == nil, "Location")
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Remote == nil {
		o.Remote = remoteHost
	}
	if o.RequestID == nil {
		o.RequestID = func(context.Context) string { return "" }
	}
	h := &handler{Options: o, mux: &routes{ServeMux: http.NewServeMux()}, live: new(live)}
	var err error
	if h.assets, err = newAssets(); err != nil {
		return nil, err
	}
	if h.pages, err = parsePages(); err != nil {
		return nil, err
	}
	h.routes()
	guarded, err := h.guard(h.mux)
	if err != nil {
		return nil, err
	}
	return &Pages{guarded, h.mux.patterns}, nil
}

func (h *handler) routes() {
	h.mux.Handle("GET /assets/", h.assets)
	get, post := "GET ", "POST "

	h.mux.HandleFunc(get+"/{$}", h.open(h.home))
	h.mux.HandleFunc(get+"/about", h.open(h.about))
	h.mux.HandleFunc(get+"/file", h.open(h.fileForm))
	h.mux.HandleFunc(post+"/file", h.open(h.file))
	h.mux.HandleFunc(post+"/file/help", h.open(h.fileHelp))
	h.mux.HandleFunc(post+"/attachments", h.open(h.takeOnly))
	h.mux.HandleFunc(get+"/follow", h.open(h.followForm))
	h.mux.HandleFunc(post+"/follow", h.open(h.follow))
	h.mux.HandleFunc(post+"/follow/attachment", h.open(h.ownFile))
	h.mux.HandleFunc(post+"/follow/{step}", h.open(h.petitionerStep))

	h.mux.HandleFunc(get+"/sign-in", h.open(h.signInForm))
	h.mux.HandleFunc(post+"/sign-in", h.open(h.signIn))
	h.mux.HandleFunc(post+"/sign-in/openid", h.open(h.beginOpenID))
	h.mux.HandleFunc(get+openIDBack, h.open(h.endOpenID))
	h.mux.HandleFunc(get+"/factor", h.signedIn(h.factorForm))
	h.mux.HandleFunc(post+"/factor", h.signedIn(h.passFactor))
	h.mux.HandleFunc(get+"/factor/new", h.signedIn(h.enrolForm))
	h.mux.HandleFunc(post+"/factor/new", h.signedIn(h.confirmFactor))
	h.mux.HandleFunc(post+"/sign-out", h.open(h.signOut))
	h.mux.HandleFunc(get+"/password", h.signedIn(h.passwordForm))
	h.mux.HandleFunc(post+"/password", h.signedIn(h.changePassword))

	h.mux.HandleFunc(get+"/desk", h.staff(h.queue))
	h.mux.HandleFunc(post+"/desk/find", h.staff(h.find))
	h.mux.HandleFunc(get+"/desk/cases/{id}", h.staff(h.dossier))
	h.mux.HandleFunc(get+"/desk/cases/{id}/letter", h.staff(h.caseLetter))
	h.mux.HandleFunc(get+"/desk/cases/{id}/attachments/{attachment}", h.staff(h.caseFile))
	h.mux.HandleFunc(post+"/desk/cases/{id}/{step}", h.staff(h.staffStep))
	h.deskRoutes()
	h.mux.HandleFunc(get+"/desk/accounts", h.staff(h.accounts))
	h.mux.HandleFunc(post+"/desk/accounts", h.staff(h.createAccount))
	h.mux.HandleFunc(post+"/desk/accounts/{id}/{step}", h.staff(h.accountStep))

	h.mux.HandleFunc(get+"/desk/keys", h.staff(h.keys))
	h.mux.HandleFunc(post+"/desk/keys", h.staff(h.createKey))
	h.mux.HandleFunc(post+"/desk/keys/{id}/revoke", h.staff(h.revokeKey))

	h.roomRoutes()
	h.trainingRoutes()
	h.guideRoutes()
	h.helpRoutes()
	h.publicityRoutes()

	h.mux.HandleFunc("/", h.open(func(*visit) error { return errNoPage }))
}

func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
