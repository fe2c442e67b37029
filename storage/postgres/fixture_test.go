package postgres_test

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

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123_000, time.UTC)

// submission returns what a submission writes: a case, two events, two values,
// secrets, search words and a message.
func submission(n int) samad.Change {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], uint64(n))
	code, err := tracking.Minter{Random: rand.NewChaCha8(seed)}.NewCode()
	if err != nil {
		panic(err) // a fixed seed
	}
	at := noon.Add(time.Duration(n) * time.Second)
	c := samad.Case{
		ID: samad.CaseID(fmt.Sprintf("01KARVZ00000000%011d", n)), Code: code, Kind: samad.Complaint,
		Channel: samad.Web, Topic: "welfare/unemployment-insurance", Place: "1014", Province: "10",
		Urgency: samad.Normal, Identity: samad.Named, Type: samad.Person, Language: samad.Persian,
		State: samad.Received, Centre: "isf.samad", Episode: 1, Created: at, Updated: at,
		Clocks: []samad.Clock{{
			Stage: sla.Screening, Episode: 1, Clock: sla.Clock{Started: at},
			Plan: sla.Plan{Policy: "isfahan@1405.1", Rule: "screening", Due: at.Add(24 * time.Hour), Marks: []sla.Mark{
				{At: at.Add(18 * time.Hour), Kind: sla.Warning, Name: "75%", Role: "operator"},
				{At: at.Add(24 * time.Hour), Kind: sla.Breach, Name: "breach", Role: "supervisor"},
			}},
		}},
	}
	ch := samad.Change{
		Case: &c,
		Secrets: &samad.Secrets{
			Case: c.ID, Key: make([]byte, 65), PIN: make([]byte, 32),
			Lookups: []samad.Lookup{
				{Kind: samad.MobileLookup, Hash: append(make([]byte, 24), seed[:8]...)},
				{Kind: samad.NationalIDLookup, Hash: append(make([]byte, 24), seed[:8]...)},
			},
		},
		Values: []samad.Value{
			{ValueRef: samad.ValueRef{Case: c.ID, Seq: 1, Name: "identity"}, Salt: make([]byte, 16), Data: make([]byte, 180), Sealed: true},
			{ValueRef: samad.ValueRef{Case: c.ID, Seq: 1, Name: "text"}, Salt: make([]byte, 16), Data: []byte(complaint)},
		},
		Messages: []samad.Message{{
			ID: string(c.ID) + "-m", Case: c.ID, Seq: 1, Kind: samad.ReceiptMessage, Audience: samad.ToPetitioner,
			Carrier: samad.BySMS, Lang: samad.Persian, Sealed: make([]byte, 160), Wipe: true,
			State: samad.Pending, Created: at, NotBefore: at,
		}},
		Search: []string{"سه", "ماه", "است", "حقوق", "بیکاری", "من", "واریز", "نشده", "و", "شعبه", "پاسخ", "نمیدهد"},
	}
	head := samad.Hash{}
	for i, typ := range []samad.EventType{samad.EventSubmitted, samad.EventClockStarted} {
		e := samad.Event{
			ID: fmt.Sprintf("%s-%d", c.ID, i+1), Case: c.ID, Seq: int64(i) + 1, At: at, Type: typ,
			Actor:    samad.Stamp{Role: samad.RolePetitioner, Post: samad.Text{Fa: "متقاضی", En: "Petitioner"}},
			Data:     json.RawMessage(payload),
			PrevHash: head,
		}
		e.Hash = e.ComputeHash()
		head = e.Hash
		ch.Events = append(ch.Events, e)
	}
	c.Revision, c.Head = 2, head
	return ch
}

// step returns a change that follows on prev and adds an event.
func step(prev samad.Change) samad.Change {
	c := prev.Case.Clone()
	e := samad.Event{
		ID: fmt.Sprintf("%s-%d", c.ID, c.Revision+1), Case: c.ID, Seq: c.Revision + 1, At: c.Updated.Add(time.Second),
		Type: samad.EventActed, Data: json.RawMessage(`{}`), PrevHash: c.Head,
	}
	e.Hash = e.ComputeHash()
	c.Revision, c.Head, c.Updated = e.Seq, e.Hash, e.At
	return samad.Change{Case: &c, Expect: prev.Case.Revision, Events: []samad.Event{e}}
}

const (
	complaint = "سه ماه است حقوق بیکاری من واریز نشده و شعبه پاسخ نمی‌دهد. لطفاً رسیدگی کنید، اجاره‌ام عقب افتاده است."
	payload   = `{"kind":"complaint","channel":"web","topic":"welfare/unemployment-insurance","place":"1014",` +
		`"commitments":{"text":"5f1d6c9b0e2a47c38d15b6a07e9f4c2d5f1d6c9b0e2a47c38d15b6a07e9f4c2d",` +
		`"identity":"0c2d5f1d6c9b0e2a47c38d15b6a07e9f4c2d5f1d6c9b0e2a47c38d15b6a07e9f"}}`
)
