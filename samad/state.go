package samad

import "slices"

// State is where a case stands. Late, escalated and before a commission are
// facts about a case, not states.
type State string

// The states of a case. [Transitions] says who moves it on, and whereto.
const (
	// Received: the case has its tracking code and waits for screening.
	Received State = "received"
	// AwaitingPetitioner: the petitioner was asked for something; the clock
	// of whoever asked is paused.
	AwaitingPetitioner State = "awaiting_petitioner"
	// Referred: an agency is responsible, its clock runs.
	Referred State = "referred"
	// InProgress: somebody in the agency works on it.
	InProgress State = "in_progress"
	// Answered: the final answer has gone out; the petitioner may object.
	Answered State = "answered"
	// Closed: confirmed, settled by advice, or the time for objection passed.
	Closed State = "closed"
	// Declined: screening found that it is no matter for Samad, and said why.
	Declined State = "declined"
	// Merged: joined to another case on the same matter; its petitioner
	// keeps the code and gets that case's answers.
	Merged State = "merged"
	// Withdrawn: the petitioner took it back.
	Withdrawn State = "withdrawn"
)

// States returns all states in the order of a case's life.
func States() []State {
	return []State{Received, AwaitingPetitioner, Referred, InProgress, Answered, Closed, Declined, Merged, Withdrawn}
}

// Valid reports whether s is one of [States].
func (s State) Valid() bool { return slices.Contains(States(), s) }

// Ended reports whether nothing more is expected of anybody.
func (s State) Ended() bool {
	return s == Closed || s == Declined || s == Merged || s == Withdrawn
}

// Open reports whether somebody still has to do something. An answered case
// is open: its petitioner may still object.
func (s State) Open() bool { return s.Valid() && !s.Ended() }
