package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the guides show is code of this folder, so that it compiles and runs.
func TestBlocksOfTheGuidesRun(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var code strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		code.Write(text)
	}
	english := blocksOf(t, "../../docs/embedding.md")
	require.GreaterOrEqual(t, len(english), 13, "the page was read")
	for _, b := range english {
		assert.Contains(t, code.String(), "\n"+b, "this block of docs/embedding.md stands in no file of examples/embed")
	}
	assert.Equal(t, english, blocksOf(t, "../../docs/embedding.fa.md"), "the same blocks, in both languages")
}

func blocksOf(t *testing.T, page string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, part := range strings.Split(string(text), "```go\n")[1:] {
		block, _, ok := strings.Cut(part, "```")
		require.True(t, ok, "a block does not end")
		blocks = append(blocks, block)
	}
	return blocks
}
