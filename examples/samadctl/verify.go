package main

import (
	"context"
	"fmt"
	"io"

	"github.com/samad111/go-samad/samad"
)

type dbVerify struct {
	dbFlags
}

// Help describes input and output.
func (dbVerify) Help() string {
	return `Reads every case with its whole history and checks that the events are
numbered without a gap, carry their hashes and chain, that every text is the
one committed to, and that the stored state is what the events give. One line
for each case that fails; the exit code is 1 then. The last line, on standard
error, counts what was checked.

JSON fields: case, event (the first that does not verify), error.`
}

// Run verifies the database.
func (cmd *dbVerify) Run(ctx context.Context, c *console) error {
	return cmd.with(ctx, func(store samad.Store) error { return c.verify(ctx, store) })
}

type finding struct {
	Case  samad.CaseID `json:"case"`
	Event int64        `json:"event"`
	Error string       `json:"error"`
}

// verify goes through all cases of the store.
func (c *console) verify(ctx context.Context, store samad.Store) error {
	total, err := store.Count(ctx, samad.Query{})
	if err != nil {
		return fmt.Errorf("count the cases: %w", err)
	}
	var count int64
	for _, tally := range total {
		count += tally.Cases
	}
	bar := newProgress(c.stderr, "verifying", count)
	defer bar.finish()
	var cases, events, findings int
	query := samad.Query{Order: samad.OldestFirst, Limit: 500}
	for {
		page, err := store.List(ctx, query)
		if err != nil {
			return fmt.Errorf("list the cases: %w", err)
		}
		for _, one := range page.Cases {
			r, err := readRecord(ctx, store, one.ID)
			if err != nil {
				return err
			}
			cases, events = cases+1, events+len(r.events)
			bar.step()
			if r.fault == nil {
				continue
			}
			findings++
			if c.json {
				c.printJSON(finding{one.ID, faultSeq(r.fault), r.fault.Error()})
			} else {
				c.print(fmt.Sprintf("case %s: %v\n", one.ID, r.fault))
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	bar.finish()
	summaryf(c.stderr, "checked %d cases with %d events: %d do not verify", cases, events, findings)
	if findings > 0 {
		return errFindings
	}
	return nil
}

func summaryf(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "samadctl: "+format+"\n", args...)
}
