package persian

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// MarshalText returns the form of [Date.String], so that a Date is a string in
// JSON; the zero Date is the empty text. It never fails.
func (d Date) MarshalText() ([]byte, error) { return d.Append(make([]byte, 0, 10)), nil }

// AppendText appends the form of [Date.String] to dst. It never fails.
func (d Date) AppendText(dst []byte) ([]byte, error) { return d.Append(dst), nil }

// UnmarshalText reads what [Parse] reads; the empty text gives the zero Date.
// On an error d keeps its value.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value makes a Date a column of a database: the text of [Date.String], which
// sorts as the dates do, and NULL for the zero Date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a column: text as [Parse] reads it, a time as [FromTime] does in
// its own location, NULL and the empty text as the zero Date. On an error d
// keeps its value.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		day, err := FromTime(v)
		if err != nil {
			return err
		}
		*d = day
		return nil
	}
	return fmt.Errorf("%w: cannot read a date from a column of type %T", ErrMalformed, src)
}
