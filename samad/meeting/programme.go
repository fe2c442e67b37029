package meeting

import (
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// State says where a programme stands.
type State string

// The states of a programme.
const (
	Planned   State = "planned"   // may still be changed
	Invited   State = "invited"   // its hosts were asked
	Running   State = "running"   // calls are taken
	Finished  State = "finished"  // summed up
	Cancelled State = "cancelled" // with a reason
)

// Programme is one session of one or several hosts.
type Programme struct {
	ID       string        `json:"id"`
	Province samad.PlaceID `json:"province"`
	Title    samad.Text    `json:"title"`
	State    State         `json:"state"`
	// Starts and Ends are UTC, as planned; Opened and Closed as it went.
	Starts  time.Time `json:"starts"`
	Ends    time.Time `json:"ends"`
	Opened  time.Time `json:"opened,omitzero"`
	Closed  time.Time `json:"closed,omitzero"`
	PerHour int       `json:"per_hour"`
	Hosts   []Host    `json:"hosts"`
	Turns   []Turn    `json:"turns,omitempty"`
	// Reason says why the programme is not as it was proposed, was changed or
	// cancelled: the last one given.
	Reason string `json:"reason,omitempty"`
}

// HostState says what a host answered.
type HostState string

// The states of an invitation.
const (
	NotAsked HostState = "not_asked"
	Asked    HostState = "asked"
	Accepted HostState = "accepted"
	StandIn  HostState = "stand_in" // another post of the agency comes
	Declined HostState = "declined" // nobody comes, with a reason
)

// Host is an agency whose director-general is invited.
type Host struct {
	Agency samad.AgencyID `json:"agency"`
	Post   samad.Text     `json:"post"` // the post that comes; never a person
	State  HostState      `json:"state"`
	Reason string         `json:"reason,omitempty"` // why declined, or why a stand-in
	// Rank and Cases are those of the proposal by which the agency was
	// invited; zero for one that was put in by hand.
	Rank  int   `json:"rank,omitempty"`
	Cases int64 `json:"cases,omitempty"`
}

// Comes reports whether somebody sits there for the agency.
func (h Host) Comes() bool { return h.State == Accepted || h.State == StandIn }

// TurnState says what became of a turn.
type TurnState string

// The states of a turn.
const (
	Waiting     TurnState = "waiting"
	OnAir       TurnState = "on_air"
	AnsweredNow TurnState = "answered_live"
	HandedOn    TurnState = "referred" // to an expert of the host's agency
	Missed      TurnState = "missed"   // called, and nobody answered
	Left        TurnState = "left"     // given back
)

// Turn is one call of a programme (نوبت تماس). It holds no personal data: who
// calls is in the case.
type Turn struct {
	Number int            `json:"number"` // from 1, in the order of asking
	Agency samad.AgencyID `json:"agency"` // whom the caller wants to speak to
	County samad.PlaceID  `json:"county,omitempty"`
	// Case is the petitioner's, for a turn that was asked for beforehand, and
	// the one that came of the call afterwards.
	Case  samad.CaseID `json:"case,omitempty"`
	State TurnState    `json:"state"`
	// Asked is when; Slot when it is planned, zero for those who ring in.
	Asked time.Time `json:"asked"`
	Slot  time.Time `json:"slot,omitzero"`
	// Began and Ended are those of the call, Recorded when its record was
	// complete.
	Began    time.Time     `json:"began,omitzero"`
	Ended    time.Time     `json:"ended,omitzero"`
	Recorded time.Time     `json:"recorded,omitzero"`
	Kind     samad.Kind    `json:"kind,omitempty"`
	Topic    samad.TopicID `json:"topic,omitempty"`
}

// Requested reports whether the turn was asked for beforehand.
func (t Turn) Requested() bool { return !t.Slot.IsZero() }

// Open reports whether the turn is still to come.
func (t Turn) Open() bool { return t.State == Waiting }

// Taken reports whether somebody was spoken with.
func (t Turn) Taken() bool { return t.State == AnsweredNow || t.State == HandedOn || t.State == OnAir }

// turn returns the turn with the number, or nil.
func (p *Programme) turn(number int) *Turn {
	for i := range p.Turns {
		if p.Turns[i].Number == number {
			return &p.Turns[i]
		}
	}
	return nil
}

// Host returns what is said of the agency, or false.
func (p *Programme) Host(agency samad.AgencyID) (Host, bool) {
	i := slices.IndexFunc(p.Hosts, func(h Host) bool { return h.Agency == agency })
	if i < 0 {
		return Host{}, false
	}
	return p.Hosts[i], true
}

// Day is the day of the programme in the zone.
func (p *Programme) Day(zone *time.Location) (persian.Date, error) {
	return persian.FromTime(p.Starts.In(zone))
}

// Slots are the planned starts of all turns.
func (p *Programme) Slots() []time.Time {
	if p.PerHour < 1 {
		return nil
	}
	step := time.Hour / time.Duration(p.PerHour)
	var out []time.Time
	for at := p.Starts; at.Add(step).Compare(p.Ends) <= 0; at = at.Add(step) {
		out = append(out, at)
	}
	return out
}

// kind of a programme's record.
const kind ledger.Kind = "meeting"

// newBook describes programmes to the ledger. By the free key "host" those of
// an agency are found, by "case" those in which a case has a turn.
func newBook() *ledger.Book[Programme] {
	return ledger.NewBook(kind,
		func(p Programme) ledger.Keys {
			k := ledger.Keys{State: string(p.State), Place: p.Province, At: p.Starts}
			for _, h := range p.Hosts {
				k.Free = append(k.Free, ledger.Key{Name: "host", Value: string(h.Agency)})
			}
			seen := map[samad.CaseID]bool{}
			for _, t := range p.Turns {
				if t.Case != "" && !seen[t.Case] {
					seen[t.Case] = true
					k.Free = append(k.Free, ledger.Key{Name: "case", Value: string(t.Case)})
				}
			}
			return k
		},
		func() ledger.Payload[Programme] { return new(planned) },
		func() ledger.Payload[Programme] { return new(changed) },
		func() ledger.Payload[Programme] { return new(invited) },
		func() ledger.Payload[Programme] { return new(replied) },
		func() ledger.Payload[Programme] { return new(cancelled) },
		func() ledger.Payload[Programme] { return new(turnAsked) },
		func() ledger.Payload[Programme] { return new(turnLeft) },
		func() ledger.Payload[Programme] { return new(started) },
		func() ledger.Payload[Programme] { return new(called) },
		func() ledger.Payload[Programme] { return new(recorded) },
		func() ledger.Payload[Programme] { return new(finished) },
	)
}
