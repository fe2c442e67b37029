package samad

import (
	"errors"
	"fmt"
	"slices"
)

// Transition is one line of the table that says how a case moves.
type Transition struct {
	From   State
	Action Action
	To     State
	// When says in words what must hold besides, "" for nothing.
	When string
}

// Transitions returns the whole table: an action not listed for a state is
// not possible in it. Code, documentation and tests read this one table; who
// may do what is in [Rights].
func Transitions() []Transition {
	const (
		toAgency = "an agency was responsible"
		noAgency = "no agency was responsible, or it is no longer in the directory"
	)
	table := []Transition{
		{Received, Accept, Referred, ""},
		{Received, Refer, Referred, ""},
		{Received, Ask, AwaitingPetitioner, ""},
		{Received, Merge, Merged, ""},
		{Received, Decline, Declined, ""},
		{Received, Advise, Closed, ""},
		{Received, Inform, Received, ""},

		{Referred, Refer, Referred, ""},
		{Referred, Assign, InProgress, ""},
		{Referred, Return, Referred, "the rules accept the proposed agency"},
		{Referred, Return, Received, "the rules do not accept it, or too many returns"},
		{Referred, Ask, AwaitingPetitioner, ""},
		{Referred, Act, InProgress, ""},
		{Referred, Act, Referred, "by a cooperating agency"},
		{Referred, Draft, InProgress, ""},
		{Referred, AnswerCase, Answered, "the answer is final"},
		{Referred, AnswerCase, InProgress, "the answer is interim"},
		{Referred, AnswerByLetter, Answered, "the agency answers by letter, and finally"},
		{Referred, AnswerByLetter, InProgress, "the agency answers by letter, for now"},
		{Referred, Inform, Referred, ""},
		{Referred, Extend, Referred, ""},
		{Referred, AskExtension, Referred, ""},
		{Referred, RefuseExtension, Referred, "more time was asked for"},

		{InProgress, Refer, Referred, ""},
		{InProgress, Assign, InProgress, ""},
		{InProgress, Return, Referred, "the rules accept the proposed agency"},
		{InProgress, Return, Received, "the rules do not accept it, or too many returns"},
		{InProgress, Ask, AwaitingPetitioner, ""},
		{InProgress, Act, InProgress, ""},
		{InProgress, Draft, InProgress, ""},
		{InProgress, AnswerCase, Answered, "the answer is final"},
		{InProgress, AnswerCase, InProgress, "the answer is interim"},
		{InProgress, AnswerByLetter, Answered, "the agency answers by letter, and finally"},
		{InProgress, AnswerByLetter, InProgress, "the agency answers by letter, for now"},
		{InProgress, Approve, Answered, "the draft is final"},
		{InProgress, Approve, InProgress, "the draft is interim"},
		{InProgress, SendBack, InProgress, ""},
		{InProgress, Inform, InProgress, ""},
		{InProgress, Extend, InProgress, ""},
		{InProgress, AskExtension, InProgress, ""},
		{InProgress, RefuseExtension, InProgress, "more time was asked for"},

		{AwaitingPetitioner, Inform, Received, "asked in screening"},
		{AwaitingPetitioner, Inform, Referred, "asked before work began"},
		{AwaitingPetitioner, Inform, InProgress, "asked during work"},
		{AwaitingPetitioner, Lapse, Closed, "the petitioner's time has passed"},

		{Answered, Object, Referred, toAgency},
		{Answered, Object, Received, noAgency},
		{Answered, Rate, Answered, ""},
		{Answered, Confirm, Closed, ""},
		{Answered, Close, Closed, ""},
		{Answered, Lapse, Closed, "the time for objection has passed"},
		{Answered, Reopen, Referred, toAgency},
		{Answered, Reopen, Received, noAgency},

		{Closed, Object, Referred, toAgency},
		{Closed, Object, Received, noAgency},
		{Closed, Rate, Closed, ""},
		{Closed, Reopen, Referred, toAgency},
		{Closed, Reopen, Received, noAgency},

		{Declined, Object, Received, ""},
		{Declined, Reopen, Received, ""},
		{Declined, Rate, Declined, ""},
		{Merged, Separate, Received, ""},
		{Merged, Object, Received, ""},
		{Merged, Rate, Merged, ""},
		{Withdrawn, Reopen, Received, ""},
	}
	for _, s := range States() {
		if s.Open() {
			table = append(table,
				Transition{s, Withdraw, Withdrawn, ""},
				Transition{s, Escalate, s, ""},
				Transition{s, Tick, s, "a mark of a clock is due"})
		}
		table = append(table,
			Transition{s, FollowUp, s, ""},
			Transition{s, ReplacePIN, s, ""},
			Transition{s, HoldCase, s, ""},
			Transition{s, ReleaseCase, s, ""})
		if s.Ended() {
			table = append(table, Transition{s, Erase, s, ""})
		}
	}
	return table
}

// moves holds the table by state and action for look-ups.
type moves map[State]map[Action][]State

func newMoves(table []Transition) moves {
	m := moves{}
	for _, t := range table {
		if m[t.From] == nil {
			m[t.From] = map[Action][]State{}
		}
		m[t.From][t.Action] = append(m[t.From][t.Action], t.To)
	}
	return m
}

// allow reports whether the action is possible in from.
func (m moves) allow(from State, action Action) bool { return len(m[from][action]) > 0 }

// check returns a [TransitionError] when the action is not possible in from,
// or, if to is not empty, when it does not lead there. What is possible
// instead differs by actor, see [Desk.impossible].
func (m moves) check(from State, action Action, to State) error {
	targets := m[from][action]
	if len(targets) > 0 && (to == "" || slices.Contains(targets, to)) {
		return nil
	}
	return &TransitionError{Action: action, State: from}
}

// CheckTransitions reports everything that is wrong with a table: a state
// that no case can reach, an open state that no action can end, a transition
// out of or into an unknown state, or one that nobody has the right to make.
// [NewDesk] checks the built-in table.
func CheckTransitions(table []Transition, rights []Right) error {
	var errs []error
	doers := map[Action]bool{}
	for _, r := range rights {
		doers[r.Action] = true
	}
	reached := map[State]bool{Received: true}
	for range States() { // a path is at most as long as there are states
		for _, t := range table {
			if reached[t.From] {
				reached[t.To] = true
			}
		}
	}
	ends := map[State]bool{}
	for range States() {
		for _, t := range table {
			if t.To.Ended() || ends[t.To] {
				ends[t.From] = true
			}
		}
	}
	for _, t := range table {
		if !t.From.Valid() || !t.To.Valid() {
			errs = append(errs, fmt.Errorf("samad: transition %s, %s, %s names an unknown state", t.From, t.Action, t.To))
		}
		if !doers[t.Action] {
			errs = append(errs, fmt.Errorf("samad: nobody has the right to %s", t.Action))
		}
	}
	for _, s := range States() {
		if !reached[s] {
			errs = append(errs, fmt.Errorf("samad: no case can become %s", s))
		}
		if s.Open() && !ends[s] {
			errs = append(errs, fmt.Errorf("samad: a case that is %s can never end", s))
		}
	}
	return errors.Join(errs...)
}
