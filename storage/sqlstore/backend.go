package sqlstore

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
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

// Row is a change with all that can be computed before the transaction, because
// others wait for that.
type Row struct {
	samad.Change
	Doc     string           // the case as JSON
	Actors  []string         // the actors as JSON, one for each event
	Seen    []samad.AgencyID // which agencies may see the case at all, in order
	Lookups string           // the look-ups of the secrets as JSON, "" without secrets
}

// Applier is a [Backend] that knows how to write changes in statements of its
// own, those of many callers at once.
type Applier interface {
	Backend
	// Apply does what f, run by Write, would do for the rows. Where it cannot
	// or is refused, it runs f, which finds the right error.
	Apply(ctx context.Context, rows []Row, f func(ctx context.Context, tx bun.IDB) error) error
}

// Lister is a [Backend] that may read lists, counts and calls where a write that
// has just returned is not seen yet.
type Lister interface {
	Backend
	// ReadLists is Read for those.
	ReadLists(ctx context.Context) (bun.IDB, error)
}

// Clauses are the parts of statements that databases write differently.
type Clauses struct {
	// ForUpdate follows a SELECT of one row that the transaction goes on to
	// change: nobody else may in between. Empty where transactions run one
	// after the other.
	ForUpdate string
	// SkipLocked follows a SELECT of rows that are claimed: what another
	// transaction is claiming now is left out.
	SkipLocked string
	// Among stands for "is one of those that this SELECT gives", looked up one
	// by one whatever the database believes about their number: the text
	// before the SELECT, and the one after it.
	Among [2]string
	// WordsInCase says that the words of a new case are inserted with its row,
	// in a column "words", one after the other with blanks between.
	WordsInCase bool
	// BeforeClaim is a statement for the transaction in which messages are
	// claimed: it keeps the database from ways that are quick only if its
	// numbers are of today. Empty for none.
	BeforeClaim string
}

// Feeder is a [Dialect] of a database in which transactions run side by side,
// so that the positions of events are not the order of commit.
type Feeder interface {
	// Feed returns at most limit events after the position, in the order of
	// their positions: the columns of the table, the transaction and the
	// number of each. It must leave out what a transaction that has not ended
	// could still precede.
	Feed(ctx context.Context, db bun.IDB, after Position, limit int) (*sql.Rows, error)
}

// Position is the place of an event in a feed: its transaction and its number
// within all of them. The zero Position is before every event.
type Position struct{ Tx, Pos int64 }

// Dialect is what differs between databases.
type Dialect interface {
	// Clauses returns the parts of statements that differ.
	Clauses() Clauses
	// Violation reads the driver's error. table.column of the violated
	// constraint is given without the prefix.
	Violation(err error) Violation
	// Translate maps the driver's errors to those of the port: a closed
	// handle to samad.ErrClosed, a transaction that must be repeated to
	// samad.ErrRetryTx, a database that does not answer to
	// samad.ErrUnavailable. It returns other errors as they are.
	Translate(err error) error
	// AddWords adds folded words to those by which the case is found. A new
	// case has none, or with Clauses.WordsInCase these and maybe no word at
	// all. EraseWords removes them all.
	AddWords(ctx context.Context, tx bun.IDB, id samad.CaseID, isNew bool, words []string) error
	EraseWords(ctx context.Context, tx bun.IDB, id samad.CaseID) error
	// Words returns the words of the case, in any order, maybe repeated.
	Words(ctx context.Context, db bun.IDB, id samad.CaseID) ([]string, error)
	// HasWords returns a condition, with its arguments, that holds for a case
	// c that has every word, or one that begins with it.
	HasWords(words []string) (condition string, args []any)
	// Statements returns the texts of the statements that AddWords,
	// EraseWords and Words use.
	Statements() []string
}
