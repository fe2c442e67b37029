package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	path, key, o := openFile(t)
	dir := filepath.Dir(path)
	backup, other := filepath.Join(dir, "backup.db"), filepath.Join(dir, "other.db")
	got := samadctl(t, "", "db", "backup", "--db", "sqlite:"+path, backup)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Err, "verified 3 cases with ")
	got = samadctl(t, "", "db", "backup", "--db", "sqlite:"+path, backup)
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "exists")

	got = samadctl(t, "", "db", "restore", "--db", "sqlite:"+path, backup)
	assert.Equal(t, exitUsage, got.Code, "a database is not written over")
	got = samadctl(t, "", "db", "restore", "--db", "sqlite:"+other, backup)
	require.Equal(t, exitGood, got.Code, got.Err)
	got = samadctl(t, "", "case", "show", "--db", "sqlite:"+other, "--personal", "--key", key, o.codes[0].String())
	assert.Contains(t, got.Out, "petitioner: نمونه آزمایشی\n", got.Err)

	broken := filepath.Join(dir, "broken.db")
	text, err := os.ReadFile(backup)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(broken, text[:len(text)/2], 0o600))
	third := filepath.Join(dir, "third.db")
	got = samadctl(t, "", "db", "restore", "--db", "sqlite:"+third, broken)
	assert.Equal(t, exitUsage, got.Code)
	assert.NoFileExists(t, third)
	assert.NoFileExists(t, third+".part")
	for _, url := range []string{"memory:", "postgres://x"} {
		assert.Equal(t, exitUsage, samadctl(t, "", "db", "restore", "--db", url, backup).Code)
	}
}

func TestExportAndImport(t *testing.T) {
	t.Parallel()
	path, key, o := openFile(t)
	dir := filepath.Dir(path)
	file, other := filepath.Join(dir, "samad.jsonl"), filepath.Join(dir, "other.db")
	got := samadctl(t, "", "db", "export", "--db", "sqlite:"+path, "--out", file)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Err, "exported 3 cases")
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	got = samadctl(t, "", "db", "export", "--db", "sqlite:"+path, "--out", file)
	assert.Equal(t, exitUsage, got.Code, "a file is not written over")

	require.Equal(t, exitGood, samadctl(t, "", "db", "migrate", "--db", "sqlite:"+other).Code)
	for range 2 {
		got = samadctl(t, "", "db", "import", "--db", "sqlite:"+other, file)
		require.Equal(t, exitGood, got.Code, got.Err)
		assert.Contains(t, got.Err, "imported and verified 3 cases")
	}
	got = samadctl(t, "", "case", "show", "--db", "sqlite:"+other, "--personal", "--key", key, o.codes[0].String())
	assert.Contains(t, got.Out, "petitioner: نمونه آزمایشی\n", got.Err)
	piped := samadctl(t, "", "db", "export", "--db", "sqlite:"+other, "--out", "-")
	require.Equal(t, exitGood, piped.Code)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(text), piped.Out)
	got = samadctl(t, piped.Out[:len(piped.Out)/2], "db", "import", "--db", "sqlite:"+other, "-")
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "not a file of a whole export")
}
