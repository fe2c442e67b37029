package blobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// The folders of the directory.
const (
	newFolder    = "new"    // files being written
	stagedFolder = "staged" // by time, 9 hours a folder
	keptFolder   = "kept"   // by time, 12 days a folder, then by chance
)

// Dir keeps blobs as files, readable by the owner only. It is safe for
// concurrent use, also by several processes. The file system must know hard
// links, as those of Linux, Windows and network servers do.
type Dir struct{ root *os.Root }

var (
	_ samad.Blobs      = (*Dir)(nil)
	_ samad.BlobLister = (*Dir)(nil)
)

// OpenDir opens the directory, which it makes if it is not there. Folders within
// it come with the first files, so that who only reads, perhaps as another user,
// leaves nothing behind that others cannot write to. Whatever an id says,
// nothing outside of it is reached.
func OpenDir(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("blobs: make the directory: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("blobs: open the directory: %w", err)
	}
	return &Dir{root}, nil
}

// Close releases the directory. What is written stays.
func (d *Dir) Close() error {
	if err := d.root.Close(); err != nil {
		return fmt.Errorf("blobs: close: %w", err)
	}
	return nil
}

// The files of ids. The first letters of a ULID are its time, the last ones
// chance.
func stagedFile(id string) string { return path.Join(stagedFolder, id[:5], id) }
func keptFile(id string) string   { return path.Join(keptFolder, id[:4], id[24:], id) }

// enter checks what every method checks.
func enter(ctx context.Context, what string, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("blobs: %s: %w", what, err)
	}
	for _, id := range ids {
		if _, err := samad.BlobTime(id); err != nil {
			return fmt.Errorf("blobs: %s: %w", what, err)
		}
	}
	return nil
}

// Put implements [samad.Blobs].
func (d *Dir) Put(ctx context.Context, id string, content []byte) (err error) {
	if err := enter(ctx, "put", id); err != nil {
		return err
	}
	// Written under a name that nobody reads, then linked whole: a link is
	// never made over a file that is there.
	name := path.Join(newFolder, id+"."+rand.Text())
	defer func() {
		if e := d.root.Remove(name); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("blobs: put %s: %w", id, e))
		}
	}()
	if err := d.folder(newFolder); err != nil {
		return fmt.Errorf("blobs: put %s: %w", id, err)
	}
	if err := d.write(name, content); err != nil {
		return fmt.Errorf("blobs: put %s: %w", id, err)
	}
	err = d.link(name, stagedFile(id))
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("blobs: put %s: %w", id, samad.ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("blobs: put %s: %w", id, err)
	}
	return nil
}

func (d *Dir) write(name string, content []byte) error {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err //nolint:wrapcheck // Put says what for
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// linkTries is how often a link is tried whose folder somebody removes because
// it is empty.
const linkTries = 5

// link gives a file another name and makes that durable.
func (d *Dir) link(from, to string) error {
	var err error
	for range linkTries {
		if err = d.folder(path.Dir(to)); err != nil {
			return err
		}
		if err = d.root.Link(from, to); err == nil {
			return d.sync(path.Dir(to))
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err //nolint:wrapcheck // the caller says what for
		}
		if _, gone := d.root.Lstat(from); gone != nil {
			return err //nolint:wrapcheck // as above
		}
	}
	return err //nolint:wrapcheck // as above
}

// folder makes a folder and those above it durable.
func (d *Dir) folder(name string) error {
	if _, err := d.root.Stat(name); err == nil {
		return nil
	}
	if err := d.root.MkdirAll(name, 0o700); err != nil {
		return err //nolint:wrapcheck // the caller says what for
	}
	for at := path.Dir(name); ; at = path.Dir(at) {
		if err := d.sync(at); err != nil || at == "." {
			return err
		}
	}
}

// sync makes the entries of a folder durable. Windows does so by itself.
func (d *Dir) sync(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.root.Open(name)
	if err != nil {
		return err //nolint:wrapcheck // the caller says what for
	}
	return errors.Join(f.Sync(), f.Close())
}

// Keep implements [samad.Blobs].
func (d *Dir) Keep(ctx context.Context, staged, id string) error {
	if err := enter(ctx, "keep", staged, id); err != nil {
		return err
	}
	from, to := stagedFile(staged), keptFile(id)
	err := d.link(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("blobs: keep %s: %w", staged, samad.ErrNotFound)
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("blobs: keep %s: %w", staged, err)
	}
	one, err := d.root.Stat(from)
	if err != nil {
		return fmt.Errorf("blobs: keep %s: %w", staged, err)
	}
	other, err := d.root.Stat(to)
	if err != nil {
		return fmt.Errorf("blobs: keep %s: %w", staged, err)
	}
	if !os.SameFile(one, other) {
		return fmt.Errorf("blobs: keep %s as %s, which is another: %w", staged, id, samad.ErrConflict)
	}
	return nil
}

// Get implements [samad.Blobs].
func (d *Dir) Get(ctx context.Context, id string) ([]byte, error) {
	if err := enter(ctx, "get", id); err != nil {
		return nil, err
	}
	content, err := d.root.ReadFile(keptFile(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("blobs: get %s: %w", id, samad.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("blobs: get %s: %w", id, err)
	}
	return content, nil
}

// Delete implements [samad.Blobs].
func (d *Dir) Delete(ctx context.Context, id string) error {
	if err := enter(ctx, "delete", id); err != nil {
		return err
	}
	name := keptFile(id)
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.sync(path.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("blobs: delete %s: %w", id, err)
	}
	return nil
}

// DeleteStaged implements [samad.Blobs]. It also removes what a process that
// was killed left half written.
func (d *Dir) DeleteStaged(ctx context.Context, before time.Time, limit int) (int, error) {
	if err := enter(ctx, "delete staged"); err != nil {
		return 0, err
	}
	if _, err := d.deleteIn(ctx, newFolder, before, limit); err != nil {
		return 0, err
	}
	folders, err := d.names(stagedFolder)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, one := range folders {
		folder := path.Join(stagedFolder, one)
		n, err := d.deleteIn(ctx, folder, before, limit-done)
		done += n
		if err != nil || done >= limit {
			return done, err
		}
		if n > 0 {
			_ = d.root.Remove(folder) // fails while something is in it, as it should
		}
	}
	return done, nil
}

// deleteIn removes at most limit files of a folder whose id was made before
// the instant.
func (d *Dir) deleteIn(ctx context.Context, folder string, before time.Time, limit int) (int, error) {
	names, err := d.names(folder)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, name := range names {
		if done >= limit {
			break
		}
		if err := ctx.Err(); err != nil {
			return done, fmt.Errorf("blobs: delete staged: %w", err)
		}
		id, _, _ := strings.Cut(name, ".")
		at, err := samad.BlobTime(id)
		if err != nil {
			continue // none of ours
		}
		if !at.Before(before) {
			break // names are in the order of time
		}
		if err := d.root.Remove(path.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return done, fmt.Errorf("blobs: delete staged: %w", err)
		}
		done++
	}
	return done, nil
}

// names lists a folder in the order of names; nothing when it is gone.
func (d *Dir) names(folder string) ([]string, error) {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("blobs: list %s: %w", folder, err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}
