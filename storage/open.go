package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// DB is an open database.
type DB interface {
	// Cases returns the store of cases.
	Cases() samad.Store
	// Ledger returns the records of meetings, visits, commissions, demands and
	// surveys, in the same database.
	Ledger() ledger.Store
	// Figures returns what figures are computed of.
	Figures() figures.Store
	// Migrate brings the schema to the version of this program. It fails with
	// an error matching [ErrNewer] when the database is newer.
	Migrate(ctx context.Context) error
	// Check returns nil when the database answers and has the schema of this
	// program, otherwise an error matching [ErrOlder], [ErrNewer] or what
	// keeps it from answering.
	Check(ctx context.Context) error
	// Close ends what is being written and closes the database. It may be
	// called more than once.
	Close() error
}

// The errors of opening and checking.
var (
	// ErrURL: the address cannot be read; errors.As with [*URLError] tells
	// why.
	ErrURL = errors.New("storage: database address")
	// ErrOlder: the database has to be migrated.
	ErrOlder = sqlstore.ErrOlder
	// ErrNewer: the program has to be replaced by a newer one.
	ErrNewer = sqlstore.ErrNewer
)

// URLError tells why an address cannot be read. It does not repeat the
// address, which may hold a password.
type URLError struct{ Reason string }

// Error gives the reason and the forms that are understood.
func (e *URLError) Error() string {
	return fmt.Sprintf("%v: %s; write sqlite:PATH, postgres://USER@HOST/DATABASE or memory:", ErrURL, e.Reason)
}

// Unwrap makes the error match [ErrURL].
func (e *URLError) Unwrap() error { return ErrURL }

// Options are how a database is opened. The zero Options are right for a
// service.
type Options struct {
	// Prefix begins the names of all tables. Default: none.
	Prefix string
	// Readers is the number of connections for reading; with PostgreSQL the
	// greatest number of all besides the two that write for those who wait
	// together. Default: by the number of processors.
	Readers int
	// ReadOnly opens a database that is there and writes nothing to it:
	// what writes fails.
	ReadOnly bool
}

// Open opens the database at the address: "sqlite:" and the path of a file,
// which is made if it is not there; "postgres:", an address as libpq takes it,
// which may carry the options that postgres.Open reads; or "memory:". It does
// not touch the schema. Errors match [ErrURL], [ErrNewer], sqlite.ErrPath,
// postgres.ErrAddress or postgres.ErrServer, or tell what the file system or
// the server says.
func Open(ctx context.Context, url string, options Options) (DB, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok {
		return nil, &URLError{"it does not say which kind of database"}
	}
	switch strings.ToLower(scheme) {
	case "memory":
		if rest != "" {
			return nil, &URLError{"nothing follows memory:"}
		}
		return inMemory{memory.New()}, nil
	case "sqlite":
		if strings.HasPrefix(rest, "//") {
			return nil, &URLError{"a path follows sqlite: at once, without //"}
		}
		db, err := sqlite.Open(ctx, rest, sqlite.Options{Prefix: options.Prefix, Readers: options.Readers, ReadOnly: options.ReadOnly})
		if err != nil {
			return nil, err // not db: a nil *sqlite.DB would not be a nil DB
		}
		return db, nil
	case "postgres", "postgresql":
		db, err := postgres.Open(ctx, url, postgres.Options{Prefix: options.Prefix, Connections: options.Readers, ReadOnly: options.ReadOnly})
		if err != nil {
			return nil, err
		}
		return db, nil
	default:
		return nil, &URLError{"this kind of database is not known"}
	}
}

// inMemory implements [DB] over a store that has no schema.
type inMemory struct{ store *memory.Store }

func (m inMemory) Cases() samad.Store            { return m.store }
func (m inMemory) Ledger() ledger.Store          { return m.store.Ledger() }
func (m inMemory) Figures() figures.Store        { return m.store.Figures() }
func (m inMemory) Migrate(context.Context) error { return nil }
func (m inMemory) Close() error                  { return m.store.Close() }

// Check fails once the store is closed, as every other backend does.
func (m inMemory) Check(ctx context.Context) error {
	_, err := m.store.Values(ctx, "")
	return err
}
