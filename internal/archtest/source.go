package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Source is one Go file of the module.
type Source struct {
	Path    string // below the module's root, with slashes
	Package string // of its package clause
	Imports []string
}

// Folder is the folder of the file, "." for the root.
func (s Source) Folder() string { return path.Dir(s.Path) }

// Test reports whether the file is compiled for tests only.
func (s Source) Test() bool { return strings.HasSuffix(s.Path, "_test.go") }

// ReadSources parses the package and import clauses of all Go files under the
// root, whatever their build tags. It leaves out what the go command leaves
// out: hidden folders, testdata, and modules inside this one.
func ReadSources(root fs.FS) ([]Source, error) {
	var sources []Source
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipFolder(root, name)
		}
		if path.Ext(name) != ".go" || strings.HasPrefix(path.Base(name), "_") || strings.HasPrefix(path.Base(name), ".") {
			return nil
		}
		source, err := readSource(root, name)
		if err != nil {
			return err
		}
		sources = append(sources, source)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: read sources: %w", err)
	}
	return sources, nil
}

func skipFolder(root fs.FS, name string) error {
	if name == "." {
		return nil
	}
	base := path.Base(name)
	if base == "testdata" || base == "vendor" || base == "node_modules" || base[0] == '.' || base[0] == '_' {
		return fs.SkipDir
	}
	if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func readSource(root fs.FS, name string) (Source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return Source{}, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return Source{}, err
	}
	return Source{Path: name, Package: file.Name.Name, Imports: imports(file)}, nil
}

func imports(file *ast.File) []string {
	var paths []string
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil { // the parser has read it as a string
			paths = append(paths, p)
		}
	}
	return paths
}
