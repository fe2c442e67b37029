package samad

import (
	"time"
)

// Change is what one step writes: the case as it is after the step, with the
// events and everything else that belongs to it.
type Change struct {
	// Case is the state after the last event. When it is nil, only Messages,
	// Key, Calls and EraseCalls are written: what does not change a case.
	Case *Case
	// Expect is the revision that the stored case must have; 0 for a new one.
	Expect int64
	// Events are the new events; the last one's Seq is Case.Revision.
	Events []Event
	// Values are new erasable values of these events.
	Values []Value
	// Erase names values whose value and salt are emptied now.
	Erase []ValueRef
	// Secrets replaces the case's secrets when it is not nil.
	Secrets *Secrets
	// Messages are new outgoing messages.
	Messages []Message
	// Search are folded words to add to the case's search row; EraseSearch
	// empties the row first.
	Search      []string
	EraseSearch bool
	// EraseMessages empties the contents of all messages of the case that were
	// there before the change, and of its receipts under idempotency keys.
	// Messages still pending are given up: Dead, Settled at Case.Updated, with
	// the Fault "erased".
	EraseMessages bool
	// Key is written with the change when it is not nil.
	Key *KeyRecord
	// Calls are new call records.
	Calls []Call
	// EraseCalls names calls whose personal data is emptied: Key, Caller, Note
	// and CallerHash. The rest of the record stays, for figures. Unknown ids
	// do no harm.
	EraseCalls []string
}

// Secrets are what a case keeps beside its record, outside the history: they
// are never shown, logged or exported in clear.
type Secrets struct {
	Case CaseID
	// Key is the case's own data key as the [Vault] wrapped it; empty after
	// erasure.
	Key []byte
	// PIN is the keyed hash of the petitioner's PIN.
	PIN []byte
	// Lookups are keyed hashes by which the petitioner's cases are found.
	Lookups []Lookup
}

// WrappedKey names the wrapped key of a case or a call and what takes its
// place.
type WrappedKey struct {
	// Case or Call, not both, says whose key it is.
	Case     CaseID
	Call     string
	Old, New []byte
}

// LookupKind says what a [Lookup] hashes.
type LookupKind string

// The kinds of look-up hashes.
const (
	NationalIDLookup LookupKind = "national_id"
	LegalIDLookup    LookupKind = "legal_id"
	MobileLookup     LookupKind = "mobile"
)

// Lookup is a keyed hash of an identifier of the petitioner.
type Lookup struct {
	Kind LookupKind `json:"kind"`
	Hash []byte     `json:"hash"`
}

// KeyRecord is what an idempotency key stands for.
type KeyRecord struct {
	Key    string
	Digest []byte // keyed hash of the request's content
	Case   CaseID
	Sealed []byte // the receipt, sealed under the case's key; empty once wiped
	// Created and Expires are UTC; the receipt is wiped at Expires.
	Created, Expires time.Time
}

// Claim asks for a share of the work that is due.
type Claim struct {
	Now   time.Time     // UTC
	Limit int           // at least 1
	Lease time.Duration // how long nobody else gets what is handed out
	Owner string        // names the claimant among all that run
}
