package tracking

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"strconv"
)

// Minter makes new codes and PINs. The zero Minter is ready for use.
//
// It keeps nothing: no codes made in advance, no buffered randomness. A Minter
// may be copied, and used by many goroutines at once when Random may.
type Minter struct {
	// Random is where randomness comes from, 8 bytes a draw. Default:
	// [crypto/rand], which is safe for concurrent use. Anything that can be
	// foreseen here makes codes and PINs that can be guessed; another source is
	// for tests and for hardware.
	Random io.Reader

	// Digits is the length of a code in digits, the two check digits included:
	// 12 to 18. Default, when 0: 16.
	Digits int
}

// draws is how often a draw outside the range is repeated. With a sound source
// one draw in 2,000 is repeated at worst (18 digits), one in 200,000 usually.
const draws = 16

var errStuck = errors.New("every draw was out of range: the source is not random")

// NewCode mints a code: random digits, all equally likely, the first not 0, and
// two check digits. It fails with a [*DigitsError] ([ErrDigits]) or a
// [*RandomError] ([ErrRandom]) and then returns the zero Code.
//
// Two codes are the same with a probability of one in 90 million million
// (16 digits); whoever stores a code must have a unique index on it and mint
// again on a clash.
func (m Minter) NewCode() (Code, error) {
	n := m.Digits
	if n == 0 {
		n = DefaultDigits
	}
	if n < MinDigits || n > MaxDigits {
		return Code{}, &DigitsError{Digits: n}
	}
	least := pow10[n-3] // the smallest random part, n-2 digits
	r, err := m.below(9 * least)
	if err != nil {
		return Code{}, err
	}
	return Code{seal(least + r)}, nil
}

// AppendCode mints a code as [Minter.NewCode] does and appends its bare digits
// to dst, without allocating when dst has room. On error it returns dst as it was.
func (m Minter) AppendCode(dst []byte) ([]byte, error) {
	c, err := m.NewCode()
	if err != nil {
		return dst, err
	}
	return strconv.AppendUint(dst, c.v, 10), nil
}

// NewPIN mints a PIN, all million of them equally likely. It fails with a
// [*RandomError] ([ErrRandom]) and then returns the zero PIN.
func (m Minter) NewPIN() (PIN, error) {
	v, err := m.below(pow10[PINDigits])
	if err != nil {
		return PIN{}, err
	}
	return newPIN(v), nil
}

// below draws a number from 0 to n-1.
func (m Minter) below(n uint64) (uint64, error) {
	for range draws {
		x, err := m.word()
		if err != nil {
			return 0, &RandomError{Err: err}
		}
		if v, ok := reduce(x, n); ok {
			return v, nil
		}
	}
	return 0, &RandomError{Err: errStuck}
}

// reduce maps 64 random bits to a number from 0 to n-1, or rejects them. Every
// number has exactly ⌊2⁶⁴/n⌋ values of x that lead to it.
//
// The number is the high word of the product x·n; those x are rejected that
// would give some numbers one x more than others (D. Lemire, "Fast Random
// Integer Generation in an Interval", ACM TOMACS 29(1), 2019).
func reduce(x, n uint64) (v uint64, ok bool) {
	v, low := bits.Mul64(x, n)
	if low >= n { // saves the division, nearly always
		return v, true
	}
	return v, low >= -n%n // 2⁶⁴ mod n
}

// word draws 64 random bits.
func (m Minter) word() (uint64, error) {
	if m.Random != nil {
		return readWord(m.Random)
	}
	// crypto/rand takes care that b stays on the stack; behind an io.Reader it
	// cannot.
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, err //nolint:wrapcheck // becomes a RandomError
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}

func readWord(r io.Reader) (uint64, error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return 0, err //nolint:wrapcheck // becomes a RandomError
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}
