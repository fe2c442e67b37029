package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// ErrAddress is matched by the [*AddressError] for an address that cannot be
// read, and ErrServer by the error for a server that cannot keep cases.
var (
	ErrAddress = errors.New("postgres: database address")
	ErrServer  = errors.New("postgres: server")
)

// AddressError tells why an address cannot be read. It does not repeat the
// address, which may hold a password.
type AddressError struct{ Reason string }

// Error gives the reason.
func (e *AddressError) Error() string { return fmt.Sprintf("%v: %s", ErrAddress, e.Reason) }

// Unwrap makes the error match [ErrAddress].
func (e *AddressError) Unwrap() error { return ErrAddress }

// The SQLSTATE codes that mean something here.
const (
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	queryCanceled        = "57014"
	lockNotAvailable     = "55P03"
	protocolViolation    = "08P01"
	undefinedTable       = "42P01"
	duplicateSchema      = "42P06"
	duplicateTable       = "42P07"
)

// state returns the SQLSTATE of the server's error, "" for another error. Other
// drivers than pgx are asked by the method that they have in common with it.
func state(err error) string {
	if e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return e.SQLState()
	}
	return ""
}

// refused reports whether the server has certainly written nothing: it has
// ended the transaction because of a fault in it. After a FATAL error, or none
// of the server's at all, nobody can tell.
func refused(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.SeverityUnlocalized == "ERROR" || e.SeverityUnlocalized == "" && e.Severity == "ERROR"
	}
	return false
}

// mustRepeat reports whether the transaction can be expected to succeed when it
// is run once more.
func mustRepeat(err error) bool {
	s := state(err)
	return s == serializationFailure || s == deadlockDetected
}

// unreachable reports whether the server does not answer or turns us away for
// now: classes 08 (connection), 53 (resources) and 57P (shutdown).
func unreachable(err error) bool {
	s := state(err)
	if strings.HasPrefix(s, "08") || strings.HasPrefix(s, "53") || strings.HasPrefix(s, "57P") || s == lockNotAvailable {
		return true
	}
	if s != "" {
		return false
	}
	var network interface{ Timeout() bool } // what errors of connections have in common
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "conn closed") // pgx has no value for it
}

// poolerRefuses reports whether PgBouncer has refused our settings, which it
// does as with a broken protocol. Only its words tell which way it was broken.
func poolerRefuses(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == protocolViolation && strings.Contains(e.Message, "unsupported startup parameter")
}

// dialect implements [sqlstore.Dialect] and [sqlstore.Feeder].
type dialect struct {
	names sqlstore.Names
	words wordStatements
	feed  feedStatements

	feedWait time.Duration // see Options
}

func newDialect(names sqlstore.Names, options Options) dialect {
	return dialect{names: names, words: newWordStatements(names), feed: newFeedStatements(names), feedWait: options.FeedWait}
}

// Clauses implements [sqlstore.Dialect].
func (d dialect) Clauses() sqlstore.Clauses {
	return sqlstore.Clauses{
		ForUpdate: " FOR UPDATE", SkipLocked: " FOR UPDATE SKIP LOCKED", Among: [2]string{"= ANY (ARRAY(", "))"},
		// Compiling the statement would take longer than a thousand runs of it.
		BeforeClaim: `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
			set_config('jit', 'off', true)`,
	}
}

// Violation implements [sqlstore.Dialect].
func (d dialect) Violation(err error) sqlstore.Violation {
	switch state(err) {
	case foreignKeyViolation:
		return sqlstore.Dangling
	case uniqueViolation:
	default:
		return sqlstore.NoViolation
	}
	switch d.names.Plain(constraint(err)) {
	case "cases_code":
		return sqlstore.CodeTaken
	case "idempotency_pkey":
		return sqlstore.KeyTaken
	default:
		return sqlstore.IDTaken
	}
}

// constraint returns the name of the violated constraint. Without pgx it is
// looked for in the message: … violates unique constraint "cases_code".
func constraint(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.ConstraintName
	}
	_, name, _ := strings.Cut(err.Error(), ` constraint "`)
	name, _, _ = strings.Cut(name, `"`)
	return name
}

// Translate implements [sqlstore.Dialect].
func (d dialect) Translate(err error) error {
	switch {
	case errors.Is(err, samad.ErrRetryTx), errors.Is(err, samad.ErrUnavailable), errors.Is(err, samad.ErrClosed):
		return err
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone), strings.HasSuffix(err.Error(), "database is closed"):
		return errors.Join(samad.ErrClosed, err) // database/sql has no value for the last
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case mustRepeat(err):
		return errors.Join(samad.ErrRetryTx, err) // a read; writes have been tried again
	case unreachable(err), state(err) == queryCanceled:
		return errors.Join(samad.ErrUnavailable, err)
	default:
		return err
	}
}
