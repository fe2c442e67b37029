package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/transfer"
)

// endOf is the database as the end of a transfer.
func endOf(db storage.DB) transfer.End {
	return transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}
}

type dbBackup struct {
	dbFlags
	File  string `arg:"" help:"File to make; it must not exist."`
	Quick bool   `help:"Check the file only, not the histories in it."`
}

// Help describes what it does.
func (dbBackup) Help() string {
	return `Copies the database as it is at one instant while the services go on, and then
reads the copy: its pages, and every history and digest in it. The keys are not
in it: keep a copy of the key file elsewhere, and write down the digest that is
printed. PostgreSQL has tools of its own: docs/storage.md names them.`
}

// Run makes and verifies the backup.
func (cmd *dbBackup) Run(ctx context.Context, c *console) (err error) {
	db, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	copier, ok := db.(interface {
		Backup(ctx context.Context, path string) error
	})
	if !ok {
		return errors.New("--db: this database is backed up by its own tools (docs/storage.md), or moved by db export")
	}
	if err := copier.Backup(ctx, cmd.File); err != nil {
		return err
	}
	if cmd.Quick {
		return nil
	}
	return c.verifyFile(ctx, cmd.File)
}

// verifyFile reads everything in a database file.
func (c *console) verifyFile(ctx context.Context, path string) (err error) {
	db, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		if errors.Is(err, storage.ErrOlder) {
			summaryf(c.stderr, "%s is from an older version: migrate it, then db verify", path)
			return nil
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	summary, err := transfer.Verify(ctx, endOf(db), nil)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	c.moved("verified", summary)
	if summary.Digests > 0 {
		last, err := db.Cases().LastDigest(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		summaryf(c.stderr, "the last digest is %s", last.Hash)
	}
	return nil
}

func (c *console) moved(verb string, s transfer.Summary) {
	summaryf(c.stderr, "%s %d cases with %d events, %d digests, %d records of rooms, %d messages, %d keys, %d calls",
		verb, s.Cases, s.Events, s.Digests, s.Records, s.Messages, s.Keys, s.Calls)
}

type dbRestore struct {
	DB    string `name:"db" required:"" placeholder:"URL" help:"Where to put it: sqlite: and a path where no database is."`
	File  string `arg:"" help:"The backup."`
	Quick bool   `help:"Check the file only, not the histories in it."`
}

// Help describes what it does.
func (dbRestore) Help() string {
	return `Puts a backup where no database is, after checking it, and reads what it holds. To
go back to an older state, stop the services and move the present database with
its -wal and -shm aside first; they may be needed yet.`
}

// Run restores and verifies.
func (cmd *dbRestore) Run(ctx context.Context, c *console) error {
	path, ok := strings.CutPrefix(cmd.DB, "sqlite:")
	if !ok {
		return errors.New("--db: only sqlite: is restored from a file; docs/storage.md tells how for PostgreSQL")
	}
	if cmd.Quick {
		return sqlite.RestoreFile(ctx, cmd.File, path, nil)
	}
	// The copy is read before it gets its name: a backup with something wrong in
	// it leaves nothing behind.
	return sqlite.RestoreFile(ctx, cmd.File, path, c.verifyFile)
}
