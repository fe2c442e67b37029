package samad

import (
	"slices"
	"time"

	"github.com/samad111/go-samad/tracking"
)

// Submitted begins a case. Its values are "text", "petitioner" (sealed),
// "questions" (sealed), "address" (sealed) and "village" where given.
type Submitted struct {
	Commits
	Attached
	Code      tracking.Code  `json:"code"`
	Kind      Kind           `json:"kind"`
	Channel   Channel        `json:"channel"`
	Topic     TopicID        `json:"topic,omitempty"`
	Place     PlaceID        `json:"place,omitempty"`
	Province  PlaceID        `json:"province,omitempty"`
	Urgency   Urgency        `json:"urgency"`
	Identity  Identity       `json:"identity"`
	Type      PetitionerType `json:"petitioner_type"`
	Language  Lang           `json:"language"`
	Reachable bool           `json:"reachable,omitempty"`
	By        Carrier        `json:"by,omitempty"` // how to reach; "" is by SMS
	About     AgencyID       `json:"about,omitempty"`
	Flags     []string       `json:"flags,omitempty"`
	Centre    AgencyID       `json:"centre"`
	Call      string         `json:"call,omitempty"` // the call in which it came
}

// EventType implements [Payload].
func (*Submitted) EventType() EventType { return EventSubmitted }

func (p *Submitted) apply(c *Case, e Event) error {
	*c = Case{
		ID: e.Case, Code: p.Code, Kind: p.Kind, Channel: p.Channel, Topic: p.Topic, Place: p.Place,
		Province: p.Province, Urgency: p.Urgency, Identity: p.Identity, Type: p.Type, Language: p.Language,
		Reachable: p.Reachable, By: p.By, About: p.About, Flags: slices.Clone(p.Flags), Centre: p.Centre,
		State: Received, Episode: 1, Created: e.At,
	}
	return nil
}

// Accepted says that screening found a matter for Samad, and as what.
type Accepted struct {
	Commits
	Kind    Kind     `json:"kind"`
	Topic   TopicID  `json:"topic,omitempty"`
	Place   PlaceID  `json:"place,omitempty"`
	Urgency Urgency  `json:"urgency"`
	About   AgencyID `json:"about,omitempty"`
	Labels  []string `json:"labels,omitempty"`
}

// EventType implements [Payload].
func (*Accepted) EventType() EventType { return EventAccepted }

func (p *Accepted) apply(c *Case, _ Event) error {
	c.Kind, c.Topic, c.Place, c.Urgency, c.About = p.Kind, p.Topic, p.Place, p.Urgency, p.About
	if prov := p.Place.Province(); prov != "" {
		c.Province = prov
	}
	c.Labels = slices.Clone(p.Labels)
	return nil
}

// Asked puts a question to the petitioner. Its value is "question".
type Asked struct{ Commits }

// EventType implements [Payload].
func (*Asked) EventType() EventType { return EventAsked }

func (p *Asked) apply(c *Case, e Event) error {
	c.Resume, c.State, c.Asked = c.State, AwaitingPetitioner, e.Seq
	return nil
}

// Informed brings what the petitioner adds, asked for or not. Its value is
// "text".
type Informed struct {
	Commits
	Attached
	// Question is the Seq of the question that it replies to, 0 for none.
	Question int64 `json:"question,omitempty"`
}

// EventType implements [Payload].
func (*Informed) EventType() EventType { return EventInformed }

func (p *Informed) apply(c *Case, _ Event) error {
	if c.State == AwaitingPetitioner {
		c.State, c.Resume, c.Asked = c.Resume, "", 0
	}
	return nil
}

// MergedInto joins the case to another on the same matter. Its value is
// "text", what the petitioner is told.
type MergedInto struct {
	Commits
	Into CaseID `json:"into"`
}

// EventType implements [Payload].
func (*MergedInto) EventType() EventType { return EventMerged }

func (p *MergedInto) apply(c *Case, e Event) error {
	c.MergedInto, c.Joined = p.Into, nil // whoever had joined it moves on with it
	c.end(Merged, EndMerged, e)
	return nil
}

// JoinedBy notes in the surviving case which case joined it.
type JoinedBy struct {
	Commits
	Joined CaseID `json:"joined"`
}

// EventType implements [Payload].
func (*JoinedBy) EventType() EventType { return EventJoined }

func (p *JoinedBy) apply(c *Case, _ Event) error {
	c.Joined = append(c.Joined, p.Joined)
	return nil
}

// Separated takes a joined case out again, for screening. Its value is
// "text", the reason.
type Separated struct {
	Commits
	From CaseID `json:"from"`
}

// EventType implements [Payload].
func (*Separated) EventType() EventType { return EventSeparated }

func (p *Separated) apply(c *Case, e Event) error {
	c.begin(e)
	return nil
}

// Unjoined notes in the surviving case which case left it.
type Unjoined struct {
	Commits
	Left CaseID `json:"left"`
}

// EventType implements [Payload].
func (*Unjoined) EventType() EventType { return EventUnjoined }

func (p *Unjoined) apply(c *Case, _ Event) error {
	c.Joined = slices.DeleteFunc(c.Joined, func(id CaseID) bool { return id == p.Left })
	if len(c.Joined) == 0 {
		c.Joined = nil
	}
	return nil
}

// Moved says that the case which this one joined has itself joined another.
type Moved struct {
	Commits
	Into CaseID `json:"into"`
}

// EventType implements [Payload].
func (*Moved) EventType() EventType { return EventMoved }

func (p *Moved) apply(c *Case, _ Event) error {
	c.MergedInto = p.Into
	return nil
}

// DeclinedCase says that it is no matter for Samad. Its value is "text", the
// reason and where to go instead.
type DeclinedCase struct{ Commits }

// EventType implements [Payload].
func (*DeclinedCase) EventType() EventType { return EventDeclined }

func (p *DeclinedCase) apply(c *Case, e Event) error {
	c.end(Declined, EndDeclined, e)
	return nil
}

// AdvisedCase settles the matter by advice. Its value is "text".
type AdvisedCase struct {
	Commits
	Article string `json:"article,omitempty"` // id of the advice used
}

// EventType implements [Payload].
func (*AdvisedCase) EventType() EventType { return EventAdvised }

func (p *AdvisedCase) apply(c *Case, e Event) error {
	c.end(Closed, EndAdvised, e)
	return nil
}

// FollowedUp notes another contact on the same matter. Its value is "text"
// where something was said.
type FollowedUp struct {
	Commits
	Call    string  `json:"call,omitempty"`
	Channel Channel `json:"channel,omitempty"`
}

// EventType implements [Payload].
func (*FollowedUp) EventType() EventType { return EventFollowedUp }

func (p *FollowedUp) apply(c *Case, _ Event) error {
	c.FollowUps++
	return nil
}

// end moves the case to an ended state.
func (c *Case) end(state State, reason EndReason, e Event) {
	c.State, c.End, c.Ended = state, reason, e.At
	c.Resume, c.Asked, c.Drafted = "", 0, 0
}

// begin opens a new episode for an ended or answered case; the case waits for
// screening until a referral follows.
func (c *Case) begin(e Event) {
	if c.State != Answered && c.State != Closed {
		c.dropAgency() // what did not end with an agency's answer is screened anew
	}
	c.State, c.End, c.Ended = Received, "", time.Time{}
	c.Episode++
	c.Returns, c.Drafted, c.Asked, c.Resume, c.MergedInto = 0, 0, 0, "", ""
	c.Expert = ""
	c.leave(e, false)
}

// dropAgency leaves nobody responsible but the centre.
func (c *Case) dropAgency() {
	c.Agency, c.AgencyPath, c.Unit, c.Cooperating = "", nil, "", nil
}

// leave ends the open referral.
func (c *Case) leave(e Event, returned bool) {
	if n := len(c.Referrals); n > 0 && c.Referrals[n-1].Left.IsZero() {
		c.Referrals[n-1].Left, c.Referrals[n-1].Returned = e.At, returned
	}
}
