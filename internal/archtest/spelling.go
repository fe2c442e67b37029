package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Spelling reports where a file that people read spells a Persian word in one of
// the ways that this project does not use. Files below testdata, samples of what
// people write, and words for matching, which are folded, may spell as they
// like: their paths are in free.
func Spelling(root fs.FS, other map[string]string, free []string) ([]string, error) {
	var findings []string
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := path.Base(name); base == ".git" || base == "node_modules" || base == "testdata" || name == ".ci/out" {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || slices.Contains(free, name) || !slices.Contains([]string{".go", ".html", ".js", ".md", ".yaml", ".json"}, path.Ext(name)) {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			for wrong, right := range other {
				if strings.Contains(line, wrong) {
					findings = append(findings, fmt.Sprintf("%s:%d: write %s", name, i+1, right))
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: read files: %w", err)
	}
	return findings, nil
}
