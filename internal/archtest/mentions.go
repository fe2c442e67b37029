package archtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// homes are folders of somebody's own machine. The brackets keep this line from
// being found itself.
var homes = regexp.MustCompile(`(^|[^\w.])(/home/[a-z]+/|/Users/[A-Za-z]+/|/[r]oot/|[A-Z]:\\Users\\)`)

// Mentions reports where a file other than Markdown speaks of a place outside
// the repository: a folder next to it, somebody's home, or one of the given
// absolute paths.
func Mentions(root fs.FS, absolute ...string) ([]string, error) {
	var findings []string
	next := "../" + "shared" // in two parts, so that it is not found here
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := path.Base(name); base == ".git" || base == "node_modules" || name == ".ci/out" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) == ".md" || !entry.Type().IsRegular() {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(text, 0) >= 0 {
			return nil // not a text
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, what := range append([]string{next}, absolute...) {
				if strings.Contains(line, what) {
					findings = append(findings, fmt.Sprintf("%s:%d: speaks of %s", name, i+1, what))
				}
			}
			if at := homes.FindStringSubmatch(line); at != nil {
				findings = append(findings, fmt.Sprintf("%s:%d: speaks of %s", name, i+1, at[2]))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: read files: %w", err)
	}
	return findings, nil
}
