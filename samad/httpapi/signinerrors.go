package httpapi

import (
	"errors"
	"time"
)

// ErrSecondFactor says that the account must show a second factor, which did not
// come, or set one up first. The answer is 403 second_factor_required.
var ErrSecondFactor = errors.New("httpapi: second factor required")

// RetryError tells when to come again: the answer carries Retry-After. It is
// wrapped together with [ErrLocked].
type RetryError struct {
	After time.Duration
	Err   error // the cause, for the log
}

// Error is that of the cause.
func (e *RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *RetryError) Unwrap() error { return e.Err }
