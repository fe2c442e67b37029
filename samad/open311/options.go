package open311

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// Desk is what the handler calls; *[samad.Desk] implements it.
type Desk interface {
	Submit(ctx context.Context, actor samad.Actor, sub samad.Submission) (samad.Receipt, error)
	Track(ctx context.Context, code tracking.Code) (samad.View, error)
	Authenticate(ctx context.Context, code tracking.Code, pin tracking.PIN) (samad.Actor, samad.Case, error)
	Open(ctx context.Context, actor samad.Actor) (samad.View, error)
	List(ctx context.Context, actor samad.Actor, query samad.Query) (samad.Page, error)
	Case(ctx context.Context, actor samad.Actor, id samad.CaseID) (samad.Case, error)
	CaseByCode(ctx context.Context, actor samad.Actor, code string) (samad.Case, error)
	Dossier(ctx context.Context, actor samad.Actor, id samad.CaseID) (samad.Dossier, error)
	History(ctx context.Context, actor samad.Actor, id samad.CaseID) ([]samad.Event, error)
	Act(ctx context.Context, actor samad.Actor, r samad.ActRequest) (samad.Case, error)
	Answer(ctx context.Context, actor samad.Actor, r samad.AnswerRequest) (samad.Case, error)
	Inform(ctx context.Context, actor samad.Actor, r samad.InformRequest) (samad.Case, error)
	Object(ctx context.Context, actor samad.Actor, r samad.ObjectRequest) (samad.Case, error)
	Withdraw(ctx context.Context, actor samad.Actor, r samad.WithdrawRequest) (samad.Case, error)
}

var _ Desk = (*samad.Desk)(nil)

// ErrKey is what [Options.Key] fails with for a key that is unknown, expired
// or revoked. The answer is 403.
var ErrKey = errors.New("open311: no such key")

// The kinds of requests that a [Limiter] is asked about. Those that the REST
// API has too are called alike, so that one limiter counts both.
const (
	LimitSubmit = "submit"  // a new request: ip
	LimitTrack  = "track"   // a look-up by code alone: ip, then code
	LimitPIN    = "pin"     // a request with a PIN: ip, then code
	LimitKey    = "session" // a request with a key that does not hold: ip
	LimitRead   = "open311" // everything else: ip
)

// Limiter slows down who asks too often. Implementations must be safe for
// concurrent use. One made for the REST API serves.
type Limiter interface {
	// Allow counts one request of the kind by the key, which is "ip:" and an
	// address or "code:" and the digits of a tracking code. When it is not ok
	// the answer is 429 with Retry-After.
	Allow(ctx context.Context, kind, key string) (retryAfter time.Duration, ok bool)
}

// Forgiver may be implemented by a [Limiter]: Forgive gives back what the last
// Allow of the kind and key took, because the request had the right PIN or key.
type Forgiver interface {
	Forgive(ctx context.Context, kind, key string)
}

// DefaultMaxBody is the longest body in bytes when [Options.MaxBody] is zero:
// a description of 4,000 Persian letters, each escaped to six bytes, with room
// for the rest.
const DefaultMaxBody = 64 << 10

// Options says what the handler works with besides the Desk.
type Options struct {
	// Directory has the topics, which are the services; required.
	Directory samad.Directory
	// URL is where clients reach the handler, for discovery: absolute, ending
	// in "/"; required.
	URL string
	// TestURL is that of an installation for trials, for discovery; "" for none.
	TestURL string
	// Contact and KeyService are sentences for discovery: whom to ask, and how
	// to get a key.
	Contact, KeyService samad.Text
	// Changed is when the services last changed, for discovery; default when
	// New was called.
	Changed time.Time
	// Key says whose an api_key is; it fails with [ErrKey]. nil: no key holds,
	// so that nothing can be filed.
	Key func(ctx context.Context, key string) (samad.Actor, error)
	// Public says which topics' cases everybody may list, blanked; nil: none.
	Public func(topic samad.Topic) bool
	// Reader reads what is public; required with Public. Give it a right to
	// read and nothing more: an inspector of the place, say, with
	// Only: []samad.Action{samad.Read}.
	Reader samad.Actor
	// Batch says for which topics a filed request is answered with a token in
	// place of its id; nil: none.
	Batch func(topic samad.Topic) bool
	// Jurisdictions are the values of jurisdiction_id with the place that each
	// stands for. Empty: jurisdiction_id is ignored. With one it may be left
	// out; with several every call needs it.
	Jurisdictions map[string]samad.PlaceID
	// Locate finds the place of a point in WGS 84 degrees, for requests that
	// have nothing else; nil: such a request is filed without a place.
	Locate func(lat, long float64) (samad.PlaceID, bool)
	// Identity is how petitioners who give a name or a contact are kept;
	// default [samad.Confidential]. Who gives nothing is anonymous.
	Identity samad.Identity
	// Limiter slows down who asks too often; nil sets no limits.
	Limiter Limiter
	// Missed is told of every try that found nothing, by the kinds
	// [LimitTrack], [LimitPIN] and [LimitKey]. It is not given the code, PIN
	// or key, and must return quickly. nil: nobody.
	Missed func(ctx context.Context, kind, remote string)
	// Remote is the client's address for limits; default the host part of
	// RemoteAddr.
	Remote func(r *http.Request) string
	// Logger gets what goes wrong inside; default nobody. It never gets codes,
	// keys, texts or personal data.
	Logger *slog.Logger
	// Location is where days begin; default Asia/Tehran.
	Location *time.Location
	// MaxBody is the longest body in bytes; default [DefaultMaxBody].
	MaxBody int64
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// api is the handler. It never changes after New.
type api struct {
	desk Desk
	opts Options
}

// New checks the options, reports everything that is missing at once, and
// returns the handler, to be mounted with its prefix stripped. It is safe for
// concurrent use as far as the Desk and the options are.
func New(desk Desk, opts Options) (http.Handler, error) {
	var errs []error
	if desk == nil {
		errs = append(errs, errors.New("open311: the Desk is missing"))
	}
	if opts.Directory == nil {
		errs = append(errs, errors.New("open311: Options.Directory is missing: give the Desk's"))
	}
	if !isBase(opts.URL) {
		errs = append(errs, fmt.Errorf("open311: Options.URL is %q: want an absolute address that ends in /", opts.URL))
	}
	if opts.TestURL != "" && !isBase(opts.TestURL) {
		errs = append(errs, fmt.Errorf("open311: Options.TestURL is %q: want an absolute address that ends in /", opts.TestURL))
	}
	if opts.Public != nil && len(opts.Reader.Roles) == 0 {
		errs = append(errs, errors.New("open311: Options.Public needs Options.Reader, who reads what is public"))
	}
	if opts.MaxBody < 0 {
		errs = append(errs, fmt.Errorf("open311: Options.MaxBody is %d: want a number of bytes, or 0 for %d", opts.MaxBody, DefaultMaxBody))
	}
	if opts.Identity != "" && opts.Identity != samad.Named && opts.Identity != samad.Confidential {
		errs = append(errs, fmt.Errorf("open311: Options.Identity is %q: want named or confidential", opts.Identity))
	}
	for id := range opts.Jurisdictions {
		if id == "" {
			errs = append(errs, errors.New("open311: Options.Jurisdictions has an empty jurisdiction_id"))
		}
	}
	if opts.Location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			errs = append(errs, fmt.Errorf("open311: Options.Location is missing and the zone database has no Asia/Tehran (import _ \"time/tzdata\"): %w", err))
		}
		opts.Location = tehran
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &api{desk: desk, opts: opts.withDefaults()}, nil
}

func (o Options) withDefaults() Options {
	if o.Remote == nil {
		o.Remote = remoteHost
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Identity == "" {
		o.Identity = samad.Confidential
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Changed.IsZero() {
		o.Changed = o.Now()
	}
	if o.Contact.IsZero() {
		o.Contact = samad.Text{Fa: "سامانه سامد ۱۱۱", En: "Samad 111"}
	}
	if o.KeyService.IsZero() {
		o.KeyService = samad.Text{
			Fa: "کلید را راهبر سامانه می‌دهد.", En: "Keys are given by the administrator of this installation.",
		}
	}
	return o
}

func isBase(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && strings.HasSuffix(u.Path, "/") &&
		u.RawQuery == "" && u.Fragment == ""
}

func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
