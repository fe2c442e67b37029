package sqlite

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/storage/internal/queue"
)

// batch is the jobs that share a transaction, and what becomes of them. The
// first is the leader's own.
type batch struct{ *queue.Batch[job] }

// write does the work of all jobs and commits. Nearly always nothing goes
// wrong, so the store's own jobs share the transaction without further ado at
// first: a savepoint for each costs a quarter of the time. When one is refused,
// all begin anew, each within a savepoint, so that only that one fails. When
// even that fails as a whole, each job gets a transaction of its own: what one
// cannot write must not take the others with it.
func (b batch) write(w writer, tx transaction) {
	if len(b.Jobs) == 1 {
		b.alone(0, tx)
		return
	}
	if !b.foreign() {
		if b.together(tx, tx.run, queue.Outcome.Good) {
			return
		}
		tx.rollback()
		var err error
		if tx, err = w.begin(b.Jobs[0].Ctx, nil); err != nil {
			b.oneByOne(w)
			return
		}
	}
	if !b.together(tx, tx.try, func(queue.Outcome) bool { return !tx.lost() }) {
		tx.rollback()
		b.oneByOne(w)
	}
}

// foreign reports whether a job runs a host's work. That may go on after an
// error at which SQLite has ended the transaction, so that what follows would
// be committed statement by statement; the savepoint notices.
func (b batch) foreign() bool {
	return slices.ContainsFunc(b.Jobs, func(j *queue.Job[job]) bool { return j.Work.foreign })
}

// together does the work of all jobs in one transaction, as long as the
// outcomes are ones to go on with, and reports whether it was committed. A job
// whose caller has gone is left out.
func (b batch) together(tx transaction, run func(context.Context, work) error, goOn func(queue.Outcome) bool) bool {
	for i, j := range b.Jobs {
		if err := j.Ctx.Err(); err != nil {
			b.Outcomes[i] = queue.Outcome{Err: err}
			continue
		}
		if b.attempt(i, run); !goOn(b.Outcomes[i]) {
			return false
		}
	}
	return tx.commit() == nil
}

// alone does the work of a job as the only one of the transaction.
func (b batch) alone(i int, tx transaction) {
	out := &b.Outcomes[i]
	if out.Err = b.Jobs[i].Ctx.Err(); out.Err == nil {
		b.attempt(i, tx.run)
	}
	if out.Good() {
		out.Err = tx.commit()
	}
	if !out.Good() {
		tx.rollback()
	}
}

func (b batch) oneByOne(w writer) {
	for i, j := range b.Jobs {
		tx, err := w.begin(j.Ctx, nil)
		if err != nil {
			b.Outcomes[i] = queue.Outcome{Err: err}
			continue
		}
		b.alone(i, tx)
	}
}

// attempt does the work of one job.
func (b batch) attempt(i int, run func(ctx context.Context, f work) error) {
	b.Attempt(i, func(ctx context.Context, j job) error { return run(ctx, j.f) })
}
