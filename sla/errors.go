package sla

import (
	"errors"
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// What a caller may branch on. Every error of this package matches at least
// one of them by [errors.Is].
var (
	// ErrOutOfRange: the answer, or an instant it needs, lies outside the
	// official years 1206-1498, or there is no working time left to count.
	// It is the same error as [persian.ErrOutOfRange].
	ErrOutOfRange = persian.ErrOutOfRange

	// ErrMalformed: a text or a file does not have the form it must have.
	ErrMalformed = errors.New("sla: malformed")

	// ErrClock: the recorded facts of a clock contradict each other.
	ErrClock = errors.New("sla: impossible clock")

	// ErrNoCalendar: the policy was given no calendar for the place or agency.
	ErrNoCalendar = errors.New("sla: no calendar")

	// ErrNoPolicy: no version of the policy is in force, or not the one under
	// which the case began.
	ErrNoPolicy = errors.New("sla: no policy")
)

// TargetError tells where and why a text is not a [Target]. It matches
// [ErrMalformed].
type TargetError struct {
	Input  string
	Offset int    // byte of Input
	Reason string // what was expected there
}

// Error names the text, the place and the reason.
func (e *TargetError) Error() string {
	return fmt.Sprintf("sla: parse target %q at byte %d: %s", e.Input, e.Offset, e.Reason)
}

// Unwrap returns [ErrMalformed].
func (e *TargetError) Unwrap() error { return ErrMalformed }

// ClockError tells which recorded fact of a [Clock] is impossible. It matches
// [ErrClock].
type ClockError struct {
	Field  string // "started", "pauses[2]", "stopped"
	Reason string
}

// Error names the fact and the reason.
func (e *ClockError) Error() string {
	return fmt.Sprintf("%v: %s: %s", ErrClock, e.Field, e.Reason)
}

// Unwrap returns [ErrClock].
func (e *ClockError) Unwrap() error { return ErrClock }
