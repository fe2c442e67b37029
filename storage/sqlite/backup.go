package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/internal/hosted"
)

// Backup writes a copy of the database, as it is at one instant, to a new file
// that nobody else may read. Others may read and write meanwhile; the log grows
// by what they write until the copy is made. The copy is whole and on the disk
// when Backup returns nil, its pages having been checked; after an error there
// is no file. It fails with an error matching fs.ErrExist when the file is
// there already.
//
// The copy is compact: it holds no pages that are free, and so nothing of what
// was erased. Keys are not in it; keep the key file elsewhere.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	if db.closed.Load() {
		return fmt.Errorf("sqlite: back up: %w", samad.ErrClosed)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("sqlite: back up to %s: %w", path, fs.ErrExist)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sqlite: back up: %w", err)
	}
	if err := makeFile(part); err != nil { // empty, so that SQLite takes it, and closed to others
		return fmt.Errorf("sqlite: back up: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part), removeJournal(part))
		}
	}()
	if err := removeJournal(part); err != nil {
		return fmt.Errorf("sqlite: back up: %w", err)
	}
	handle := db.writer.db.DB
	if db.path != "" {
		// The write handle's only connection belongs to the queue.
		if handle, err = openHandle(db.path, []string{"busy_timeout(10000)"}, 1); err != nil {
			return err
		}
	}
	_, err = handle.ExecContext(ctx, "VACUUM INTO ?", part)
	if db.path != "" {
		err = errors.Join(err, handle.Close())
	}
	if err != nil {
		return fmt.Errorf("sqlite: back up: %w", err)
	}
	if err := CheckFile(ctx, part); err != nil {
		return fmt.Errorf("sqlite: back up: %w", err)
	}
	return keepFile(part, path)
}

// removeJournal removes what VACUUM INTO leaves beside a file when it is
// stopped: killed, or on a full disk.
func removeJournal(path string) error {
	if err := os.Remove(path + "-journal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the journal: %w", err)
	}
	return nil
}

// keepFile makes sure that the file is on the disk and gives it its name.
func keepFile(part, path string) error {
	file, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("sqlite: keep %s: %w", path, err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("sqlite: keep %s: %w", path, err)
	}
	// A link fails where a rename would replace a file that came meanwhile.
	if err := os.Link(part, path); err != nil {
		return fmt.Errorf("sqlite: keep %s: %w", path, err)
	}
	if err := os.Remove(part); err != nil {
		return fmt.Errorf("sqlite: keep %s: %w", path, err)
	}
	return syncFolder(path)
}

// syncFolder makes sure that the file's name is on the disk too.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sqlite: keep %s: %w", path, err)
	}
	// Folders cannot be synced on every system; the file itself is safe.
	_ = folder.Sync()
	return folder.Close()
}

// ErrDamaged is matched by the error for a file whose pages or foreign keys do
// not fit together.
var ErrDamaged = errors.New("sqlite: the file is damaged")

// CheckFile reads a whole database file that nobody writes to, and checks its
// pages, indexes and foreign keys. The error matches [ErrDamaged], or says why
// the file cannot be read.
func CheckFile(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("sqlite: check: %w", err)
	}
	handle, err := openHandle(path, []string{"busy_timeout(10000)", "query_only(1)"}, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, handle.Close()) }()
	var word string
	if err := handle.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&word); err != nil {
		return fmt.Errorf("sqlite: check %s: %w", path, err)
	}
	if word != "ok" {
		return fmt.Errorf("%w: %s: %s", ErrDamaged, path, word)
	}
	var table string
	var row, fk any
	var parent string
	switch err := handle.QueryRowContext(ctx, "PRAGMA foreign_key_check").Scan(&table, &row, &parent, &fk); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("sqlite: check %s: %w", path, err)
	default:
		return fmt.Errorf("%w: %s: a row of %s points to nothing in %s", ErrDamaged, path, table, parent)
	}
}

// Snapshot gives f the database as it is at one instant, for reading: others
// may go on writing, f does not see it. The log cannot be brought into the file
// before f returns, so it grows meanwhile.
func (db *DB) Snapshot(ctx context.Context, f func(ctx context.Context, cases samad.Store, records ledger.Store) error) error {
	if db.closed.Load() {
		return fmt.Errorf("sqlite: snapshot: %w", samad.ErrClosed)
	}
	tx, err := db.reads.DB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", err)
	}
	store := db.store.Over(hosted.Tx{DB: tx, Again: busy})
	// The instant is that of the first read.
	_, err = store.Values(ctx, "")
	if err == nil {
		err = f(ctx, store, store.Ledger())
	}
	if ended := tx.Rollback(); err == nil && ended != nil && !errors.Is(ended, sql.ErrTxDone) {
		err = fmt.Errorf("sqlite: snapshot: %w", ended)
	}
	return err
}

// RestoreFile puts a backup in the place of a database that is not there: the
// backup stays, its copy is checked as [CheckFile] does and on the disk before
// it gets the name. It fails with an error matching fs.ErrExist when there is a
// database, or the log of one, at the path. With check not nil the copy must pass
// that too, under another name, before it is the database. After an error there
// is nothing at the path.
func RestoreFile(ctx context.Context, backup, path string, check func(ctx context.Context, path string) error) (err error) {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("sqlite: restore: %s: %w", name, fs.ErrExist)
		}
	}
	from, err := os.Open(backup)
	if err != nil {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	to, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part), removeLog(part))
		}
	}()
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	if err := CheckFile(ctx, part); err != nil {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	if check != nil {
		if err := check(ctx, part); err != nil {
			return fmt.Errorf("sqlite: restore: %w", err)
		}
	}
	if err := removeLog(part); err != nil {
		return fmt.Errorf("sqlite: restore: %w", err)
	}
	return keepFile(part, path)
}

// removeLog removes the empty log that reading leaves beside a file.
func removeLog(path string) error {
	var errs []error
	for _, name := range []string{path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
