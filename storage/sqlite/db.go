package sqlite

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
	path   string // "" when the handle is the host's
	names  sqlstore.Names
	writer *connWriter
	reads  *reader
	queue  *queue.Queue[job, transaction]
	store  *sqlstore.Store
	closed atomic.Bool
}

func newDB(writes, reads *bun.DB, names sqlstore.Names) *DB {
	db := &DB{
		names:  names,
		writer: &connWriter{db: writes},
		reads:  newReader(reads),
	}
	db.queue = newQueue(db.writer)
	db.store = sqlstore.New(db.backend(), dialect{names, newSearch(names)}, names)
	return db
}

// backend adapts db to what sqlstore asks for.
func (db *DB) backend() sqlstore.Backend { return backend{db} }

type backend struct{ db *DB }

func (b backend) Read() (bun.IDB, error) {
	if b.db.closed.Load() {
		return nil, samad.ErrClosed
	}
	return b.db.reads, nil
}

func (b backend) Write(ctx context.Context, f func(context.Context, bun.IDB) error) error {
	return b.db.queue.Do(ctx, job{f: f})
}

// Cases returns the store of cases.
func (db *DB) Cases() samad.Store { return db.store }

// Ledger returns the records of the rooms beside the desk. They are written
// through the same queue, and together with cases where a room asks for it.
func (db *DB) Ledger() ledger.Store { return db.store.Ledger() }

// Figures returns what figures are computed of.
func (db *DB) Figures() figures.Store { return db.store.Figures() }

// Read returns a handle for reading the host's own rows, and any others.
// Writing through it fails when the DB was made by [Open].
func (db *DB) Read() bun.IDB { return db.reads }

// Write runs f in the queue of writes and returns f's error, or nil once what
// f wrote is on the disk. What f wrote is gone when it returns an error or
// panics. f shares its transaction with others, so it must be short, must do
// nothing but read and write through tx, and must use the context it is given:
// that one does not end, because a statement cut short would harm the others.
// f may be run again, from a clean state, when the shared transaction fails;
// so it should set, not add to, what it hands to the outside.
//
// When ctx ends before f's turn has come, Write returns an error matching
// ctx's error, and f is never run. After [DB.Close] the error matches
// samad.ErrClosed.
func (db *DB) Write(ctx context.Context, f func(ctx context.Context, tx bun.IDB) error) error {
	return db.queue.Do(ctx, job{f: f, foreign: true})
}

// WithTx returns a store that writes within a transaction of the host: the one
// that f got in [DB.Write], or a [bun.Tx] on any handle to the same database.
// Every Apply is a savepoint in it, and nothing is durable before the host
// commits. Reads see what the transaction has written. An error matching
// samad.ErrRetryTx means that another process wrote in between and the host
// must roll back and begin anew; with immediate transactions it does not occur.
func (db *DB) WithTx(tx bun.IDB) samad.Store { return db.store.Over(hosted.Tx{DB: tx, Again: busy}) }

// LedgerWithTx is [DB.WithTx] for the records of the rooms.
func (db *DB) LedgerWithTx(tx bun.IDB) ledger.Store {
	return db.store.Over(hosted.Tx{DB: tx, Again: busy}).Ledger()
}

// Commits returns how many transactions have been committed, each with one
// fsync, since the DB was opened. Divided by the number of writes it tells how
// well they share.
func (db *DB) Commits() int64 { return db.writer.commits.Load() }

// Close lets the write that goes on end, turns away what waits with errors
// matching samad.ErrClosed, and closes the file. It may be called more than
// once; only the first call returns what went wrong.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	db.queue.Close()
	if db.path == "" {
		return nil
	}
	db.writer.drop()
	if err := errors.Join(db.writer.log.stop(), db.reads.Close(), db.writer.db.Close()); err != nil {
		return fmt.Errorf("sqlite: close %s: %w", db.path, err)
	}
	return nil
}
