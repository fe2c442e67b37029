package tracking

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// PINDigits is how many digits a PIN has. Zeros in front count.
const PINDigits = 6

// hidden is what stands for a PIN wherever it might be printed.
const hidden = "[PIN]"

// PIN is the six-digit secret that goes to the petitioner with the code. The
// code alone shows how far a case is; its texts and actions need the PIN too.
//
// A PIN is not printed by accident: every verb of fmt, log/slog and templates
// give "[PIN]", and encoders fail with [ErrSecret]. [PIN.Reveal] alone gives
// the digits, for the receipt. What is kept is [PIN.Hash].
//
// The zero PIN is no PIN. PINs cannot be compared with ==; see [PIN.Equal] and
// [PIN.Verify].
type PIN struct {
	_ [0]func() // forbids ==, which would compare pointers

	// Behind pointers, because fmt calls no methods on unexported fields: of a
	// struct that has a PIN in one it then prints an address and not the digits.
	// Behind two, because it follows one where the verb does not fit (%s).
	digits **[PINDigits]byte
}

func newPIN(v uint64) PIN {
	d := new([PINDigits]byte)
	for i := PINDigits - 1; i >= 0; i-- {
		d[i] = byte('0' + v%10)
		v /= 10
	}
	return PIN{digits: &d}
}

// ParsePIN reads a PIN of exactly six digits, as forgiving about scripts,
// separators and marks as [Parse]. Otherwise it returns the zero PIN and a
// [*ParseError] that matches [ErrMalformed] and, finer, [ErrCharacter] or
// [ErrLength], and that repeats no digit.
func ParsePIN(s string) (PIN, error) {
	text := scanner{text: s, what: "PIN", most: PINDigits}
	if err := text.scan(); err != nil {
		return PIN{}, err
	}
	if text.digits != PINDigits {
		return PIN{}, text.fault(ErrLength, text.end,
			strconv.Itoa(text.digits)+" digits, want "+strconv.Itoa(PINDigits))
	}
	return newPIN(text.value), nil
}

// IsZero reports whether p is the zero PIN.
func (p PIN) IsZero() bool { return p.digits == nil }

// Equal reports whether p and q are the same PIN, in a time that does not
// depend on where they differ.
func (p PIN) Equal(q PIN) bool {
	if p.digits == nil || q.digits == nil {
		return p.digits == q.digits
	}
	return subtle.ConstantTimeCompare((*p.digits)[:], (*q.digits)[:]) == 1
}

// Reveal returns the six digits: for the receipt that goes to the petitioner,
// and for nothing else. They are Latin unless lang, a BCP 47 language tag, is
// Persian, as for [Code.Format]. The zero PIN gives "".
func (p PIN) Reveal(lang ...string) string {
	if p.digits == nil {
		return ""
	}
	if len(lang) == 0 || !persian(lang[0]) {
		return string((*p.digits)[:])
	}
	var buf [2 * PINDigits]byte
	fa := buf[:0]
	for _, d := range *p.digits {
		fa = appendPersian(fa, d)
	}
	return string(fa)
}

// String returns "[PIN]", never the digits.
func (p PIN) String() string { return hidden }

// GoString returns "[PIN]", never the digits.
func (p PIN) GoString() string { return hidden }

// Format prints "[PIN]" for every verb and flag.
func (p PIN) Format(f fmt.State, _ rune) {
	// A fmt.State that cannot be written to has nobody to tell; fmt's own
	// printing of the other operands reports it.
	_, _ = io.WriteString(f, hidden)
}

// LogValue gives "[PIN]" to log/slog.
func (p PIN) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText fails with [ErrSecret], also for the zero PIN, and with it
// encoding/json and whatever else writes texts: a PIN in a response, an event
// or a log is a mistake unless someone wrote [PIN.Reveal] there.
func (p PIN) MarshalText() ([]byte, error) { return nil, ErrSecret }

// UnmarshalText reads what [ParsePIN] reads. On error p is unchanged.
func (p *PIN) UnmarshalText(text []byte) error {
	q, err := ParsePIN(string(text))
	if err != nil {
		return err
	}
	*p = q
	return nil
}
