package sqlstore

import (
	"context"

	"github.com/uptrace/bun"
)

// Backend is where a [Store] reads and writes.
type Backend interface {
	// Read returns the handle for reads, or an error matching
	// samad.ErrClosed. What it reads must include every write that returned
	// before.
	Read() (bun.IDB, error)
	// Write runs f in a transaction, or in a savepoint of one, and returns
	// f's error, or nil once the writes are durable (within a host's
	// transaction: once they are part of it). After an error nothing that f
	// wrote may remain. f may be run again when it was not f that failed.
	Write(ctx context.Context, f func(ctx context.Context, tx bun.IDB) error) error
}

// Violation says which promise of the schema a statement would have broken.
type Violation int

// The violations that mean something to a store.
const (
	NoViolation Violation = iota
	CodeTaken             // the tracking code of cases
	KeyTaken              // the key of idempotency
	IDTaken               // another primary key
	Dangling              // a foreign key
)

// Dialect is what differs between databases.
type Dialect interface {
	// Violation reads the driver's error. table.column of the violated
	// constraint is given without the prefix.
	Violation(err error) Violation
	// Translate maps the driver's errors to those of the port: a closed
	// handle to samad.ErrClosed, a transaction that must be repeated to
	// samad.ErrRetryTx, a database that does not answer to
	// samad.ErrUnavailable. It returns other errors as they are.
	Translate(err error) error
	// AddWords adds folded words to the search row of the case with the row
	// number; EraseWords empties it.
	AddWords(ctx context.Context, tx bun.IDB, num int64, words []string) error
	EraseWords(ctx context.Context, tx bun.IDB, num int64) error
	// HasWords returns a condition, with its arguments, that holds for a case
	// c whose search row has every word, or one that begins with it.
	HasWords(words []string) (condition string, args []any)
	// Statements returns the texts of the statements that AddWords and
	// EraseWords use.
	Statements() []string
}
