package samad

import (
	"encoding/json"
	"fmt"
)

// Payload is what an event tells: a pointer to one of the payload types of
// this package. [Case.Fold] applies it; nothing else ever changes the facts of a
// case.
type Payload interface {
	// EventType returns the name under which the payload is stored.
	EventType() EventType
	apply(c *Case, e Event) error
	setCommits(map[string]Hash)
	commits() map[string]Hash
}

// Commits is embedded in every payload: the commitments to the erasable
// values that came with the event, by name.
type Commits struct {
	Commits map[string]Hash `json:"commits,omitempty"`
}

func (c *Commits) setCommits(m map[string]Hash) { c.Commits = m }
func (c *Commits) commits() map[string]Hash     { return c.Commits }

// newPayload returns an empty payload of the type, or nil for an unknown one.
func newPayload(t EventType) Payload {
	switch t {
	case EventSubmitted:
		return &Submitted{}
	case EventAccepted:
		return &Accepted{}
	case EventReferred:
		return &ReferredTo{}
	case EventReturned:
		return &Returned{}
	case EventAssigned:
		return &Assigned{}
	case EventAsked:
		return &Asked{}
	case EventInformed:
		return &Informed{}
	case EventMerged:
		return &MergedInto{}
	case EventJoined:
		return &JoinedBy{}
	case EventSeparated:
		return &Separated{}
	case EventUnjoined:
		return &Unjoined{}
	case EventMoved:
		return &Moved{}
	case EventDeclined:
		return &DeclinedCase{}
	case EventAdvised:
		return &AdvisedCase{}
	case EventActed:
		return &Acted{}
	case EventDrafted:
		return &Drafted{}
	case EventSentBack:
		return &SentBack{}
	case EventAnswered:
		return &AnsweredCase{}
	case EventObjected:
		return &Objected{}
	case EventRated:
		return &Rated{}
	case EventWithdrawn:
		return &WithdrawnCase{}
	case EventClosed:
		return &ClosedCase{}
	case EventReopened:
		return &Reopened{}
	case EventFollowedUp:
		return &FollowedUp{}
	case EventEscalated:
		return &Escalated{}
	case EventWarned:
		return &Warned{}
	case EventBreached:
		return &Breached{}
	case EventMarkSkipped:
		return &MarkSkipped{}
	case EventClockStarted:
		return &ClockStarted{}
	case EventClockPaused:
		return &ClockPaused{}
	case EventClockResumed:
		return &ClockResumed{}
	case EventClockStopped:
		return &ClockStopped{}
	case EventClockMoved:
		return &ClockMoved{}
	case EventExtensionAsked:
		return &ExtensionAsked{}
	case EventExtensionRefused:
		return &ExtensionRefused{}
	case EventExtended:
		return &Extended{}
	case EventPINReplaced:
		return &PINReplaced{}
	case EventHeld:
		return &HeldCase{}
	case EventReleased:
		return &ReleasedCase{}
	case EventErasureBegun:
		return &ErasureBegun{}
	case EventErased:
		return &ErasedValues{}
	case EventTakenOver:
		return &TakenOver{}
	default:
		return nil
	}
}

// Payload reads the event's data. It fails with an error matching
// [ErrHistory] when the type is unknown or the data is not its payload.
func (e Event) Payload() (Payload, error) {
	p := newPayload(e.Type)
	if p == nil {
		return nil, &HistoryError{Case: e.Case, Seq: e.Seq, Reason: fmt.Sprintf("unknown event type %q", e.Type)}
	}
	if err := json.Unmarshal(e.Data, p); err != nil {
		return nil, &HistoryError{Case: e.Case, Seq: e.Seq, Reason: fmt.Sprintf("data of a %s event: %v", e.Type, err)}
	}
	return p, nil
}
