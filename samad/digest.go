package samad

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Digest sums up all events that were committed since the digest before, so
// that a case which is removed with its whole history, or one that is slipped
// in later, is found: the history of a single case cannot tell. Digests are
// chained; whoever keeps the Hash of one elsewhere can prove everything before
// it. [Desk.Sweep] makes one a day, [VerifyDigests] checks them.
type Digest struct {
	// Number counts from 1 without a gap.
	Number int64 `json:"number"`
	// Day is the Persian date of the day that had ended when the digest was
	// made, in the Desk's zone. It also covers what was committed between
	// midnight and At; the next digest begins there.
	Day persian.Date `json:"day"`
	At  time.Time    `json:"at"` // UTC, when it was made
	// Events were committed since the digest before, and belong to Cases.
	Events int64 `json:"events"`
	Cases  int64 `json:"cases"`
	// Content is the sum over those events (see [DigestContent]).
	Content Hash `json:"content"`
	// Prev is the Hash of the digest before, zero for the first.
	Prev Hash `json:"prev"`
	Hash Hash `json:"hash"`
	// Cursor is where the store's feed stands after the last of the events.
	// It means something to that store alone and is not hashed.
	Cursor string `json:"cursor"`
}

const (
	digestDomain  = "samad.digest.v1"
	contentDomain = "samad.digest.content.v1"
)

// ComputeHash returns the hash that the digest must carry. It is SHA-256 over
// these parts in this order, each preceded by its length as eight bytes, big
// endian: the word "samad.digest.v1", Number as decimal digits, Day as
// YYYY-MM-DD, At as decimal microseconds since 1970-01-01 UTC, Events and
// Cases as decimal digits, the 32 bytes of Content and the 32 bytes of Prev.
func (d Digest) ComputeHash() Hash {
	h := sha256.New()
	for _, s := range []string{
		digestDomain, strconv.FormatInt(d.Number, 10), d.Day.String(), strconv.FormatInt(d.At.UnixMicro(), 10),
		strconv.FormatInt(d.Events, 10), strconv.FormatInt(d.Cases, 10),
	} {
		writePart(h, []byte(s))
	}
	writePart(h, d.Content[:])
	writePart(h, d.Prev[:])
	return Hash(h.Sum(nil))
}

// DigestContent collects events for a [Digest]. The zero DigestContent is
// empty. It keeps some 100 bytes for every case, none for its further events.
type DigestContent struct {
	events int64
	last   map[CaseID]lastEvent
}

type lastEvent struct {
	seq  int64
	hash Hash
}

// Add takes an event in. The order of cases does not matter.
func (c *DigestContent) Add(e Event) {
	if c.last == nil {
		c.last = map[CaseID]lastEvent{}
	}
	c.events++
	if e.Seq > c.last[e.Case].seq {
		c.last[e.Case] = lastEvent{e.Seq, e.Hash}
	}
}

// Events returns how many were taken in.
func (c *DigestContent) Events() int64 { return c.events }

// Cases returns how many cases the events belong to.
func (c *DigestContent) Cases() int64 { return int64(len(c.last)) }

// Sum returns the content's hash: SHA-256 over the word
// "samad.digest.content.v1" and then, for every case in the byte order of ids,
// its id, the Seq of its last event among those as decimal digits, and the 32
// bytes of that event's Hash, each part preceded by its length as eight bytes,
// big endian. The last event's hash covers all before it.
func (c *DigestContent) Sum() Hash {
	h := sha256.New()
	writePart(h, []byte(contentDomain))
	ids := make([]CaseID, 0, len(c.last))
	for id := range c.last {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		e := c.last[id]
		writePart(h, []byte(id))
		writePart(h, []byte(strconv.FormatInt(e.seq, 10)))
		writePart(h, e.hash[:])
	}
	return Hash(h.Sum(nil))
}
