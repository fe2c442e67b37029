package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Names reports packages, folders and files with one of the bad names. A test
// file may be called model_test.go: a model is a kind of test.
func Names(sources []Source, bad []string) []string {
	var findings []string
	for _, s := range sources {
		file := strings.TrimSuffix(path.Base(s.Path), ".go")
		if s.Test() {
			file = strings.TrimSuffix(file, "_test")
		}
		if slices.Contains(bad, file) && (!s.Test() || file != "model") {
			findings = append(findings, s.Path+": the file's name says nothing")
		}
		name := strings.TrimSuffix(s.Package, "_test")
		if slices.Contains(bad, name) || slices.Contains(bad, path.Base(s.Folder())) {
			findings = append(findings, fmt.Sprintf("%s: package %s: the name says nothing", s.Path, name))
		}
	}
	return findings
}
