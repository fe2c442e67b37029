//go:build unix

package vault

import (
	"os"
	"syscall"
)

// keepOwner gives next the owner and group of the file that it replaces.
func keepOwner(path, next string) error {
	was, err := os.Stat(path)
	if err != nil {
		return err
	}
	is, err := os.Stat(next)
	if err != nil {
		return err
	}
	a, known := was.Sys().(*syscall.Stat_t)
	b, also := is.Sys().(*syscall.Stat_t)
	if !known || !also || a.Uid == b.Uid && a.Gid == b.Gid {
		return nil
	}
	return os.Chown(next, int(a.Uid), int(a.Gid)) //nolint:wrapcheck // the caller says what for
}
