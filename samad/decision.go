package samad

import (
	"context"
	"time"
)

// Router decides which agency must answer. Implementations must be safe for
// concurrent use and deterministic given the request.
type Router interface {
	// Route returns the decision, or an error matching [ErrNoRoute] when no
	// rule refers the request anywhere.
	Route(ctx context.Context, request RouteRequest) (Decision, error)
}

// RouteRequest is what rules decide on. It carries no personal data beyond
// what the petitioner wrote into the text.
type RouteRequest struct {
	At         time.Time // rules and directory entries valid on this day decide
	Kind       Kind
	Topic      TopicID
	Place      PlaceID
	Channel    Channel
	Urgency    Urgency
	Identity   Identity
	Petitioner PetitionerType
	About      AgencyID // the agency whose own conduct is accused, or ""
	Flags      []string
	Text       string
}

// Decision is where a case goes and why.
type Decision struct {
	Agency      AgencyID
	Unit        string
	Cooperating []Cooperation
	// Urgency, when not "", replaces the case's.
	Urgency Urgency
	Labels  []string
	// Auto refers at once, without screening; Hold keeps the case for an
	// operator even if a rule would refer it.
	Auto, Hold bool
	Rule       string // id of the deciding rule
	RuleSet    string // id, version and content hash of the rule set
	Reason     Text   // the decision in a sentence that a petitioner understands
}

// Purpose says what a cooperating agency is asked for.
type Purpose string

// The purposes of a cooperation.
const (
	Cooperate Purpose = "cooperate" // do its share and report it
	Statement Purpose = "statement" // accused: say its side, no more
)

// Cooperation names an agency that contributes to an answer without being
// responsible for it.
type Cooperation struct {
	Agency  AgencyID `json:"agency"`
	Purpose Purpose  `json:"purpose"`
	// Path are the agency's ancestors and itself at the referral, the root
	// first; the Desk fills it in.
	Path []AgencyID `json:"path,omitempty"`
}
