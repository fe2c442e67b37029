package queue

import "context"

// Job is a caller in the queue.
type Job[W any] struct {
	Ctx  context.Context
	Work W

	lead chan struct{} // closed when the job is to lead
	done chan Outcome  // holds one
	// promoted says that the job leads; it is guarded by the queue's mutex.
	promoted bool
}

// Outcome is what became of a job: an error, or what its work panicked with.
type Outcome struct {
	Err      error
	Panicked any
}

// Good reports whether the work was done.
func (o Outcome) Good() bool { return o.Err == nil && o.Panicked == nil }

// result returns the error to the caller who owns the job, or panics where the
// caller would have, had it run its work itself.
func (o Outcome) result() error {
	if o.Panicked != nil {
		panic(o.Panicked)
	}
	return o.Err
}

// Batch is the jobs that are written together, and what becomes of them. The
// first is the leader's own.
type Batch[W any] struct {
	Jobs     []*Job[W]
	Outcomes []Outcome // of the jobs, in their order

	finished bool // the outcomes are what really happened
}

func newBatch[W any](jobs []*Job[W]) *Batch[W] {
	return &Batch[W]{Jobs: jobs, Outcomes: make([]Outcome, len(jobs))}
}

// Attempt does the work of one job by run and keeps its outcome. The work gets
// a context that does not end, for a statement cut short could end the
// transaction of all the others too.
func (b *Batch[W]) Attempt(i int, run func(ctx context.Context, w W) error) {
	defer func() {
		if p := recover(); p != nil {
			b.Outcomes[i] = Outcome{Panicked: p}
		}
	}()
	j := b.Jobs[i]
	b.Outcomes[i] = Outcome{Err: run(context.WithoutCancel(j.Ctx), j.Work)}
}

// deliver tells everybody but the leader. When the leader's goroutine ended in
// the middle, nothing was written, whatever the single outcomes say.
func (b *Batch[W]) deliver() {
	for i, j := range b.Jobs[1:] {
		out := b.Outcomes[i+1]
		if !b.finished {
			out = Outcome{Err: ErrLeaderGone}
		}
		j.done <- out
	}
}
