package sqlite

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// work is what a caller wants written.
type work = func(ctx context.Context, tx bun.IDB) error

// maxBatch bounds how many callers share a transaction, and so how long the
// last one waits for the first.
const maxBatch = 256

// job is a caller in the queue.
type job struct {
	ctx  context.Context
	f    work
	lead chan struct{} // closed when the job is to lead
	done chan outcome  // holds one
	// foreign says that the work is a host's, not the store's.
	foreign bool
	// promoted says that the job leads; it is guarded by the queue's mutex.
	promoted bool
}

// outcome is what became of a job: an error, or what its work panicked with.
type outcome struct {
	err      error
	panicked any
}

func (o outcome) good() bool { return o.err == nil && o.panicked == nil }

// result returns the error to the caller who owns the job, or panics where the
// caller would have, had it run its work itself.
func (o outcome) result() error {
	if o.panicked != nil {
		panic(o.panicked)
	}
	return o.err
}

// errLeaderGone is the outcome of a job whose leader's goroutine ended within
// the work (runtime.Goexit, as testing.T.FailNow does).
var errLeaderGone = errors.New("sqlite: the goroutine that was writing ended")

// queue lets many callers share transactions. The first who comes leads: it
// writes for all who wait at that moment, then hands on. Waiting jobs and the
// leader are all callers' own goroutines.
type queue struct {
	writer writer

	mu      sync.Mutex
	waiting []*job // the leader's own job first, until it takes its batch
	leading bool
	closed  bool
	stop    chan struct{} // closed together with the queue
	idle    chan struct{} // closed when the queue is closed and nobody leads
}

func newQueue(w writer) *queue {
	return &queue{writer: w, stop: make(chan struct{}), idle: make(chan struct{})}
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

// do waits for the job's turn and returns what became of it.
func (q *queue) do(ctx context.Context, f work, foreign bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{ctx: ctx, f: f, foreign: foreign, lead: make(chan struct{}), done: make(chan outcome, 1)}
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return samad.ErrClosed
	}
	q.waiting = append(q.waiting, j)
	first := !q.leading
	q.leading, j.promoted = true, first
	q.mu.Unlock()
	if first {
		return q.leadFor(j)
	}
	select {
	case out := <-j.done:
		return out.result()
	case <-j.lead:
		return q.leadFor(j)
	case <-ctx.Done():
	}
	if q.withdraw(j) {
		return ctx.Err()
	}
	// The leader has taken the job: what becomes of it is known soon.
	return (<-j.done).result()
}

// withdraw takes the job out of the queue and reports whether it was still
// there. If it had to lead, the next does.
func (q *queue) withdraw(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, j)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	if j.promoted {
		q.handOn()
	}
	return true
}

// handOn makes the first of the waiting lead. The mutex is held.
func (q *queue) handOn() {
	if len(q.waiting) > 0 {
		next := q.waiting[0]
		next.promoted = true
		close(next.lead)
		return
	}
	q.leading = false
	if q.closed {
		close(q.idle)
	}
}

// leadFor writes one batch, whose first job is j, and hands on.
func (q *queue) leadFor(j *job) error {
	tx, err := q.writer.begin(j.ctx, q.stop)
	if err != nil {
		q.withdraw(j)
		return err
	}
	q.mu.Lock()
	n := min(len(q.waiting), maxBatch)
	batch := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.mu.Unlock()

	b := newBatch(batch)
	defer func() {
		if !b.finished { // the work has ended this goroutine
			tx.rollback()
		}
		q.mu.Lock()
		q.handOn()
		q.mu.Unlock()
		b.deliver()
	}()
	b.write(q.writer, tx)
	return b.outcomes[0].result()
}

// close lets nobody in any more, turns away who waits, and returns when the
// last batch is written.
func (q *queue) close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.stop)
		if !q.leading {
			close(q.idle)
		}
		// Who leads takes its own job out of the queue.
		q.waiting = slices.DeleteFunc(q.waiting, func(j *job) bool {
			if !j.promoted {
				j.done <- outcome{err: samad.ErrClosed}
			}
			return !j.promoted
		})
	}
	q.mu.Unlock()
	<-q.idle
}
