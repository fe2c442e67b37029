package tracking

import (
	"errors"
	"fmt"
	"strconv"
)

// What can be wrong with a text that should be a code or a PIN. The finer ones
// wrap ErrMalformed; all of them come inside a [*ParseError].
var (
	// ErrMalformed: the text is not a code, or not a PIN.
	ErrMalformed = errors.New("tracking: malformed")

	// ErrCharacter: a character stands where it cannot stand. It is neither a
	// digit nor a separator, or it is a 0 in front of a code.
	ErrCharacter = fmt.Errorf("%w: unexpected character", ErrMalformed)

	// ErrLength: too few or too many digits.
	ErrLength = fmt.Errorf("%w: wrong number of digits", ErrMalformed)

	// ErrChecksum: the check digits do not fit the others, so that at least
	// one digit has been misheard or mistyped.
	ErrChecksum = fmt.Errorf("%w: check digits do not match", ErrMalformed)
)

// What can go wrong while minting.
var (
	// ErrDigits: the [Minter] asks for a length outside 12 to 18. It comes
	// inside a [*DigitsError].
	ErrDigits = errors.New("tracking: code length out of range")

	// ErrRandom: the source of randomness failed. It comes inside a
	// [*RandomError]. Nothing has been minted.
	ErrRandom = errors.New("tracking: randomness failed")
)

// ErrSecret is returned by whatever would write a [PIN] in plain digits
// without being asked to by [PIN.Reveal].
var ErrSecret = errors.New("tracking: a PIN is not written in plain")

// ParseError says why and where a text is not a code or a PIN. It matches
// [ErrMalformed] and one of [ErrCharacter], [ErrLength], [ErrChecksum].
//
// It repeats no digit of the text, so it may be logged and shown: who parsed
// the text still has it, and a log need not have a code or a PIN with one
// wrong digit.
type ParseError struct {
	// Input is the part of the text that is at fault: the one offending
	// character for ErrCharacter, otherwise empty.
	Input string

	// Offset is where the fault was noticed, in bytes from 0: the offending
	// character, the first digit too many, the end of a text that is too
	// short, the first check digit.
	Offset int

	// Rune is the same place in characters from 0.
	Rune int

	// Digits is how many digits had been read there. With ErrLength it is what
	// the text has, or for a text that is too long one more than is allowed.
	Digits int

	// Reason says in English what was expected.
	Reason string

	what string // "code" or "PIN"
	kind error
}

// Error returns one line for operators, with the place counted from 1.
func (e *ParseError) Error() string {
	s := "tracking: parse " + e.what + ": character " + strconv.Itoa(e.Rune+1)
	if e.Input != "" {
		// Direction marks and the like must not rearrange a line of a log.
		s += " (" + strconv.QuoteToASCII(e.Input) + ")"
	}
	return s + ": " + e.Reason
}

// Unwrap returns the finer sentinel, which wraps [ErrMalformed].
func (e *ParseError) Unwrap() error { return e.kind }

// DigitsError says that a [Minter] was given an impossible length.
type DigitsError struct {
	Digits int // what was asked for
}

// Error names the length and both limits.
func (e *DigitsError) Error() string {
	return fmt.Sprintf("tracking: mint code of %d digits: want %d to %d, or 0 for %d",
		e.Digits, MinDigits, MaxDigits, DefaultDigits)
}

// Unwrap returns [ErrDigits].
func (e *DigitsError) Unwrap() error { return ErrDigits }

// RandomError says how the source of randomness failed.
type RandomError struct {
	Err error // what [Minter.Random] returned
}

// Error names the cause.
func (e *RandomError) Error() string { return "tracking: read randomness: " + e.Err.Error() }

// Unwrap returns [ErrRandom] and the cause.
func (e *RandomError) Unwrap() []error { return []error{ErrRandom, e.Err} }
