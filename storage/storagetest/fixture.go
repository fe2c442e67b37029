package storagetest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// noon is the instant from which the suite counts: 12:00:00.000123 UTC on
// 1405/09/02. The odd microseconds show who cuts them off.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123_000, time.UTC)

// after returns noon and the given number of minutes.
func after(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// id returns the n-th of a series of ids in ULID form; a later n sorts later.
func id(n int) string { return fmt.Sprintf("01KARVZ0000000000000%06d", n) }

func caseID(n int) samad.CaseID { return samad.CaseID(id(n)) }

// code returns the n-th of a series of different tracking codes.
func code(n int) tracking.Code {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], uint64(n))
	c, err := tracking.Minter{Random: rand.NewChaCha8(seed)}.NewCode()
	if err != nil {
		panic(err) // a fixed seed: this cannot depend on the store
	}
	return c
}

// submission returns a change that brings the n-th new case, created n minutes
// past noon, with a bit of everything that belongs to one.
func submission(n int, edit ...func(*samad.Case)) samad.Change {
	at := after(n)
	c := samad.Case{
		ID: caseID(n), Code: code(n), Kind: samad.Complaint, Channel: samad.Web,
		Topic: "welfare/unemployment-insurance", Place: "1014", Province: "10",
		Urgency: samad.Normal, Identity: samad.Named, Type: samad.Person, Language: samad.Persian,
		State: samad.Received, Centre: "isf.samad", Episode: 1, Created: at, Updated: at,
		Flags: []string{"first"}, Labels: []string{"bread", "نان"},
	}
	for _, f := range edit {
		f(&c)
	}
	ch := samad.Change{
		Case: &c,
		Secrets: &samad.Secrets{
			Case: c.ID, Key: []byte("key " + c.ID), PIN: []byte("pin " + c.ID),
			Lookups: []samad.Lookup{{Kind: samad.MobileLookup, Hash: []byte("mobile " + c.ID)}},
		},
		Values: []samad.Value{
			{ValueRef: samad.ValueRef{Case: c.ID, Seq: 1, Name: "identity"}, Salt: []byte("salt-1"), Data: []byte{0, 1, 0xff}, Sealed: true},
			{ValueRef: samad.ValueRef{Case: c.ID, Seq: 1, Name: "text"}, Salt: []byte("salt-2"), Data: []byte("حقوق بیکاری من نیامده است")},
		},
		Messages: []samad.Message{message(&c, n, 1)},
		Search:   []string{"حقوق", "بیکاری"},
	}
	extend(&ch, 0, samad.Hash{}, at, samad.EventSubmitted, samad.EventClockStarted)
	return ch
}

// step returns the change that follows on the state in which prev left the
// case: one event, and what edit makes of the case.
func step(prev samad.Change, edit ...func(*samad.Case)) samad.Change {
	c := prev.Case.Clone()
	c.Updated = c.Updated.Add(time.Minute)
	for _, f := range edit {
		f(&c)
	}
	ch := samad.Change{Case: &c}
	extend(&ch, prev.Case.Revision, prev.Case.Head, c.Updated, samad.EventActed)
	return ch
}

// extend adds events of the types with a right chain of hashes, and sets the
// case's revision and head.
func extend(ch *samad.Change, revision int64, head samad.Hash, at time.Time, types ...samad.EventType) {
	ch.Expect = revision
	for _, typ := range types {
		revision++
		e := samad.Event{
			ID: fmt.Sprintf("%s-%d", ch.Case.ID, revision), Case: ch.Case.ID, Seq: revision, At: at,
			Actor: samad.Stamp{
				ID: "acc-7", Role: samad.RoleOperator, Agency: "isf.samad", Unit: "intake",
				Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"},
			},
			Type: typ, Data: json.RawMessage(`{"b": 1,  "a": "گ‌"}`), PrevHash: head,
		}
		e.Hash = e.ComputeHash()
		head = e.Hash
		ch.Events = append(ch.Events, e)
	}
	ch.Case.Revision, ch.Case.Head = revision, head
}

// message returns the k-th message of the n-th case, pending at once.
func message(c *samad.Case, n, k int) samad.Message {
	return samad.Message{
		ID: fmt.Sprintf("%s/%d", id(n), k), Case: c.ID, Seq: 1, Kind: samad.ReceiptMessage,
		Audience: samad.ToPetitioner, Carrier: samad.BySMS, Lang: samad.Persian,
		Sealed: []byte("sealed"), Wipe: true, State: samad.Pending,
		Created: c.Created, NotBefore: c.Created,
	}
}

// dueAt gives the case a running answer clock with its limit at the instant.
func dueAt(at time.Time) func(*samad.Case) {
	return func(c *samad.Case) {
		c.State, c.Agency = samad.Referred, "isf.tamin"
		c.AgencyPath = []samad.AgencyID{"isf", "isf.tamin"}
		c.Clocks = []samad.Clock{{
			Stage: sla.Answer, Episode: 1, Clock: sla.Clock{Started: c.Created},
			Plan: sla.Plan{Policy: "test@1", Due: at, Marks: []sla.Mark{{At: at, Kind: sla.Breach, Name: "breach", Role: "oversight"}}},
		}}
	}
}
