package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
)

type dbCommands struct {
	Verify  dbVerify  `cmd:"" help:"Verify the history of every case."`
	Migrate dbMigrate `cmd:"" help:"Bring the database to the schema of this version."`
	Status  dbStatus  `cmd:"" help:"Say whether the database answers and has the schema of this version."`
	Backup  dbBackup  `cmd:"" help:"Copy an SQLite database while it is used."`
	Restore dbRestore `cmd:"" help:"Put a backup where no database is."`
	Export  dbExport  `cmd:"" help:"Write everything as JSON lines."`
	Import  dbImport  `cmd:"" help:"Read everything from JSON lines."`
	Stray   dbStray   `cmd:"" help:"Find attachments that no case has, and remove them."`
}

// dbFlags name a database.
type dbFlags struct {
	DB string `name:"db" required:"" placeholder:"URL" help:"Database, such as sqlite:samad.db."`
}

// open opens the database, which must be there: a slip in its name must not
// make a new one.
func (f dbFlags) open(ctx context.Context) (storage.DB, error) {
	if path, ok := strings.CutPrefix(f.DB, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--db: %w", err)
		}
	}
	db, err := storage.Open(ctx, f.DB, storage.Options{})
	if err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	return db, nil
}

// openToRead opens the database, which must be there, for reading only.
func (f dbFlags) openToRead(ctx context.Context) (storage.DB, error) {
	if path, ok := strings.CutPrefix(f.DB, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--db: %w", err)
		}
	}
	db, err := storage.Open(ctx, f.DB, storage.Options{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	return db, nil
}

// with opens the database for reading cases.
func (f dbFlags) with(ctx context.Context, do func(store samad.Store) error) (err error) {
	return f.withAll(ctx, func(db storage.DB) error { return do(db.Cases()) })
}

// withAll opens the database for reading all of it.
func (f dbFlags) withAll(ctx context.Context, do func(db storage.DB) error) (err error) {
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		// What was found counts for more than a file that does not close.
		if closed := db.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close the database: %w", closed)
		}
	}()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	return do(db)
}

type dbMigrate struct {
	DB string `name:"db" required:"" placeholder:"URL" help:"Database, such as sqlite:samad.db; a new file is made."`
}

// Run migrates the database.
func (cmd *dbMigrate) Run(ctx context.Context, c *console) error {
	db, err := storage.Open(ctx, cmd.DB, storage.Options{})
	if err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	err = db.Migrate(ctx)
	if err == nil {
		err = db.Check(ctx)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return c.status("current", nil)
}

type dbStatus struct {
	dbFlags
}

// Help describes input and output.
func (dbStatus) Help() string {
	return `Prints current, older (migrate it), newer (use a newer samadctl) or missing.
The exit code is 1 unless it is current, 2 when the database does not answer.

JSON fields: status, error.`
}

type statusRecord struct {
	Status string `json:"status"`
	Error  string `json:"error,omitempty"`
}

// Run asks the database.
func (cmd *dbStatus) Run(ctx context.Context, c *console) error {
	db, err := cmd.open(ctx)
	switch {
	case errors.Is(err, storage.ErrNewer):
		return c.status("newer", err)
	case errors.Is(err, fs.ErrNotExist):
		return c.status("missing", err)
	case err != nil:
		return err
	}
	err = db.Check(ctx)
	if closed := db.Close(); err == nil && closed != nil {
		return fmt.Errorf("close the database: %w", closed)
	}
	switch {
	case err == nil:
		return c.status("current", nil)
	case errors.Is(err, storage.ErrOlder):
		return c.status("older", err)
	case errors.Is(err, storage.ErrNewer):
		return c.status("newer", err)
	default:
		return err
	}
}

// status writes the status and returns what it comes to.
func (c *console) status(word string, err error) error {
	out := statusRecord{Status: word}
	if err != nil {
		out.Error = err.Error()
	}
	if c.json {
		c.printJSON(out)
	} else {
		c.print(word, "\n")
	}
	if err != nil {
		fmt.Fprintln(c.stderr, "samadctl:", err)
		return errFindings
	}
	return nil
}
