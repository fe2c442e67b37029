// Package isfahan holds the pack of the pilot, the province of Isfahan: its
// agencies, topics, places, rules, deadlines, settings and texts, and the tests
// of its rules. The files beside this one are the source; docs/packs.md tells
// their form.
//
//	pack, err := pack.Load(isfahan.FS(), pack.Options{})
package isfahan

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml suggest.json
var files embed.FS

//go:embed testdata/samples.jsonl
var samples string

// Samples returns messages as people write them, invented for this project, each
// with what is expected of it: JSON objects, one a line. testdata/README.md
// tells their fields.
func Samples() string { return samples }

// FS returns the pack's files, at the root. It is read-only.
func FS() fs.FS { return files }
