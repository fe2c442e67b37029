package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/storage"
)

// openFiles opens where attachments lie, nil where there are none. A folder
// must be there: a slip in its name must not make a new one.
func openFiles(ctx context.Context, option, db string) (attachments.Store, error) {
	place := attachments.Place(option, db)
	if place == "" {
		return nil, nil
	}
	if !attachments.IsBucket(place) {
		if _, err := os.Stat(place); option == "" && os.IsNotExist(err) {
			return nil, nil
		} else if err != nil {
			return nil, fmt.Errorf("--attachments: %w", err)
		}
	}
	store, err := attachments.Open(ctx, place, nil)
	if err != nil {
		return nil, fmt.Errorf("--attachments: %w", err)
	}
	return store, nil
}

type dbStray struct {
	dbFlags
	Attachments string        `placeholder:"DIR|s3:" help:"Where attachments lie. Default: the database's path and .attachments."`
	Grace       time.Duration `default:"168h" help:"How old they must be, so that no step is still under way; at least an hour. Default: a week."`
	Remove      bool          `help:"Remove them. Without it they are only listed."`
	Many        bool          `help:"Remove them even if they are more than a tenth of all."`
}

// Help describes what it does.
func (dbStray) Help() string {
	return `Lists the attachments that no case of the database has: a server was killed
between keeping a file and writing its step, or an older database stands beside
a newer folder. Nobody can read them. With --remove they are destroyed; if they
are more than a tenth of all, that is refused without --many, for then it may
be the wrong database or an old backup of it. The exit code is 1 when some were
found and not removed.

JSON fields: attachment, made.`
}

type strayRecord struct {
	Attachment string    `json:"attachment"`
	Made       time.Time `json:"made"`
}

// Run looks for them.
func (cmd *dbStray) Run(ctx context.Context, c *console) error {
	if cmd.Grace < time.Hour {
		return fmt.Errorf("--grace: at least 1h")
	}
	return cmd.withAll(ctx, func(db storage.DB) (err error) {
		files, err := openFiles(ctx, cmd.Attachments, cmd.DB)
		if err != nil {
			return err
		}
		if files == nil {
			return fmt.Errorf("--attachments: there is no folder beside the database: name it")
		}
		defer func() {
			if closed := files.Close(); err == nil {
				err = closed
			}
		}()
		report, err := samad.StrayBlobs(ctx, db.Cases(), files, time.Now().Add(-cmd.Grace), func(ctx context.Context, owned func(id string)) error {
			return oversight.Files(ctx, db.Ledger(), func(_ ledger.Ref, f samad.RecordFile) error {
				owned(f.ID)
				return nil
			})
		})
		if err != nil {
			return err
		}
		for _, id := range report.Stray {
			made, err := samad.BlobTime(id)
			if err != nil {
				return err
			}
			if c.json {
				c.printJSON(strayRecord{id, made})
			} else {
				c.print(id, "\t", made.Format(time.RFC3339), "\n")
			}
		}
		summaryf(c.stderr, "of %d attachments older than %v, %d belong to no case", report.Kept, cmd.Grace, len(report.Stray))
		switch {
		case len(report.Stray) == 0:
			return nil
		case !cmd.Remove:
			return errFindings
		case len(report.Stray)*10 > report.Kept && !cmd.Many:
			summaryf(c.stderr, "that is more than a tenth: look whether this is the right database, then use --many")
			return errFindings
		}
		for _, id := range report.Stray {
			if err := files.Delete(ctx, id); err != nil {
				return err
			}
		}
		summaryf(c.stderr, "removed them")
		return nil
	})
}
