package meeting

import (
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// ErrState says that the programme or turn does not stand where the step needs it;
// errors.As with [*StateError] tells where it stands.
var ErrState = errors.New("meeting: not possible now")

// StateError tells what was wanted of a programme and where it stands. It
// matches [ErrState].
type StateError struct {
	Programme string
	State     State
	// Reason is a sentence for whoever wanted it.
	Reason samad.Text
}

// Error says it in English.
func (e *StateError) Error() string {
	return fmt.Sprintf("meeting: programme %s is %s: %s", e.Programme, e.State, e.Reason.En)
}

// Unwrap makes the error match [ErrState].
func (e *StateError) Unwrap() error { return ErrState }

// faults collects what is wrong with a request.
type faults []samad.Fault

func (f *faults) add(field, code, fa, en string) {
	*f = append(*f, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &samad.InvalidError{Faults: f}
}
