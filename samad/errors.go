package samad

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The errors of the Desk and its ports: each says which branch to take, and
// [Explain] has a Persian and an English sentence for it. Use [errors.Is].
var (
	// ErrInvalid: something in the request is wrong; errors.As with
	// [*InvalidError] tells what, where and how to mend it.
	ErrInvalid = errors.New("samad: invalid request")
	// ErrNotFound: no such case, code, message or key.
	ErrNotFound = errors.New("samad: not found")
	// ErrNoMatch: the code is unknown or the PIN is not its; which of the two
	// is never told.
	ErrNoMatch = errors.New("samad: code and PIN do not match")
	// ErrPINRequired: the step needs the PIN.
	ErrPINRequired = errors.New("samad: PIN required")
	// ErrForbidden: the actor may not do this to this case.
	ErrForbidden = errors.New("samad: not allowed")
	// ErrTransition: the step is not possible in the case's state;
	// errors.As with [*TransitionError] tells which steps are.
	ErrTransition = errors.New("samad: step not possible in this state")
	// ErrConflict: the case has changed since it was read.
	ErrConflict = errors.New("samad: the case has changed meanwhile")
	// ErrCodeTaken: the store has a case with that tracking code.
	ErrCodeTaken = errors.New("samad: tracking code in use")
	// ErrKeyTaken: the store has that idempotency key.
	ErrKeyTaken = errors.New("samad: idempotency key in use")
	// ErrKeyReused: the idempotency key came before with other content.
	ErrKeyReused = errors.New("samad: idempotency key used before with other content")
	// ErrReceiptExpired: the submission was received long ago; its PIN is no
	// longer kept. errors.As with [*ReceiptExpiredError] gives the code.
	ErrReceiptExpired = errors.New("samad: the receipt is no longer kept")
	// ErrNoRoute: no rule says which agency is responsible.
	ErrNoRoute = errors.New("samad: no rule refers this case")
	// ErrTooLate: the time for the step has passed.
	ErrTooLate = errors.New("samad: the time for this has passed")
	// ErrLimit: a set limit does not allow one more.
	ErrLimit = errors.New("samad: limit reached")
	// ErrErased: the value or key was erased.
	ErrErased = errors.New("samad: erased")
	// ErrHeld: an order keeps the case from being erased; errors.As with
	// [*HeldError] tells which.
	ErrHeld = errors.New("samad: the case is held")
	// ErrHistory: the history does not verify; errors.As with
	// [*HistoryError] tells where.
	ErrHistory = errors.New("samad: history does not verify")
	// ErrPermanent: a carrier will never deliver the message.
	ErrPermanent = errors.New("samad: not deliverable")
	// ErrRetryTx: the host's transaction could not be serialised; the host
	// must run it again.
	ErrRetryTx = errors.New("samad: run the transaction again")
	// ErrClosed: the store is closed.
	ErrClosed = errors.New("samad: store closed")
	// ErrUnavailable: a part that the step needs cannot be reached now.
	ErrUnavailable = errors.New("samad: temporarily unavailable")
)

// Fault is one thing wrong with a request.
type Fault struct {
	// Field is a JSON pointer into the request, for example
	// "/petitioner/national_id".
	Field string
	// Code names the fault for programs, for example "check_digit".
	Code string
	// Detail says what is wrong and how to mend it, without repeating a
	// personal value.
	Detail Text
}

// InvalidError lists everything that is wrong with a request. It matches
// [ErrInvalid].
type InvalidError struct{ Faults []Fault }

// Error lists the faults in English.
func (e *InvalidError) Error() string {
	parts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		parts[i] = f.Field + ": " + f.Detail.En
	}
	return ErrInvalid.Error() + ": " + strings.Join(parts, "; ")
}

// Unwrap makes the error match [ErrInvalid].
func (e *InvalidError) Unwrap() error { return ErrInvalid }

// TransitionError tells that an action is not possible now. It matches
// [ErrTransition].
type TransitionError struct {
	Action Action
	State  State
	// Possible are the steps that the actor may take in the state, sorted: what
	// [Rights] gives others is not told. Limits of time and number stand beside it.
	Possible []Action
}

// Error names the action, the state and what would be possible.
func (e *TransitionError) Error() string {
	names := make([]string, len(e.Possible))
	for i, a := range e.Possible {
		names[i] = string(a)
	}
	slices.Sort(names)
	return fmt.Sprintf("samad: cannot %s a case that is %s; possible: %s", e.Action, e.State, strings.Join(names, ", "))
}

// Unwrap makes the error match [ErrTransition].
func (e *TransitionError) Unwrap() error { return ErrTransition }

// ForbiddenError tells which right is missing. It matches [ErrForbidden].
type ForbiddenError struct {
	Action Action
	Roles  []Role // the actor's
}

// Error names the action and the actor's roles.
func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("samad: %v may not %s this case", e.Roles, e.Action)
}

// Unwrap makes the error match [ErrForbidden].
func (e *ForbiddenError) Unwrap() error { return ErrForbidden }

// HistoryError tells where a history stops to verify. It matches
// [ErrHistory].
type HistoryError struct {
	Case   CaseID
	Seq    int64 // the first event that does not verify
	Reason string
}

// Error names the case, the event and the reason.
func (e *HistoryError) Error() string {
	return fmt.Sprintf("samad: history of case %s, event %d: %s", e.Case, e.Seq, e.Reason)
}

// Unwrap makes the error match [ErrHistory].
func (e *HistoryError) Unwrap() error { return ErrHistory }

// PostponedError tells from when on a carrier takes a message: after quiet
// hours, say. It matches [ErrUnavailable].
type PostponedError struct {
	Until time.Time
	Why   string // in English, for operators
}

// Error names the instant and the reason.
func (e *PostponedError) Error() string {
	return fmt.Sprintf("samad: not before %s: %s", e.Until.UTC().Format(time.RFC3339), e.Why)
}

// Unwrap makes the error match [ErrUnavailable].
func (e *PostponedError) Unwrap() error { return ErrUnavailable }

// ReceiptExpiredError gives the tracking code of a submission whose receipt
// is no longer kept. It matches [ErrReceiptExpired].
type ReceiptExpiredError struct{ Code string }

// Error says so without the code, which is not for logs.
func (e *ReceiptExpiredError) Error() string { return ErrReceiptExpired.Error() }

// Unwrap makes the error match [ErrReceiptExpired].
func (e *ReceiptExpiredError) Unwrap() error { return ErrReceiptExpired }
