package ledger

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Event is one thing that happened to a record. Events are only ever added.
type Event struct {
	ID string `json:"id"` // ULID
	Ref
	// Seq counts the events of the record from 1.
	Seq int64 `json:"seq"`
	// At is UTC in whole microseconds, never before the event before.
	At    time.Time   `json:"at"`
	Actor samad.Stamp `json:"actor"`
	Type  string      `json:"type"`
	// Data is the payload as JSON, kept byte for byte because it is hashed.
	Data json.RawMessage `json:"data"`
	// PrevHash is the Hash of the event before, zero for the first.
	PrevHash samad.Hash `json:"prev_hash"`
	Hash     samad.Hash `json:"hash"`
}

// MarshalJSON writes the record's id as "record", because "id" is the event's.
func (e Event) MarshalJSON() ([]byte, error) {
	text, err := json.Marshal(wireOf(e))
	if err != nil {
		return nil, fmt.Errorf("ledger: write event %d of %s: %w", e.Seq, e.Ref, err)
	}
	return text, nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Event) UnmarshalJSON(data []byte) error {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("ledger: read an event: %w", err)
	}
	*e = Event{
		ID: w.ID, Ref: Ref{Kind: w.Kind, ID: w.Record}, Seq: w.Seq, At: w.At, Actor: w.Actor,
		Type: w.Type, Data: w.Data, PrevHash: w.PrevHash, Hash: w.Hash,
	}
	return nil
}

// wire is an event as JSON.
type wire struct {
	ID       string          `json:"id"`
	Kind     Kind            `json:"kind"`
	Record   string          `json:"record"`
	Seq      int64           `json:"seq"`
	At       time.Time       `json:"at"`
	Actor    samad.Stamp     `json:"actor"`
	Type     string          `json:"type"`
	Data     json.RawMessage `json:"data"`
	PrevHash samad.Hash      `json:"prev_hash"`
	Hash     samad.Hash      `json:"hash"`
}

func wireOf(e Event) wire {
	return wire{
		ID: e.ID, Kind: e.Kind, Record: e.Ref.ID, Seq: e.Seq, At: e.At, Actor: e.Actor,
		Type: e.Type, Data: e.Data, PrevHash: e.PrevHash, Hash: e.Hash,
	}
}

// eventDomain separates these hashes from those of cases.
const eventDomain = "samad.record.v1"

// ComputeHash returns the hash that the event must carry. It is SHA-256 over
// these parts in this order, each preceded by its length as eight bytes, big
// endian: the word "samad.record.v1", ID, Kind, the record's ID, Seq as decimal
// digits, At as decimal microseconds since 1970-01-01 UTC, the actor's ID,
// Role, Agency, Unit and Post in Persian and English, Type, Data as stored, and
// the 32 bytes of PrevHash. All texts are UTF-8.
func (e Event) ComputeHash() samad.Hash {
	return samad.HashParts(
		[]byte(eventDomain), []byte(e.ID), []byte(e.Kind), []byte(e.Ref.ID),
		strconv.AppendInt(nil, e.Seq, 10), strconv.AppendInt(nil, e.At.UnixMicro(), 10),
		[]byte(e.Actor.ID), []byte(e.Actor.Role), []byte(e.Actor.Agency), []byte(e.Actor.Unit),
		[]byte(e.Actor.Post.Fa), []byte(e.Actor.Post.En), []byte(e.Type),
		e.Data, e.PrevHash[:],
	)
}
