package storagetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Ledger is what [RunLedger] works on: the records of the rooms with the cases
// beside which they are kept, and a way to close both.
type Ledger interface {
	ledger.Store
	// Cases returns the store of cases of the same database.
	Cases() samad.Store
	// Close closes the store. Later calls fail with an error matching
	// samad.ErrClosed.
	Close() error
}

// LedgerCheck is one promise of [ledger.Store].
type LedgerCheck struct {
	Name string // subject/promise
	Why  string // what a user loses when it is broken
	// Run returns what is wrong with the store, which must be empty and is
	// used by nobody else.
	Run func(ctx context.Context, s Ledger) error
}

// LedgerChecks returns all checks of the ledger, ordered by subject.
func LedgerChecks() []LedgerCheck {
	return slices.Concat(recordChecks(), recordRefusals(), recordLists(), recordClaims(), recordContexts())
}

// RunLedger runs every check of the ledger as [Run] does those of cases.
func RunLedger(t *testing.T, open func(t testing.TB) Ledger) {
	t.Helper()
	for _, c := range LedgerChecks() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := c.Run(ctx, open(t)); err != nil {
				t.Fatalf("%v\nwhy it matters: %s", err, c.Why)
			}
		})
	}
}

// visit and demand are the kinds of the suite's records.
const (
	visitKind  ledger.Kind = "visit"
	demandKind ledger.Kind = "demand"
)

func visitRef(n int) ledger.Ref { return ledger.Ref{Kind: visitKind, ID: id(n)} }

// beginning returns a change that brings the n-th new visit, made n minutes
// past noon, with a bit of everything.
func beginning(n int, edit ...func(*ledger.Record)) ledger.Change {
	r := ledger.Record{
		Ref: visitRef(n), Created: after(n), Updated: after(n),
		State: json.RawMessage(`{"b": 1,  "a": "گ‌"}`),
		Keys: ledger.Keys{
			State: "planned", Agency: "isf.tamin", Place: "1014", At: after(100 + n),
			Free: []ledger.Key{{Name: "inspector", Value: "acc-1"}, {Name: "inspector", Value: "acc-2"}},
		},
	}
	for _, f := range edit {
		f(&r)
	}
	ch := ledger.Change{Record: &r}
	chain(&ch, 0, samad.Hash{}, r.Created, "planned", "told")
	return ch
}

// following returns the change that follows on the state in which prev left
// the record: one event, and what edit makes of it.
func following(prev ledger.Change, edit ...func(*ledger.Record)) ledger.Change {
	r := *prev.Record
	r.Keys.Free = slices.Clone(r.Keys.Free)
	r.Updated = r.Updated.Add(time.Minute)
	for _, f := range edit {
		f(&r)
	}
	ch := ledger.Change{Record: &r}
	chain(&ch, prev.Record.Revision, prev.Record.Head, r.Updated, "visited")
	return ch
}

func chain(ch *ledger.Change, revision int64, head samad.Hash, at time.Time, types ...string) {
	ch.Expect = revision
	for _, typ := range types {
		revision++
		e := ledger.Event{
			ID: fmt.Sprintf("%s-%d", ch.Record.ID, revision), Ref: ch.Record.Ref, Seq: revision, At: at,
			Actor: samad.Stamp{
				ID: "acc-7", Role: samad.RoleInspector, Agency: "isf.samad", Unit: "oversight",
				Post: samad.Text{Fa: "ارزیاب", En: "Inspector"},
			},
			Type: typ, Data: json.RawMessage(`{"z": 1,  "a": "گ‌ی"}`), PrevHash: head,
		}
		e.Hash = e.ComputeHash()
		head = e.Hash
		ch.Events = append(ch.Events, e)
	}
	ch.Record.Revision, ch.Record.Head = revision, head
}

// officeLetter is the k-th message of the n-th visit to an office.
func officeLetter(n, k int) samad.Message {
	return samad.Message{
		ID: fmt.Sprintf("%s/l%d", id(n), k), Record: visitRef(n).String(), Seq: 2, Kind: samad.LetterMessage,
		Audience: samad.ToOffice, Carrier: samad.ByDesk, Lang: samad.Persian, Office: "isf.tamin",
		Role: samad.RoleAgencyHead, Sealed: []byte("plain"), State: samad.Pending,
		Created: after(n), NotBefore: after(n),
	}
}

// kept compares everything that the store has of a new record with the change
// that brought it.
func kept(ctx context.Context, s ledger.Store, ch ledger.Change) error {
	r, err := s.Record(ctx, ch.Record.Ref)
	if err != nil {
		return err
	}
	events, err := s.Events(ctx, ch.Record.Ref)
	if err != nil {
		return err
	}
	messages, err := s.Messages(ctx, ch.Record.Ref)
	if err != nil {
		return err
	}
	return run(
		func() error { return same("record", r, *ch.Record) },
		func() error { return same("events", events, ch.Events) },
		func() error { return same("messages", messages, ch.Messages) },
		func() error { return ledger.VerifyChain(r, events) },
	)
}

func recordChecks() []LedgerCheck {
	return []LedgerCheck{
		{"records/keep everything", "a visit without its report or its history", recordKept},
		{"records/follow on", "steps that are lost or replace one another", recordFollows},
		{"records/same record twice", "steps of one change in the wrong order", recordTwice},
		{"records/several together", "a warning letter without the visit that it rests on", recordsTogether},
		{"records/together with cases", "an answer given live that the meeting does not know of", recordsWithCases},
		{"records/messages go out", "a letter that nobody is ever handed", recordMessages},
		{"records/copies", "a record that changes under somebody's hands", recordCopies},
		{"records/exact instants", "a visit on another day than it was", recordInstants},
	}
}

func recordKept(ctx context.Context, s Ledger) error {
	if err := s.Cases().Apply(ctx, submission(1)); err != nil {
		return err
	}
	ch := beginning(1, func(r *ledger.Record) { r.Keys.NextDue = after(9) })
	toPetitioner := officeLetter(1, 2)
	toPetitioner.Case, toPetitioner.Audience, toPetitioner.Office, toPetitioner.Role = caseID(1), samad.ToPetitioner, "", ""
	ch.Messages = []samad.Message{officeLetter(1, 1), toPetitioner}
	if err := s.Apply(ctx, ch, beginning(2)); err != nil {
		return err
	}
	of, err := s.Cases().Messages(ctx, caseID(1))
	if err != nil {
		return err
	}
	none, err := s.Messages(ctx, visitRef(7))
	if err != nil {
		return err
	}
	return run(
		func() error { return kept(ctx, s, ch) },
		func() error { return kept(ctx, s, beginning(2)) },
		func() error {
			return same("messages of the case", of, append(submission(1).Messages, toPetitioner))
		},
		func() error { return same("messages of nothing", none, []samad.Message(nil)) },
	)
}

func recordFollows(ctx context.Context, s Ledger) error {
	first := beginning(1)
	second := following(first, func(r *ledger.Record) {
		r.Keys = ledger.Keys{State: "reported"}
		r.State = json.RawMessage(`{}`)
	})
	if err := s.Apply(ctx, first); err != nil {
		return err
	}
	if err := s.Apply(ctx, second); err != nil {
		return err
	}
	return kept(ctx, s, ledger.Change{Record: second.Record, Events: slices.Concat(first.Events, second.Events)})
}

func recordTwice(ctx context.Context, s Ledger) error {
	first := beginning(1)
	second := following(first)
	if err := s.Apply(ctx, first, second); err != nil {
		return err
	}
	return kept(ctx, s, ledger.Change{Record: second.Record, Events: slices.Concat(first.Events, second.Events)})
}

func recordsTogether(ctx context.Context, s Ledger) error {
	one, two, three := beginning(1), beginning(2), beginning(3)
	if err := s.Apply(ctx, one); err != nil {
		return err
	}
	if err := fails("apply with one stale change", s.Apply(ctx, two, one, three), samad.ErrConflict); err != nil {
		return err
	}
	for _, ch := range []ledger.Change{two, three} {
		_, err := s.Record(ctx, ch.Record.Ref)
		if err := fails("a record of a refused change", err, samad.ErrNotFound); err != nil {
			return err
		}
	}
	if err := s.Apply(ctx, two, three); err != nil {
		return err
	}
	return run(
		func() error { return kept(ctx, s, two) },
		func() error { return kept(ctx, s, three) },
	)
}

func recordsWithCases(ctx context.Context, s Ledger) error {
	// Through the store that a Desk writes to.
	joined := ledger.With(s, s.Cases(), beginning(1))
	if err := joined.Apply(ctx, submission(1)); err != nil {
		return err
	}
	stale := beginning(2)
	stale.Cases = []samad.Change{submission(1)} // the case is there already
	fresh := beginning(3)
	fresh.Cases = []samad.Change{submission(3)}
	late := fails("apply with a case that is there", s.Apply(ctx, stale), samad.ErrConflict)
	gone := fails("apply with a record that is there", s.Apply(ctx, fresh, beginning(1)), samad.ErrConflict)
	_, noRecord := s.Record(ctx, visitRef(2))
	_, noCase := s.Cases().Case(ctx, caseID(3))
	return run(
		func() error { return kept(ctx, s, beginning(1)) },
		func() error {
			_, err := s.Cases().Case(ctx, caseID(1))
			return err
		},
		func() error { return late },
		func() error { return gone },
		func() error { return fails("the record beside a refused case", noRecord, samad.ErrNotFound) },
		func() error { return fails("the case beside a refused record", noCase, samad.ErrNotFound) },
		func() error { return s.Apply(ctx, fresh) },
		func() error { return kept(ctx, s, beginning(3)) },
		func() error {
			_, err := s.Cases().Case(ctx, caseID(3))
			return err
		},
	)
}

func recordMessages(ctx context.Context, s Ledger) error {
	ch := beginning(1)
	ch.Messages = []samad.Message{officeLetter(1, 1), officeLetter(1, 2)}
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	claim := samad.Claim{Now: after(9), Limit: 9, Lease: time.Minute, Owner: "a"}
	got, err := s.Cases().ClaimMessages(ctx, claim)
	if err != nil {
		return err
	}
	return same("the messages to the office", got, ch.Messages)
}

func recordCopies(ctx context.Context, s Ledger) error {
	ch, given := beginning(1), beginning(1)
	given.Messages = []samad.Message{officeLetter(1, 1)}
	ch.Messages = []samad.Message{officeLetter(1, 1)}
	if err := s.Apply(ctx, given); err != nil {
		return err
	}
	given.Record.State[2], given.Record.Keys.Free[0].Value = 'x', "changed"
	given.Events[0].Data[2], given.Messages[0].Sealed[0] = 'x', 'x'
	if err := kept(ctx, s, ch); err != nil {
		return fmt.Errorf("after changing what was given: %w", err)
	}
	r, err := s.Record(ctx, visitRef(1))
	if err != nil {
		return err
	}
	events, err := s.Events(ctx, visitRef(1))
	if err != nil {
		return err
	}
	page, err := s.List(ctx, ledger.Query{Kind: visitKind})
	if err != nil {
		return err
	}
	messages, err := s.Messages(ctx, visitRef(1))
	if err != nil {
		return err
	}
	r.State[2], r.Keys.Free[0].Value, events[0].Data[2], messages[0].Sealed[0] = 'x', "changed", 'x', 'x'
	for _, x := range page.Records {
		x.State[2], x.Keys.Free[1].Value = 'x', "changed"
	}
	if err := kept(ctx, s, ch); err != nil {
		return fmt.Errorf("after changing what was returned: %w", err)
	}
	return nil
}

func recordInstants(ctx context.Context, s Ledger) error {
	tehran := time.FixedZone("+0330", 3*3600+1800)
	given := beginning(1, func(r *ledger.Record) { r.Keys.NextDue = after(5) })
	given.Record.Created, given.Record.Updated = after(1).In(tehran).Add(999), after(1).In(tehran)
	given.Record.Keys.At = given.Record.Keys.At.In(tehran).Add(1)
	given.Record.Keys.NextDue = given.Record.Keys.NextDue.In(tehran).Add(999)
	for i := range given.Events {
		given.Events[i].At = given.Events[i].At.In(tehran).Add(999)
	}
	if err := s.Apply(ctx, given); err != nil {
		return err
	}
	return kept(ctx, s, beginning(1, func(r *ledger.Record) { r.Keys.NextDue = after(5) }))
}
