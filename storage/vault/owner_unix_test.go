//go:build unix

package vault_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/vault"
)

// TestRotationKeepsOwner: an administrator who adds a key to the service's file
// must not shut the service out of it.
func TestRotationKeepsOwner(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "samad.key")
	_, err := vault.CreateFile(file)
	require.NoError(t, err)
	owner := os.Getuid()
	if owner == 0 && os.Chown(file, 111, 111) == nil { // only root gives files away, and not everywhere
		owner = 111
	}
	require.NoError(t, vault.RotateFile(file))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	assert.EqualValues(t, owner, info.Sys().(*syscall.Stat_t).Uid)
}
