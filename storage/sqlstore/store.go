package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Store implements [samad.Store] over a [Backend]. It keeps nothing of its own
// and is safe for concurrent use as far as the backend is.
type Store struct {
	backend Backend
	dialect Dialect
	names   Names
	q       statements

	wordsInCase bool // Clauses.WordsInCase
}

var _ samad.Store = (*Store)(nil)

// New returns a store over the backend, whose tables have the names.
func New(backend Backend, dialect Dialect, names Names) *Store {
	clauses := dialect.Clauses()
	return &Store{
		backend: backend, dialect: dialect, names: names,
		q: newStatements(names, clauses), wordsInCase: clauses.WordsInCase,
	}
}

// Over returns the same store over another backend: a host's transaction.
func (s *Store) Over(backend Backend) *Store {
	c := *s
	c.backend = backend
	return &c
}

// Statements returns the texts of all statements that never change, for
// backends that prepare them.
func (s *Store) Statements() []string { return append(s.q.all(), s.dialect.Statements()...) }

// write runs f as one transaction and gives its error the meaning of the port.
func (s *Store) write(ctx context.Context, op string, f func(ctx context.Context, tx bun.IDB) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sqlstore: %s: %w", op, err)
	}
	return s.fault(ctx, op, s.backend.Write(ctx, f))
}

// fault gives an error the meaning of the port.
func (s *Store) fault(ctx context.Context, op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		err = samad.ErrNotFound
	case ctx.Err() != nil && !errors.Is(err, ctx.Err()):
		// The driver reports a query cut short in words of its own.
		err = errors.Join(ctx.Err(), err)
	}
	return fmt.Errorf("sqlstore: %s: %w", op, s.dialect.Translate(err))
}

// refusal maps a violated constraint to what the port says about it.
func (s *Store) refusal(err error, field string) error {
	switch s.dialect.Violation(err) {
	case IDTaken:
		return errors.Join(samad.ErrConflict, err)
	case CodeTaken:
		return errors.Join(samad.ErrCodeTaken, err)
	case KeyTaken:
		return errors.Join(samad.ErrKeyTaken, err)
	case Dangling:
		return admit.UnknownCase(field)
	default:
		return err
	}
}

// reader returns the handle for reads, unless the context has ended.
func (s *Store) reader(ctx context.Context, op string) (bun.IDB, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", op, err)
	}
	db, err := s.backend.Read()
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", op, err)
	}
	return db, nil
}

// lister is reader for lists and counts, which need not be of this moment.
func (s *Store) lister(ctx context.Context, op string) (bun.IDB, error) {
	l, ok := s.backend.(Lister)
	if !ok {
		return s.reader(ctx, op)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", op, err)
	}
	db, err := l.ReadLists(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", op, err)
	}
	return db, nil
}

// query runs a reading statement and calls scan for every row.
func (s *Store) query(ctx context.Context, op, statement string, scan func(*sql.Rows) error, args ...any) error {
	db, err := s.reader(ctx, op)
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return s.fault(ctx, op, err)
	}
	return s.fault(ctx, op, each(rows, scan))
}

// each scans all rows and closes them.
func each(rows *sql.Rows, scan func(*sql.Rows) error) error {
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
