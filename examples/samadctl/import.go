package main

import (
	"context"
	"errors"
	"fmt"
)

type dbImport struct {
	dbFlags
	File string `arg:"" help:"File of db export, - for standard input."`
}

// Help describes what is read.
func (dbImport) Help() string {
	return `Reads what db export wrote into a database that is migrated and empty, and
verifies it there: every hash, chain, digest and the sense of every event. It may
be stopped: called again with the same file, it goes on where it was. Keys and
the accounts of the service go along by themselves.`
}

// Run imports.
func (cmd *dbImport) Run(ctx context.Context, c *console) (err error) {
	db, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	return c.importLines(ctx, db, cmd.File)
}
