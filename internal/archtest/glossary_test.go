package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGlossaryNamesWhatIsThere: every name in the code column of
// docs/glossary.md is declared, so that a rename does not leave it behind.
func TestGlossaryNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	folders := map[string]string{
		"samad": "samad", "tracking": "tracking", "sla": "sla", "routing": "routing", "pack": "routing/pack", "ledger": "samad/ledger", "meeting": "samad/meeting",
		"oversight": "samad/oversight", "advice": "samad/advice", "campaign": "samad/campaign", "figures": "samad/figures",
	}
	declared := map[string]map[string]bool{}
	named := regexp.MustCompile("`(\\w+)\\.(\\w+(?:\\.\\w+)?)`")
	places := regexp.MustCompile("package `([\\w/]+)`")
	rows := 0
	for line := range strings.Lines(page(t, "docs/glossary.md")) {
		for _, m := range places.FindAllStringSubmatch(line, -1) {
			_, err := os.Stat(filepath.Join(root, m[1]))
			require.NoError(t, err, line)
		}
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(cells[2], -1) {
			require.Contains(t, folders, m[1], line)
			if declared[m[1]] == nil {
				declared[m[1]] = declarations(t, filepath.Join(root, folders[m[1]]))
			}
			assert.True(t, declared[m[1]][m[2]], "%s.%s is not declared: %s", m[1], m[2], line)
			rows++
		}
	}
	require.Greater(t, rows, 40)
}

// declarations are the names of a package, with fields and methods as
// "Type.Name".
func declarations(t *testing.T, folder string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					out[d.Name.Name] = true
					continue
				}
				of := d.Recv.List[0].Type
				if star, ok := of.(*ast.StarExpr); ok {
					of = star.X
				}
				if name, ok := of.(*ast.Ident); ok {
					out[name.Name+"."+d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					declare(out, s)
				}
			}
		}
	}
	return out
}

func declare(out map[string]bool, s ast.Spec) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			out[n.Name] = true
		}
	case *ast.TypeSpec:
		out[s.Name.Name] = true
		fields := &ast.FieldList{}
		switch of := s.Type.(type) {
		case *ast.StructType:
			fields = of.Fields
		case *ast.InterfaceType:
			fields = of.Methods
		}
		for _, f := range fields.List {
			for _, n := range f.Names {
				out[s.Name.Name+"."+n.Name] = true
			}
		}
	}
}
