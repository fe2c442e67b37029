package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is made is good as it is, under its own id and code.
func TestPackNew(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--id", "fars", "--province", "07", "--name", "فارس", "--name-en", "Fars"}} {
		dir := filepath.Join(t.TempDir(), "deep", "pack")
		got := samadctl(t, "", append([]string{"pack", "new", dir}, args...)...)
		require.Equal(t, exitGood, got.Code, got.Err)
		assert.Contains(t, got.Out, filepath.Join(dir, "rules.yaml")+"\n")

		got = samadctl(t, "", "pack", "check", dir)
		assert.Equal(t, exitGood, got.Code, got.Err+got.Out)
		got = samadctl(t, "", "rules", "lint", "--dir", dir)
		assert.Equal(t, exitGood, got.Code, got.Err+got.Out)
		got = samadctl(t, "", "rules", "test", "--strict", "--dir", dir)
		assert.Equal(t, exitGood, got.Code, got.Err+got.Out)
		assert.Contains(t, got.Out, "6 tests, 0 failed; 4 of 4 rules covered")
		got = samadctl(t, `{"text":"از دیشب آب شهر نمونه قطع است"}`, "rules", "route", "--dir", dir)
		assert.Equal(t, exitGood, got.Code, got.Err)
		assert.Contains(t, got.Out, `"topic":"water/outage"`)
	}
	rules, err := os.ReadFile("starter/rules.yaml")
	require.NoError(t, err)
	assert.NotContains(t, string(rules), "isf.", "nothing of the pilot")
}

func TestPackNewRefuses(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(full, "rules.yaml"), []byte("mine"), 0o600))
	for want, args := range map[string][]string{
		"is not empty":           {full},
		"small Latin letters":    {filepath.Join(full, "a"), "--id", "Fars"},
		"two digits":             {filepath.Join(full, "b"), "--province", "7"},
		"without punctuation":    {filepath.Join(full, "c"), "--name", "a: b"},
		"name-en":                {filepath.Join(full, "d"), "--name-en", " "},
		"not a directory":        {filepath.Join(full, "rules.yaml")},
		"expected \"<dir>\"":     nil,
		"rules.yaml/deep: not a": {filepath.Join(full, "rules.yaml", "deep")},
	} {
		got := samadctl(t, "", append([]string{"pack", "new"}, args...)...)
		assert.Equal(t, exitUsage, got.Code, want)
		assert.Contains(t, got.Err, want)
	}
	mine, err := os.ReadFile(filepath.Join(full, "rules.yaml"))
	require.NoError(t, err)
	assert.Equal(t, "mine", string(mine))
}
