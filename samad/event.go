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
	var room [1024]byte // on the stack; most events fit
	var digits [20]byte
	b := appendPart(room[:0], eventDomain)
	b = appendPart(b, e.ID)
	b = appendPart(b, e.Case)
	b = appendPart(b, strconv.AppendInt(digits[:0], e.Seq, 10))
	b = appendPart(b, strconv.AppendInt(digits[:0], e.At.UnixMicro(), 10))
	b = appendPart(b, e.Actor.ID)
	b = appendPart(b, e.Actor.Role)
	b = appendPart(b, e.Actor.Agency)
	b = appendPart(b, e.Actor.Unit)
	b = appendPart(b, e.Actor.Post.Fa)
	b = appendPart(b, e.Actor.Post.En)
	b = appendPart(b, e.Type)
	b = appendPart(b, e.Data)
	b = appendPart(b, e.PrevHash[:])
	return sha256.Sum256(b)
}

// appendPart appends a part as [HashParts] takes it.
func appendPart[P ~string | ~[]byte](b []byte, part P) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
	return append(b, part...)
}

// HashParts returns SHA-256 over the parts in their order, each preceded by
// its length as eight bytes, big endian, so that no two lists of parts are
// hashed alike. The first part should be a word that names the use.
func HashParts(parts ...[]byte) Hash {
	var room [1024]byte // on the stack; most lists fit
	size := 0
	for _, part := range parts {
		size += 8 + len(part)
	}
	if size <= len(room) {
		b := room[:0]
		for _, part := range parts {
			b = appendPart(b, part)
		}
		return sha256.Sum256(b)
	}
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
