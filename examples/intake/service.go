package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/limit"
	"github.com/samad111/go-samad/examples/intake/metric"
	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/examples/intake/sandbox"
	"github.com/samad111/go-samad/examples/intake/trace"
	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// service is everything behind the listener.
type service struct {
	http.Handler
	metrics *metric.Metrics
	health  *health
	pages   []string // the patterns of the pages
	regime  *regime.Keeper
	unwatch func() // ends following what is decided elsewhere; nil before it began
	db      storage.DB
	files   attachments.Store // nil where no attachments are taken
	tracer  *trace.Tracer     // nil without a collector
	logger  *slog.Logger
}

// traceTime is how long the last spans may take to reach the collector.
const traceTime = 3 * time.Second

// Close sends what is left of the traces and closes the database. A collector
// that is away keeps nobody from stopping.
func (s *service) Close() error {
	if s.tracer != nil {
		ctx, cancel := context.WithTimeout(context.Background(), traceTime)
		defer cancel()
		if err := s.tracer.Close(ctx); err != nil {
			s.logger.Warn("the last traces were not sent", "error", err.Error())
		}
	}
	if s.unwatch != nil {
		s.unwatch()
	}
	var err error
	if s.files != nil {
		err = s.files.Close()
	}
	return errors.Join(s.db.Close(), err)
}

// open puts the service together: database, accounts, keys, packs, Desk, API
// and pages. progress is where a demo shows how far it is.
func open(ctx context.Context, o options, logger *slog.Logger, out, progress io.Writer) (s *service, err error) {
	tehran, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return nil, fmt.Errorf("zone database: %w", err)
	}
	now := o.clock()
	sources, err := packSources(o.Pack)
	if err != nil {
		return nil, err
	}
	loaded, err := pack.LoadAll(sources...) // before there is a database
	if err != nil {
		return nil, err
	}
	keep, err := openKeep(ctx, o, out)
	if err != nil {
		return nil, err
	}
	made := &service{db: keep.db, logger: logger}
	defer func() {
		if err != nil {
			err = errors.Join(err, made.Close())
		}
	}()
	s = made
	if err = guardSandbox(ctx, keep, o); err != nil {
		return nil, err
	}
	if s.regime, err = regime.Open(ctx, regime.Config{Ledger: keep.db.Ledger(), Sources: sources, Loaded: loaded, Now: now, Location: tehran}); err != nil {
		return nil, err
	}
	packs := s.regime.Live()
	s.health = &health{db: keep.db, packs: packs, now: now, probe: func(ctx context.Context) error {
		const size = 1 << 10 // so that a full disk shows
		value := make([]byte, size)
		copy(value, time.Now().UTC().Format(time.RFC3339Nano))
		return keep.store.SetFact(ctx, "ready_probe", value)
	}}
	if err = packs.Set().Fits(ctx, keep.db.Cases()); err != nil {
		return nil, fmt.Errorf("--pack: %w", err)
	}
	// What is set wrongly is told before accounts are made, whose passwords are
	// printed once.
	if err = o.fits(packs.Directory()); err != nil {
		return nil, err
	}
	s.metrics, err = metric.New(metric.Options{
		Store: keep.db.Cases(), Outbox: outbox(keep.tables), Calendar: s.health.officialEnd, Pool: pool(keep.tables),
		Version: version(), Now: now,
	})
	if err != nil {
		return nil, err
	}
	watch := observers{s.metrics}
	if o.Trace != "" {
		s.tracer, err = trace.Open(ctx, trace.Options{Endpoint: o.Trace, Share: o.TraceShare, Service: "samad-intake", Version: version(), Fault: func(err error) {
			logger.Warn("traces", "error", err.Error())
		}})
		if err != nil {
			return nil, err
		}
		watch = append(watch, s.tracer)
	}
	holds, err := mayHold(o, keep, now)
	if err != nil {
		return nil, err
	}
	accounts, err := keep.accounts(ctx, o, holds, s.metrics.SignIn)
	if err != nil {
		return nil, err
	}
	config := samad.Config{
		Store: keep.db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(),
		Codes: tracking.Minter{}, Vault: keep.keys, Settings: packs.Set().Settings(), Location: tehran,
		Now: now, Observer: watch,
	}
	var scanner samad.Scanner
	if s.files, scanner, err = openAttachments(ctx, o, logger); err != nil {
		return nil, err
	}
	if s.files != nil {
		config.Blobs, config.Scanner = s.files, scanner
	}
	letters, err := openConnection(keep.db, packs, tehran, now)
	if err != nil {
		return nil, err
	}
	config.Letters = letters
	today, err := persian.FromTime(now().In(tehran))
	if err != nil {
		return nil, fmt.Errorf("the clock of this machine: %w", err)
	}
	if o.Training {
		config.Notifier = training.NoCarrier{}
		config.Settings.Approval = sandbox.Approval(packs.Directory(), today)
	}
	desk, err := samad.NewDesk(config)
	if err != nil {
		return nil, err
	}
	filled := o.Demo > 0
	switch {
	case o.Training:
		filled, err = fillSandbox(ctx, config, keep, packs, accounts, o, today, out, progress)
	case filled:
		err = fillDemo(ctx, config, keep, packs, accounts, int(o.Demo), today, out, progress)
	default:
		err = firstAccounts(ctx, accounts, packs.Directory(), today, len(o.Pack) == 0 && o.trial(), out, o.conditional)
	}
	if err != nil {
		return nil, err
	}
	rooms, err := openRooms(keep.db, desk, packs, tehran, now, o.PublicURL)
	if err != nil {
		return nil, err
	}
	if filled {
		if err = addUp(ctx, rooms.Figures, now()); err != nil {
			return nil, err
		}
	}
	school, err := openTraining(ctx, o, keep, config, packs, rooms, out)
	if err != nil {
		return nil, err
	}
	s.unwatch = follow(ctx, s.regime, logger)
	s.Handler, err = s.routes(ctx, o, parts{desk, packs, accounts, keep.keys, tehran, now, logger, rooms, s.health.standing(outbox(keep.tables)), school, publicity.Store{DB: keep.tables, Now: now, Location: tehran}})
	return s, err
}

// parts are what the routes work with.
type parts struct {
	desk     *samad.Desk
	packs    *pack.Live
	accounts *account.Store
	keys     samad.Vault
	location *time.Location
	now      func() time.Time
	logger   *slog.Logger
	rooms    webdesk.Rooms
	standing func(ctx context.Context) webdesk.Health
	school   *webdesk.Training

	publicity publicity.Store
}

// observers tells each of several.
type observers []samad.Observer

// Observe implements [samad.Observer].
func (all observers) Observe(ctx context.Context, o samad.Observation) {
	for _, one := range all {
		one.Observe(ctx, o)
	}
}

// limiter is what API and pages ask.
type limiter interface {
	Allow(ctx context.Context, kind, key string) (retryAfter time.Duration, ok bool)
}

// routes lays the API beside the pages.
func (s *service) routes(ctx context.Context, o options, p parts) (http.Handler, error) {
	var limits limiter
	if o.Limits != "off" {
		made, err := newLimiter()
		if err != nil {
			return nil, err
		}
		limits = counted{made, s.metrics.Refused}
	}
	provider, err := openProvider(ctx, o, p.keys)
	if err != nil {
		return nil, err
	}
	door := signIn{p.accounts}
	hooks, err := openWebhooks(s.db, o, p)
	if err != nil {
		return nil, err
	}
	api, err := httpapi.New(p.desk, httpapi.Options{
		Webhooks:  hooks,
		Directory: p.packs.Directory(), Actor: door.Actor, Sessions: door, Expert: door.Expert, Limiter: limits, Ready: s.health.ready,
		Logger: p.logger, Location: p.location, Now: p.now, Version: version(), Extensions: roomOperations(s.db, s.regime, p, o.PublicURL),
	})
	if err != nil {
		return nil, err
	}
	line := openCallers(o, p)
	pages, err := webdesk.New(webdesk.Options{
		Desk: p.desk, Directory: p.packs.Directory(), Deadlines: p.packs, Accounts: p.accounts, Location: p.location, Now: p.now,
		Limiter: limits, Logger: p.logger, Loopback: o.loopback() && !o.secure(), Origin: o.PublicURL, Provider: provider, ProviderName: o.OIDCName,
		RequestID: requestID, Version: version(), Adviser: adviser{p.packs}, Router: p.packs, Provinces: provinces(p.packs), Rooms: p.rooms,
		Webhooks: hooks, Regime: s.regime, Cases: s.db.Cases(), Health: p.standing, Training: p.school, Callers: line.pages(),
		Publicity: p.publicity,
	})
	if err != nil {
		return nil, err
	}
	s.pages = pages.Patterns()
	standard, err := openStandard(o, p, limits)
	if err != nil {
		return nil, err
	}
	texts, err := openSMS(o, p, limits)
	if err != nil {
		return nil, err
	}
	all := below(line.handler(), callersPath, below(texts, smsPath, below(standard, open311Path, beside(api, pages))))
	if o.Metrics == "on" {
		all = withMetrics(all, s.metrics.Handler())
	}
	watched := withLog(shedding(all, o.MaxRequests, s.metrics.Shed), watching{p.logger, s.metrics, s.tracer})
	return behindProxies(watched, o.trusted), nil
}

// openWebhooks returns who asks to be told of cases; nobody in a sandbox.
func openWebhooks(db storage.DB, o options, p parts) (httpapi.Webhooks, error) {
	if o.Training {
		return nil, nil
	}
	return webhook.NewRegistry(webhook.Config{
		Ledger: db.Ledger(), Vault: p.keys, Directory: p.packs.Directory(), Feed: p.desk, Plain: o.loopback(), Now: p.now, Location: p.location,
	})
}

// withMetrics answers /metrics to this machine only. To others it does not
// exist.
func withMetrics(next, metrics http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, ok := address(r.RemoteAddr)
		if r.URL.Path == "/metrics" && ok && at.IsLoopback() {
			metrics.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// counted counts what a limiter refuses.
type counted struct {
	*limit.Limiter
	refused func(kind string)
}

// Allow implements the limiter of API and pages.
func (c counted) Allow(ctx context.Context, kind, key string) (time.Duration, bool) {
	wait, ok := c.Limiter.Allow(ctx, kind, key)
	if !ok {
		c.refused(kind)
	}
	return wait, ok
}

// beside sends what is the API's to the API and all else to the pages. A mux
// would answer unclean paths with a redirect in HTML, which is nothing for
// programs.
func beside(api, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case strings.HasPrefix(p, "/api/"), p == "/api", p == "/healthz", p == "/readyz", p == "/openapi.json", p == "/docs", p == "/docs/style.css":
			api.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}
