package samad

// EventType names what happened; each has a payload type of the same name.
type EventType string

// The types of events.
const (
	EventSubmitted    EventType = "submitted"
	EventAccepted     EventType = "accepted"
	EventReferred     EventType = "referred"
	EventReturned     EventType = "returned"
	EventAssigned     EventType = "assigned"
	EventAsked        EventType = "asked"
	EventInformed     EventType = "informed"
	EventMerged       EventType = "merged"
	EventJoined       EventType = "joined"
	EventSeparated    EventType = "separated"
	EventUnjoined     EventType = "unjoined"
	EventMoved        EventType = "moved"
	EventDeclined     EventType = "declined"
	EventAdvised      EventType = "advised"
	EventActed        EventType = "action_reported"
	EventDrafted      EventType = "answer_drafted"
	EventSentBack     EventType = "answer_sent_back"
	EventAnswered     EventType = "answered"
	EventObjected     EventType = "objected"
	EventRated        EventType = "rated"
	EventWithdrawn    EventType = "withdrawn"
	EventClosed       EventType = "closed"
	EventReopened     EventType = "reopened"
	EventFollowedUp   EventType = "followed_up"
	EventEscalated    EventType = "escalated"
	EventWarned       EventType = "warned"
	EventBreached     EventType = "breached"
	EventMarkSkipped  EventType = "mark_skipped"
	EventClockStarted EventType = "clock_started"
	EventClockPaused  EventType = "clock_paused"
	EventClockResumed EventType = "clock_resumed"
	EventClockStopped EventType = "clock_stopped"
	EventClockMoved   EventType = "clock_moved"
	EventExtended     EventType = "extended"

	EventExtensionAsked   EventType = "extension_asked"
	EventExtensionRefused EventType = "extension_refused"

	EventPINReplaced  EventType = "pin_replaced"
	EventErased       EventType = "erased"
	EventHeld         EventType = "held"
	EventReleased     EventType = "released"
	EventErasureBegun EventType = "erasure_begun"
	EventTakenOver    EventType = "taken_over"
)

// EventTypes returns all types of events.
func EventTypes() []EventType {
	return []EventType{
		EventSubmitted, EventAccepted, EventReferred, EventReturned, EventAssigned, EventAsked, EventInformed,
		EventMerged, EventJoined, EventSeparated, EventUnjoined, EventMoved, EventDeclined, EventAdvised, EventActed,
		EventDrafted, EventSentBack, EventAnswered, EventObjected, EventRated, EventWithdrawn, EventClosed,
		EventReopened, EventFollowedUp, EventEscalated, EventWarned, EventBreached, EventMarkSkipped,
		EventClockStarted, EventClockPaused, EventClockResumed, EventClockStopped, EventClockMoved, EventExtended,
		EventExtensionAsked, EventExtensionRefused, EventPINReplaced, EventErased, EventHeld, EventReleased,
		EventErasureBegun, EventTakenOver,
	}
}
