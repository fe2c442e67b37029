package archtest_test

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bracketed is what was meant for a link: [Name], [Type.Method], [pkg.Name].
var bracketed = regexp.MustCompile(`\[(?:[a-z]\w*\.)?[A-Z]\w+(?:\.\w+)?\]`)

// TestDocLinks: what comments of exported names put in brackets is there, and
// written so that godoc makes a link of it ("[Value]s" is none).
func TestDocLinks(t *testing.T) {
	t.Parallel()
	set, packages := token.NewFileSet(), map[string][]*ast.File{}
	root := house(t)
	require.NoError(t, fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "testdata" || e.Name() == "node_modules" || name == "internal/peers" || strings.HasPrefix(e.Name(), ".") && name != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		file, err := parser.ParseFile(set, name, text, parser.ParseComments)
		require.NoError(t, err)
		packages[path.Dir(name)] = append(packages[path.Dir(name)], file)
		return nil
	}))
	require.Greater(t, len(packages), 50)
	var dead []string
	for folder, files := range packages {
		p, err := doc.NewFromFiles(set, files, folder)
		require.NoError(t, err, folder)
		look := func(name, text string) {
			for _, word := range unlinked(p, text) {
				dead = append(dead, fmt.Sprintf("%s: %s: %s", folder, name, word))
			}
		}
		look("package", p.Doc)
		for _, f := range p.Funcs {
			look(f.Name, f.Doc)
		}
		for _, one := range p.Types {
			look(one.Name, one.Doc)
			for _, f := range append(one.Methods, one.Funcs...) {
				look(one.Name+"."+f.Name, f.Doc)
			}
		}
	}
	assert.Empty(t, dead)
}

// unlinked returns what stands in brackets in a comment's paragraphs and is no
// link there.
func unlinked(p *doc.Package, text string) (out []string) {
	for _, block := range p.Parser().Parse(text).Content {
		paragraph, ok := block.(*comment.Paragraph)
		if !ok {
			continue
		}
		for _, part := range paragraph.Text {
			if plain, ok := part.(comment.Plain); ok {
				out = append(out, bracketed.FindAllString(string(plain), -1)...)
			}
		}
	}
	return out
}

func TestDeadLinksAreFound(t *testing.T) {
	t.Parallel()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "a.go", "// Package a has [Here], [Gone] and [Here]s of [a:b].\npackage a\n\n// Here is.\ntype Here int\n", parser.ParseComments)
	require.NoError(t, err)
	p, err := doc.NewFromFiles(set, []*ast.File{file}, "example.org/a")
	require.NoError(t, err)
	assert.Equal(t, []string{"[Gone]", "[Here]"}, unlinked(p, p.Doc))
}
