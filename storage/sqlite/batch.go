package sqlite

import "context"

// batch is the jobs that share a transaction, and what becomes of them. The
// first is the leader's own.
type batch struct {
	jobs     []*job
	outcomes []outcome
	finished bool // the outcomes are what really happened
}

func newBatch(jobs []*job) *batch {
	return &batch{jobs: jobs, outcomes: make([]outcome, len(jobs))}
}

// write does the work of all jobs in the transaction and commits. If that
// fails as a whole, every job gets a transaction of its own: what one cannot
// write must not take the others with it.
func (b *batch) write(w writer, tx transaction) {
	switch {
	case len(b.jobs) == 1:
		b.alone(0, tx)
	case !b.together(tx):
		tx.rollback()
		b.oneByOne(w)
	}
	b.finished = true // not reached when a job's work ends the goroutine
}

// together does the work of all jobs in one transaction and reports whether it
// was committed.
func (b *batch) together(tx transaction) bool {
	for i := range b.jobs {
		b.attempt(i, tx.try)
		if tx.lost() {
			return false
		}
	}
	return tx.commit() == nil
}

// alone does the work of a job as the only one of the transaction.
func (b *batch) alone(i int, tx transaction) {
	b.attempt(i, tx.run)
	out := &b.outcomes[i]
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

// attempt does the work of one job, unless its caller has gone. The work gets
// a context that does not end: a statement cut short would end the transaction
// of all the others too.
func (b *batch) attempt(i int, run func(ctx context.Context, f work) error) {
	j := b.jobs[i]
	if err := j.ctx.Err(); err != nil {
		b.outcomes[i] = outcome{err: err}
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.outcomes[i] = outcome{panicked: p}
		}
	}()
	b.outcomes[i] = outcome{err: run(context.WithoutCancel(j.ctx), j.f)}
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
