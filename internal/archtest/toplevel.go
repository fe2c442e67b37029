package archtest

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Entries reports what stands at the top of the repository and is neither on
// the plan nor left out by .gitignore.
func Entries(root fs.FS, plan []string) ([]string, error) {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, fmt.Errorf("archtest: read the top folder: %w", err)
	}
	ignored, err := ignoredNames(root)
	if err != nil {
		return nil, err
	}
	var findings []string
	for _, entry := range entries {
		name := entry.Name()
		if slices.Contains(plan, name) || slices.ContainsFunc(ignored, func(pattern string) bool {
			ok, err := path.Match(pattern, name)
			return err == nil && ok
		}) {
			continue
		}
		findings = append(findings, name+": not on the plan of the house")
	}
	return findings, nil
}

// ignoredNames reads those patterns of .gitignore that can hold at the top.
func ignoredNames(root fs.FS) ([]string, error) {
	text, err := fs.ReadFile(root, ".gitignore")
	if err != nil {
		return nil, fmt.Errorf("archtest: read .gitignore: %w", err)
	}
	var patterns []string
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := strings.Trim(strings.TrimSpace(lines.Text()), "/")
		if line != "" && line[0] != '#' && !strings.Contains(line, "/") {
			patterns = append(patterns, line)
		}
	}
	return patterns, lines.Err()
}
