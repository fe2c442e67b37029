package samad

import "time"

// CallOutcome says what came of a call.
type CallOutcome string

// The outcomes of a call.
const (
	CallNewCase    CallOutcome = "new_case"
	CallFollowedUp CallOutcome = "followed_up"
	CallAdvised    CallOutcome = "advised"
	CallOutOfScope CallOutcome = "out_of_scope"
	CallAbusive    CallOutcome = "abusive"
	CallCutOff     CallOutcome = "cut_off"
)

// CallOutcomes returns all outcomes.
func CallOutcomes() []CallOutcome {
	return []CallOutcome{CallNewCase, CallFollowedUp, CallAdvised, CallOutOfScope, CallAbusive, CallCutOff}
}

// Call is the record of one call taken, whatever came of it. Calls are
// counted apart from cases: one may lead to none, one or several.
type Call struct {
	ID string // ULID
	// Key, Caller and Note are sealed: the caller's number and what the
	// operator noted, under a key of the call's own.
	Key, Caller, Note []byte
	// CallerHash finds earlier calls of the same number; nil when withheld.
	CallerHash []byte
	Operator   Stamp // the operator or host who took it
	Centre     AgencyID
	// Started and Ended are UTC; Ended is not before Started.
	Started, Ended time.Time
	Outcome        CallOutcome
	Cases          []CaseID
}

// CallQuery selects calls. Zero fields do not restrict.
type CallQuery struct {
	// ID restricts to the call with the id.
	ID string
	// Centres restricts to calls taken at one of these centres; an empty
	// list that is not nil matches nothing.
	Centres  []AgencyID
	Operator string // account id
	Caller   []byte // a caller's hash
	Case     CaseID
	Outcomes []CallOutcome
	// From and To are a half-open span of starting instants.
	From, To time.Time
	// Personal restricts to calls that still hold personal data.
	Personal bool
	Cursor   string
	Limit    int // 1 to 1000; 0 means 50
}

// CallPage is one page of calls.
type CallPage struct {
	Calls []Call
	Next  string // "" at the end
}
