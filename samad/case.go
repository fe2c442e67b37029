package samad

import (
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// Case is the current state of one matter: what a fold of its events gives
// (see [Replay]), kept by the store as one row. It holds no personal data and
// no texts; each of those is a [Value].
type Case struct {
	ID   CaseID        `json:"id"`
	Code tracking.Code `json:"code"`
	// Revision is the Seq of the last event, and Head its hash.
	Revision int64 `json:"revision"`
	Head     Hash  `json:"head"`

	Kind     Kind           `json:"kind"`
	Channel  Channel        `json:"channel"`
	Topic    TopicID        `json:"topic,omitempty"`
	Place    PlaceID        `json:"place,omitempty"`
	Province PlaceID        `json:"province,omitempty"`
	Urgency  Urgency        `json:"urgency"`
	Identity Identity       `json:"identity"`
	Type     PetitionerType `json:"petitioner_type"`
	Language Lang           `json:"language"`
	// Reachable says that there is a number or address to which messages go; otherwise
	// they are read under the code.
	Reachable bool `json:"reachable,omitempty"`
	// By is the way by which they go when it is not by SMS; ByPhone when nothing
	// but a landline is known.
	By Carrier `json:"by,omitempty"`
	// About is the agency whose own conduct is accused.
	About  AgencyID `json:"about,omitempty"`
	Flags  []string `json:"flags,omitempty"`
	Labels []string `json:"labels,omitempty"`

	State State `json:"state"`
	// Resume is the state to which an awaiting case goes back.
	Resume State `json:"resume,omitempty"`
	// Centre is the office that screens the case and watches over it.
	Centre AgencyID `json:"centre"`
	// Agency is responsible for the answer, from the first referral on;
	// AgencyPath are its ancestors and itself, the root first.
	Agency      AgencyID      `json:"agency,omitempty"`
	AgencyPath  []AgencyID    `json:"agency_path,omitempty"`
	Unit        string        `json:"unit,omitempty"`
	Expert      string        `json:"expert,omitempty"` // account id, or what the host calls them
	Cooperating []Cooperation `json:"cooperating,omitempty"`

	// Episode counts from 1; every objection, reopening or separation begins
	// a new one. Figures of an old episode never change.
	Episode   int        `json:"episode"`
	Referrals []Referral `json:"referrals,omitempty"`
	// Returns counts how often agencies gave the case back in this episode.
	Returns int `json:"returns,omitempty"`
	// Asked is the Seq of the open question, 0 for none.
	Asked int64 `json:"asked,omitempty"`
	// Drafted is the Seq of the answer that waits for approval, 0 for none.
	Drafted int64 `json:"drafted,omitempty"`
	// TimeAsked is the request for more time that waits, nil for none.
	TimeAsked  *TimeAsked   `json:"time_asked,omitempty"`
	Answers    []Answer     `json:"answers,omitempty"`
	Clocks     []Clock      `json:"clocks,omitempty"`
	Objections int          `json:"objections,omitempty"`
	Ratings    []Rating     `json:"ratings,omitempty"`
	Escalated  []Escalation `json:"escalated,omitempty"`
	// MergedInto is the case that this one joined; Joined are those that
	// joined this one.
	MergedInto CaseID   `json:"merged_into,omitempty"`
	Joined     []CaseID `json:"joined,omitempty"`
	// FollowUps counts the petitioner's later contacts on the same matter.
	FollowUps int       `json:"follow_ups,omitempty"`
	End       EndReason `json:"end,omitempty"`
	// Earlier says from which register of earlier years the case was taken
	// over, and its number there; zero for all others.
	Earlier EarlierNumber `json:"earlier,omitzero"`

	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Ended   time.Time `json:"ended,omitzero"`
	// Holds are the orders to keep the case, those too whose day has passed.
	Holds []Hold `json:"holds,omitempty"`
	// Erasing says that the attachments are being destroyed, before all else.
	Erasing bool `json:"erasing,omitempty"`
	Erased  bool `json:"erased,omitempty"`
}

// Referral is one link of the chain of offices that a case went through.
type Referral struct {
	Episode int       `json:"episode"`
	Agency  AgencyID  `json:"agency"`
	At      time.Time `json:"at"`
	Rule    string    `json:"rule,omitempty"` // "" when a person decided
	// Left is when the case went elsewhere, with Returned when the agency
	// gave it back.
	Left     time.Time `json:"left,omitzero"`
	Returned bool      `json:"returned,omitempty"`
}

// TimeAsked is a request for more time.
type TimeAsked struct {
	Seq int64      `json:"seq"` // of the event that asked
	By  sla.Target `json:"by"`
}

// Answer is the record of one answer; its texts are values of event Seq named
// "explanation", "done", "basis" and "next".
type Answer struct {
	Seq          int64     `json:"seq"`
	Episode      int       `json:"episode"`
	At           time.Time `json:"at"`
	Agency       AgencyID  `json:"agency"`
	Outcome      Outcome   `json:"outcome"`
	WithoutVisit bool      `json:"without_visit"`
	Final        bool      `json:"final"`
}

// Rating is the petitioner's judgement of one episode, each side 1 to 5.
type Rating struct {
	Seq     int64     `json:"seq"`
	Episode int       `json:"episode"`
	At      time.Time `json:"at"`
	Answer  int       `json:"answer"`
	Conduct int       `json:"conduct"`
}

// Escalation is one step of the ladder above a missed deadline.
type Escalation struct {
	Episode int       `json:"episode"`
	At      time.Time `json:"at"`
	Step    string    `json:"step"`
	Role    Role      `json:"role"`
}

// EndReason says why a case ended.
type EndReason string

// The reasons for an end.
const (
	EndConfirmed   EndReason = "confirmed"    // the petitioner accepted the answer
	EndNoObjection EndReason = "no_objection" // the time for objection passed
	EndAdvised     EndReason = "advised"      // settled by advice
	EndNoReply     EndReason = "no_reply"     // the petitioner did not reply in time
	EndDeclined    EndReason = "declined"     // no matter for Samad
	EndMerged      EndReason = "merged"       // joined to another case
	EndWithdrawn   EndReason = "withdrawn"    // taken back
	EndByAuthority EndReason = "by_authority" // closed by the centre or oversight, with a reason
	EndEarlier     EndReason = "earlier"      // closed before it was taken over; why is not known
)

// Clock is one running or stopped deadline of a case: the recorded facts, and
// the plan that the policy made of them when they last changed.
type Clock struct {
	Stage   sla.Stage `json:"stage"`
	Episode int       `json:"episode"`
	sla.Clock
	Plan sla.Plan `json:"plan"`
	// Fired are the marks that were dealt with, as "kind:name".
	Fired []string `json:"fired,omitempty"`
	// Breached is when the limit passed unanswered; zero while it has not.
	Breached time.Time `json:"breached,omitzero"`
}

// Running reports whether the clock has not been stopped.
func (c Clock) Running() bool { return c.Stopped.IsZero() }

// Paused reports whether the clock is running but held.
func (c Clock) Paused() bool {
	return c.Running() && len(c.Pauses) > 0 && c.Pauses[len(c.Pauses)-1].To.IsZero()
}

// Next returns the first mark that has not been dealt with, or false when the
// clock stands still or nothing is left.
func (c Clock) Next() (sla.Mark, bool) {
	if !c.Running() || c.Paused() {
		return sla.Mark{}, false
	}
	for _, m := range c.Plan.Marks {
		if !slices.Contains(c.Fired, markID(m)) {
			return m, true
		}
	}
	return sla.Mark{}, false
}

func markID(m sla.Mark) string { return string(m.Kind) + ":" + m.Name }

// NextDue returns the instant at which time asks something of the case next,
// zero for never. Stores index it for [Store.ClaimDue].
func (c Case) NextDue() time.Time {
	var next time.Time
	for _, k := range c.Clocks {
		if m, ok := k.Next(); ok && (next.IsZero() || m.At.Before(next)) {
			next = m.At
		}
	}
	return next
}

// clock returns the running clock of the stage, or nil.
func (c *Case) clock(stage sla.Stage) *Clock {
	for i := len(c.Clocks) - 1; i >= 0; i-- {
		if c.Clocks[i].Stage == stage && c.Clocks[i].Running() {
			return &c.Clocks[i]
		}
	}
	return nil
}

// Due returns the instant by which the responsible agency must answer, zero
// when no agency is asked or its clock is paused. Stores index it for
// [Query.Late] and [DueFirst].
func (c Case) Due() time.Time {
	if k := c.clock(sla.Answer); k != nil && !k.Paused() {
		return k.Plan.Due
	}
	return time.Time{}
}

// Late reports whether the agency's answer is overdue at the instant.
func (c Case) Late(now time.Time) bool {
	due := c.Due()
	return !due.IsZero() && now.After(due)
}

// Responsible returns who has to do something next: the screening centre, the
// agency, or nobody when the case has ended. While the petitioner is asked,
// whoever asked stays responsible.
func (c Case) Responsible() AgencyID {
	state := c.State
	if state == AwaitingPetitioner {
		state = c.Resume
	}
	switch state {
	case Received, Answered:
		return c.Centre
	case Referred, InProgress:
		return c.Agency
	default:
		return ""
	}
}

// Clone returns a copy that shares nothing with c.
func (c Case) Clone() Case {
	c.Flags = slices.Clone(c.Flags)
	c.Labels = slices.Clone(c.Labels)
	c.AgencyPath = slices.Clone(c.AgencyPath)
	c.Cooperating = slices.Clone(c.Cooperating)
	c.Referrals = slices.Clone(c.Referrals)
	c.Answers = slices.Clone(c.Answers)
	if c.TimeAsked != nil {
		asked := *c.TimeAsked
		c.TimeAsked = &asked
	}
	c.Ratings = slices.Clone(c.Ratings)
	c.Escalated = slices.Clone(c.Escalated)
	c.Joined = slices.Clone(c.Joined)
	c.Holds = slices.Clone(c.Holds)
	c.Clocks = slices.Clone(c.Clocks)
	for i := range c.Clocks {
		k := &c.Clocks[i]
		k.Pauses = slices.Clone(k.Pauses)
		k.Extensions = slices.Clone(k.Extensions)
		k.Plan.Marks = slices.Clone(k.Plan.Marks)
		k.Fired = slices.Clone(k.Fired)
	}
	return c
}
