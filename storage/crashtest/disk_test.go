package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/crashtest"
)

// TestDiskIsFull fills the disk on which the database lies while servers work,
// empties it again, and lets them go on.
func TestDiskIsFull(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	size := fmt.Sprintf("size=%dm", 48+4*kills()) // what the database needs, its log included, and some room
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", size, "tmpfs", disk).CombinedOutput(); err != nil {
		// Who may not mount limits the size of files instead, as the next test
		// does for everybody.
		t.Logf("no disk of one's own (%v: %s)", err, out)
		files(t)
		return
	}
	t.Cleanup(func() {
		out, err := exec.CommandContext(context.Background(), "umount", disk).CombinedOutput()
		assert.NoError(t, err, string(out))
	})
	r := run(t, "sqlite:"+filepath.Join(disk, "samad.db"))
	r.Harm = func(ctx context.Context) error {
		before, err := refused(r)
		if err != nil {
			return err
		}
		// What the database gives back while it is being filled is filled too.
		for now := before; now == before && ctx.Err() == nil; now, err = refused(r) {
			if err := errors.Join(err, fill(filepath.Join(disk, "ballast"))); err != nil {
				return err
			}
			time.Sleep(10 * time.Millisecond)
		}
		return errors.Join(ctx.Err(), os.Remove(filepath.Join(disk, "ballast")))
	}
	report, err := r.Rounds(t.Context(), kills())
	require.NoError(t, err)
	worked(t, report)
	unavailable(t, report)
}

// fill adds to the file until the disk is full.
func fill(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	for size := 1 << 20; size > 0; {
		if _, err = file.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			break
		}
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	return errors.Join(err, file.Close())
}

// refused counts what the servers were refused so far.
func refused(r *crashtest.Run) (n int, err error) {
	ledgers, err := r.Ledgers()
	for _, entries := range ledgers {
		for _, e := range entries {
			if e.What == crashtest.Refused && e.Code != "conflict" {
				n++
			}
		}
	}
	return n, err
}

// TestFileMayNotGrow lets the servers run into the greatest size that a file may
// have, as a quota does, and kills them there.
func TestFileMayNotGrow(t *testing.T) {
	t.Parallel()
	files(t)
}

func files(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("ulimit is needed")
	}
	path := filepath.Join(t.TempDir(), "samad.db")
	r := run(t, "sqlite:"+path)
	r.Servers = 1      // a second one could find no room to begin
	const blocks = 512 // POSIX: ulimit -f counts in blocks of 512 bytes
	r.Command = func(ctx context.Context) *exec.Cmd {
		var size int64
		for _, name := range []string{path, path + "-wal"} {
			if info, err := os.Stat(name); err == nil {
				size = max(size, info.Size())
			}
		}
		limit := fmt.Sprintf(`ulimit -f %d && exec "$0"`, (size+1<<20)/blocks)
		return exec.CommandContext(ctx, "/bin/sh", "-c", limit, os.Args[0])
	}
	r.Between = [2]time.Duration{500 * time.Millisecond, time.Second}
	report, err := r.Rounds(t.Context(), kills())
	require.NoError(t, err)
	worked(t, report)
	unavailable(t, report)
}

// unavailable checks that steps were refused, and that people are told to try
// again rather than of a fault.
func unavailable(t *testing.T, report crashtest.Report) {
	t.Helper()
	assert.Positive(t, report.Refused["unavailable"], "nothing happened to the database")
	delete(report.Refused, "unavailable")
	unrefused(t, report)
}
