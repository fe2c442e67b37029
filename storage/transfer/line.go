package transfer

import (
	"encoding/json"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// format names what a file is, and version its form.
const (
	format  = "samad.transfer"
	version = 1
)

// line is one line of a file: exactly one field is set.
type line struct {
	Head    *head            `json:"head,omitempty"`
	Step    *step            `json:"step,omitempty"`
	Digest  *samad.Digest    `json:"digest,omitempty"`
	Record  *record          `json:"record,omitempty"`
	Message *samad.Message   `json:"message,omitempty"`
	Key     *samad.KeyRecord `json:"key,omitempty"`
	Call    *samad.Call      `json:"call,omitempty"`
	End     *end             `json:"end,omitempty"`
}

type head struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

type end struct {
	Summary
	SHA256 samad.Hash `json:"sha256"` // of all bytes before the line
}

// step is a piece of one case's history, in the order of the feed.
type step struct {
	Case   samad.CaseID  `json:"case"`
	Events []event       `json:"events"`
	Values []samad.Value `json:"values,omitempty"`
	// Secrets and Words come with the first event, as they are in the end.
	Secrets *samad.Secrets `json:"secrets,omitempty"`
	Words   []string       `json:"words,omitempty"`
}

// event is a samad.Event whose data is kept byte for byte: as JSON within JSON
// it would lose its blanks, and its hash with them.
type event struct {
	ID       string          `json:"id"`
	Seq      int64           `json:"seq"`
	At       time.Time       `json:"at"`
	Actor    samad.Stamp     `json:"actor"`
	Type     samad.EventType `json:"type"`
	Data     string          `json:"data"`
	PrevHash samad.Hash      `json:"prev_hash"`
	Hash     samad.Hash      `json:"hash"`
}

func wireEvent(e samad.Event) event {
	return event{e.ID, e.Seq, e.At, e.Actor, e.Type, string(e.Data), e.PrevHash, e.Hash}
}

func (e event) event(id samad.CaseID) samad.Event {
	return samad.Event{
		ID: e.ID, Case: id, Seq: e.Seq, At: e.At, Actor: e.Actor, Type: e.Type,
		Data: json.RawMessage(e.Data), PrevHash: e.PrevHash, Hash: e.Hash,
	}
}

// record is a record of a room with its whole history.
type record struct {
	Ref      ledger.Ref    `json:"ref"`
	Revision int64         `json:"revision"`
	Head     samad.Hash    `json:"head"`
	Created  time.Time     `json:"created"`
	Updated  time.Time     `json:"updated"`
	State    string        `json:"state"`
	Keys     ledger.Keys   `json:"keys"`
	Events   []recordEvent `json:"events"`
}

type recordEvent struct {
	ID       string      `json:"id"`
	Seq      int64       `json:"seq"`
	At       time.Time   `json:"at"`
	Actor    samad.Stamp `json:"actor"`
	Type     string      `json:"type"`
	Data     string      `json:"data"`
	PrevHash samad.Hash  `json:"prev_hash"`
	Hash     samad.Hash  `json:"hash"`
}

func wireRecord(r ledger.Record, events []ledger.Event) *record {
	out := &record{
		Ref: r.Ref, Revision: r.Revision, Head: r.Head, Created: r.Created, Updated: r.Updated,
		State: string(r.State), Keys: r.Keys,
	}
	for _, e := range events {
		out.Events = append(out.Events, recordEvent{e.ID, e.Seq, e.At, e.Actor, e.Type, string(e.Data), e.PrevHash, e.Hash})
	}
	return out
}

func (r *record) change() ledger.Change {
	ch := ledger.Change{Record: &ledger.Record{
		Ref: r.Ref, Revision: r.Revision, Head: r.Head, Created: r.Created, Updated: r.Updated,
		State: json.RawMessage(r.State), Keys: r.Keys,
	}}
	for _, e := range r.Events {
		ch.Events = append(ch.Events, ledger.Event{
			ID: e.ID, Ref: r.Ref, Seq: e.Seq, At: e.At, Actor: e.Actor, Type: e.Type,
			Data: json.RawMessage(e.Data), PrevHash: e.PrevHash, Hash: e.Hash,
		})
	}
	return ch
}
