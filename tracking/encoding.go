package tracking

import (
	"database/sql/driver"
	"encoding"
	"fmt"
	"strconv"
	"unicode/utf8"
)

var (
	_ encoding.TextAppender    = Code{}
	_ encoding.TextMarshaler   = Code{}
	_ encoding.TextUnmarshaler = (*Code)(nil)
	_ driver.Valuer            = Code{}
)

// AppendText appends what [Code.String] returns to dst. It never fails.
func (c Code) AppendText(dst []byte) ([]byte, error) {
	if c.v == 0 {
		return dst, nil
	}
	return strconv.AppendUint(dst, c.v, 10), nil
}

// MarshalText returns what [Code.String] returns: bare Latin digits, and ""
// for the zero Code. It never fails. In JSON a code is therefore a string, also
// as the key of an object: as a number it would lose digits in programs that
// have 53 bits for one.
func (c Code) MarshalText() ([]byte, error) {
	return c.AppendText(make([]byte, 0, MaxDigits))
}

// UnmarshalText reads what [Parse] reads, and "" as the zero Code. On error c
// is unchanged. In JSON a code must be a string; a number is refused.
func (c *Code) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Code{}
		return nil
	}
	d, err := Parse(string(text))
	if err != nil {
		return err
	}
	*c = d
	return nil
}

// Value returns what databases keep: the bare Latin digits as text, and NULL
// for the zero Code.
func (c Code) Value() (driver.Value, error) {
	if c.v == 0 {
		return nil, nil
	}
	return c.String(), nil
}

// Scan reads what [Code.Value] gave: text of bare Latin digits, or NULL for the
// zero Code. Unlike [Parse] it takes no other spelling, because a unique index
// and a search by code compare texts; nor a number, because a column that makes
// numbers of codes is the wrong one. On error c is unchanged; a text that is
// not a code gives a [*ParseError].
func (c *Code) Scan(src any) error {
	var text string
	switch src := src.(type) {
	case nil:
		*c = Code{}
		return nil
	case string:
		text = src
	case []byte:
		text = string(src)
	default:
		return fmt.Errorf("tracking: scan code: %T in the column, want text", src)
	}
	d, err := Parse(text)
	if err != nil {
		return fmt.Errorf("tracking: scan code: %w", err)
	}
	if d.String() != text {
		return fmt.Errorf("tracking: scan code: %w", notBare(text))
	}
	*c = d
	return nil
}

// notBare returns the error for a text that is a code, but not in the one
// spelling that is stored: it points at the first character that is not a
// Latin digit.
func notBare(text string) *ParseError {
	s := scanner{text: text, what: "code"}
	at := place{}
	for i, r := range text {
		if r < '0' || r > '9' {
			at = place{offset: i, rune: i, size: utf8.RuneLen(r)}
			break
		}
		s.digits++
	}
	return s.fault(ErrCharacter, at, "stored codes have bare Latin digits only")
}
