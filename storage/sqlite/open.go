package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/uptrace/bun"
	bundialect "github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver

	"github.com/samad111/go-samad/storage/sqlstore"
)

// Options are how a database is opened. The zero Options are right for a
// service.
type Options struct {
	// Prefix begins the names of all tables: up to 40 letters a-z, digits and
	// underscores, the first a letter. Default: none.
	Prefix string
	// Readers is the number of connections for lists and searches. Default:
	// the number of processors, at least 2. Look-ups by key have as many of
	// their own. [New] has no use for it.
	Readers int
	// ReadOnly opens a file that is there and writes nothing to it: what
	// writes fails. [New] has no use for it.
	ReadOnly bool
}

// The pragmas of the connections. They go with the data source name because
// they hold for one connection each. Waiting for locks is the queue's, so the
// writer itself waits only a moment.
var (
	writePragmas = []string{
		"busy_timeout(20)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"secure_delete(1)", "trusted_schema(0)",
		// A bigger cache than by default: codes and hashes fall all over their
		// indexes. Not a much bigger one: whenever SQLite puts pages into
		// order, it goes through all of it.
		"cache_size(-16384)",
		// Checkpoints are the checkpointer's; SQLite's own are for when that
		// one cannot keep up or fails.
		"wal_autocheckpoint(16000)",
	}
	readPragmas = []string{"busy_timeout(10000)", "query_only(1)", "foreign_keys(1)", "trusted_schema(0)"}
	// Whoever else is at a checkpoint is not waited for.
	checkpointPragmas = []string{"synchronous(FULL)", "wal_autocheckpoint(0)", "secure_delete(1)", "trusted_schema(0)"}
	migratePragmas    = []string{"busy_timeout(10000)", "foreign_keys(1)", "synchronous(FULL)", "secure_delete(1)"}
)

// Open opens the database in the file, which is made, readable by nobody else,
// if it is not there. It does not touch the schema: call [DB.Migrate]. It fails
// with a [*PathError] when the path cannot be a database, and with an error
// matching [sqlstore.ErrNewer] when a newer program has migrated it.
func Open(ctx context.Context, path string, options Options) (*DB, error) {
	names, err := sqlstore.NewNames(options.Prefix)
	if err != nil {
		return nil, err
	}
	if options.ReadOnly {
		return openReadOnly(ctx, path, names, options.Readers)
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	writes, err := openHandle(path, writePragmas, 1)
	if err != nil {
		return nil, err
	}
	readers := options.Readers
	if readers <= 0 {
		readers = max(2, runtime.NumCPU())
	}
	// The writer goes first: it turns a new file into one with a log, which
	// readers may not.
	if err := connect(ctx, writes); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), writes.Close())
	}
	reads, err := openHandle(path, readPragmas, readers)
	if err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	log, err := openHandle(path, checkpointPragmas, 1)
	if err != nil {
		return nil, errors.Join(err, reads.Close(), writes.Close())
	}
	lookups, err := openHandle(path, readPragmas, readers)
	if err != nil {
		return nil, errors.Join(err, log.Close(), reads.Close(), writes.Close())
	}
	db := newDB(bun.NewDB(writes, sqlitedialect.New()), bun.NewDB(reads, sqlitedialect.New()), names)
	db.path, db.writer.log = path, newCheckpointer(log)
	db.writer.prepared = statementSet(db.store.Statements())
	db.reads.prepare(db.writer.prepared, lookups)
	have, want, err := schema(ctx, reads, names)
	if err == nil && have > want {
		err = &sqlstore.SchemaError{Have: have, Want: want}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// connect opens the first connection. Turning a new file into one with a log
// does not wait for another process that is just doing the same.
func connect(ctx context.Context, handle *sql.DB) error {
	for {
		err := handle.PingContext(ctx)
		if !busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryEvery):
		}
	}
}

// New uses a handle that the host keeps, for reading and writing. The host's
// data source name must set foreign_keys(1) and, for what [Open] promises of
// durability and speed, journal_mode(WAL) and synchronous(FULL). Closing the
// returned DB leaves the handle open. It fails when the handle is not SQLite's.
func New(handle *bun.DB, options Options) (*DB, error) {
	names, err := sqlstore.NewNames(options.Prefix)
	if err != nil {
		return nil, err
	}
	if handle == nil || handle.Dialect().Name() != bundialect.SQLite {
		return nil, fmt.Errorf("sqlite: the handle is not one with bun's SQLite dialect")
	}
	return newDB(handle, handle, names), nil
}

// makeFile makes an empty file that nobody else may read, if there is none.
func makeFile(path string) error {
	switch {
	case path == "":
		return &PathError{path, "it is empty"}
	case strings.HasPrefix(path, ":memory:"):
		return &PathError{path, "for a store in memory use storage/memory"}
	case strings.ContainsRune(path, 0):
		return &PathError{path, "it holds U+0000"}
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return &PathError{path, "its folder does not exist"}
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &PathError{path, "it is not a regular file"}
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errors.Join(&PathError{path, "it cannot be opened for writing"}, err)
	}
	return file.Close()
}

// openHandle returns a handle with the pragmas on each of its connections.
func openHandle(path string, pragmas []string, connections int) (*sql.DB, error) {
	return openHandleIn(path, pragmas, connections, nil)
}

// openHandleIn is openHandle with parameters of the URL, such as the mode.
func openHandleIn(path string, pragmas []string, connections int, more url.Values) (*sql.DB, error) {
	dsn := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	query := url.Values{"_txlock": {"immediate"}}
	maps.Copy(query, more)
	for _, p := range pragmas {
		query.Add("_pragma", p)
	}
	db, err := sql.Open("sqlite", dsn+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}
