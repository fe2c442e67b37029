package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// Payload is what an event says about a state S. It is written as JSON.
type Payload[S any] interface {
	// EventType is the word under which the event is stored. It never changes
	// once events are stored.
	EventType() string
	// Apply folds the event into the state. It must depend on nothing but the
	// state and the event, and must fail when they contradict each other.
	Apply(state *S, e Event) error
}

// Book describes a kind of records whose state is an S. A Book is not changed
// once it is in use, and then is safe for concurrent use.
type Book[S any] struct {
	Kind Kind
	// Payloads gives a new payload, as a pointer, for each type of event.
	Payloads map[string]func() Payload[S]
	// Keys computes by what a record is found. It must depend on nothing but
	// the state.
	Keys func(s S) Keys
}

// NewBook returns a book of records of the kind with these payloads; each is
// a pointer to its zero value, made anew for every event.
func NewBook[S any](kind Kind, keys func(S) Keys, payloads ...func() Payload[S]) *Book[S] {
	b := &Book[S]{Kind: kind, Keys: keys, Payloads: make(map[string]func() Payload[S], len(payloads))}
	for _, p := range payloads {
		b.Payloads[p().EventType()] = p
	}
	return b
}

// Ref names the record of the kind with the id.
func (b *Book[S]) Ref(id string) Ref { return Ref{Kind: b.Kind, ID: id} }

// Read returns the state of a record, or an error matching samad.ErrNotFound.
func (b *Book[S]) Read(ctx context.Context, store Store, id string) (S, error) {
	d, err := b.Open(ctx, store, id)
	if err != nil {
		var none S
		return none, err
	}
	return d.State, nil
}

// State decodes the state of a record that a list gave.
func (b *Book[S]) State(r Record) (S, error) {
	var s S
	if r.Kind != b.Kind {
		return s, fmt.Errorf("ledger: %s is no %s", r.Ref, b.Kind)
	}
	if err := json.Unmarshal(r.State, &s); err != nil {
		return s, fmt.Errorf("ledger: read the state of %s: %w", r.Ref, err)
	}
	return s, nil
}

// List returns the states of one page of records; the query's Kind is set.
func (b *Book[S]) List(ctx context.Context, store Store, query Query) ([]S, string, error) {
	query.Kind = b.Kind
	page, err := store.List(ctx, query)
	if err != nil {
		return nil, "", err
	}
	out := make([]S, len(page.Records))
	for i, r := range page.Records {
		if out[i], err = b.State(r); err != nil {
			return nil, "", err
		}
	}
	return out, page.Next, nil
}

// All walks all pages of a query and calls each with every state, until it
// returns an error.
func (b *Book[S]) All(ctx context.Context, store Store, query Query, each func(id string, s S) error) error {
	query.Kind, query.Limit = b.Kind, 1000
	for {
		page, err := store.List(ctx, query)
		if err != nil {
			return err
		}
		for _, r := range page.Records {
			s, err := b.State(r)
			if err != nil {
				return err
			}
			if err := each(r.ID, s); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		query.Cursor = page.Next
	}
}

// Fold applies the next event to a state. On error the state may be half
// changed and is not to be used.
func (b *Book[S]) fold(s *S, e Event) error {
	fresh, ok := b.Payloads[e.Type]
	if !ok {
		return &HistoryError{Ref: e.Ref, Seq: e.Seq, Reason: fmt.Sprintf("an event of unknown type %q", e.Type)}
	}
	p := fresh()
	if err := json.Unmarshal(e.Data, p); err != nil {
		return &HistoryError{Ref: e.Ref, Seq: e.Seq, Reason: "its payload cannot be read: " + err.Error()}
	}
	if err := p.Apply(s, e); err != nil {
		return &HistoryError{Ref: e.Ref, Seq: e.Seq, Reason: err.Error()}
	}
	return nil
}

// Replay folds the events of one record, in order, into its state. It fails
// with an error matching [ErrHistory]; it does not check hashes (see
// [Book.Verify]).
func (b *Book[S]) Replay(events []Event) (S, error) {
	var s S
	for i, e := range events {
		if e.Seq != int64(i)+1 {
			return s, &HistoryError{Ref: e.Ref, Seq: e.Seq, Reason: fmt.Sprintf("stands where event %d must be", i+1)}
		}
		if err := b.fold(&s, e); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Verify checks the chain of a history as [VerifyChain] does, and that the
// record is what the events give.
func (b *Book[S]) Verify(r Record, events []Event) error {
	if err := VerifyChain(r, events); err != nil {
		return err
	}
	s, err := b.Replay(events)
	if err != nil {
		return err
	}
	want, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("ledger: verify %s: %w", r.Ref, err)
	}
	if !bytes.Equal(want, r.State) {
		return &HistoryError{Ref: r.Ref, Seq: r.Revision, Reason: "the stored state is not what the events give"}
	}
	return nil
}

// VerifyChain checks that the events are the record's, numbered without a gap,
// do not go back in time, carry their hashes and chain, and that the record
// stands at the last of them. The error is a [*HistoryError].
func VerifyChain(r Record, events []Event) error {
	if len(events) == 0 {
		return &HistoryError{Ref: r.Ref, Reason: "no events"}
	}
	var prev Event
	for i, e := range events {
		fault := func(format string, args ...any) error {
			return &HistoryError{Ref: r.Ref, Seq: e.Seq, Reason: fmt.Sprintf(format, args...)}
		}
		switch {
		case e.Ref != r.Ref:
			return fault("belongs to %s", e.Ref)
		case e.Seq != int64(i)+1:
			return fault("stands where event %d must be", i+1)
		case e.At.Before(prev.At):
			return fault("lies before the event before it")
		case e.PrevHash != prev.Hash:
			return fault("does not chain to the event before it")
		case e.Hash != e.ComputeHash():
			return fault("its hash is not that of its content")
		}
		prev = e
	}
	if r.Revision != prev.Seq || r.Head != prev.Hash {
		return &HistoryError{Ref: r.Ref, Seq: prev.Seq,
			Reason: fmt.Sprintf("the record stands at event %d, the history ends at %d", r.Revision, prev.Seq)}
	}
	if !r.Created.Equal(events[0].At) || !r.Updated.Equal(prev.At) {
		return &HistoryError{Ref: r.Ref, Seq: prev.Seq, Reason: "the record's instants are not those of its events"}
	}
	return nil
}
