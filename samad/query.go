package samad

import (
	"time"
)

// Order says how a list is sorted.
type Order string

// The orders of a list. Ties are broken by case id.
const (
	NewestFirst Order = ""       // by creation, the default
	OldestFirst Order = "oldest" // by creation
	DueFirst    Order = "due"    // by deadline, cases without one last
	EndedFirst  Order = "ended"  // by end, the earliest first; only cases that have ended
)

// Query selects cases. Zero fields do not restrict.
type Query struct {
	States   []State
	Kinds    []Kind
	Channels []Channel
	// Agencies restricts to cases whose responsible agency is one of these.
	Agencies []AgencyID
	// Visible restricts to what an agency may see at all: cases whose
	// responsible agency or one of whose cooperating agencies is one of
	// these. Centres restricts to cases that one of these centres screens.
	// Both are meant for scope, so an empty list that is not nil matches
	// nothing, and neither does an empty id: not the cases without an agency.
	Visible []AgencyID
	Centres []AgencyID
	// Place restricts to a place subtree; Province to cases of one province,
	// whether or not they name a place.
	Place    PlaceID
	Province PlaceID
	Topic    TopicID // a topic and all below it
	Expert   string  // the account that the case is assigned to
	// Late, with Now, restricts to cases whose answer is (true) or is not
	// (false) overdue.
	Late *bool
	Now  time.Time
	// Search restricts to cases whose search row holds every one of these
	// folded words, or words beginning with them.
	Search []string
	// Petitioner restricts to the cases of whoever has one of the hashes.
	Petitioner []Lookup
	// CreatedFrom and CreatedTo are a half-open span of creation instants,
	// EndedFrom and EndedTo one of ends. Cases that have not ended match
	// neither EndedFrom nor EndedTo.
	CreatedFrom, CreatedTo time.Time
	EndedFrom, EndedTo     time.Time
	// Erased restricts to cases whose personal data is (true) or is not
	// (false) erased.
	Erased *bool

	Order  Order
	Cursor string // opaque: the Next of the page before
	Limit  int    // 1 to 1000; 0 means 50
}

// Page is one page of a list.
type Page struct {
	Cases []Case
	Next  string // "" at the end
}

// Dimension is what a count is grouped by.
type Dimension string

// The dimensions of a count.
const (
	ByState   Dimension = "state"
	ByKind    Dimension = "kind"
	ByChannel Dimension = "channel"
	ByTopic   Dimension = "topic"
	ByAgency  Dimension = "agency"
	ByPlace   Dimension = "place"
)

// Tally is one line of a count: the value of each dimension asked for, in the
// order asked, and the number of cases.
type Tally struct {
	Values []string
	Cases  int64
	// Ended is how many of them have ended, and Lasted how long those took on
	// average from creation to their present end, cut to whole seconds. The
	// time that agencies took for single episodes is a matter of the clocks.
	Ended  int64
	Lasted time.Duration
}
