package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/transfer"
)

type dbExport struct {
	dbFlags
	Out string `name:"out" required:"" placeholder:"FILE" help:"File to make, - for standard output."`
}

// Help describes the file.
func (dbExport) Help() string {
	return `Writes everything in the database as JSON lines, to be read by db import into
another one, of another kind too. SQLite is read as it is at one instant, while
the services go on; for PostgreSQL stop them first. The file holds the texts in
clear and identities sealed; keys and the accounts of the service are not in it.`
}

// snapshotter is a database that can be read as it is at one instant.
type snapshotter interface {
	Snapshot(ctx context.Context, f func(ctx context.Context, cases samad.Store, records ledger.Store) error) error
}

// Run writes the file.
func (cmd *dbExport) Run(ctx context.Context, c *console) (err error) {
	db, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	if cmd.Out == "-" {
		return c.export(ctx, db, c.stdout)
	}
	if _, err := os.Lstat(cmd.Out); err == nil {
		return fmt.Errorf("--out: %s: %w", cmd.Out, os.ErrExist)
	}
	part := cmd.Out + ".part"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	err = c.export(ctx, db, file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(part, cmd.Out)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func (c *console) export(ctx context.Context, db storage.DB, to io.Writer) error {
	do := func(ctx context.Context, cases samad.Store, records ledger.Store) error {
		bar, err := c.caseBar(ctx, cases, "exporting")
		if err != nil {
			return err
		}
		defer bar.finish()
		summary, err := transfer.Export(ctx, transfer.End{Cases: cases, Ledger: records}, to, func(s transfer.Summary) { bar.at(s.Cases) })
		if err != nil {
			return err
		}
		bar.finish()
		c.moved("exported", summary)
		return nil
	}
	if s, ok := db.(snapshotter); ok {
		return s.Snapshot(ctx, do)
	}
	return do(ctx, db.Cases(), db.Ledger())
}

// caseBar is a bar that is full when all cases of the store are done.
func (c *console) caseBar(ctx context.Context, store samad.Store, what string) (*progress, error) {
	total, err := store.Count(ctx, samad.Query{})
	if err != nil {
		return nil, fmt.Errorf("count the cases: %w", err)
	}
	return newProgress(c.stderr, what, total[0].Cases), nil
}

// importLines reads a file of db export into the database.
func (c *console) importLines(ctx context.Context, db storage.DB, file string) (err error) {
	in := c.stdin
	size := int64(-1)
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		if info, err := f.Stat(); err == nil {
			size = info.Size()
		}
		in = f
	}
	counted := &countingReader{r: in}
	bar := newProgress(c.stderr, "importing (bytes)", size)
	defer bar.finish()
	summary, err := transfer.Import(ctx, counted, endOf(db), func(transfer.Summary) { bar.at(counted.n) })
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	bar.finish()
	c.moved("imported and verified", summary)
	return nil
}

type countingReader struct {
	r io.Reader
	n int64
}

// Read counts the bytes.
func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.n += int64(n)
	return n, err //nolint:wrapcheck // a reader's own error
}
