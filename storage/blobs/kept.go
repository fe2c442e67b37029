package blobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/samad111/go-samad/samad"
)

// Kept implements [samad.BlobLister].
func (d *Dir) Kept(ctx context.Context, each func(id string) error) error {
	if err := enter(ctx, "list"); err != nil {
		return err
	}
	err := fs.WalkDir(d.root.FS(), keptFolder, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil {
			return fmt.Errorf("blobs: list: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("blobs: list: %w", err)
		}
		id := path.Base(name)
		if _, err := samad.BlobTime(id); err != nil || !entry.Type().IsRegular() || name != keptFile(id) {
			return nil //nolint:nilerr // none of ours
		}
		return each(id)
	})
	return err //nolint:wrapcheck // said above, or the caller's own
}
