package ledger

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Kind says what a record is of: "visit", "demand". It is one to forty letters
// a to z, digits and underscores, the first a letter.
type Kind string

var kindForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Valid reports whether k has the form of a kind.
func (k Kind) Valid() bool { return kindForm.MatchString(string(k)) }

// Ref names a record. The ID is the room's: a ULID, or a text that says what
// there can be only one of ("1405/isf.tamin"). It has 1 to 200 bytes.
type Ref struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
}

// String returns "kind/id", as messages name the record that caused them.
func (r Ref) String() string { return string(r.Kind) + "/" + r.ID }

// ParseRef reads what [Ref.String] wrote, or reports false.
func ParseRef(s string) (Ref, bool) {
	kind, id, ok := strings.Cut(s, "/")
	r := Ref{Kind: Kind(kind), ID: id}
	return r, ok && r.Valid()
}

// Valid reports whether r can name a record.
func (r Ref) Valid() bool { return r.Kind.Valid() && r.ID != "" && len(r.ID) <= 200 }

// Record is the state of a record after its last event.
type Record struct {
	Ref
	// Revision is the Seq of the last event and Head its hash.
	Revision int64
	Head     samad.Hash
	// Created and Updated are the instants of the first and the last event,
	// UTC in whole microseconds.
	Created, Updated time.Time
	// State is what the events fold to, as the room's JSON.
	State json.RawMessage
	// Keys are by what the record is found.
	Keys Keys
}

// Keys are by what records are found, counted and woken. The room computes
// them of the state. Empty ones mean that there is none.
type Keys struct {
	State  string
	Agency samad.AgencyID
	Place  samad.PlaceID
	// At is the instant that the record is about: the day of a visit, the
	// start of a session.
	At time.Time
	// NextDue is when time asks for something, see [Store.ClaimDue].
	NextDue time.Time
	// Free are further keys. A name may occur several times with different
	// values.
	Free []Key
}

// Key is a name and a value by which a record is found: {"case", "01J…"}.
type Key struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
