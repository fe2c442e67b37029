package sqlstore

import (
	"database/sql"
	"math"
	"time"
)

// never stands for an absent deadline where one has to sort: after all others.
const never = math.MaxInt64

// micros is how an instant that is always there is stored.
func micros(t time.Time) int64 { return t.UnixMicro() }

// optional is how an instant that may be absent is stored.
func optional(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant reads what micros wrote.
func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// optionalInstant reads what optional wrote.
func optionalInstant(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return instant(us.Int64)
}

// blob is how bytes are stored: none as NULL, because drivers disagree on
// whether an empty blob is one.
func blob(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// flag is how a truth is stored in a database without truths.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// named is how a reference that may be absent is stored.
func named(id string) any {
	if id == "" {
		return nil
	}
	return id
}
