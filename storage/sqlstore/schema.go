package sqlstore

import (
	"errors"
	"fmt"
)

// The errors for a schema that is not the program's. errors.As with
// [*SchemaError] gives both versions.
var (
	// ErrOlder: the database has to be migrated.
	ErrOlder = errors.New("sqlstore: the database's schema is older than this program")
	// ErrNewer: the program has to be replaced by a newer one. Going on could
	// damage what the newer one wrote.
	ErrNewer = errors.New("sqlstore: the database's schema is newer than this program")
)

// SchemaError tells the version of the schema that a database has, 0 for none,
// and the one that the program wants. It matches [ErrOlder] or [ErrNewer].
type SchemaError struct{ Have, Want int64 }

// Error names both versions and what to do.
func (e *SchemaError) Error() string {
	todo := "migrate it first"
	if e.Have > e.Want {
		todo = "use a newer program"
	}
	return fmt.Sprintf("%v: version %d, this program has %d; %s", e.Unwrap(), e.Have, e.Want, todo)
}

// Unwrap makes the error match [ErrOlder] or [ErrNewer].
func (e *SchemaError) Unwrap() error {
	if e.Have > e.Want {
		return ErrNewer
	}
	return ErrOlder
}
