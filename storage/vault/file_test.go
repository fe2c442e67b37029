package vault_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/vault"
)

func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.key")
	_, err := vault.OpenFile(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
	v, err := vault.CreateFile(path)
	require.NoError(t, err)
	_, err = vault.CreateFile(path)
	require.ErrorIs(t, err, fs.ErrExist)

	key, err := v.NewKey(t.Context(), "c")
	require.NoError(t, err)
	sealed, err := v.Seal(t.Context(), key, "c", "n", []byte("plain"))
	require.NoError(t, err)
	again, err := vault.OpenFile(path)
	require.NoError(t, err)
	plain, err := again.Open(t.Context(), key, "c", "n", sealed)
	require.NoError(t, err)
	assert.Equal(t, "plain", string(plain))
}

func TestFileMode(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.key")
	_, err := vault.CreateFile(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o601, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		_, err = vault.OpenFile(path)
		require.ErrorIs(t, err, vault.ErrMode, "%o", mode)
		var told *vault.ModeError
		require.ErrorAs(t, err, &told)
		assert.Equal(t, path, told.Path)
		assert.Contains(t, err.Error(), "chmod 600")
		require.ErrorIs(t, vault.RotateFile(path), vault.ErrMode)
	}
	require.NoError(t, os.Chmod(path, 0o400))
	_, err = vault.OpenFile(path)
	require.NoError(t, err)
}

func TestRotation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.key")
	before, err := vault.CreateFile(path)
	require.NoError(t, err)
	oldKey, err := before.NewKey(t.Context(), "c")
	require.NoError(t, err)
	sealed, err := before.Seal(t.Context(), oldKey, "c", "n", []byte("plain"))
	require.NoError(t, err)

	require.NoError(t, vault.RotateFile(path))
	require.NoError(t, vault.RotateFile(path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	assert.NoFileExists(t, path+".new")

	after, err := vault.OpenFile(path)
	require.NoError(t, err)
	plain, err := after.Open(t.Context(), oldKey, "c", "n", sealed)
	require.NoError(t, err)
	assert.Equal(t, "plain", string(plain), "an old key still unwraps")

	newKey, err := after.Rewrap(t.Context(), "c", oldKey)
	require.NoError(t, err)
	plain, err = after.Open(t.Context(), newKey, "c", "n", sealed)
	require.NoError(t, err)
	assert.Equal(t, "plain", string(plain))
	_, err = before.Open(t.Context(), newKey, "c", "n", sealed)
	require.ErrorIs(t, err, vault.ErrNotOpened, "the new primary wraps: the old vault lacks it")
	_, err = after.Rewrap(t.Context(), "other", oldKey)
	require.ErrorIs(t, err, vault.ErrNotOpened)
}

func TestFileRefuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "good.key")
	_, err := vault.CreateFile(path)
	require.NoError(t, err)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(good, &fields))
	secret := fields["hash_key"].(string)

	for what, text := range map[string]string{
		"empty":           "",
		"not JSON":        "secret-passphrase",
		"cut short":       string(good[:len(good)/2]),
		"another version": strings.Replace(string(good), `"version": 1`, `"version": 2`, 1),
		"no hash key":     strings.Replace(string(good), secret, "", 1),
		"no keyset":       `{"version":1,"hash_key":"` + secret + `"}`,
		"empty keyset":    `{"version":1,"hash_key":"` + secret + `","key_encryption_keys":{}}`,
	} {
		bad := filepath.Join(t.TempDir(), "bad.key")
		require.NoError(t, os.WriteFile(bad, []byte(text), 0o600))
		_, err := vault.OpenFile(bad)
		require.ErrorIs(t, err, vault.ErrKeys, what)
		assert.NotContains(t, err.Error(), secret, what)
		assert.NotContains(t, err.Error(), "passphrase", what)
	}
}
