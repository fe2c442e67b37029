package yamlfile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/yamlfile"
)

func TestPosAtFindsPlacesInsideTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src      string
		line, column   int
		wantLine, want int
	}{
		{"plain", "a: one two", 1, 5, 1, 8},
		{"quoted", "a: 'one two'", 1, 5, 1, 9},
		{"double quoted", `a: "one two"`, 1, 5, 1, 9},
		{"block", "a: |\n  one\n  two three\nb: 1", 2, 5, 3, 7},
		{"folded block", "a: >\n    one\n    two\nb: 1", 1, 1, 2, 5},
		{"block in a list", "a: |-\n     one\nb: 1", 1, 3, 2, 8},
		{"nowhere", "a: one two", 0, 0, 1, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root, ok := yamlfile.Parse("f.yaml", []byte(tt.src), func(yamlfile.Pos, string, string) {})
			require.True(t, ok)
			n := root.Map().Get("a", yamlfile.Required)
			assert.NotEmpty(t, n.Text())
			assert.Equal(t, yamlfile.Pos{File: "f.yaml", Line: tt.wantLine, Column: tt.want}, n.PosAt(tt.line, tt.column))
		})
	}
}
