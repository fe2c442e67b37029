package sla

// Stage is the part of a case's way for which a deadline is asked.
type Stage string

// Stages that a policy may set targets for.
const (
	Screening       Stage = "screening"        // the operator checks a new case
	FirstResponse   Stage = "first_response"   // the agency says a first word
	Answer          Stage = "answer"           // the agency answers
	PetitionerReply Stage = "petitioner_reply" // the petitioner supplies what was asked for
	Objection       Stage = "objection"        // the petitioner may object to the answer
	Resolution      Stage = "resolution"       // a commission's resolution is carried out
	Demand          Stage = "demand"           // an agency complies with a demand
)

// stages lists the known ones in the order of a case.
var stages = [...]Stage{Screening, FirstResponse, Answer, PetitionerReply, Objection, Resolution, Demand}

// Facts are what a policy may choose by: plain words about a case, empty where
// nothing is known.
type Facts struct {
	Stage Stage
	Kind  string // "complaint", "request", …
	Topic string // slash path: "welfare/unemployment-insurance"
	Place string // official code, whose prefixes are the tree: "1014" lies in "10"
	// Agency is the one that must act. A rule or a closure for one of
	// AgencyPath holds for it as well.
	Agency     string
	AgencyPath []string // agencies above it, root first; Agency itself may be the last
	Urgency    string   // "normal", "high", "emergency"
	Channel    string   // "phone", "web", …
	// Policy is the version under which the case began, "isfahan@1405.1", for
	// [Policies]; a single [Policy] does not ask for it.
	Policy string
}

func (f Facts) scope() Scope {
	return Scope{Place: f.Place, Agency: f.Agency, AgencyPath: f.AgencyPath}
}
