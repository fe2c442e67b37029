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

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// service is everything behind the listener.
type service struct {
	http.Handler
	db storage.DB
}

// Close closes the database.
func (s *service) Close() error { return s.db.Close() }

// open puts the service together: database, accounts, keys, packs, Desk, API
// and pages.
func open(ctx context.Context, o options, logger *slog.Logger, out io.Writer) (s *service, err error) {
	tehran, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return nil, fmt.Errorf("zone database: %w", err)
	}
	start, err := o.parseStart()
	if err != nil {
		return nil, err
	}
	now := clockFrom(start)
	packs, err := loadPacks(o.Pack)
	if err != nil {
		return nil, err
	}
	keyPath, err := keyFile(o)
	if err != nil {
		return nil, err
	}
	db, err := storage.Open(ctx, o.DB, storage.Options{})
	if err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	tables, ok := db.(account.Database)
	if !ok {
		return nil, errors.New("--db: accounts need a database that keeps other tables too: write sqlite:PATH")
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	accounts, err := account.Open(ctx, account.Config{Database: tables, ForceChange: !o.loopback()})
	if err != nil {
		return nil, err
	}
	keys, err := openVault(ctx, keyPath, accounts, out)
	if err != nil {
		return nil, err
	}
	desk, err := samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(),
		Codes: tracking.Minter{}, Vault: keys, Settings: packs.Settings(), Location: tehran,
		Now: now,
	})
	if err != nil {
		return nil, err
	}
	today, err := persian.FromTime(now().In(tehran))
	if err != nil {
		return nil, fmt.Errorf("the clock of this machine: %w", err)
	}
	if err := firstAccounts(ctx, accounts, packs.Directory(), today, len(o.Pack) == 0 && o.loopback(), out); err != nil {
		return nil, err
	}
	handler, err := routes(o, desk, packs, accounts, db, tehran, now, logger)
	if err != nil {
		return nil, err
	}
	return &service{Handler: handler, db: db}, nil
}

// limiter is what API and pages ask.
type limiter interface {
	Allow(ctx context.Context, kind, key string) (retryAfter time.Duration, ok bool)
}

// routes lays the API beside the pages.
func routes(o options, desk *samad.Desk, packs *pack.Set, accounts *account.Store, db storage.DB, location *time.Location, now func() time.Time, logger *slog.Logger) (http.Handler, error) {
	var limits limiter
	if o.Limits != "off" {
		made, err := newLimiter()
		if err != nil {
			return nil, err
		}
		limits = made
	}
	door := signIn{accounts}
	api, err := httpapi.New(desk, httpapi.Options{
		Directory: packs.Directory(), Actor: door.Actor, Sessions: door, Expert: door.Expert, Limiter: limits, Ready: db.Check,
		Logger: logger, Location: location, Now: now, Version: version(),
	})
	if err != nil {
		return nil, err
	}
	pages, err := webdesk.New(webdesk.Options{
		Desk: desk, Directory: packs.Directory(), Deadlines: packs, Accounts: accounts, Location: location, Now: now,
		Limiter: limits, Logger: logger, Loopback: o.loopback(), RequestID: requestID, Version: version(),
		Adviser: adviser{packs}, Router: packs, Provinces: provinces(packs),
	})
	if err != nil {
		return nil, err
	}
	return withLog(beside(api, pages), logger), nil
}

// beside sends what is the API's to the API and all else to the pages. A mux
// would answer unclean paths with a redirect in HTML, which is nothing for
// programs.
func beside(api, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case strings.HasPrefix(p, "/api/"), p == "/api", p == "/healthz", p == "/readyz", p == "/openapi.json":
			api.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}
