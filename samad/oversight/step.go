package oversight

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// attempts is how often a step is tried when other writers come first.
const attempts = 8

// retry runs a step again while others write first.
func retry(what string, step func() error) error {
	for attempt := 1; ; attempt++ {
		err := step()
		if err == nil || !ledger.IsConflict(err) || attempt == attempts {
			if err != nil && ledger.IsConflict(err) {
				return fmt.Errorf("oversight: %s: %w", what, err)
			}
			return err
		}
	}
}

// write collects what one step writes.
type write struct {
	o       *Office
	now     time.Time
	stamp   samad.Stamp
	changes []func() (ledger.Change, error)
}

func (o *Office) begin(actor samad.Actor, role samad.Role) *write {
	return &write{o: o, now: o.instant(), stamp: ledger.StampOf(actor, role)}
}

func (o *Office) beginByTime(now time.Time) *write {
	return &write{o: o, now: now, stamp: ledger.SystemStamp()}
}

// keep takes a draft into the step.
func keep[S any](w *write, d *ledger.Draft[S]) *ledger.Draft[S] {
	w.changes = append(w.changes, d.Change)
	return d
}

// add adds an event to a draft.
func add[S any](w *write, d *ledger.Draft[S], p ledger.Payload[S]) error {
	return d.Add(w.stamp, w.now, w.o.random, p)
}

// apply writes everything in one transaction.
func (w *write) apply(ctx context.Context) error {
	all, err := w.all()
	if err != nil || len(all) == 0 {
		return err
	}
	return w.o.ledger.Apply(ctx, all...)
}

func (w *write) all() ([]ledger.Change, error) {
	var all []ledger.Change
	for _, change := range w.changes {
		ch, err := change()
		if err != nil {
			return nil, err
		}
		if len(ch.Events) > 0 {
			all = append(all, ch)
		}
	}
	return all, nil
}

// officeMessage makes the message that tells an office of a letter or task.
func (w *write) officeMessage(office samad.AgencyID, role samad.Role, text samad.Text) (samad.Message, error) {
	return samad.ComposeOffice(office, role, samad.LetterMessage, text, w.now, w.o.random)
}

// read returns the state of a record. What is not there is told in the same
// words as what the actor may not see.
func read[S any](ctx context.Context, o *Office, book *ledger.Book[S], id string) (S, error) {
	s, err := book.Read(ctx, o.ledger, id)
	if isNotFound(err) {
		err = notFound(book.Ref(id))
	}
	return s, err
}

// edit opens a record for a step, as read does.
func edit[S any](ctx context.Context, o *Office, book *ledger.Book[S], id string) (*ledger.Draft[S], error) {
	d, err := book.Open(ctx, o.ledger, id)
	if isNotFound(err) {
		err = notFound(book.Ref(id))
	}
	return d, err
}

// change takes one step on a record, again on what is there now when another
// writes first. Whoever has not even the right to read is told that there is
// none.
func change[S any](ctx context.Context, o *Office, book *ledger.Book[S], id string, actor samad.Actor, action, see Action,
	subject func(S) Subject, step func(w *write, d *ledger.Draft[S]) error,
) (S, error) {
	var out S
	err := retry("change "+book.Ref(id).String(), func() error {
		d, err := edit(ctx, o, book, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, action, see, subject(d.State), d.Ref())
		if err != nil {
			return err
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := step(w, d); err != nil {
			return err
		}
		out = d.State
		return w.apply(ctx)
	})
	return out, err
}

// open reads a record, or begins it.
func open[S any](ctx context.Context, o *Office, book *ledger.Book[S], id string) (*ledger.Draft[S], error) {
	d, err := book.Open(ctx, o.ledger, id)
	if isNotFound(err) {
		return book.New(id), nil
	}
	return d, err
}
