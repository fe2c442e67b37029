package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/internal/hosted"
	"github.com/samad111/go-samad/storage/internal/queue"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// DB is a database of cases. Make it with [Open] or [New]; it is safe for
// concurrent use.
type DB struct {
	options    Options
	names      sqlstore.Names
	handle     *bun.DB  // reads, and transactions of their own
	writes     *bun.DB  // batches
	replica    *replica // nil without one
	owned      bool     // the handles are to be closed
	statements *statements
	queue      *queue.Queue[job, struct{}] // nil when the driver is not pgx
	store      *sqlstore.Store
	patience   patience
	commits    atomic.Int64
	closed     atomic.Bool
}

func newDB(handle, writes *bun.DB, names sqlstore.Names, options Options, batches bool) *DB {
	db := &DB{options: options, names: names, handle: handle, writes: writes, statements: newStatements(names)}
	if batches {
		db.queue = db.newQueue()
	}
	db.store = sqlstore.New(backend{db}, newDialect(names, options), names)
	return db
}

// backend adapts db to what sqlstore asks for.
type backend struct{ db *DB }

var (
	_ sqlstore.Applier = backend{}
	_ sqlstore.Lister  = backend{}
)

func (b backend) Read() (bun.IDB, error) {
	if b.db.closed.Load() {
		return nil, samad.ErrClosed
	}
	return b.db.handle, nil
}

// ReadLists implements sqlstore.Lister.
func (b backend) ReadLists(ctx context.Context) (bun.IDB, error) {
	if r := b.db.replica; r != nil && !b.db.closed.Load() && r.current(ctx) {
		return r.handle, nil
	}
	return b.Read()
}

func (b backend) Write(ctx context.Context, f func(context.Context, bun.IDB) error) error {
	if b.db.closed.Load() {
		return samad.ErrClosed
	}
	return b.db.transact(ctx, f)
}

// Apply implements sqlstore.Applier.
func (b backend) Apply(ctx context.Context, rows []sqlstore.Row, f func(context.Context, bun.IDB) error) error {
	if b.db.queue == nil || !plain(rows) {
		return b.Write(ctx, f)
	}
	return b.db.queue.Do(ctx, job{rows, f})
}

// Cases returns the store of cases.
func (db *DB) Cases() samad.Store { return db.store }

// Ledger returns the records of the rooms beside the desk, written together with
// cases where a room asks for it.
func (db *DB) Ledger() ledger.Store { return db.store.Ledger() }

// Figures returns what figures are computed of.
func (db *DB) Figures() figures.Store { return db.store.Figures() }

// LedgerWithTx is [DB.WithTx] for the records of the rooms.
func (db *DB) LedgerWithTx(tx bun.IDB) ledger.Store {
	return db.store.Over(hosted.Tx{DB: tx, Again: mustRepeat}).Ledger()
}

// Read returns a handle for reading the host's own rows, and any others.
func (db *DB) Read() bun.IDB { return db.handle }

// Write runs f in a transaction of its own, READ COMMITTED, and returns f's
// error, or nil once what f wrote is durable. What f wrote is gone when it
// returns an error or panics. f is run again, from a clean state, when the
// server could not fit the transaction between others (serialisation failure,
// deadlock); so it should set, not add to, what it hands to the outside. An
// error matching ctx's error means that nothing was written. After [DB.Close]
// the error matches samad.ErrClosed.
func (db *DB) Write(ctx context.Context, f func(ctx context.Context, tx bun.IDB) error) error {
	if db.closed.Load() {
		return samad.ErrClosed
	}
	return db.transact(ctx, f)
}

// WithTx returns a store that writes within a transaction of the host: the one
// that f got in [DB.Write], or a [bun.Tx] on any handle to the same database.
// Every Apply is a savepoint in it, without sharing a transaction with others,
// and nothing is durable before the host commits. Reads see what the
// transaction has written. An error matching samad.ErrRetryTx means that the
// server cannot fit the transaction between others: the host must roll back and
// begin anew, as [DB.Write] does by itself.
func (db *DB) WithTx(tx bun.IDB) samad.Store {
	return db.store.Over(hosted.Tx{DB: tx, Again: mustRepeat})
}

// Commits returns how many transactions have been committed since the DB was
// opened. Divided by the number of writes it tells how well they share.
func (db *DB) Commits() int64 { return db.commits.Load() }

// Close lets the writes that go on end, turns away what waits with errors
// matching samad.ErrClosed, and closes the connections that [Open] made. It may
// be called more than once; only the first call returns what went wrong.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	if db.queue != nil {
		db.queue.Close()
	}
	db.patience.end()
	if !db.owned {
		return nil
	}
	err := errors.Join(db.writes.Close(), db.handle.Close())
	if db.replica != nil {
		err = errors.Join(err, db.replica.handle.Close())
	}
	if err != nil {
		return fmt.Errorf("postgres: close: %w", err)
	}
	return nil
}
