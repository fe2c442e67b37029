package samad

// Action is something an actor does to a case. Rights ([May]) and transitions
// ([Transitions]) are tables over actions.
type Action string

// The actions.
const (
	Submit          Action = "submit"           // bring a new matter in
	TakeCall        Action = "take_call"        // record a call
	Accept          Action = "accept"           // screening: a matter for Samad
	Refer           Action = "refer"            // hand to a responsible agency, or to another one
	Ask             Action = "ask"              // ask the petitioner for something
	Merge           Action = "merge"            // join to another case on the same matter
	Separate        Action = "separate"         // take a joined case out again
	Decline         Action = "decline"          // screening: no matter for Samad
	Advise          Action = "advise"           // settle by advice
	Assign          Action = "assign"           // give to an expert inside the agency
	Return          Action = "return"           // "not ours", with a proposed target
	Act             Action = "act"              // report a step on the way
	Draft           Action = "draft"            // write an answer that waits for approval
	AnswerCase      Action = "answer"           // answer the petitioner
	AnswerByLetter  Action = "answer_by_letter" // enter what an agency that is not connected answered on paper
	Approve         Action = "approve"          // let a draft go out
	SendBack        Action = "send_back"        // give a draft back to its writer
	Inform          Action = "inform"           // petitioner: supply information
	Object          Action = "object"           // petitioner: not accept the answer
	Rate            Action = "rate"             // petitioner: judge answer and conduct
	Withdraw        Action = "withdraw"         // petitioner: take the matter back
	Confirm         Action = "confirm"          // petitioner: accept the answer
	Close           Action = "close"            // end an answered case
	Reopen          Action = "reopen"           // take an ended or answered case up again
	Extend          Action = "extend"           // give the agency more time
	AskExtension    Action = "ask_extension"    // ask for more time
	RefuseExtension Action = "refuse_extension" // refuse it

	Escalate    Action = "escalate"    // bring a missed deadline before a higher post
	FollowUp    Action = "follow_up"   // note another contact on the same matter
	ReplacePIN  Action = "replace_pin" // send a new PIN to the recorded contact
	Erase       Action = "erase"       // destroy personal data and texts
	HoldCase    Action = "hold"        // keep it from being erased, on an order
	ReleaseCase Action = "release"     // end that
	Tick        Action = "tick"        // time: warnings and breaches
	Lapse       Action = "lapse"       // time: the petitioner's time has passed

	Read         Action = "read"          // see the case, its texts and history
	ReadIdentity Action = "read_identity" // see who the petitioner is
	ReadCalls    Action = "read_calls"    // see the records of calls
)

// Actions returns all actions.
func Actions() []Action {
	return []Action{
		Submit, TakeCall, Accept, Refer, Ask, Merge, Separate, Decline, Advise, Assign, Return, Act, Draft,
		AnswerCase, AnswerByLetter, Approve, SendBack, Inform, Object, Rate, Withdraw, Confirm, Close, Reopen, Extend, AskExtension, RefuseExtension,
		Escalate, FollowUp, ReplacePIN, Erase, HoldCase, ReleaseCase, Tick, Lapse, Read, ReadIdentity, ReadCalls,
	}
}
