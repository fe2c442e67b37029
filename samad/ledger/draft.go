package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/samad111/go-samad/samad"
)

// Draft is a record with events that are not stored yet. It belongs to one
// step and is not safe for concurrent use.
type Draft[S any] struct {
	// State is the state after the events added so far. Change it by events
	// only.
	State S

	book   *Book[S]
	record Record
	change Change
}

// New begins a record that must not exist yet.
func (b *Book[S]) New(id string) *Draft[S] {
	return &Draft[S]{book: b, record: Record{Ref: b.Ref(id)}}
}

// Open reads a record, or fails with an error matching samad.ErrNotFound.
func (b *Book[S]) Open(ctx context.Context, store Store, id string) (*Draft[S], error) {
	r, err := store.Record(ctx, b.Ref(id))
	if err != nil {
		return nil, err
	}
	s, err := b.State(r)
	if err != nil {
		return nil, err
	}
	return &Draft[S]{State: s, book: b, record: r, change: Change{Expect: r.Revision}}, nil
}

// Ref names the record.
func (d *Draft[S]) Ref() Ref { return d.record.Ref }

// Revision is the number of the record's events, those added included.
func (d *Draft[S]) Revision() int64 { return d.record.Revision }

// Created is the instant of the first event, zero before it.
func (d *Draft[S]) Created() time.Time { return d.record.Created }

// Changed reports whether events were added.
func (d *Draft[S]) Changed() bool { return len(d.change.Events) > 0 }

// Add adds an event and folds it into State. The instant is cut to
// microseconds in UTC, and put to that of the event before if it lies before
// it: a clock that was set back does not turn a history round. On error the
// draft is not to be used any more.
func (d *Draft[S]) Add(actor samad.Stamp, at time.Time, random io.Reader, p Payload[S]) error {
	at = at.UTC().Truncate(time.Microsecond)
	if at.Before(d.record.Updated) {
		at = d.record.Updated
	}
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("ledger: encode a %s event: %w", p.EventType(), err)
	}
	id, err := NewID(at, random)
	if err != nil {
		return err
	}
	e := Event{
		ID: id, Ref: d.record.Ref, Seq: d.record.Revision + 1, At: at, Actor: actor,
		Type: p.EventType(), Data: data, PrevHash: d.record.Head,
	}
	e.Hash = e.ComputeHash()
	// What is folded is what a replay will read, not what is in memory.
	if err := d.book.fold(&d.State, e); err != nil {
		return err
	}
	if e.Seq == 1 {
		d.record.Created = at
	}
	d.record.Revision, d.record.Head, d.record.Updated = e.Seq, e.Hash, at
	d.change.Events = append(d.change.Events, e)
	return nil
}

// Send adds a message that is written with the events. Its Record and Seq are
// set to the record and its last event.
func (d *Draft[S]) Send(m samad.Message) {
	m.Record, m.Seq = d.record.String(), d.record.Revision
	d.change.Messages = append(d.change.Messages, m)
}

// Change returns what is to be applied.
func (d *Draft[S]) Change() (Change, error) {
	state, err := json.Marshal(d.State)
	if err != nil {
		return Change{}, fmt.Errorf("ledger: encode the state of %s: %w", d.record.Ref, err)
	}
	r := d.record
	r.State, r.Keys = state, d.book.Keys(d.State)
	change := d.change
	if n := len(change.Events); n > 0 && len(change.Messages) > 0 {
		// The last event vouches for the messages that go with it.
		change.Events = slices.Clone(change.Events)
		e := &change.Events[n-1]
		e.Data = samad.AppendSent(e.Data, change.Messages)
		e.Hash = e.ComputeHash()
		r.Head = e.Hash
	}
	change.Record = &r
	return change, nil
}

// NewID makes a ULID for the instant. Randomness is read from random, which
// must be safe for concurrent use.
func NewID(at time.Time, random io.Reader) (string, error) {
	id, err := ulid.New(ulid.Timestamp(at), random)
	if err != nil {
		return "", fmt.Errorf("ledger: make an id: %w", err)
	}
	return id.String(), nil
}
