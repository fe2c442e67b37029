package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// openReadOnly opens a file that is there without writing to it. Where the
// folder cannot be written either, there may be no log beside the file: then
// the file is the whole database, and nobody changes it.
func openReadOnly(ctx context.Context, path string, names sqlstore.Names, readers int) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, errors.Join(&PathError{path, "it cannot be read"}, err)
	}
	if readers <= 0 {
		readers = max(2, runtime.NumCPU())
	}
	handle, err := tryReadOnly(ctx, path, readers, url.Values{"mode": {"ro"}})
	if err != nil {
		if log, missing := os.Stat(path + "-wal"); missing == nil && log.Size() > 0 {
			return nil, fmt.Errorf("sqlite: open %s to read: it has a log that cannot be read here; copy file and log to where you may write, or use a backup: %w", path, err)
		}
		if handle, err = tryReadOnly(ctx, path, readers, url.Values{"mode": {"ro"}, "immutable": {"1"}}); err != nil {
			return nil, fmt.Errorf("sqlite: open %s to read: %w", path, err)
		}
	}
	both := bun.NewDB(handle, sqlitedialect.New())
	db := newDB(both, both, names)
	db.path = path
	have, want, err := schema(ctx, both.DB, names)
	if err == nil && have > want {
		err = &sqlstore.SchemaError{Have: have, Want: want}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s to read: %w", path, err), db.Close())
	}
	return db, nil
}

// tryReadOnly opens a handle and reads by it.
func tryReadOnly(ctx context.Context, path string, readers int, mode url.Values) (*sql.DB, error) {
	handle, err := openHandleIn(path, readPragmas, readers, mode)
	if err != nil {
		return nil, err
	}
	var tables int
	if err := handle.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables); err != nil {
		return nil, errors.Join(err, handle.Close())
	}
	return handle, nil
}
