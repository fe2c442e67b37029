package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"github.com/uptrace/bun"
)

// bun writes arguments into the text of a statement, so that SQLite has to
// parse each anew. The statements that never change are prepared once instead;
// all others, and those of hosts, take bun's way.

// ctl are the statements of the queue itself.
var ctl = []string{
	"BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
	"SAVEPOINT samad_job", "RELEASE samad_job", "ROLLBACK TO samad_job",
}

// statementSet returns the texts worth preparing.
func statementSet(texts []string) map[string]bool {
	set := make(map[string]bool, len(texts)+len(ctl))
	for _, list := range [][]string{texts, ctl} {
		for _, text := range list {
			set[text] = true
		}
	}
	return set
}

// stmt returns the prepared statement, or nil when the text is not one of
// those.
func (tx *connTx) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if !tx.w.prepared[text] {
		return nil, nil
	}
	if stmt := tx.w.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := tx.Conn.Conn.PrepareContext(ctx, text)
	if err == nil {
		tx.w.stmts[text] = stmt
	}
	return stmt, err
}

// ExecContext implements [bun.IDB].
func (tx *connTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if tx.w.prepared[text] && tx.w.bind(args) {
		return tx.execDirect(ctx, text)
	}
	return tx.Conn.ExecContext(ctx, text, args...)
}

// execDirect runs a prepared statement with what was bound, past database/sql,
// which looks at every argument anew and keeps a book of its own on every call:
// all who wait for the writer wait for that too.
func (tx *connTx) execDirect(ctx context.Context, text string) (result sql.Result, err error) {
	err = tx.Conn.Conn.Raw(func(conn any) error {
		stmt := tx.w.direct[text]
		if stmt == nil {
			made, err := conn.(driver.ConnPrepareContext).PrepareContext(ctx, text) //nolint:forcetypeassert // Open uses this driver
			if err != nil {
				return err
			}
			stmt = made
			tx.w.direct[text] = made
		}
		done, err := stmt.(driver.StmtExecContext).ExecContext(ctx, tx.w.bound) //nolint:forcetypeassert // the same
		if err == nil {
			result = done
		}
		return err
	})
	clear(tx.w.bound) // keeps nothing of what was written
	return result, err
}

// bind makes the arguments those of the next statement, if the driver takes
// them as they are.
func (w *connWriter) bind(args []any) bool {
	w.bound = w.bound[:0]
	for i, v := range args {
		switch v.(type) {
		case nil, int64, string, []byte:
			w.bound = append(w.bound, driver.NamedValue{Ordinal: i + 1, Value: v})
		default:
			return false
		}
	}
	return true
}

// QueryContext implements [bun.IDB].
func (tx *connTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := tx.stmt(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case stmt != nil:
		return stmt.QueryContext(ctx, args...)
	default:
		return tx.Conn.QueryContext(ctx, text, args...)
	}
}

// QueryRowContext implements [bun.IDB].
func (tx *connTx) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if stmt, err := tx.stmt(ctx, text); err == nil && stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return tx.Conn.QueryRowContext(ctx, text, args...) // tells the error, if any
}

// reader is a handle for reads that prepares what it knows.
//
// What it knows are look-ups by key, each of which takes microseconds. They have
// connections of their own and go on when their caller leaves: to watch for that
// meanwhile takes two goroutines and as long as the look-up, and whoever waits
// for a connection waits only for others of their kind.
type reader struct {
	*bun.DB
	prepared map[string]bool
	lookups  *sql.DB // nil when nothing is prepared

	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func newReader(db *bun.DB) *reader { return &reader{DB: db, stmts: map[string]*sql.Stmt{}} }

// prepare lets what is among the texts be looked up by the handle.
func (r *reader) prepare(texts map[string]bool, lookups *sql.DB) {
	r.prepared, r.lookups = texts, lookups
}

// Close closes both handles.
func (r *reader) Close() error {
	if r.lookups == nil {
		return r.DB.Close()
	}
	return errors.Join(r.lookups.Close(), r.DB.Close())
}

func (r *reader) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if !r.prepared[text] {
		return nil, nil
	}
	r.mu.RLock()
	stmt := r.stmts[text]
	r.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if stmt := r.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := r.lookups.PrepareContext(ctx, text)
	if err == nil {
		r.stmts[text] = stmt
	}
	return stmt, err
}

// QueryContext implements [bun.IDB].
func (r *reader) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := r.stmt(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case stmt != nil:
		return stmt.QueryContext(context.WithoutCancel(ctx), args...)
	default:
		return r.DB.QueryContext(ctx, text, args...)
	}
}
