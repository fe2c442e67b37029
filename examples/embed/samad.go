package main

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"

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

// desk is what the company adds to its service.
type desk struct {
	*samad.Desk
	db    *bun.DB
	cases cases
}

// open makes both kinds of tables and returns the service with everything in
// it. The handle stays the company's.
func open(ctx context.Context, db *bun.DB, kept cases, keys samad.Vault) (http.Handler, error) {
	_, err := db.ExecContext(ctx, tables)
	if err := errors.Join(err, kept.Migrate(ctx)); err != nil {
		return nil, err
	}
	own, err1 := fs.Sub(files, "energy")
	rules, err2 := pack.Load(own, pack.Options{Name: "energy"})
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	made, err := samad.NewDesk(samad.Config{
		Store: kept.Cases(), Vault: keys, Codes: tracking.Minter{}, Settings: rules.Settings,
		Router: rules.Rules, Directory: rules.Directory, Deadlines: rules.Deadlines,
	})
	if err != nil {
		return nil, err
	}
	c := &company{db, &desk{made, db, kept}}
	api, err := httpapi.New(made, httpapi.Options{Directory: rules.Directory, Actor: c.actor})
	if err != nil {
		return nil, err
	}
	return c.routes(api), nil
}

// actor maps the company's login to the library's: staff are heads of their
// office, and customers are nobody special.
func (c *company) actor(r *http.Request) (samad.Actor, error) {
	m, err := c.signedIn(r)
	if err != nil || m.Office == "" {
		return samad.Actor{}, httpapi.ErrUnauthenticated
	}
	return samad.Actor{ID: m.Name, Roles: []samad.Role{samad.RoleAgencyHead}, Agency: samad.AgencyID(m.Office)}, nil
}

// together runs f in one transaction of the company's, with a Desk that writes
// in it. When the database cannot fit it between others it is run again.
func (d *desk) together(ctx context.Context, f func(context.Context, bun.Tx, *samad.Desk) error) (err error) {
	for range 5 {
		err = d.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			return f(ctx, tx, d.With(d.cases.WithTx(tx)))
		})
		if !errors.Is(err, samad.ErrRetryTx) {
			return err //nolint:wrapcheck // of f
		}
	}
	return err //nolint:wrapcheck // of f
}
