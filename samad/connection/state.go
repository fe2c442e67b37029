package connection

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// State says how far an agency has come.
type State string

// The states, in the order in which an agency usually comes to them. Any may
// follow any other: some agencies are trained before they are invited, and one
// that was suspended may begin anew.
const (
	Planned   State = "planned"   // برنامه‌ریزی‌شده
	Invited   State = "invited"   // دعوت‌شده
	Trained   State = "trained"   // آموزش‌دیده
	Connected State = "connected" // متصل
	Suspended State = "suspended" // تعلیق‌شده: was connected, does not work in Samad for now
)

// States returns all states in their order.
func States() []State { return []State{Planned, Invited, Trained, Connected, Suspended} }

// Valid reports whether s is one of [States].
func (s State) Valid() bool { return slices.Contains(States(), s) }

// Name names the state.
func (s State) Name() samad.Text {
	return map[State]samad.Text{
		Planned:   {Fa: "برنامه‌ریزی‌شده", En: "planned"},
		Invited:   {Fa: "دعوت‌شده", En: "invited"},
		Trained:   {Fa: "آموزش‌دیده", En: "trained"},
		Connected: {Fa: "متصل", En: "connected"},
		Suspended: {Fa: "تعلیق‌شده", En: "suspended"},
	}[s]
}

// Office is an agency, or its office in one county: many agencies of a province
// are one entry of the directory that stands for an office in every county.
type Office struct {
	Agency samad.AgencyID `json:"agency"`
	// Place is the county, "" for the agency as a whole.
	Place samad.PlaceID `json:"place,omitempty"`
}

// id is the id of the office's record.
func (o Office) id() string {
	if o.Place == "" {
		return string(o.Agency)
	}
	return string(o.Agency) + "@" + string(o.Place)
}

// Standing is how an agency or its office in a county stands.
type Standing struct {
	Office
	State State `json:"state"`
	// Since is the day on which it came to the state.
	Since  persian.Date `json:"since"`
	Reason string       `json:"reason"`
	// Days are the last day on which it came to each state that it has been in.
	Days map[State]persian.Date `json:"days"`
	// Recorded is when this was recorded, in UTC, By the post of whoever did.
	Recorded time.Time  `json:"recorded"`
	By       samad.Text `json:"by,omitzero"`
	// Revision counts the changes of the agency, from 1; 0 when nothing was
	// recorded.
	Revision int64 `json:"revision"`
}

// standingBook are the agencies and offices of which something was recorded.
func standingBook(location *time.Location) *ledger.Book[Standing] {
	return ledger.NewBook("connection",
		func(s Standing) ledger.Keys {
			return ledger.Keys{State: string(s.State), Agency: s.Agency, Place: s.Place, At: s.Since.Start(location)}
		},
		func() ledger.Payload[Standing] { return new(changed) },
	)
}

// changed is the one event of a record.
type changed struct {
	Office
	State  State        `json:"state"`
	Since  persian.Date `json:"since"`
	Reason string       `json:"reason"`
}

// EventType implements [ledger.Payload].
func (*changed) EventType() string { return "changed" }

// Apply implements [ledger.Payload].
func (p *changed) Apply(s *Standing, e ledger.Event) error {
	if !p.State.Valid() {
		return fmt.Errorf("connection: unknown state %q", p.State)
	}
	if p.id() != e.Ref.ID {
		return fmt.Errorf("connection: the change of %s is not of %s", p.id(), e.Ref.ID)
	}
	days := maps.Clone(s.Days)
	if days == nil {
		days = map[State]persian.Date{}
	}
	days[p.State] = p.Since
	*s = Standing{
		Office: p.Office, State: p.State, Since: p.Since, Reason: p.Reason, Days: days,
		Recorded: e.At, By: e.Actor.Post, Revision: e.Seq,
	}
	return nil
}
