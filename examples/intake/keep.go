package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/metric"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// keep is where everything lies: the database with its tables beside the cases,
// and the keys that belong to it.
type keep struct {
	db     storage.DB
	tables account.Database
	store  *account.Store // without keys: enough for facts
	keys   *vault.Vault
}

// openKeep opens and migrates the database, and opens its keys or makes them.
func openKeep(ctx context.Context, o options, out io.Writer) (k keep, err error) {
	keyPath, err := keyFile(o)
	if err != nil {
		return k, err
	}
	if k.db, err = storage.Open(ctx, o.DB, storage.Options{}); err != nil {
		return k, fmt.Errorf("--db: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, k.db.Close())
		}
	}()
	var ok bool
	if k.tables, ok = k.db.(account.Database); !ok {
		return k, errors.New("--db: accounts need a database that keeps other tables too: write sqlite:PATH")
	}
	if err = k.db.Migrate(ctx); err != nil {
		return k, err
	}
	if k.store, err = account.Open(ctx, account.Config{Database: k.tables}); err != nil {
		return k, err
	}
	k.keys, err = openVault(ctx, keyPath, k.store, out)
	return k, err
}

// accounts opens the accounts as the options want them.
func (k keep) accounts(ctx context.Context, o options, mayHold func(ctx context.Context, d account.Draft) error, observe func(result string)) (*account.Store, error) {
	return account.Open(ctx, account.Config{
		Database: k.tables, ForceChange: !o.trial(), Factor: account.FactorPolicy(o.Factor), Vault: k.keys, MayHold: mayHold, Observe: observe,
	})
}

// outbox counts the messages that wait. The port of stores has no such
// question, as no step of a case needs it.
func outbox(tables account.Database) func(ctx context.Context) (metric.Outbox, error) {
	return func(ctx context.Context) (out metric.Outbox, err error) {
		const pending = `SELECT count(*), coalesce(min(created), 0) FROM messages WHERE state = ?`
		var oldest int64
		if err := tables.Read().NewRaw(pending, samad.Pending).Scan(ctx, &out.Pending, &oldest); err != nil {
			return out, fmt.Errorf("count waiting messages: %w", err)
		}
		if oldest > 0 {
			out.Oldest = time.UnixMicro(oldest)
		}
		const dead = `SELECT count(*) FROM messages WHERE state = ?`
		if err := tables.Read().NewRaw(dead, samad.Dead).Scan(ctx, &out.Dead); err != nil {
			return out, fmt.Errorf("count messages that were given up: %w", err)
		}
		return out, nil
	}
}

// pool tells how the connections for reading are used, where the database can.
func pool(tables account.Database) func() sql.DBStats {
	if db, ok := tables.Read().(interface{ Stats() sql.DBStats }); ok {
		return db.Stats
	}
	return nil
}
