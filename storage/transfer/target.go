package transfer

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// The bounds of what is written in one transaction and kept in memory.
const (
	together = 300
	remember = 20_000
)

// target writes a database. What it gets is checked before it is written:
// hashes, chains and the sense of every event.
type target struct {
	End
	progress Progress
	summary  Summary

	begun   bool
	known   map[samad.CaseID]samad.Case // as they are after what waits
	changes []samad.Change              // what waits to be written
	cursor  string                      // of the target's feed after the last digest
	// there is how many messages, keys and calls an earlier try has written:
	// the first ones, because they are written in order. Nil before the first
	// of them.
	there *Summary
}

func newTarget(to End, progress Progress) *target {
	return &target{End: to, progress: progress, known: map[samad.CaseID]samad.Case{}}
}

func (t *target) take(ctx context.Context, l line) error {
	switch {
	case l.Step != nil:
		return t.step(ctx, l.Step)
	case l.Digest != nil:
		return t.digest(ctx, *l.Digest)
	case l.Record != nil:
		return t.record(ctx, l.Record)
	case l.Message != nil, l.Key != nil, l.Call != nil:
		return t.rest(ctx, l)
	default:
		return fmt.Errorf("%w: a line that says nothing", ErrFormat)
	}
}

// rest takes in what hangs on cases.
func (t *target) rest(ctx context.Context, l line) error {
	if t.there == nil {
		v := verifier{End: t.End}
		if err := errors.Join(t.flush(ctx), v.rest(ctx)); err != nil {
			return err
		}
		t.there = &v.summary
	}
	var ch samad.Change
	var n *int64
	var there int64
	switch {
	case l.Message != nil:
		ch.Messages, n, there = []samad.Message{*l.Message}, &t.summary.Messages, t.there.Messages
	case l.Key != nil:
		ch.Key, n, there = l.Key, &t.summary.Keys, t.there.Keys
	default:
		ch.Calls, n, there = []samad.Call{*l.Call}, &t.summary.Calls, t.there.Calls
	}
	if *n++; *n <= there {
		return nil
	}
	return t.add(ctx, ch)
}

// step adds those events of the step that the target does not have yet.
func (t *target) step(ctx context.Context, s *step) error {
	if !t.begun {
		if err := t.begin(ctx, s); err != nil {
			return err
		}
	}
	c, err := t.state(ctx, s.Case)
	if err != nil {
		return err
	}
	ch := samad.Change{Expect: c.Revision}
	for _, w := range s.Events {
		e := w.event(s.Case)
		if e.Seq == 1 {
			t.summary.Cases++
		}
		t.summary.Events++
		if e.Seq <= c.Revision && len(ch.Events) == 0 {
			if e.Seq == c.Revision && e.Hash != c.Head {
				return fmt.Errorf("%w: event %d of case %s is another one there", ErrDiffers, e.Seq, s.Case)
			}
			continue
		}
		if e.PrevHash != c.Head || e.Hash != e.ComputeHash() {
			return fmt.Errorf("%w: event %d of case %s", ErrUnsound, e.Seq, s.Case)
		}
		if err := c.Fold(e); err != nil {
			return fmt.Errorf("%w: %w", ErrUnsound, err)
		}
		ch.Events = append(ch.Events, e)
	}
	if len(ch.Events) == 0 {
		return nil
	}
	for _, v := range s.Values {
		if v.Seq > ch.Expect {
			ch.Values = append(ch.Values, v)
		}
	}
	if ch.Expect == 0 {
		ch.Secrets, ch.Search = s.Secrets, s.Words
	}
	t.known[s.Case] = c
	ch.Case = &c
	return t.add(ctx, ch)
}

// begin makes sure that the target is empty, or began with the same event.
func (t *target) begin(ctx context.Context, s *step) error {
	t.begun = true
	events, _, err := t.Cases.Feed(ctx, "", 1)
	if err != nil {
		return fmt.Errorf("transfer: read the target: %w", err)
	}
	if len(events) > 0 && (events[0].Case != s.Case || events[0].Hash != s.Events[0].Hash) {
		return fmt.Errorf("%w: it has cases of its own", ErrDiffers)
	}
	return nil
}

func (t *target) state(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	if c, ok := t.known[id]; ok {
		return c, nil
	}
	c, err := t.Cases.Case(ctx, id)
	if err != nil && !notFound(err) {
		return samad.Case{}, fmt.Errorf("transfer: read the target: %w", err)
	}
	return c, nil
}

func (t *target) add(ctx context.Context, ch samad.Change) error {
	t.changes = append(t.changes, ch)
	if len(t.changes) < together {
		return nil
	}
	return t.flush(ctx)
}

// flush writes what waits.
func (t *target) flush(ctx context.Context) error {
	if len(t.changes) == 0 {
		return nil
	}
	err := t.Cases.Apply(ctx, t.changes...)
	if there(err) {
		err = t.oneByOne(ctx)
	}
	if err != nil {
		return fmt.Errorf("transfer: write: %w", err)
	}
	t.changes = t.changes[:0]
	if len(t.known) > remember {
		clear(t.known)
	}
	if t.progress != nil {
		t.progress(t.summary)
	}
	return nil
}

// there reports whether an error may say that the target has it already.
func there(err error) bool {
	return errors.Is(err, samad.ErrConflict) || errors.Is(err, samad.ErrKeyTaken)
}

// oneByOne writes what waits and leaves out messages, calls and keys that an
// earlier try has written.
func (t *target) oneByOne(ctx context.Context) error {
	for _, ch := range t.changes {
		err := t.Cases.Apply(ctx, ch)
		if there(err) && ch.Case == nil {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// digest makes sure that the target now holds exactly the events that the
// digest covers, and keeps it with the target's own cursor.
func (t *target) digest(ctx context.Context, d samad.Digest) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	t.summary.Digests++
	if there, err := t.Cases.Digests(ctx, d.Number-1, 1); err != nil {
		return fmt.Errorf("transfer: read the target: %w", err)
	} else if len(there) == 1 {
		if there[0].Hash != d.Hash {
			return fmt.Errorf("%w: digest %d is another one there", ErrDiffers, d.Number)
		}
		t.cursor = there[0].Cursor
		return nil
	}
	var content samad.DigestContent
	for content.Events() < d.Events {
		events, next, err := t.Cases.Feed(ctx, t.cursor, int(min(page, d.Events-content.Events())))
		if err != nil {
			return fmt.Errorf("transfer: read the target: %w", err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			content.Add(e)
		}
		t.cursor = next
	}
	if content.Events() != d.Events || content.Sum() != d.Content {
		return fmt.Errorf("%w: digest %d covers other events than those before it", ErrUnsound, d.Number)
	}
	d.Cursor = t.cursor
	if err := t.Cases.AddDigest(ctx, d); err != nil {
		return fmt.Errorf("transfer: write digest %d: %w", d.Number, err)
	}
	return nil
}

func (t *target) record(ctx context.Context, r *record) error {
	if t.Ledger == nil {
		return fmt.Errorf("%w: there are records of rooms, and no ledger to take them", ErrDiffers)
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	t.summary.Records++
	err := t.Ledger.Apply(ctx, r.change())
	if !there(err) {
		return err
	}
	old, err := t.Ledger.Record(ctx, r.Ref)
	if err != nil {
		return fmt.Errorf("transfer: read the target: %w", err)
	}
	if old.Head != r.Head {
		return fmt.Errorf("%w: record %s is another one there", ErrDiffers, r.Ref)
	}
	return nil
}

// finish writes the rest and verifies the target against what the source gave.
func (t *target) finish(ctx context.Context, want Summary) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if t.summary != want {
		return fmt.Errorf("%w: %+v was announced, %+v came", ErrFormat, want, t.summary)
	}
	got, err := Verify(ctx, t.End, nil)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%w: the source has %+v, the target %+v", ErrDiffers, want, got)
	}
	return nil
}
