package webhook

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Event is one thing that happened to a case, as feed and webhooks tell it: no
// texts and nothing personal. It says how the case stood after the event, so
// it is the same whenever it is read.
type Event struct {
	// ID is the event's ULID, and the id of its message.
	ID string `json:"id" doc:"Also the webhook-id of the message" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	// Type names what happened.
	Type samad.EventType `json:"type"`
	// At is UTC.
	At   time.Time    `json:"at"`
	Case samad.CaseID `json:"case" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Code string       `json:"code" doc:"The tracking code" example:"8349201754920193"`
	// Revision is the case's after the event.
	Revision int64       `json:"revision" example:"4"`
	State    samad.State `json:"state" doc:"After the event"`
	Kind     samad.Kind  `json:"kind"`
	Topic    string      `json:"topic,omitempty" example:"welfare/unemployment-insurance"`
	Place    string      `json:"place,omitempty" example:"1014"`
	Agency   string      `json:"agency,omitempty" doc:"Responsible after the event" example:"isf.tamin"`
	// Due is the deadline after the event, UTC.
	Due time.Time `json:"due,omitzero"`
	// Role and By say who acted; never a person.
	Role samad.Role `json:"role"`
	By   string     `json:"by,omitempty" doc:"The office that acted" example:"isf.centre"`
	// Gone says that the reader could see the case until this event took it
	// out of reach.
	Gone bool `json:"gone,omitempty" doc:"The case has left the reader's reach"`
}

// EventOf is what is told of an item of [samad.Desk.Feed].
func EventOf(item samad.FeedItem) Event {
	e, c := item.Event, item.Case
	out := Event{
		ID: e.ID, Type: e.Type, At: e.At, Case: c.ID, Code: c.Code.String(), Revision: e.Seq, Kind: c.Kind,
		Role: e.Actor.Role, By: string(e.Actor.Agency), Gone: item.Gone,
	}
	out.State, out.Topic, out.Place = c.State, string(c.Topic), string(c.Place)
	if !item.Gone {
		out.Agency, out.Due = string(c.Agency), c.Due()
	}
	return out
}

// Message is the body of a webhook, by Standard Webhooks.
type Message struct {
	// Type is "case." and the event's type, for example "case.referred".
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      Event     `json:"data"`
}

// MessageOf makes the message of an event.
func MessageOf(e Event) Message {
	return Message{Type: "case." + string(e.Type), Timestamp: e.At, Data: e}
}

// Body writes the message; the same event gives the same bytes.
func (m Message) Body() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("webhook: write message %s: %w", m.Data.ID, err)
	}
	return body, nil
}
