package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

// What is made is good as it is, under its own id and code.
func TestPackNew(t *testing.T) {
	t.Parallel()
	for place, args := range map[string][]string{
		"شهر نمونه": nil, "استهبان": {"--id", "fars", "--province", "07"}, "آباده": {"--id", "south", "--province", "07", "--name", "جنوب", "--name-en", "South"},
	} {
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
		got = samadctl(t, `{"text":"از دیشب آب `+place+` قطع است"}`, "rules", "route", "--dir", dir)
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

// Each province begins with its counties and cities, and its pack is good.
func TestPackNewKnowsTheProvinces(t *testing.T) {
	t.Parallel()
	provinces := 0
	for n := range 100 {
		code := fmt.Sprintf("%02d", n)
		p, ok := provinceOf(code)
		if !ok {
			continue
		}
		provinces++
		dir := filepath.Join(t.TempDir(), code)
		got := samadctl(t, "", "pack", "new", dir, "--id", "mine", "--province", code)
		require.Equal(t, exitGood, got.Code, got.Err)
		loaded, err := pack.Load(os.DirFS(dir), pack.Options{Name: code})
		require.NoError(t, err, p.name)
		assert.Equal(t, samad.Text{Fa: p.name, En: p.latin}, loaded.Title)
		assert.Len(t, loaded.Directory.Places(loaded.From), 1+len(p.counties)+len(p.cities))
		failed, err := loaded.Check(t.Context())
		require.NoError(t, err, p.name)
		assert.Empty(t, failed, p.name)
	}
	assert.Equal(t, 31, provinces)
}
