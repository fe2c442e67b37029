package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// ErrPath is matched by the [*PathError] for a path that names no database
// file.
var ErrPath = errors.New("sqlite: database file")

// PathError tells why a path cannot be a database.
type PathError struct {
	Path   string
	Reason string
}

// Error names the path and the reason.
func (e *PathError) Error() string { return fmt.Sprintf("%v %q: %s", ErrPath, e.Path, e.Reason) }

// Unwrap makes the error match [ErrPath].
func (e *PathError) Unwrap() error { return ErrPath }

// code returns SQLite's extended result code, 0 for another error. Another
// driver than modernc's is asked by the method that it has in common with it.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// busy reports whether somebody else held the lock.
func busy(err error) bool {
	primary := code(err) & 0xff
	return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
}

// noRoom reports whether the disk is full or fails: what was refused can be
// tried again once somebody has made room.
func noRoom(err error) bool {
	primary := code(err) & 0xff
	return primary == sqlite3.SQLITE_FULL || primary == sqlite3.SQLITE_IOERR
}

// dialect implements [sqlstore.Dialect].
type dialect struct {
	names  sqlstore.Names
	search *search
}

// Clauses implements [sqlstore.Dialect]. Transactions run one after the other,
// so nothing has to be locked.
func (d dialect) Clauses() sqlstore.Clauses {
	return sqlstore.Clauses{Among: [2]string{"IN (", ")"}, WordsInCase: true}
}

// Violation implements [sqlstore.Dialect]. SQLite names the columns in its
// message: "UNIQUE constraint failed: cases.code (2067)".
func (d dialect) Violation(err error) sqlstore.Violation {
	switch code(err) {
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return sqlstore.Dangling
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
	default:
		return sqlstore.NoViolation
	}
	_, column, _ := strings.Cut(err.Error(), "constraint failed: ")
	if i := strings.LastIndex(column, "constraint failed: "); i >= 0 {
		column = column[i+len("constraint failed: "):]
	}
	column, _, _ = strings.Cut(column, " ")
	switch d.names.Plain(column) {
	case "cases.code":
		return sqlstore.CodeTaken
	case "idempotency.key":
		return sqlstore.KeyTaken
	default:
		return sqlstore.IDTaken
	}
}

// Translate implements [sqlstore.Dialect].
func (d dialect) Translate(err error) error {
	switch {
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone), strings.HasSuffix(err.Error(), "is closed"):
		return errors.Join(samad.ErrClosed, err) // database/sql has no value for it
	case busy(err), noRoom(err):
		return errors.Join(samad.ErrUnavailable, err)
	default:
		return err
	}
}
