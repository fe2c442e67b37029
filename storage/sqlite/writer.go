package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/samad111/go-samad/samad"
)

// retryEvery is how long a leader waits before it asks again for a lock that
// another process holds.
const retryEvery = 5 * time.Millisecond

// connWriter begins transactions on one connection. Only the queue's leader
// uses it, so it needs no lock.
type connWriter struct {
	db *bun.DB
	// prepared are the texts worth preparing; nil when connections belong to
	// a host and change from one transaction to the next.
	prepared map[string]bool
	commits  atomic.Int64
	// log keeps the log short; nil when the handle is a host's.
	log *checkpointer

	conn   *bun.Conn // kept between transactions when prepared is not nil
	stmts  map[string]*sql.Stmt
	direct map[string]driver.Stmt // those that are executed
	bound  []driver.NamedValue    // the arguments of the next
}

// begin implements [writer]. A lock held by another process is waited for as
// long as the caller waits: SQLITE_BUSY means nothing to anybody above.
func (w *connWriter) begin(ctx context.Context, stop <-chan struct{}) (transaction, error) {
	for {
		tx, err := w.tryBegin(ctx)
		if err == nil || !busy(err) {
			return tx, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-stop:
			return nil, samad.ErrClosed
		case <-time.After(retryEvery):
		}
	}
}

func (w *connWriter) tryBegin(ctx context.Context) (transaction, error) {
	if w.conn == nil {
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		w.conn, w.stmts, w.direct = &conn, map[string]*sql.Stmt{}, map[string]driver.Stmt{}
	}
	w.log.beforeWrite(context.WithoutCancel(ctx), w.conn.Conn)
	// The context does not reach BEGIN: cut short, nobody could tell whether
	// the transaction has begun.
	tx := &connTx{Conn: *w.conn, w: w}
	if _, err := tx.ExecContext(context.WithoutCancel(ctx), "BEGIN IMMEDIATE"); err != nil {
		if !busy(err) {
			w.drop()
		}
		return nil, fmt.Errorf("begin: %w", err)
	}
	return tx, nil
}

// release is called at the end of a transaction.
func (w *connWriter) release() {
	if w.prepared == nil && w.conn != nil {
		// The host's pool takes it back; an error means that it is broken
		// and the pool has thrown it away.
		_ = w.conn.Close()
		w.conn = nil
	}
}

// drop throws the connection away, with whatever transaction is on it.
func (w *connWriter) drop() {
	if w.conn == nil {
		return
	}
	for _, stmt := range w.stmts {
		_ = stmt.Close() // goes with its connection anyway
	}
	_ = w.conn.Raw(func(any) error {
		for _, stmt := range w.direct {
			_ = stmt.Close() // the same
		}
		return nil
	})
	// ErrBadConn tells the pool not to use the connection again; it comes
	// back from Raw and says nothing new.
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = w.conn.Close()
	w.conn, w.stmts, w.direct = nil, nil, nil
}

// connTx implements [transaction], and [bun.IDB] for the work in it.
type connTx struct {
	bun.Conn
	w      *connWriter
	jobs   int
	broken bool
}

var (
	_ transaction = (*connTx)(nil)
	_ bun.IDB     = (*connTx)(nil)
)

func (tx *connTx) run(ctx context.Context, f work) error {
	tx.jobs++
	return f(ctx, tx)
}

func (tx *connTx) try(ctx context.Context, f work) error {
	tx.jobs++
	if err := tx.exec("SAVEPOINT samad_job"); err != nil {
		tx.broken = true
		return err
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		// SQLite ends the whole transaction by itself when the disk is full
		// or fails; then the savepoint is gone too.
		if tx.exec("ROLLBACK TO samad_job") != nil || tx.exec("RELEASE samad_job") != nil {
			tx.broken = true
		}
	}()
	if err := f(ctx, tx); err != nil {
		return err
	}
	if err := tx.exec("RELEASE samad_job"); err != nil {
		tx.broken = true
		return err
	}
	kept = true
	return nil
}

func (tx *connTx) lost() bool { return tx.broken }

func (tx *connTx) commit() error {
	if err := tx.exec("COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	tx.w.commits.Add(1)
	tx.w.log.committed(tx.jobs)
	tx.w.release()
	return nil
}

func (tx *connTx) rollback() {
	// SQLite says just "error" when it has ended the transaction itself, as
	// it does when the disk is full. After anything else the connection is
	// not to be trusted.
	if err := tx.exec("ROLLBACK"); err != nil && code(err) != sqlite3.SQLITE_ERROR {
		tx.w.drop()
	}
	tx.w.release()
}

func (tx *connTx) exec(statement string) error {
	_, err := tx.ExecContext(context.Background(), statement)
	return err
}

// ErrNested is returned by BeginTx and RunInTx within [DB.Write]: SQLite has
// no transactions within a transaction, and the work is in one already.
var ErrNested = errors.New("sqlite: the work is in a transaction already")

// BeginTx returns [ErrNested].
func (tx *connTx) BeginTx(context.Context, *sql.TxOptions) (bun.Tx, error) {
	return bun.Tx{}, ErrNested
}

// RunInTx returns [ErrNested].
func (tx *connTx) RunInTx(context.Context, *sql.TxOptions, func(context.Context, bun.Tx) error) error {
	return ErrNested
}
