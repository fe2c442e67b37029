package ledger

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Store keeps records. It keeps only: the rules are the rooms'. Each "must"
// below is a check of the conformance suite in storage/storagetest.
//
// All methods must be safe for concurrent use, must return copies, must keep
// texts and instants byte- and microsecond-exact, must return times in UTC, and
// must fail with an error matching the context's error soon after the context
// ends, and with one matching samad.ErrClosed after the store was closed. An
// error matching samad.ErrInvalid must refuse what cannot be kept or makes no
// sense: texts with U+0000 or that are not UTF-8, changes that leave a gap in
// the history, refs and kinds without their form, limits out of range, cursors
// of another list.
type Store interface {
	// Apply writes all changes together or none of them, and returns only
	// when they are durable. It must fail, having written nothing, with an
	// error matching samad.ErrConflict when the stored revision of a record is
	// not the change's Expect (0: it must not exist yet; errors.As with
	// [*ConflictError] names it) or when a message's id is there already, with
	// samad.ErrInvalid when a message points to an unknown case, and as
	// samad.Store's Apply does for Cases. Changes apply one after the other: a
	// record may occur more than once. Applying a record's change releases any
	// claim on it.
	Apply(ctx context.Context, changes ...Change) error

	// Record returns the record, or an error matching samad.ErrNotFound.
	Record(ctx context.Context, ref Ref) (Record, error)
	// Events returns the whole history of a record in order of Seq, or an
	// error matching samad.ErrNotFound.
	Events(ctx context.Context, ref Ref) ([]Event, error)
	// Messages returns the messages that the record caused in order of their
	// making; none for an unknown record.
	Messages(ctx context.Context, ref Ref) ([]samad.Message, error)

	// List returns one page of the records that match the query, in a stable
	// order: walking the pages must show every record that matched all the
	// while exactly once, whatever changes meanwhile.
	List(ctx context.Context, query Query) (Page, error)
	// Count returns how many records match the query (whose Cursor, Limit and
	// Order are ignored) for every combination of the dimensions that occurs,
	// ordered by the dimensions' values. Without dimensions it returns one
	// tally. By a free key, a record counts once for each of its values, and
	// not at all without one.
	Count(ctx context.Context, query Query, by ...Dimension) ([]Tally, error)

	// Kinds returns the kinds of which there are records, in byte order.
	Kinds(ctx context.Context) ([]Kind, error)

	// ClaimDue leases at most claim.Limit records of the kinds whose NextDue
	// is not after claim.Now and that nobody else holds, the longest due
	// first. While a lease lasts, no other claim may return the record; a
	// lease that ran out is taken over. Without kinds it returns nothing.
	ClaimDue(ctx context.Context, claim samad.Claim, kinds ...Kind) ([]Ref, error)
}

// Change is what one step writes about one record.
type Change struct {
	// Record is the state after the last event. When it is nil, only Cases are
	// written.
	Record *Record
	// Expect is the revision that the stored record must have; 0 for a new one.
	Expect int64
	// Events are the new events; the last one's Seq is Record.Revision.
	Events []Event
	// Messages are new outgoing messages. Their Record must be the record's
	// [Ref.String]; their Case is the petitioner's whom they tell, or "" for
	// those to an office, whose text is then not sealed.
	Messages []samad.Message
	// Cases are changes of cases that are written in the same transaction.
	Cases []samad.Change
}

// Query selects records of one kind. Zero fields do not restrict.
type Query struct {
	Kind     Kind // required
	States   []string
	Agencies []samad.AgencyID
	// Place restricts to a place subtree.
	Place samad.PlaceID
	// Keys must all be among the record's free keys.
	Keys []Key
	// From and To are a half-open span of Keys.At; records without one do not
	// match either.
	From, To time.Time

	// OldestFirst sorts by creation; otherwise the newest come first. Ties are
	// broken by id.
	OldestFirst bool
	Cursor      string // opaque: the Next of the page before
	Limit       int    // 1 to 1000; 0 means 50
}

// Page is one page of a list.
type Page struct {
	Records []Record
	Next    string // "" at the end
}

// Dimension is what a count is grouped by.
type Dimension string

// The dimensions of a count; [ByKey] gives more.
const (
	ByState  Dimension = "state"
	ByAgency Dimension = "agency"
	ByPlace  Dimension = "place"
)

// keyDimension begins the dimensions that are free keys.
const keyDimension = "key:"

// ByKey is the dimension of the values of a free key. A count has at most one
// of them.
func ByKey(name string) Dimension { return Dimension(keyDimension + name) }

// Key returns the name of the free key that is counted by, if it is one.
func (d Dimension) Key() (name string, ok bool) {
	if len(d) > len(keyDimension) && d[:len(keyDimension)] == keyDimension {
		return string(d[len(keyDimension):]), true
	}
	return "", false
}

// Tally is one line of a count: the value of each dimension asked for, in the
// order asked, and the number of records.
type Tally struct {
	Values  []string
	Records int64
}
