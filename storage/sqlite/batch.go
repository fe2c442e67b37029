package sqlite

import (
	"context"
	"slices"
)

// batch is the jobs that share a transaction, and what becomes of them. The
// first is the leader's own.
type batch struct {
	jobs     []*job
	outcomes []outcome
	running  bool // a job's work is going on
	finished bool // the outcomes are what really happened
}

func newBatch(jobs []*job) *batch {
	return &batch{jobs: jobs, outcomes: make([]outcome, len(jobs))}
}

// write does the work of all jobs and commits. Nearly always nothing goes
// wrong, so the store's own jobs share the transaction without further ado at
// first: a savepoint for each costs a quarter of the time. When one is refused,
// all begin anew, each within a savepoint, so that only that one fails. When
// even that fails as a whole, each job gets a transaction of its own: what one
// cannot write must not take the others with it.
func (b *batch) write(w writer, tx transaction) {
	defer func() { b.finished = !b.running }()
	if len(b.jobs) == 1 {
		b.alone(0, tx)
		return
	}
	if !b.foreign() {
		if b.together(tx, tx.run, outcome.good) {
			return
		}
		tx.rollback()
		var err error
		if tx, err = w.begin(b.jobs[0].ctx, nil); err != nil {
			b.oneByOne(w)
			return
		}
	}
	if !b.together(tx, tx.try, func(outcome) bool { return !tx.lost() }) {
		tx.rollback()
		b.oneByOne(w)
	}
}

// foreign reports whether a job runs a host's work. That may go on after an
// error at which SQLite has ended the transaction, so that what follows would
// be committed statement by statement; the savepoint notices.
func (b *batch) foreign() bool {
	return slices.ContainsFunc(b.jobs, func(j *job) bool { return j.foreign })
}

// together does the work of all jobs in one transaction, as long as the
// outcomes are ones to go on with, and reports whether it was committed. A job
// whose caller has gone is left out.
func (b *batch) together(tx transaction, run func(context.Context, work) error, goOn func(outcome) bool) bool {
	for i, j := range b.jobs {
		if err := j.ctx.Err(); err != nil {
			b.outcomes[i] = outcome{err: err}
			continue
		}
		if b.attempt(i, run); !goOn(b.outcomes[i]) {
			return false
		}
	}
	return tx.commit() == nil
}

// alone does the work of a job as the only one of the transaction.
func (b *batch) alone(i int, tx transaction) {
	out := &b.outcomes[i]
	if out.err = b.jobs[i].ctx.Err(); out.err == nil {
		b.attempt(i, tx.run)
	}
	if out.good() {
		out.err = tx.commit()
	}
	if !out.good() {
		tx.rollback()
	}
}

func (b *batch) oneByOne(w writer) {
	for i, j := range b.jobs {
		tx, err := w.begin(j.ctx, nil)
		if err != nil {
			b.outcomes[i] = outcome{err: err}
			continue
		}
		b.alone(i, tx)
	}
}

// attempt does the work of one job. The work gets a context that does not
// end: a statement cut short would end the transaction of all the others too.
func (b *batch) attempt(i int, run func(ctx context.Context, f work) error) {
	j := b.jobs[i]
	b.running = true
	defer func() {
		if p := recover(); p != nil {
			b.outcomes[i] = outcome{panicked: p}
			b.running = false
		}
	}()
	b.outcomes[i] = outcome{err: run(context.WithoutCancel(j.ctx), j.f)}
	b.running = false // not reached when the work ends the goroutine
}

// deliver tells everybody but the leader. When the leader's goroutine ended in
// the middle, nothing was written, whatever the single outcomes say.
func (b *batch) deliver() {
	for i, j := range b.jobs[1:] {
		out := b.outcomes[i+1]
		if !b.finished {
			out = outcome{err: errLeaderGone}
		}
		j.done <- out
	}
}
