package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/storage/internal/queue"
)

// work is what a caller wants written.
type work = func(ctx context.Context, tx bun.IDB) error

// maxBatch bounds how many callers share a transaction, and so how long the
// last one waits for the first.
const maxBatch = 256

// job is the work of a caller.
type job struct {
	f work
	// foreign says that the work is a host's, not the store's.
	foreign bool
}

// writer begins transactions, one at a time.
type writer interface {
	// begin waits until a transaction has begun, ctx ends or stop is closed.
	begin(ctx context.Context, stop <-chan struct{}) (transaction, error)
}

// transaction is one that has begun. It ends with commit or rollback.
type transaction interface {
	run(ctx context.Context, f work) error // without a savepoint
	try(ctx context.Context, f work) error // within a savepoint; lost() tells if that failed
	lost() bool                            // nothing more can be done in it
	commit() error
	rollback()
}

// newQueue returns the queue before the writer.
func newQueue(w writer) *queue.Queue[job, transaction] {
	return queue.New(queue.Config[job, transaction]{
		Max:     maxBatch,
		Begin:   w.begin,
		Write:   func(tx transaction, b *queue.Batch[job]) { batch{b}.write(w, tx) },
		Abandon: transaction.rollback,
	})
}
