package samad

import (
	"context"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// Store keeps cases. It keeps only: every rule about cases is enforced by the
// [Desk] above it. Each "must" below is a check of the conformance suite in
// storage/storagetest, which any implementation can run.
//
// All methods must be safe for concurrent use, must return copies (a caller
// may change what it gets), must keep texts and instants byte- and
// microsecond-exact, must return times in UTC, and must fail with an error
// matching the context's error soon after the context ends, and with one
// matching [ErrClosed] after the store was closed. An error matching
// [ErrInvalid] must refuse what cannot be kept or makes no sense: texts with
// U+0000 or that are not UTF-8, changes whose parts do not belong together or
// leave a gap in the history, limits out of range, cursors of another list.
//
// storage/admit does the copying and refusing for any store: what comes out of
// it is fit to be kept.
type Store interface {
	// Apply writes all changes together or none of them, and returns only
	// when they are durable. It must fail, having written nothing, with an
	// error matching
	//   - [ErrConflict] when the stored revision of a case is not the
	//     change's Expect (Expect 0: the case must not exist yet),
	//   - [ErrCodeTaken] when a new case's tracking code is in use,
	//   - [ErrKeyTaken] when the idempotency key is in use,
	//   - [ErrConflict] when a message or call with the id is there already,
	//   - [ErrInvalid] when a message, call or key points to an unknown case.
	// Changes apply one after the other: a case may occur more than once.
	// Applying a case's change releases any claim on that case.
	Apply(ctx context.Context, changes ...Change) error

	// Case returns the case, or an error matching [ErrNotFound].
	Case(ctx context.Context, id CaseID) (Case, error)
	// CaseByCode returns the case with the tracking code and its secrets in
	// one read, or an error matching [ErrNotFound].
	CaseByCode(ctx context.Context, code tracking.Code) (Case, Secrets, error)
	// Secrets returns the case's secrets, or an error matching [ErrNotFound].
	Secrets(ctx context.Context, id CaseID) (Secrets, error)
	// Events returns the whole history of a case in order of Seq, or an
	// error matching [ErrNotFound].
	Events(ctx context.Context, id CaseID) ([]Event, error)
	// Values returns the erasable values of a case in order of Seq, then
	// Name; none for an unknown case.
	Values(ctx context.Context, id CaseID) ([]Value, error)
	// Messages returns the outgoing messages of a case in order of their
	// making; none for an unknown case.
	Messages(ctx context.Context, id CaseID) ([]Message, error)

	// List returns one page of the cases that match the query, in a stable
	// order: walking the pages must show every case that matched all the
	// while exactly once, whatever changes meanwhile. Only with [DueFirst] and
	// [EndedFirst] a case whose deadline or end moves meanwhile may be missed
	// or shown again.
	List(ctx context.Context, query Query) (Page, error)
	// Count returns how many cases match the query (whose Cursor, Limit and
	// Order are ignored) for every combination of the dimensions that
	// occurs, ordered by the dimensions' values. Without dimensions it
	// returns one tally.
	Count(ctx context.Context, query Query, by ...Dimension) ([]Tally, error)

	// Key returns what was stored under an idempotency key, or an error
	// matching [ErrNotFound].
	Key(ctx context.Context, key string) (KeyRecord, error)
	// WipeKeys empties the sealed receipts of at most limit idempotency rows
	// whose Expires is not after now, and returns how many it emptied. The
	// rows themselves stay.
	WipeKeys(ctx context.Context, now time.Time, limit int) (int, error)

	// NextDue returns the earliest instant after the given one at which a
	// case's NextDue lies or a pending message may be tried, whoever holds
	// them; zero when there is none. It must not read through all cases.
	NextDue(ctx context.Context, after time.Time) (time.Time, error)
	// ClaimDue leases at most claim.Limit cases whose NextDue is not after
	// claim.Now and that nobody else holds, the longest due first. While a
	// lease lasts, no other claim may return the case; a lease that ran out
	// is taken over.
	ClaimDue(ctx context.Context, claim Claim) ([]CaseID, error)
	// ClaimMessages leases at most claim.Limit pending messages whose
	// NotBefore is not after claim.Now and that nobody else holds, the oldest
	// first. A message must not be handed out while an earlier one to the same
	// recipient (see [Message.Recipient]) is pending, unless the same claim
	// hands that one out too: what waits for one recipient goes to one
	// claimant, in a row without gaps, and the rest is free for the next when
	// it is settled or the lease has ended.
	ClaimMessages(ctx context.Context, claim Claim) ([]Message, error)
	// SettleMessages records what came of handing out claimed messages and
	// releases them, all of them or none. It must fail with an error matching
	// [ErrNotFound] when there is no such message, and with one matching
	// [ErrConflict] when the claim's owner no longer holds one of them: it was
	// settled or claimed by another, was never claimed (an empty owner holds
	// nothing), or stands in the list twice. An owner whose lease ran out holds
	// a message until then. A settlement that leaves a message as it was gives
	// it back untried.
	SettleMessages(ctx context.Context, settlements ...Settlement) error

	// FindMessages returns one page of the messages of all cases that match the
	// query, in the order of their making.
	FindMessages(ctx context.Context, query MessageQuery) (MessagePage, error)
	// ReviveMessage makes a [Dead] message pending again, to be tried from
	// the instant on, its attempts counted anew. It must fail with an error
	// matching [ErrNotFound] when there is no such message, [ErrConflict]
	// when it is not dead, and [ErrErased] when its content was wiped.
	ReviveMessage(ctx context.Context, id string, from time.Time) error
	// ConfirmMessage records what a carrier reports of a message that it took
	// over. One that arrived gets Confirmed, and is [Delivered] if it had been
	// given up; one that did not is [Dead], unless it was confirmed before.
	// The same report again changes nothing. It must fail with an error
	// matching [ErrNotFound] when no message has the id or reference.
	ConfirmMessage(ctx context.Context, confirmation Confirmation) error

	// Calls returns one page of the recorded calls that match the query, the
	// newest first.
	Calls(ctx context.Context, query CallQuery) (CallPage, error)

	// Feed returns at most limit events of all cases in the order in which
	// they were committed, beginning after the cursor ("" for the start),
	// and the cursor for the next call. It must never pass over an event
	// that is committed later. With nothing new it returns the same cursor.
	// The cursor after an event must be the same whatever the limit was.
	Feed(ctx context.Context, after string, limit int) ([]Event, string, error)

	// AddDigest adds the next digest to the chain, for ever. It must fail with
	// an error matching [ErrConflict] unless its Number is one more than the
	// last one's (1 for the first).
	AddDigest(ctx context.Context, digest Digest) error
	// LastDigest returns the digest with the highest Number, or an error
	// matching [ErrNotFound].
	LastDigest(ctx context.Context) (Digest, error)
	// Digests returns at most limit digests whose Number is greater than
	// after, in order.
	Digests(ctx context.Context, after int64, limit int) ([]Digest, error)

	// Rewrap replaces the wrapped keys of cases and calls by others that wrap
	// the same key, all of them together, and returns how many it replaced. A
	// key that is not Old any more must be left as it is: it was erased or
	// replaced meanwhile.
	Rewrap(ctx context.Context, keys ...WrappedKey) (int, error)

	// Words, Outbox and Keys give what no other method does, so that a store
	// can be moved to another as a whole (see storage/transfer).

	// Words returns the folded words of the case's search row, in byte order,
	// each once; none for an unknown case.
	Words(ctx context.Context, id CaseID) ([]string, error)
	// Outbox returns at most limit messages of all cases in the order of
	// their making, beginning after the cursor ("" for the start), and the
	// cursor for the next call. With nothing left it returns the same cursor.
	Outbox(ctx context.Context, after string, limit int) ([]Message, string, error)
	// Keys returns at most limit idempotency rows whose key comes after the
	// given one in byte order, in that order.
	Keys(ctx context.Context, after string, limit int) ([]KeyRecord, error)
}

// Deadlines computes the deadlines of a stage. *sla.Policy implements it, and
// *sla.Policies, with which a case keeps the version under which it began.
// Implementations must be safe for concurrent use and must give the same plan
// for the same facts, clock and policy version.
//
// A case that is referred to another agency keeps the time used, unless the
// implementation also has a method RestartsOnReferral(sla.Facts) bool, as
// these have, and it says otherwise for the answer stage.
type Deadlines interface {
	Plan(facts sla.Facts, clock sla.Clock) (sla.Plan, error)
}

// Directory knows agencies, topics and places with their validity.
// samad/directory implements it. Implementations must be immutable or safe
// for concurrent use; returned slices belong to the caller.
type Directory interface {
	Agency(id AgencyID, on persian.Date) (Agency, bool)
	Topic(id TopicID, on persian.Date) (Topic, bool)
	Place(id PlaceID, on persian.Date) (Place, bool)
	// Agencies, Topics and Places list what is valid on the day, in the
	// order of the pack.
	Agencies(on persian.Date) []Agency
	Topics(on persian.Date) []Topic
	Places(on persian.Date) []Place
	// AgencyPath returns the agency and its ancestors, the root first; nil
	// when the agency is unknown.
	AgencyPath(id AgencyID, on persian.Date) []AgencyID
	// AgencySubtree returns the agency and everything below it, the agency
	// first; nil when the agency is unknown.
	AgencySubtree(id AgencyID, on persian.Date) []AgencyID
	// Centre returns the office that screens cases of the place, or false
	// when no centre serves it. The empty place is served by the only
	// centre, if there is just one.
	Centre(place PlaceID, on persian.Date) (AgencyID, bool)
	// Questions returns what is asked for the kind and topic: the kind's
	// questions first, then those of the topic's ancestors, then its own.
	Questions(kind Kind, topic TopicID, on persian.Date) []Question
}

// Vault keeps secrets from the store: it seals and opens personal data under
// a key of the case's own, and hashes identifiers and PINs. storage/vault
// implements it. Implementations must be safe for concurrent use.
type Vault interface {
	// NewKey makes a data key for one case (or call) and returns it wrapped.
	NewKey(ctx context.Context, id string) (wrapped []byte, err error)
	// Seal encrypts plain under the wrapped key, bound to the id and the
	// name: opening it under another id or name must fail.
	Seal(ctx context.Context, wrapped []byte, id, name string, plain []byte) ([]byte, error)
	// Open reverses Seal. With an empty wrapped key it must fail with an
	// error matching [ErrErased].
	Open(ctx context.Context, wrapped []byte, id, name string, sealed []byte) ([]byte, error)
	// DestroyKey makes the key useless for ever. A vault whose wrapped keys
	// are kept only by the store has nothing to do: the Desk empties the
	// stored key in the same step.
	DestroyKey(ctx context.Context, id string, wrapped []byte) error
	// Hash returns a keyed hash of value, separate for every purpose. Equal
	// inputs must give equal hashes for as long as the vault's keys live.
	Hash(ctx context.Context, purpose, value string) ([]byte, error)
}

// Blobs keeps the sealed contents of attachments, which are too large for the
// [Store]. It sees neither names nor types nor keys. storage/blobs implements
// it. Each "must" below is a check of storagetest.RunBlobs.
//
// A blob is first staged, while the request that it belongs to is still being
// written, and becomes lasting when the case is. Ids are ULIDs in their
// 26-letter form; every method must refuse others with an error matching
// [ErrInvalid], because stores make paths of them. The two kinds are kept
// apart: a staged and a lasting blob with the same id are two blobs. All
// methods must be safe for concurrent use, must return copies, and must fail
// with an error matching the context's error after the context has ended.
type Blobs interface {
	// Put stages content under an id that no blob has. It must write all of it
	// or nothing, and returns only when it is durable. The same id again must
	// fail with an error matching [ErrConflict] and change nothing.
	Put(ctx context.Context, id string, content []byte) error
	// Keep makes the staged blob lasting under an id of its own and returns
	// only when that is durable. The staged one must stay, so that a request
	// can be repeated; doing the same again must do no harm. It must fail with
	// an error matching [ErrNotFound] when nothing is staged under the id.
	Keep(ctx context.Context, staged, id string) error
	// Get returns a lasting blob, byte for byte, or an error matching
	// [ErrNotFound]. A staged one must not be returned.
	Get(ctx context.Context, id string) ([]byte, error)
	// Delete destroys a lasting blob. One that is not there must do no harm.
	Delete(ctx context.Context, id string) error
	// DeleteStaged destroys at most limit staged blobs that were put before
	// the instant, going by the time in their ids, and returns how many. It
	// must leave lasting ones alone.
	DeleteStaged(ctx context.Context, before time.Time, limit int) (int, error)
}

// Scanner looks for malware in what people attach. storage/blobs/clamd
// implements it.
type Scanner interface {
	// Scan returns nil for content that is clean, an error matching
	// [ErrInfected] for one that is not, and any other error when it cannot
	// tell: then the attachment is refused for now.
	Scan(ctx context.Context, content []byte) error
}

// Notifier hands a message to a carrier. The Desk calls it from
// [Desk.Deliver] with the same Notice.ID on every try, so that a carrier can
// drop doubles. An error matching [ErrPermanent] ends the tries.
type Notifier interface {
	Notify(ctx context.Context, notice Notice) error
}

// Tracker is a [Notifier] that learns how its carrier calls a message. The Desk
// calls Track instead of Notify and keeps the name as [Message.Reference], by
// which a later report of the carrier is told (see [Desk.ConfirmMessage]).
type Tracker interface {
	Notifier
	Track(ctx context.Context, notice Notice) (reference string, err error)
}

// Codes makes tracking codes and PINs. tracking.Minter implements it.
type Codes interface {
	NewCode() (tracking.Code, error)
	NewPIN() (tracking.PIN, error)
}

// Observer is told of every step for metrics. It gets no personal data, is
// called after the step and must return quickly.
type Observer interface {
	Observe(ctx context.Context, observation Observation)
}

// Observation is one step of the Desk as metrics see it.
type Observation struct {
	Action   Action
	From, To State // equal to each other or empty where no state changed
	Agency   AgencyID
	Duration time.Duration
	Err      error
}
