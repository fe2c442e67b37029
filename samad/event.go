package samad

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"strconv"
	"time"
)

// Event is one thing that happened to a case. Events are only ever added.
type Event struct {
	ID   string `json:"id"` // ULID
	Case CaseID `json:"case"`
	// Seq counts the events of the case from 1.
	Seq int64 `json:"seq"`
	// At is UTC in whole microseconds, never before the event before.
	At    time.Time `json:"at"`
	Actor Stamp     `json:"actor"`
	Type  EventType `json:"type"`
	// Data is the payload as JSON, kept byte for byte because it is hashed.
	// It holds facts that are never erased, and commitments to values that
	// may be (see [Value]). Use [Event.Payload] to read it.
	Data json.RawMessage `json:"data"`
	// PrevHash is the Hash of the event before, zero for the first.
	PrevHash Hash `json:"prev_hash"`
	Hash     Hash `json:"hash"`
}

// eventDomain separates these hashes from any other use of SHA-256.
const eventDomain = "samad.event.v1"

// ComputeHash returns the hash that the event must carry. It is SHA-256 over
// these parts in this order, each preceded by its length as eight bytes, big
// endian: the word "samad.event.v1", ID, Case, Seq as decimal digits, At as
// decimal microseconds since 1970-01-01 UTC, the actor's ID, Role, Agency,
// Unit and Post in Persian and English, Type, Data as stored, and the 32
// bytes of PrevHash. All texts are UTF-8.
func (e Event) ComputeHash() Hash {
	return HashParts(
		[]byte(eventDomain), []byte(e.ID), []byte(e.Case),
		strconv.AppendInt(nil, e.Seq, 10), strconv.AppendInt(nil, e.At.UnixMicro(), 10),
		[]byte(e.Actor.ID), []byte(e.Actor.Role), []byte(e.Actor.Agency), []byte(e.Actor.Unit),
		[]byte(e.Actor.Post.Fa), []byte(e.Actor.Post.En), []byte(e.Type),
		e.Data, e.PrevHash[:],
	)
}

// HashParts returns SHA-256 over the parts in their order, each preceded by
// its length as eight bytes, big endian, so that no two lists of parts are
// hashed alike. The first part should be a word that names the use.
func HashParts(parts ...[]byte) Hash {
	h := sha256.New()
	for _, part := range parts {
		writePart(h, part)
	}
	return Hash(h.Sum(nil))
}

func writePart(h hash.Hash, part []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(part)))
	h.Write(n[:]) // hash.Hash never returns an error
	h.Write(part)
}
