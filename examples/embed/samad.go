package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/tracking"
)

//go:embed energy/*.yaml
var files embed.FS

// cases are the library's tables in the company's database.
type cases interface {
	Migrate(ctx context.Context) error
	Cases() samad.Store
	WithTx(tx bun.IDB) samad.Store
}

// open makes both kinds of tables and returns the company with its desk, and the
// handler of all. The handle stays the company's.
func open(ctx context.Context, db *bun.DB, kept cases, keys samad.Vault) (*company, http.Handler, error) {
	_, err1 := db.ExecContext(ctx, tables)
	own, err2 := fs.Sub(files, "energy")
	if err := errors.Join(err1, err2, kept.Migrate(ctx)); err != nil {
		return nil, nil, err
	}
	rules, err := pack.Load(own, pack.Options{Name: "energy"})
	if err != nil {
		return nil, nil, err
	}
	made, err := samad.NewDesk(samad.Config{
		Store: kept.Cases(), Vault: keys, Codes: tracking.Minter{}, Settings: rules.Settings, Notifier: texts{db},
		Router: rules.Rules, Directory: rules.Directory, Deadlines: rules.Deadlines,
	})
	if err != nil {
		return nil, nil, err
	}
	c := &company{db, kept, made}
	api, err := httpapi.New(made, httpapi.Options{Directory: rules.Directory, Actor: c.actor})
	return c, c.routes(api), err
}

// actor maps the company's login to the library's: staff are heads of their
// office, and customers are nobody special.
func (c *company) actor(r *http.Request) (samad.Actor, error) {
	m, err := c.signedIn(r)
	if err != nil || m.Office == "" {
		return samad.Actor{}, httpapi.ErrUnauthenticated
	}
	return samad.Actor{ID: m.ID, Roles: []samad.Role{samad.RoleAgencyHead}, Agency: samad.AgencyID(m.Office)}, nil
}

// together runs f in one transaction of the company's, with a Desk that writes
// in it. When the database cannot fit it between others it is run again.
func (c *company) together(ctx context.Context, f func(context.Context, bun.Tx, *samad.Desk) error) (err error) {
	for range 5 {
		err = c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return f(ctx, tx, c.With(c.cases.WithTx(tx))) })
		if !errors.Is(err, samad.ErrRetryTx) {
			break
		}
	}
	return err //nolint:wrapcheck // of f
}

// texts is the company's own notifier: what people are told goes to its SMS
// machine. The id makes a second try harmless.
type texts struct{ db *bun.DB }

func (t texts) Notify(ctx context.Context, n samad.Notice) error {
	_, err := t.db.ExecContext(ctx, `INSERT INTO texts (id, recipient, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, n.ID, cmp.Or(n.To, string(n.Office)), n.Text)
	return err //nolint:wrapcheck // the desk keeps it with the message and tries again
}

// tend does what time asks for, deadlines and messages, until ctx ends. Several
// copies of the service may do it side by side.
func (c *company) tend(ctx context.Context, owner string, every time.Duration, report func(error)) {
	for tick := time.Tick(every); ctx.Err() == nil; {
		_, err1 := c.Sweep(ctx, owner, 100)
		_, err2 := c.Deliver(ctx, owner, 100)
		if err := errors.Join(err1, err2); err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
		case <-tick:
		}
	}
}
