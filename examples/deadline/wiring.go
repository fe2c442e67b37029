package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// open puts a desk over the database into the checker. The caller closes the
// database.
func open(ctx context.Context, o options, k *checker, notifier samad.Notifier) (db storage.DB, err error) {
	sources, err := packSources(o.Pack)
	if err != nil {
		return nil, err
	}
	// The service makes database and keys; a checker on a name with a slip in
	// it must not watch over nothing.
	if path, ok := strings.CutPrefix(o.DB, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--db: %w", err)
		}
	}
	keys, err := vault.OpenFile(o.Key)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	db, err = storage.Open(ctx, o.DB, storage.Options{})
	if err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	opened := db // returning nil must not lose it
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close())
		}
	}()
	if err := db.Check(ctx); err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	k.store = db.Cases()
	if k.regime, err = regime.Open(ctx, regime.Config{Ledger: db.Ledger(), Sources: sources, Now: k.clock.Now}); err != nil {
		return nil, err
	}
	packs := k.regime.Live()
	if err := packs.Set().Fits(ctx, k.store); err != nil {
		return nil, fmt.Errorf("--pack: %w", err)
	}
	if err := keysFit(ctx, k.store, keys); err != nil {
		return nil, fmt.Errorf("--key: %s: %w", o.Key, err)
	}
	config := samad.Config{
		Store: k.store, Router: packs, Deadlines: packs, Directory: packs.Directory(), Settings: packs.Set().Settings(),
		Codes: tracking.Minter{}, Vault: keys, Notifier: notifier, Now: k.clock.Now,
	}
	if place := attachments.Place(o.Files, o.DB); place != "" {
		if k.files, err = attachments.Open(ctx, place, nil); err != nil {
			return nil, fmt.Errorf("--attachments: %w", err)
		}
		config.Blobs = k.files
	}
	config.Settings.ClaimLease, config.Settings.RetryAfter = o.Lease, o.Retry
	if tables, ok := db.(interface{ Partitions() samad.Chore }); ok { // PostgreSQL's
		config.Chores = append(config.Chores, tables.Partitions())
	}
	var digest *morning
	if o.digest >= 0 {
		if digest, err = newMorning(k.store, packs, o.digest); err != nil {
			return nil, err
		}
		config.Chores = append(config.Chores, digest)
		k.alarms = append(k.alarms, digest)
	}
	if o.Rooms {
		chores, err := rooms(db, packs, config, o.PublicURL)
		if err != nil {
			return nil, err
		}
		config.Chores = append(config.Chores, chores...)
	}
	if k.office, err = samad.NewDesk(config); err != nil {
		return nil, err
	}
	k.desk, k.config = k.office, config
	if digest != nil {
		digest.desk = k.office
	}
	return db, nil
}

// keysFit fails when the keys do not open what lies in the store: with other
// keys every message would fail until it is given up.
func keysFit(ctx context.Context, store samad.Store, keys *vault.Vault) error {
	page, err := store.List(ctx, samad.Query{Order: samad.NewestFirst, Limit: 100})
	if err != nil {
		return err
	}
	for _, c := range page.Cases {
		secrets, err := store.Secrets(ctx, c.ID)
		if err != nil {
			return err
		}
		if len(secrets.Key) == 0 { // erased
			continue
		}
		if _, err := keys.Rewrap(ctx, string(c.ID), secrets.Key); err != nil {
			return fmt.Errorf("it does not belong to this database: %w", err)
		}
		return nil
	}
	return nil
}

// newMorning makes the chore of the agencies' digest on the packs' calendars.
func newMorning(store samad.Store, packs *pack.Live, at time.Duration) (*morning, error) {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return nil, fmt.Errorf("--digest: %w", err)
	}
	directory := packs.Directory()
	return &morning{store: store, zone: zone, at: at, calendar: func(id samad.AgencyID, on persian.Date) *sla.Calendar {
		for _, p := range packs.Set().Packs() {
			if _, ok := p.Directory.Agency(id, on); !ok {
				continue
			}
			scope := sla.Scope{Place: string(p.Province), Agency: string(id)}
			for _, one := range directory.AgencyPath(id, on) {
				if one != id {
					scope.AgencyPath = append(scope.AgencyPath, string(one))
				}
			}
			return p.Calendar.For(scope)
		}
		return nil
	}}, nil
}

// pilot is the id of the embedded pack.
const pilot = "isfahan"

// packSources are the packs in the folders, or the embedded pilot for none. A
// pack may extend the pilot's.
func packSources(folders []string) ([]pack.Source, error) {
	if len(folders) == 0 {
		return []pack.Source{{FS: isfahan.FS(), Options: pack.Options{Name: pilot}}}, nil
	}
	var sources []pack.Source
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("%s: %w", folder, fs.ErrInvalid)
		}
		if err != nil {
			return nil, fmt.Errorf("--pack: %w", err)
		}
		sources = append(sources, pack.Source{FS: os.DirFS(folder), Options: pack.Options{
			Name: filepath.ToSlash(folder), Bases: map[string]fs.FS{pilot: isfahan.FS()},
		}})
	}
	return sources, nil
}
