package samad

import "slices"

// Kind says what the petitioner wants of the state.
type Kind string

// The kinds of a case. The first six are those that the article on Samad of
// 1399 names; consultation is what most contacts of some agencies are.
const (
	Request      Kind = "request"      // درخواست
	Complaint    Kind = "complaint"    // شکایت
	Suggestion   Kind = "suggestion"   // پیشنهاد
	Criticism    Kind = "criticism"    // انتقاد
	Report       Kind = "report"       // گزارش
	Idea         Kind = "idea"         // طرح و ایده
	Consultation Kind = "consultation" // مشاوره
)

// Kinds returns all kinds in the order in which forms list them.
func Kinds() []Kind {
	return []Kind{Request, Complaint, Suggestion, Criticism, Report, Idea, Consultation}
}

// Valid reports whether k is one of [Kinds].
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Channel says how a case came in.
type Channel string

// The channels by which cases come in.
const (
	Phone    Channel = "phone"
	Web      Channel = "web"
	SMS      Channel = "sms"
	InPerson Channel = "in_person" // a clerk registers it at a service desk
	Letter   Channel = "letter"
	Meeting  Channel = "meeting" // a call in a director-general's live session
	API      Channel = "api"
)

// Channels returns all channels.
func Channels() []Channel {
	return []Channel{Phone, Web, SMS, InPerson, Letter, Meeting, API}
}

// Valid reports whether c is one of [Channels].
func (c Channel) Valid() bool { return slices.Contains(Channels(), c) }

// Urgency says how soon a case must be looked at.
type Urgency string

// The degrees of urgency.
const (
	Normal    Urgency = "normal"
	High      Urgency = "high"
	Emergency Urgency = "emergency"
)

// Urgencies returns all degrees, the least first.
func Urgencies() []Urgency { return []Urgency{Normal, High, Emergency} }

// Valid reports whether u is one of [Urgencies].
func (u Urgency) Valid() bool { return slices.Contains(Urgencies(), u) }

// Outcome says in one word what an answer came to.
type Outcome string

// The outcomes of an answer.
const (
	Done        Outcome = "done"
	Partly      Outcome = "partly"
	NotPossible Outcome = "not_possible"
	Advised     Outcome = "advised"
	NeedsTime   Outcome = "needs_time"
)

// Outcomes returns all outcomes.
func Outcomes() []Outcome { return []Outcome{Done, Partly, NotPossible, Advised, NeedsTime} }

// Valid reports whether o is one of [Outcomes].
func (o Outcome) Valid() bool { return slices.Contains(Outcomes(), o) }
