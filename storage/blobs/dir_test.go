package blobs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs"
	"github.com/samad111/go-samad/storage/storagetest"
)

func openDir(t testing.TB, name string) *blobs.Dir {
	t.Helper()
	d, err := blobs.OpenDir(name)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, d.Close()) })
	return d
}

// TestDir holds the directory to the promises of the port.
func TestDir(t *testing.T) {
	t.Parallel()
	storagetest.RunBlobs(t, func(t testing.TB) samad.Blobs { return openDir(t, t.TempDir()) })
}

const id = "01JZ0000000000000000000001"

// TestFilesAreTheOwnersOnly: modes, nothing half written left, and what is kept
// is there when the directory is opened again.
func TestFilesAreTheOwnersOnly(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a", "b")
	d := openDir(t, name)
	require.NoError(t, d.Put(t.Context(), id, []byte("x")))
	require.NoError(t, d.Keep(t.Context(), id, id))
	files := 0
	require.NoError(t, filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := e.Info()
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, path)
		if !e.IsDir() {
			files++
		}
		return nil
	}))
	assert.Equal(t, 2, files, "one staged, one kept")
	got, err := openDir(t, name).Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "x", string(got))
}

// TestLeftoversGo: what a process that was killed left half written is removed
// with old uploads; files that are none of ours stay.
func TestLeftoversGo(t *testing.T) {
	t.Parallel()
	name := t.TempDir()
	d := openDir(t, name)
	left, other := filepath.Join(name, "new", id+".XYZ"), filepath.Join(name, "new", "README")
	require.NoError(t, os.Mkdir(filepath.Dir(left), 0o700))
	for _, file := range []string{left, other} {
		require.NoError(t, os.WriteFile(file, []byte("half"), 0o600))
	}
	n, err := d.DeleteStaged(t.Context(), time.Now(), 10)
	require.NoError(t, err)
	assert.Zero(t, n)
	assert.NoFileExists(t, left)
	assert.FileExists(t, other)
}

// TestLinksLeadNowhere: a symbolic link that somebody put into the directory
// does not lead out of it.
func TestLinksLeadNowhere(t *testing.T) {
	t.Parallel()
	name, outside := t.TempDir(), t.TempDir()
	d := openDir(t, name)
	require.NoError(t, os.WriteFile(filepath.Join(outside, id), []byte("secret"), 0o600))
	require.NoError(t, os.MkdirAll(filepath.Join(name, "kept", id[:4]), 0o700))
	require.NoError(t, os.Symlink(outside, filepath.Join(name, "kept", id[:4], id[24:])))
	_, err := d.Get(t.Context(), id)
	require.Error(t, err)
	require.NoError(t, d.Put(t.Context(), id, []byte("x")))
	require.Error(t, d.Keep(t.Context(), id, id))
	require.Error(t, d.Delete(t.Context(), id))
	assert.FileExists(t, filepath.Join(outside, id))
}

// TestDirThatCannotBe tells why.
func TestDirThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := blobs.OpenDir(file)
	require.Error(t, err)
}

// TestReadingWritesNothing: who verifies or restores as another user leaves no
// folder behind in which the service could not write.
func TestReadingWritesNothing(t *testing.T) {
	t.Parallel()
	name := t.TempDir()
	d := openDir(t, name)
	_, err := d.Get(t.Context(), id)
	require.ErrorIs(t, err, samad.ErrNotFound)
	n, err := d.DeleteStaged(t.Context(), time.Now(), 1)
	require.NoError(t, err)
	assert.Zero(t, n)
	require.NoError(t, d.Kept(t.Context(), func(string) error { return nil }))
	left, err := os.ReadDir(name)
	require.NoError(t, err)
	assert.Empty(t, left)
}
