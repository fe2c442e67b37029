package tracking

import (
	"cmp"
	"strconv"
)

// How long a code may be, in decimal digits, check digits included.
const (
	MinDigits     = 12 // 10 random digits: for small installations
	MaxDigits     = 18 // 16 random digits: the most that fits an int64
	DefaultDigits = 16 // 14 random digits, as long as a bank card number
)

// Code is a tracking code: 12 to 18 decimal digits of which the last two are
// check digits. It says nothing about its case: no sequence, no date, no place.
//
// A Code is small, comparable with ==, usable as a map key and safe for
// concurrent use. The zero Code is no code at all; every other Code there is
// has come from [Parse], a [Minter] or one of the decoders and is well formed.
type Code struct {
	// The digits read as one number. Since the first digit is never 0, the
	// number also tells how many digits there are.
	v uint64
}

// IsZero reports whether c is the zero Code, which stands for "no code".
func (c Code) IsZero() bool { return c.v == 0 }

// Len returns how many digits c has, check digits included: 12 to 18, and 0
// for the zero Code. An installation that mints codes of one length only may
// refuse all others; a slip that loses or adds a digit then never passes.
func (c Code) Len() int {
	if c.v == 0 {
		return 0
	}
	n := MinDigits
	for n < MaxDigits && c.v >= pow10[n] {
		n++
	}
	return n
}

// String returns the bare digits in Latin script, "1234567890123428", as
// programs exchange and store them. The zero Code gives "".
func (c Code) String() string {
	if c.v == 0 {
		return ""
	}
	return strconv.FormatUint(c.v, 10)
}

// Compare orders codes as numbers: -1 when c comes before d, 0 when they are
// equal, +1 when c comes after d. Shorter codes come first; among codes of one
// length the order is that of their text. The order has no meaning beyond that.
func (c Code) Compare(d Code) int { return cmp.Compare(c.v, d.v) }

// pow10 holds the powers of ten up to the largest code, by their exponent.
var pow10 = [MaxDigits + 1]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}
