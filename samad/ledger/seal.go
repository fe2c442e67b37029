package ledger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// SealKind is the kind of the one record, "seal/rooms", by which all others
// vouch for each other: every day it gets an event that names each record that
// changed, with its last event and that event's hash. The history of a single
// record cannot tell that it was removed as a whole; this one can.
const SealKind Kind = "seal"

const (
	sealID = "rooms"
	// sealSettles is how long after midnight what happened before it is
	// certainly written: longer than any transaction and than clocks differ.
	sealSettles = 15 * time.Minute
)

// Head is where a record stood.
type Head struct {
	Seq  int64      `json:"seq"`
	Hash samad.Hash `json:"hash"`
}

// daySealed is the event of a day. Records are named by their [Ref.String].
type daySealed struct {
	Day     persian.Date    `json:"day"` // the last that is covered
	From    time.Time       `json:"from"`
	To      time.Time       `json:"to"` // half open
	Records map[string]Head `json:"records,omitempty"`
}

// EventType implements [Payload].
func (*daySealed) EventType() string { return "day_sealed" }

// Apply implements [Payload].
func (p *daySealed) Apply(s *sealed, _ Event) error {
	if p.From.Before(s.To) {
		return errors.New("covers instants that are covered already")
	}
	s.Day, s.To = p.Day, p.To
	return nil
}

// sealed is the state of the record.
type sealed struct {
	Day persian.Date `json:"day"`
	To  time.Time    `json:"to"`
}

func sealBook() *Book[sealed] {
	return NewBook(SealKind, func(sealed) Keys { return Keys{State: "open"} }, func() Payload[sealed] { return &daySealed{} })
}

// Seals is a [samad.Chore] that seals the days that have ended: put it into the
// desk's Config.Chores. It is safe for concurrent use; where several run, one
// of them seals.
type Seals struct {
	store    Store
	location *time.Location
	random   io.Reader
}

var _ samad.Chore = (*Seals)(nil)

// NewSeals returns the chore for the records in the store, by days of the zone.
func NewSeals(store Store, zone *time.Location) *Seals {
	return &Seals{store: store, location: zone, random: rand.Reader}
}

// Name implements [samad.Chore].
func (*Seals) Name() string { return "seals" }

// Run seals all days that have ended and are not sealed yet, together, and
// returns 1 if there were any. Before there is a record there is nothing to
// seal.
func (s *Seals) Run(ctx context.Context, now time.Time, _ int) (int, error) {
	today, err := persian.FromTime(now.In(s.location))
	if err != nil {
		return 0, fmt.Errorf("ledger: seal: %w", err)
	}
	to := today.Start(s.location).UTC()
	if now.Before(to.Add(sealSettles)) {
		return 0, nil
	}
	book := sealBook()
	draft, err := book.Open(ctx, s.store, sealID)
	if errors.Is(err, samad.ErrNotFound) {
		draft, err = book.New(sealID), nil
	}
	if err != nil {
		return 0, fmt.Errorf("ledger: seal: %w", err)
	}
	if !draft.State.To.Before(to) {
		return 0, nil
	}
	day := daySealed{From: draft.State.To, To: to, Records: map[string]Head{}}
	if day.Day, err = today.AddDays(-1); err != nil {
		return 0, nil //nolint:nilerr // the first day of the calendar has none before it
	}
	found := false
	err = eachRecord(ctx, s.store, func(r Record) error {
		found = true
		if r.Updated.Before(day.From) {
			return nil
		}
		events, err := s.store.Events(ctx, r.Ref)
		if err != nil {
			return err
		}
		for _, e := range events {
			if !e.At.Before(day.From) && e.At.Before(day.To) {
				day.Records[r.String()] = Head{e.Seq, e.Hash}
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: seal: %w", err)
	}
	if !found && draft.Revision() == 0 {
		return 0, nil
	}
	if err := draft.Add(SystemStamp(), now, s.random, &day); err != nil {
		return 0, fmt.Errorf("ledger: seal: %w", err)
	}
	change, err := draft.Change()
	if err != nil {
		return 0, err
	}
	if err := s.store.Apply(ctx, change); IsConflict(err) {
		return 0, nil // another was faster
	} else if err != nil {
		return 0, fmt.Errorf("ledger: seal: %w", err)
	}
	return 1, nil
}

// eachRecord walks all records but the seals.
func eachRecord(ctx context.Context, store Store, do func(Record) error) error {
	kinds, err := store.Kinds(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if kind == SealKind {
			continue
		}
		for query := (Query{Kind: kind, OldestFirst: true, Limit: 1000}); ; {
			page, err := store.List(ctx, query)
			if err != nil {
				return err
			}
			for _, r := range page.Records {
				if err := do(r); err != nil {
					return err
				}
			}
			if query.Cursor = page.Next; page.Next == "" {
				break
			}
		}
	}
	return nil
}

// Report says what [Verify] found.
type Report struct {
	Records, Events, Messages, Seals int64
	// Last is the hash of the last seal, zero before there is one. Like that
	// of the last digest it proves all before it to whoever keeps it elsewhere.
	Last samad.Hash
	// Faults match [samad.ErrHistory]; each names a record, or a message of one.
	Faults []error
}

// Verify checks every record of the store: its chain ([VerifyChain]), that
// what its events sent is there and is what was sent, and that each stands in
// the seals, and every one in the seals is there, as it was. What changed after
// the last seal is covered by the records' own chains only.
func Verify(ctx context.Context, store Store, cases samad.Store) (Report, error) {
	v := verifier{store: store, cases: cases, heads: map[string][]sealedHead{}}
	if err := v.seals(ctx); err != nil {
		return v.report, err
	}
	if err := eachRecord(ctx, store, func(r Record) error { return v.record(ctx, r) }); err != nil {
		return v.report, fmt.Errorf("ledger: verify: %w", err)
	}
	for name, heads := range v.heads { // what is left was not met
		v.fault(&HistoryError{Ref: refOf(name), Seq: heads[len(heads)-1].Seq, Reason: "the record is gone, which was there on " + heads[len(heads)-1].day.String()})
	}
	return v.report, nil
}

type sealedHead struct {
	Head
	day persian.Date
}

type verifier struct {
	store  Store
	cases  samad.Store
	to     time.Time // the end of what is sealed
	heads  map[string][]sealedHead
	report Report
}

func (v *verifier) fault(err error) { v.report.Faults = append(v.report.Faults, err) }

func refOf(name string) Ref {
	ref, _ := ParseRef(name)
	return ref
}

func (v *verifier) seals(ctx context.Context) error {
	book := sealBook()
	r, err := v.store.Record(ctx, book.Ref(sealID))
	if errors.Is(err, samad.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ledger: verify: %w", err)
	}
	events, err := v.store.Events(ctx, r.Ref)
	if err != nil {
		return fmt.Errorf("ledger: verify: %w", err)
	}
	if err := book.Verify(r, events); err != nil {
		v.fault(err)
	}
	for _, e := range events {
		var day daySealed
		if err := json.Unmarshal(e.Data, &day); err != nil {
			continue // told above
		}
		for name, head := range day.Records {
			v.heads[name] = append(v.heads[name], sealedHead{head, day.Day})
		}
		v.to = day.To
	}
	v.report.Seals, v.report.Last = int64(len(events)), r.Head
	return nil
}

func (v *verifier) record(ctx context.Context, r Record) error {
	events, err := v.store.Events(ctx, r.Ref)
	if err != nil {
		return err
	}
	v.report.Records, v.report.Events = v.report.Records+1, v.report.Events+int64(len(events))
	if err := VerifyChain(r, events); err != nil {
		v.fault(err)
	}
	heads := v.heads[r.String()]
	delete(v.heads, r.String())
	for _, h := range heads {
		if h.Seq > int64(len(events)) || events[h.Seq-1].Hash != h.Hash {
			v.fault(&HistoryError{Ref: r.Ref, Seq: h.Seq, Reason: "is not the event that was there on " + h.day.String()})
			break
		}
	}
	if len(heads) == 0 && len(events) > 0 && events[0].At.Before(v.to) {
		v.fault(&HistoryError{Ref: r.Ref, Seq: 1, Reason: "the record stands in no seal of its time: it was slipped in"})
	}
	return v.sent(ctx, r, events)
}

// sent checks the messages of a record.
func (v *verifier) sent(ctx context.Context, r Record, events []Event) error {
	var there map[string]samad.Message
	for _, e := range events {
		sent, err := samad.SentWith(e.Data)
		if err != nil {
			v.fault(err)
			continue
		}
		for id, want := range sent {
			v.report.Messages++
			if there == nil {
				messages, err := v.store.Messages(ctx, r.Ref)
				if err != nil {
					return err
				}
				there = make(map[string]samad.Message, len(messages))
				for _, m := range messages {
					there[m.ID] = m
				}
			}
			m, ok := there[id]
			reason := "is gone"
			if ok {
				erased := false
				if len(m.Sealed) == 0 && m.Case != "" {
					c, err := v.cases.Case(ctx, m.Case)
					if err != nil {
						return err
					}
					erased = c.Erased
				}
				reason = samad.CheckSent(m, want, erased)
			}
			if reason != "" {
				v.fault(&samad.MessageError{Message: id, By: r.String(), Seq: e.Seq, Reason: reason})
			}
		}
	}
	return nil
}

// Sealed reports whether a seal with the hash is in the chain.
func Sealed(ctx context.Context, store Store, hash samad.Hash) (bool, error) {
	events, err := store.Events(ctx, Ref{SealKind, sealID})
	if errors.Is(err, samad.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ledger: seals: %w", err)
	}
	return slices.ContainsFunc(events, func(e Event) bool { return e.Hash == hash }), nil
}
