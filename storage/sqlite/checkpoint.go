package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// SQLite brings its log into the file at a commit, once the log has grown: who
// happens to commit then waits for thousands of pages, and all others with it.
// checkpointer does most of that beside the writers, on a connection of its own,
// and leaves only the last pages to them: a log begins anew only when a writer
// comes while nothing is left in it, which never happens by itself while they
// come one after another.
//
// A checkpoint that fails harms nothing: the log keeps what was committed, the
// next one tries again, SQLite's own comes in the end, and a disk that fails
// tells the next write.
type checkpointer struct {
	handle *sql.DB
	every  int64 // pages

	pages   atomic.Int64 // in the log since the last checkpoint, at a guess
	running atomic.Bool
	rest    atomic.Bool // a writer is asked to bring in what is left
	ends    context.CancelFunc
	ctx     context.Context //nolint:containedctx // it ends the work in the background, see stop
	all     sync.WaitGroup
}

const (
	// checkpointEvery is how many pages the log gets before a checkpoint: what
	// is written several times until then is brought into the file once.
	checkpointEvery = 4000
	// restPages is how many pages may be left to a writer.
	restPages = 400
	// checkpointRounds bounds how often the checkpointer runs after writers who
	// are quicker than it.
	checkpointRounds = 4
	// What a commit brings into the log, and each job in it more: measured with
	// submissions, and used only to tell when it is time.
	pagesOfCommit, pagesOfJob = 20, 5
)

// newCheckpointer returns one for the database that the handle, which becomes
// its own, leads to.
func newCheckpointer(handle *sql.DB) *checkpointer {
	c := &checkpointer{handle: handle, every: checkpointEvery}
	c.ctx, c.ends = context.WithCancel(context.Background())
	return c
}

// committed says that a transaction with so many jobs was written. The queue's
// leader calls it, never two at once.
func (c *checkpointer) committed(jobs int) {
	if c == nil || c.pages.Add(pagesOfCommit+pagesOfJob*int64(jobs)) < c.every || c.running.Swap(true) {
		return
	}
	c.pages.Store(0)
	c.all.Go(func() {
		defer c.running.Store(false)
		c.run(c.ctx)
	})
}

// run brings the log into the file until no more is left than writers may be
// asked for, or they are too quick for it.
func (c *checkpointer) run(ctx context.Context) {
	before := 0
	for round := range checkpointRounds {
		log, err := checkpoint(ctx, c.handle)
		if err != nil {
			return
		}
		// While one round brought in what it had found, the next finds what
		// came in its time.
		if round > 0 && log-before <= restPages {
			break
		}
		before = log
	}
	c.rest.Store(true)
}

// beforeWrite brings in what the background left, when there is something.
func (c *checkpointer) beforeWrite(ctx context.Context, conn querier) {
	if c != nil && c.rest.Load() {
		c.rest.Store(false)
		_, _ = checkpoint(ctx, conn)
	}
}

// stop ends what goes on in the background and waits for it.
func (c *checkpointer) stop() error {
	if c == nil {
		return nil
	}
	c.ends()
	c.all.Wait()
	return c.handle.Close()
}

// querier is a handle or a connection.
type querier interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// checkpoint brings into the file what no reader stands in the way of, and
// returns how many pages the log has. It waits for nobody.
func checkpoint(ctx context.Context, db querier) (log int, err error) {
	var busy, done int
	err = db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &done)
	return log, err
}
