package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/vault"
)

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	path, key, o := openFile(t)
	url := "sqlite:" + path
	list := func() []keyRecord {
		got := samadctl(t, "", "key", "list", "--json", "--key", key, "--db", url)
		require.Equal(t, exitGood, got.Code, got.Err)
		var out []keyRecord
		for line := range strings.Lines(got.Out) {
			var r keyRecord
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			out = append(out, r)
		}
		return out
	}
	first := list()
	require.Len(t, first, 1)
	assert.EqualValues(t, 3, *first[0].Wraps)
	old := strconv.FormatUint(uint64(first[0].ID), 10)

	got := samadctl(t, "", "key", "new", "--key", key)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Regexp(t, `^\d+\tprimary\n$`, got.Out)
	two := list()
	require.Len(t, two, 2)
	assert.EqualValues(t, 3, *two[0].Wraps)
	assert.EqualValues(t, 0, *two[1].Wraps)
	got = samadctl(t, "", "key", "drop", "--key", key, "--db", url, old)
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Err, "still wraps 3 keys")

	for _, want := range []string{": 3 rewrapped", ": 0 rewrapped"} {
		got = samadctl(t, "", "key", "rotate", "--key", key, "--db", url)
		require.Equal(t, exitGood, got.Code, got.Err)
		assert.Contains(t, got.Err, want)
	}
	got = samadctl(t, "", "key", "drop", "--key", key, "--db", url, old)
	require.Equal(t, exitGood, got.Code, got.Err)
	three := list()
	require.Len(t, three, 1)
	assert.True(t, three[0].Primary)
	assert.EqualValues(t, 3, *three[0].Wraps)

	got = samadctl(t, "", "case", "show", "--db", url, "--personal", "--key", key, o.codes[0].String())
	assert.Contains(t, got.Out, "petitioner: نمونه آزمایشی\n", got.Err)

	foreign := key + ".foreign"
	_, err := vault.CreateFile(foreign)
	require.NoError(t, err)
	got = samadctl(t, "", "key", "list", "--key", foreign, "--db", url)
	assert.Equal(t, exitFindings, got.Code)
	assert.Regexp(t, `^\d+\tprimary\t0\n`+strconv.FormatUint(uint64(three[0].ID), 10)+`\tmissing\t3\n$`, got.Out)

	for _, args := range [][]string{
		{"key", "drop", "--key", key, "--db", url, "x"},
		{"key", "drop", "--key", key, "--db", url, old},
		{"key", "drop", "--key", key, "--db", url, strconv.FormatUint(uint64(three[0].ID), 10)},
		{"key", "list", "--key", key + "x"},
	} {
		assert.NotEqual(t, exitGood, samadctl(t, "", args...).Code, args)
	}
}
