package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(text)
}

// block returns the first code block of a language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "```"+language+"\n")
	require.True(t, ok, "no block of %s", language)
	code, _, ok := strings.Cut(rest, "```")
	require.True(t, ok, "the block does not end")
	return code
}

// function returns the text of a function.
func function(t *testing.T, file, name string) string {
	t.Helper()
	text := page(t, file)
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, text, 0)
	require.NoError(t, err)
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == name {
			return text[set.Position(f.Pos()).Offset:set.Position(f.End()).Offset] + "\n"
		}
	}
	t.Fatalf("%s has no %s", file, name)
	return ""
}

// The example runs as a test of package samad.
func TestReadmeShowsAnExampleThatRuns(t *testing.T) {
	t.Parallel()
	assert.Equal(t, function(t, "samad/example_embed_test.go", "embed"), block(t, page(t, "README.md"), "go"))
}

func TestReadmePictureIsTheTable(t *testing.T) {
	t.Parallel()
	possible := map[[2]string][]string{{"[*]", string(samad.Received)}: {string(samad.Submit)}}
	for _, tr := range samad.Transitions() {
		edge := [2]string{string(tr.From), string(tr.To)}
		possible[edge] = append(possible[edge], string(tr.Action))
	}
	arrow := regexp.MustCompile(`^\s*(\S+) --> (\S+?): (.+)$`)
	seen := map[string]bool{}
	for line := range strings.Lines(block(t, page(t, "README.md"), "mermaid")) {
		if !strings.Contains(line, "-->") {
			continue
		}
		m := arrow.FindStringSubmatch(strings.TrimRight(line, "\n"))
		require.NotNil(t, m, "cannot read %q", line)
		for action := range strings.SplitSeq(m[3], ", ") {
			assert.Contains(t, possible[[2]string{m[1], m[2]}], action, "%s to %s", m[1], m[2])
		}
		seen[m[1]], seen[m[2]] = true, true
	}
	for _, s := range samad.States() {
		assert.True(t, seen[string(s)], "the picture lacks %s", s)
	}
}

// The table lists every folder with Go code that a user may import or run.
func TestReadmeListsThePackages(t *testing.T) {
	t.Parallel()
	_, table, ok := strings.Cut(page(t, "README.md"), "## Packages")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "\n## ")
	var listed []string
	for _, m := range regexp.MustCompile("(?m)^\\| \\[`([a-z0-9/]+)`\\]\\(([^)]+)\\)").FindAllStringSubmatch(table, -1) {
		assert.Equal(t, m[1], strings.TrimSuffix(m[2], "/"), "the name and its link")
		listed = append(listed, m[1])
	}
	folders := map[string]bool{}
	for _, s := range sources(t) {
		// Below examples stand parts of programs; below samad, packages to import.
		f := s.Folder()
		own := strings.Count(f, "/") < 2 || strings.HasPrefix(f, "samad/")
		if !s.Test() && !strings.Contains("/"+f+"/", "/internal/") && own {
			folders[f] = true
		}
	}
	for f := range folders {
		assert.Contains(t, listed, f, "not in the table")
	}
	for _, f := range listed {
		assert.True(t, folders[f], "%s is in the table and has no code", f)
	}
}

func TestLinksBetweenPagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)\s#]+)(#[^)]*)?\)`)
	count := 0
	for _, name := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(page(t, name), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			count++
			to := path.Join(path.Dir(name), m[1])
			_, err := fs.Stat(house(t), to)
			assert.NoError(t, err, "%s links to %s", name, m[1])
		}
	}
	assert.Greater(t, count, 10, "the pages were not read")
}

func TestReadmeLinksEveryGuide(t *testing.T) {
	t.Parallel()
	guides, err := fs.Glob(house(t), "docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, guides)
	readme := page(t, "README.md")
	for _, g := range guides {
		assert.Contains(t, readme, "("+g+")", "nobody finds this page")
	}
	decisions, err := fs.Glob(house(t), "docs/decisions/0*.md")
	require.NoError(t, err)
	index := page(t, "docs/decisions/README.md")
	for _, d := range decisions {
		assert.Contains(t, index, "("+path.Base(d)+")", "not in the list of decisions")
	}
}

// Commands in the pages that run something here must name what is there.
func TestCommandsInPagesExist(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile(`go (?:run|test|build) (?:-\S+ )*\./([a-z0-9/]+[a-z0-9])`)
	count := 0
	for _, name := range pages(t) {
		for _, m := range command.FindAllStringSubmatch(page(t, name), -1) {
			count++
			files, err := fs.Glob(house(t), m[1]+"/*.go")
			require.NoError(t, err)
			assert.NotEmpty(t, files, "%s says %q", name, m[0])
		}
	}
	assert.Positive(t, count)
}

func pages(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := fs.Glob(house(t), pattern)
		require.NoError(t, err)
		names = append(names, found...)
	}
	require.True(t, slices.Contains(names, "README.md"))
	return names
}
