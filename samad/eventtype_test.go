package samad_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestEventTypesAreAll holds the list against the constants in the source.
func TestEventTypesAreAll(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "eventtype.go", nil, 0)
	require.NoError(t, err)
	var want []samad.EventType
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			word, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			want = append(want, samad.EventType(word))
		}
		return true
	})
	assert.ElementsMatch(t, want, samad.EventTypes())
}
