package samad

import "time"

// MessageKind says what a message tells.
type MessageKind string

// The kinds of messages to petitioners and offices.
const (
	ReceiptMessage   MessageKind = "receipt"    // code and PIN; wiped once delivered
	ReferredMessage  MessageKind = "referred"   // which office, by when
	QuestionMessage  MessageKind = "question"   // what is asked of the petitioner
	ActionMessage    MessageKind = "action"     // a step on the way
	AnswerMessage    MessageKind = "answer"     // an interim or final answer
	EndedMessage     MessageKind = "ended"      // declined, merged, withdrawn or closed, with the reason
	ReopenedMessage  MessageKind = "reopened"   // taken up again
	DeadlineMessage  MessageKind = "deadline"   // extended or moved, with the reason
	NewPINMessage    MessageKind = "pin"        // a new PIN; wiped once delivered
	WarningMessage   MessageKind = "warning"    // to an office: a deadline nears
	BreachMessage    MessageKind = "breach"     // to an office: a deadline has passed
	EscalatedMessage MessageKind = "escalation" // to an office above
	DigestMessage    MessageKind = "digest"     // to an office: what is late, due today and this week
	TaskMessage      MessageKind = "task"       // to an office: a case has come, come back or been objected to

	SurveyMessage     MessageKind = "survey"     // a petitioner is asked how it was
	ResolutionMessage MessageKind = "resolution" // what a commission decided and what came of it
	LetterMessage     MessageKind = "letter"     // to an office: a notice, warning, demand or appointment
)

// Audience says for whom a message is.
type Audience string

// The audiences.
const (
	ToPetitioner Audience = "petitioner"
	ToOffice     Audience = "office"
)

// Carrier says by which way a message goes.
type Carrier string

// The carriers. What goes by the portal needs no delivery: it is readable
// under the code and PIN from the moment it is written. What goes by phone an
// operator must say: the petitioner has a landline and nothing else.
const (
	ByPortal Carrier = "portal"
	BySMS    Carrier = "sms"
	ByEmail  Carrier = "email"
	ByPhone  Carrier = "phone"
	ByDesk   Carrier = "desk" // to an office's inbox
)

// MessageState says how far a message has come.
type MessageState string

// The states of a message.
const (
	Pending   MessageState = "pending"
	Delivered MessageState = "delivered"
	Dead      MessageState = "dead" // given up; an operator must act
)

// Message is one entry of the outbox, written together with the events that
// cause it.
type Message struct {
	ID   string // ULID; the key by which a carrier drops doubles
	Case CaseID // the case of whoever gets it; "" when an office gets it from a record
	// Record names the record of another room that caused it, as "kind/id";
	// "" when a case did.
	Record   string
	Seq      int64 // the event that caused it, in the case or record that did
	Kind     MessageKind
	Audience Audience
	Carrier  Carrier
	Lang     Lang
	// Office and Role say who in an office gets it.
	Office AgencyID
	Role   Role
	// Sealed holds the text under the key of Case; without a case it is not
	// sealed, and so must not carry personal data.
	Sealed []byte
	// Wipe empties Sealed on delivery: receipts and PINs are not kept.
	Wipe bool

	State    MessageState
	Created  time.Time
	Attempts int
	// NotBefore is the earliest instant of the next try.
	NotBefore time.Time
	// Settled is when it was delivered or given up.
	Settled time.Time
	// Fault is the last carrier's error, without personal data.
	Fault string
	// Reference is how the carrier calls the message, "" where it does not
	// say.
	Reference string
	// Confirmed is when, by the carrier's report, it reached the recipient;
	// zero while nobody knows.
	Confirmed time.Time
}

// Recipient names whoever gets the message, for keeping order: messages to
// one recipient are delivered in the order of their making.
func (m Message) Recipient() string {
	if m.Audience == ToOffice {
		return "office:" + string(m.Office) + ":" + string(m.Role)
	}
	return "case:" + string(m.Case)
}

// FaultErased is the [Message.Fault] of a message that was given up because its
// case was erased.
const FaultErased = "erased"

// FaultLandline is the [Message.Fault] of a message to a petitioner whom no
// text reaches: from its making it is for an operator to call.
const FaultLandline = "landline"

// Settlement is what came of a try to deliver a message.
type Settlement struct {
	ID    string
	Owner string // the claim's
	State MessageState
	At    time.Time
	// NotBefore is when to try again; used with Pending only.
	NotBefore time.Time
	Attempts  int
	Fault     string
	// Wipe empties the sealed content.
	Wipe bool
	// Reference is how the carrier calls the message.
	Reference string
}

// Confirmation is what a carrier reports of a message later on.
type Confirmation struct {
	// ID is the message's own, or "" where the carrier knows it only by
	// Reference.
	ID, Reference string
	At            time.Time
	// Arrived: it reached the recipient's telephone or mailbox.
	Arrived bool
	// Fault says in a word why it did not, without personal data.
	Fault string
}

// MessageQuery selects messages. Zero fields do not restrict.
type MessageQuery struct {
	States   []MessageState
	Carriers []Carrier
	Kinds    []MessageKind
	Audience Audience
	// Unconfirmed restricts to messages that no carrier has confirmed.
	Unconfirmed bool
	// CreatedFrom and CreatedTo are a half-open span of creation instants.
	CreatedFrom, CreatedTo time.Time

	Cursor string // opaque: the Next of the page before
	Limit  int    // 1 to 1000; 0 means 50
}

// MessagePage is one page of messages.
type MessagePage struct {
	Messages []Message
	Next     string // "" at the end
}

// Notice is an opened message on its way to a carrier. It carries personal
// data and is not to be logged.
type Notice struct {
	ID       string
	Case     CaseID
	Kind     MessageKind
	Audience Audience
	Carrier  Carrier
	Lang     Lang
	To       string // mobile number in E.164 form, or mail address; "" for offices
	Office   AgencyID
	Role     Role
	Text     string
	// Code is the case's, as people read it, and Urgency how soon it matters.
	Code    string
	Urgency Urgency
	// Created is when the message was written, and Attempt counts the tries
	// from 1.
	Created time.Time
	Attempt int
}
