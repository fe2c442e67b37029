package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

type keyCommands struct {
	New    keyNew    `cmd:"" help:"Add a key that wraps from now on."`
	List   keyList   `cmd:"" help:"List the keys, and what each wraps."`
	Rotate keyRotate `cmd:"" help:"Bring the keys of all cases, calls and webhooks under the newest key."`
	Drop   keyDrop   `cmd:"" help:"Remove an old key that wraps nothing any more."`
}

// keyFlags name a key file.
type keyFlags struct {
	Key string `name:"key" required:"" placeholder:"FILE" help:"Key file of the database."`
}

type keyNew struct {
	keyFlags
}

// Help describes what comes next.
func (keyNew) Help() string {
	return `Adds a key-encryption key to the file. The old ones stay, to read what they
wrapped. The steps of a rotation: key new; copy the file to wherever its copy
is kept; start every service anew; key rotate; key drop.`
}

// Run adds a key.
func (cmd *keyNew) Run(_ context.Context, c *console) error {
	if err := vault.RotateFile(cmd.Key); err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	keys, err := vault.ListFile(cmd.Key)
	if err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	for _, k := range keys {
		if k.Primary {
			c.key(keyRecord{ID: k.ID, Primary: true})
		}
	}
	return nil
}

type keyRecord struct {
	ID      uint32 `json:"id"`
	Primary bool   `json:"primary"`
	// Missing: something in the database is wrapped by it, and it is not in
	// the file.
	Missing bool `json:"missing,omitempty"`
	// Wraps is missing when no database was asked.
	Wraps *int64 `json:"wraps,omitempty"`
}

func (c *console) key(r keyRecord) {
	if c.json {
		c.printJSON(r)
		return
	}
	word := "old"
	switch {
	case r.Primary:
		word = "primary"
	case r.Missing:
		word = "missing"
	}
	line := fmt.Sprintf("%d\t%s", r.ID, word)
	if r.Wraps != nil {
		line += fmt.Sprintf("\t%d", *r.Wraps)
	}
	c.print(line, "\n")
}

type keyList struct {
	keyFlags
	DB string `name:"db" placeholder:"URL" help:"Database in which to count what each key wraps."`
}

// Help describes the output.
func (keyList) Help() string {
	return `One line for each key: its id, primary (wraps new cases) or old, and with --db
how many keys of cases, calls, webhooks and files it wraps. A key that wraps something and is not in
the file is listed as missing, and the exit code is 1.

JSON fields: id, primary, missing, wraps.`
}

// Run lists the keys.
func (cmd *keyList) Run(ctx context.Context, c *console) error {
	keys, err := vault.ListFile(cmd.Key)
	if err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	var report *vault.RotateReport
	if cmd.DB != "" {
		if report, err = c.rotate(ctx, cmd.Key, dbFlags{cmd.DB}, true); err != nil {
			return err
		}
	}
	for _, k := range keys {
		r := keyRecord{ID: k.ID, Primary: k.Primary}
		if report != nil {
			n := report.Under[k.ID]
			r.Wraps = &n
		}
		c.key(r)
		if report != nil {
			delete(report.Under, k.ID)
		}
	}
	if report == nil || len(report.Under) == 0 {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(report.Under)) {
		n := report.Under[id]
		c.key(keyRecord{ID: id, Missing: true, Wraps: &n})
	}
	return errFindings
}

type keyRotate struct {
	keyFlags
	dbFlags
}

// Help describes what it does.
func (keyRotate) Help() string {
	return `Rewraps the keys of all cases, calls, webhooks and files that an older key has wrapped; nothing
that was sealed changes. It may run beside the services and may be stopped:
called again, it goes on where it was. Start every service anew between key new
and this.`
}

// Run rewraps.
func (cmd *keyRotate) Run(ctx context.Context, c *console) error {
	report, err := c.rotate(ctx, cmd.Key, cmd.dbFlags, false)
	if report != nil {
		summaryf(c.stderr, "looked at %d keys of cases, calls and webhooks: %d rewrapped", report.Seen, report.Rewrapped)
	}
	return err
}

// rotate rewraps, or only looks.
func (c *console) rotate(ctx context.Context, key string, db dbFlags, look bool) (*vault.RotateReport, error) {
	v, err := vault.OpenFile(key)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	var report vault.RotateReport
	err = db.withAll(ctx, func(all storage.DB) error {
		store := all.Cases()
		total, err := store.Count(ctx, samad.Query{})
		if err != nil {
			return fmt.Errorf("count the cases: %w", err)
		}
		bar := newProgress(c.stderr, "keys", total[0].Cases)
		defer bar.finish()
		if report, err = v.Rotate(ctx, store, look, func(r vault.RotateReport) { bar.at(r.Seen) }); err != nil {
			return err
		}
		return rotateRooms(ctx, all, v, key, look, &report)
	})
	return &report, err
}

// rotateRooms does the same for the keys that seal the secrets of webhooks and the
// files of records.
func rotateRooms(ctx context.Context, db storage.DB, v *vault.Vault, key string, look bool, report *vault.RotateReport) error {
	keys, err := vault.ListFile(key)
	if err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	primary := uint32(0)
	for _, k := range keys {
		if k.Primary {
			primary = k.ID
		}
	}
	rewrap := func(id string, wrapped []byte) ([]byte, error) {
		report.Seen++
		by, known := vault.WrappedBy(wrapped)
		if look || known && by == primary {
			if known {
				report.Under[by]++
			}
			return nil, nil
		}
		fresh, err := v.Rewrap(ctx, id, wrapped)
		if err != nil {
			return nil, fmt.Errorf("rotate the key of %s: %w", id, err)
		}
		report.Rewrapped++
		report.Under[primary]++
		return fresh, nil
	}
	if err := webhook.Keys(ctx, db.Ledger(), time.Now(), rewrap); err != nil {
		return err
	}
	return oversight.FileKeys(ctx, db.Ledger(), time.Now(), rewrap)
}

type keyDrop struct {
	keyFlags
	dbFlags
	ID string `arg:"" help:"Id of the key, as key list gives it."`
}

// Help describes what it refuses.
func (keyDrop) Help() string {
	return `Removes an old key from the file, for ever. It refuses while the key still wraps
anything in the database. Backups that were made before the rotation cannot be
read without the old key: keep a copy of the old file as long as them.`
}

// Run drops the key.
func (cmd *keyDrop) Run(ctx context.Context, c *console) error {
	id, err := strconv.ParseUint(cmd.ID, 10, 32)
	if err != nil {
		return fmt.Errorf("%q is no id of a key: %w", cmd.ID, errors.Unwrap(err))
	}
	report, err := c.rotate(ctx, cmd.Key, cmd.dbFlags, true)
	if err != nil {
		return err
	}
	if n := report.Under[uint32(id)]; n > 0 {
		fmt.Fprintf(c.stderr, "samadctl: key %d still wraps %d keys: run key rotate first\n", id, n)
		return errFindings
	}
	if err := vault.DropFile(cmd.Key, uint32(id)); err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	return nil
}

// openVault opens the keys of a database: a file, or env:NAME.
func openVault(place string) (samad.Vault, error) {
	v, err := vault.Load(place, os.Getenv)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	return v, nil
}
