// Package queue lets many callers write in one transaction: the first of the
// waiting does the work of all, so there is no goroutine in the background.
package queue

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/samad111/go-samad/samad"
)

// ErrLeaderGone is the outcome of a job whose leader's goroutine ended within
// the work (runtime.Goexit, as testing.T.FailNow does, or a panic).
var ErrLeaderGone = errors.New("queue: the goroutine that was writing ended")

// Config is what a [Queue] does. W is what a caller wants written, T what a
// leader writes with: a transaction that has begun, or nothing.
type Config[W, T any] struct {
	// Leaders is how many batches may be written at a time. Default: 1.
	Leaders int
	// Max bounds how many callers share a batch, and so how long the last
	// one waits for the first. Required.
	Max int
	// Begin waits until something can be written, ctx ends or stop is closed.
	// Who comes meanwhile joins the batch.
	Begin func(ctx context.Context, stop <-chan struct{}) (T, error)
	// Write does the work of the batch and fills in the outcomes.
	Write func(t T, b *Batch[W])
	// Abandon cleans up when Write did not return.
	Abandon func(t T)
	// Keys names what the work writes: two with a name in common do not share
	// a batch. May be nil.
	Keys func(w W) []string
}

// Queue lets many callers share batches. The first who comes leads: it writes
// for all who wait at that moment, then hands on. Waiting jobs and leaders are
// all callers' own goroutines.
type Queue[W, T any] struct {
	config Config[W, T]

	mu      sync.Mutex
	waiting []*Job[W] // a leader's own job too, until it takes its batch
	entered int       // how many were ever let in
	leaders int
	closed  bool
	stop    chan struct{} // closed together with the queue
	idle    chan struct{} // closed when the queue is closed and nobody leads
}

// New returns a queue.
func New[W, T any](config Config[W, T]) *Queue[W, T] {
	config.Leaders = max(1, config.Leaders)
	return &Queue[W, T]{config: config, stop: make(chan struct{}), idle: make(chan struct{})}
}

// Do waits for the turn of the work and returns what became of it, or panics as
// the work did. It returns ctx's error when ctx ends before the turn has come;
// then the work is never done. After [Queue.Close] it returns samad.ErrClosed.
func (q *Queue[W, T]) Do(ctx context.Context, work W) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &Job[W]{Ctx: ctx, Work: work, lead: make(chan struct{}), done: make(chan Outcome, 1)}
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return samad.ErrClosed
	}
	q.waiting = append(q.waiting, j)
	q.entered++
	leads := q.leaders < q.config.Leaders
	if leads {
		q.leaders++
		j.promoted = true
	}
	q.mu.Unlock()
	if leads {
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

// Counts returns how many were ever let in, and how many of them wait for a
// batch now, those among them who lead and have not taken theirs yet.
func (q *Queue[W, T]) Counts() (entered, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.entered, len(q.waiting)
}

// withdraw takes the job out of the queue and reports whether it was still
// there. If it had to lead, the next does.
func (q *Queue[W, T]) withdraw(j *Job[W]) bool {
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

// handOn makes the first of those who only wait lead. The mutex is held.
func (q *Queue[W, T]) handOn() {
	for _, next := range q.waiting {
		if !next.promoted {
			next.promoted = true
			close(next.lead)
			return
		}
	}
	q.leaders--
	if q.closed && q.leaders == 0 {
		close(q.idle)
	}
}

// take takes the leader's job and those that can go with it out of the queue.
func (q *Queue[W, T]) take(leader *Job[W]) []*Job[W] {
	q.mu.Lock()
	defer q.mu.Unlock()
	batch, keys := []*Job[W]{leader}, map[string]bool{}
	q.join(keys, leader)
	rest := q.waiting[:0]
	for _, j := range q.waiting {
		switch {
		case j == leader:
		case j.promoted || len(batch) == q.config.Max || !q.join(keys, j):
			rest = append(rest, j)
		default:
			batch = append(batch, j)
		}
	}
	clear(q.waiting[len(rest):])
	q.waiting = rest
	return batch
}

// join adds the job's keys, unless one of them is there.
func (q *Queue[W, T]) join(keys map[string]bool, j *Job[W]) bool {
	if q.config.Keys == nil {
		return true
	}
	names := q.config.Keys(j.Work)
	for _, k := range names {
		if keys[k] {
			return false
		}
	}
	for _, k := range names {
		keys[k] = true
	}
	return true
}

// leadFor writes one batch, whose first job is j, and hands on.
func (q *Queue[W, T]) leadFor(j *Job[W]) error {
	t, err := q.config.Begin(j.Ctx, q.stop)
	if err != nil {
		q.withdraw(j)
		return err
	}
	b := newBatch(q.take(j))
	defer func() {
		if !b.finished {
			q.config.Abandon(t)
		}
		q.mu.Lock()
		q.handOn()
		q.mu.Unlock()
		b.deliver()
	}()
	q.config.Write(t, b)
	b.finished = true
	return b.Outcomes[0].result()
}

// Close lets nobody in any more, turns away who waits, and returns when the
// last batch is written.
func (q *Queue[W, T]) Close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.stop)
		if q.leaders == 0 {
			close(q.idle)
		}
		// Who leads takes its own job out of the queue.
		q.waiting = slices.DeleteFunc(q.waiting, func(j *Job[W]) bool {
			if !j.promoted {
				j.done <- Outcome{Err: samad.ErrClosed}
			}
			return !j.promoted
		})
	}
	q.mu.Unlock()
	<-q.idle
}
