package account

import (
	"errors"
	"fmt"
	"time"
)

// The errors of this package; use [errors.Is].
var (
	// ErrCredentials: no account has this name and password. Which of the two
	// is wrong, and whether the account is disabled, is never told.
	ErrCredentials = errors.New("account: user name or password is wrong")
	// ErrLocked: too many failures; errors.As with [*LockedError] tells how
	// long it lasts.
	ErrLocked = errors.New("account: locked after repeated failures")
	// ErrNoSession: the token is unknown, expired or signed out.
	ErrNoSession = errors.New("account: no such session")
	// ErrNotFound: no such account.
	ErrNotFound = errors.New("account: not found")
	// ErrTaken: another account has this user name.
	ErrTaken = errors.New("account: user name in use")
	// ErrWeak: the new password is not good enough; errors.As with
	// [*WeakError] tells why.
	ErrWeak = errors.New("account: password not accepted")
	// ErrFactor: the account has a second factor already, or none that could
	// be shown.
	ErrFactor = errors.New("account: second factor")
	// ErrInvalid: a field of a new account is wrong.
	ErrInvalid = errors.New("account: invalid")
)

// LockedError tells until when a name is locked. It matches [ErrLocked].
type LockedError struct {
	Until time.Time
	For   time.Duration
}

// Error says for how long, not for whom.
func (e *LockedError) Error() string { return fmt.Sprintf("%s, for %s", ErrLocked, e.For) }

// Unwrap makes the error match [ErrLocked].
func (e *LockedError) Unwrap() error { return ErrLocked }

// WeakError tells why a password is refused. It matches [ErrWeak].
type WeakError struct {
	// Code is "short", "long", "name", "common", "repeated", "encoding" or
	// "same".
	Code string
}

// Error names the reason, never the password.
func (e *WeakError) Error() string { return ErrWeak.Error() + ": " + e.Code }

// Unwrap makes the error match [ErrWeak].
func (e *WeakError) Unwrap() error { return ErrWeak }

// InvalidError tells which field of a new account is wrong. It matches
// [ErrInvalid].
type InvalidError struct {
	Field  string // "username", "role", "agency", "place"; of a key "name" and "life" too
	Reason string
}

// Error names the field and the reason.
func (e *InvalidError) Error() string {
	return fmt.Sprintf("account: %s: %s", e.Field, e.Reason)
}

// Unwrap makes the error match [ErrInvalid].
func (e *InvalidError) Unwrap() error { return ErrInvalid }
