package meeting

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// planned is the first event of a programme.
type planned struct {
	ID       string        `json:"id"`
	Province samad.PlaceID `json:"province"`
	Title    samad.Text    `json:"title"`
	Starts   time.Time     `json:"starts"`
	Ends     time.Time     `json:"ends"`
	PerHour  int           `json:"per_hour"`
	Hosts    []Host        `json:"hosts"`
	Reason   string        `json:"reason,omitempty"`
}

func (*planned) EventType() string { return "meeting_planned" }

func (e *planned) Apply(p *Programme, _ ledger.Event) error {
	if p.State != "" {
		return errors.New("planned twice")
	}
	*p = Programme{
		ID: e.ID, Province: e.Province, Title: e.Title, State: Planned, Starts: e.Starts, Ends: e.Ends, PerHour: e.PerHour,
		Hosts: e.Hosts, Reason: e.Reason,
	}
	return nil
}

// changed puts other hosts or hours; what hosts answered stays for those who
// stay.
type changed struct {
	Starts  time.Time `json:"starts"`
	Ends    time.Time `json:"ends"`
	PerHour int       `json:"per_hour"`
	Hosts   []Host    `json:"hosts"`
	Reason  string    `json:"reason"`
}

func (*changed) EventType() string { return "meeting_changed" }

func (e *changed) Apply(p *Programme, _ ledger.Event) error {
	if p.State != Planned && p.State != Invited {
		return fmt.Errorf("changed while %s", p.State)
	}
	p.Starts, p.Ends, p.PerHour, p.Hosts, p.Reason = e.Starts, e.Ends, e.PerHour, e.Hosts, e.Reason
	// Turns keep their order and move to the new hours.
	slots := p.Slots()
	next := 0
	for i := range p.Turns {
		if !p.Turns[i].Open() || !p.Turns[i].Requested() {
			continue
		}
		if next >= len(slots) {
			return errors.New("fewer turns than were given")
		}
		p.Turns[i].Slot = slots[next]
		next++
	}
	return nil
}

type invited struct{}

func (*invited) EventType() string { return "hosts_invited" }

func (*invited) Apply(p *Programme, _ ledger.Event) error {
	if p.State != Planned && p.State != Invited {
		return fmt.Errorf("invited while %s", p.State)
	}
	p.State = Invited
	for i := range p.Hosts {
		if p.Hosts[i].State == NotAsked {
			p.Hosts[i].State = Asked
		}
	}
	return nil
}

type replied struct {
	Agency samad.AgencyID `json:"agency"`
	State  HostState      `json:"state"`
	Post   samad.Text     `json:"post,omitzero"`
	Reason string         `json:"reason,omitempty"`
}

func (*replied) EventType() string { return "host_replied" }

func (e *replied) Apply(p *Programme, _ ledger.Event) error {
	i := slices.IndexFunc(p.Hosts, func(h Host) bool { return h.Agency == e.Agency })
	if i < 0 || p.State != Invited {
		return fmt.Errorf("a reply of %s while %s", e.Agency, p.State)
	}
	p.Hosts[i].State, p.Hosts[i].Reason = e.State, e.Reason
	if !e.Post.IsZero() {
		p.Hosts[i].Post = e.Post
	}
	return nil
}

type cancelled struct {
	Reason string `json:"reason"`
}

func (*cancelled) EventType() string { return "meeting_cancelled" }

func (e *cancelled) Apply(p *Programme, _ ledger.Event) error {
	if p.State != Planned && p.State != Invited {
		return fmt.Errorf("cancelled while %s", p.State)
	}
	p.State, p.Reason = Cancelled, e.Reason
	return nil
}

type turnAsked struct {
	Number int            `json:"number"`
	Agency samad.AgencyID `json:"agency"`
	County samad.PlaceID  `json:"county,omitempty"`
	Case   samad.CaseID   `json:"case,omitempty"`
	Slot   time.Time      `json:"slot,omitzero"`
}

func (*turnAsked) EventType() string { return "turn_asked" }

func (e *turnAsked) Apply(p *Programme, ev ledger.Event) error {
	if e.Number != len(p.Turns)+1 {
		return fmt.Errorf("turn %d after %d", e.Number, len(p.Turns))
	}
	p.Turns = append(p.Turns, Turn{
		Number: e.Number, Agency: e.Agency, County: e.County, Case: e.Case, State: Waiting, Asked: ev.At, Slot: e.Slot,
	})
	return nil
}

type turnLeft struct {
	Number int `json:"number"`
}

func (*turnLeft) EventType() string { return "turn_left" }

func (e *turnLeft) Apply(p *Programme, _ ledger.Event) error {
	t := p.turn(e.Number)
	if t == nil || t.State != Waiting {
		return fmt.Errorf("turn %d does not wait", e.Number)
	}
	t.State = Left
	return nil
}

type started struct{}

func (*started) EventType() string { return "meeting_started" }

func (*started) Apply(p *Programme, ev ledger.Event) error {
	if p.State != Planned && p.State != Invited {
		return fmt.Errorf("started while %s", p.State)
	}
	p.State, p.Opened = Running, ev.At
	return nil
}

type called struct {
	Number int `json:"number"`
}

func (*called) EventType() string { return "turn_called" }

func (e *called) Apply(p *Programme, ev ledger.Event) error {
	t := p.turn(e.Number)
	if t == nil || t.State != Waiting || p.State != Running {
		return fmt.Errorf("turn %d cannot be called", e.Number)
	}
	t.State, t.Began = OnAir, ev.At
	return nil
}

type recorded struct {
	Number int           `json:"number"`
	State  TurnState     `json:"state"`
	Ended  time.Time     `json:"ended,omitzero"`
	Case   samad.CaseID  `json:"case,omitempty"`
	Kind   samad.Kind    `json:"kind,omitempty"`
	Topic  samad.TopicID `json:"topic,omitempty"`
}

func (*recorded) EventType() string { return "turn_recorded" }

func (e *recorded) Apply(p *Programme, ev ledger.Event) error {
	t := p.turn(e.Number)
	if t == nil || t.State != OnAir {
		return fmt.Errorf("turn %d is not on air", e.Number)
	}
	t.State, t.Ended, t.Recorded, t.Kind, t.Topic = e.State, e.Ended, ev.At, e.Kind, e.Topic
	if e.Case != "" {
		t.Case = e.Case
	}
	return nil
}

type finished struct{}

func (*finished) EventType() string { return "meeting_finished" }

func (*finished) Apply(p *Programme, ev ledger.Event) error {
	if p.State != Running {
		return fmt.Errorf("finished while %s", p.State)
	}
	p.State, p.Closed = Finished, ev.At
	return nil
}
