package persian

import (
	"errors"
	"fmt"
)

// What a caller may branch on. Every error of this package matches at least
// one of them by [errors.Is].
var (
	// ErrOutOfRange: the date lies outside 1 Farvardin 1206 .. 30 Esfand 1498,
	// for which alone the official table knows the leap years.
	ErrOutOfRange = errors.New("persian: date outside the official years 1206-1498")

	// ErrNoSuchDate: the year is official, but it has no such month or day:
	// month 13, 31 Mehr, 30 Esfand of a common year.
	ErrNoSuchDate = errors.New("persian: no such date")

	// ErrMalformed: a text does not have the form of a date.
	ErrMalformed = errors.New("persian: malformed date")
)

// DateError tells which year, month and day make no date.
// It matches [ErrOutOfRange] or [ErrNoSuchDate].
type DateError struct {
	Year, Month, Day int
	err              error
}

// Error names the numbers and the reason.
func (e *DateError) Error() string {
	return fmt.Sprintf("%v: %d-%02d-%02d", e.err, e.Year, e.Month, e.Day)
}

// Unwrap returns [ErrOutOfRange] or [ErrNoSuchDate].
func (e *DateError) Unwrap() error { return e.err }

// DayError tells which day number lies outside the official years.
// It matches [ErrOutOfRange].
type DayError struct {
	// Day counts days from 1970-01-01, as [Date.Days] does.
	Day int64
}

// Error names the day number.
func (e *DayError) Error() string {
	return fmt.Sprintf("%v: day %d from 1970-01-01", ErrOutOfRange, e.Day)
}

// Unwrap returns [ErrOutOfRange].
func (e *DayError) Unwrap() error { return ErrOutOfRange }

// ParseError tells where and why a text is not a date. It matches
// [ErrMalformed], and [ErrOutOfRange] or [ErrNoSuchDate] besides when the text
// has the form of a date that does not exist.
type ParseError struct {
	// Input is the text as it was given.
	Input string
	// Offset is the byte of Input at which reading stopped.
	Offset int
	// Reason says in English what was expected there.
	Reason string

	cause error
}

// Error names the text, the place and the reason.
func (e *ParseError) Error() string {
	return fmt.Sprintf("persian: parse %q at byte %d: %s", e.Input, e.Offset, e.Reason)
}

// Unwrap returns [ErrMalformed] and the cause, if there is a further one.
func (e *ParseError) Unwrap() []error {
	if e.cause == nil {
		return []error{ErrMalformed}
	}
	return []error{ErrMalformed, e.cause}
}
