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

// FS returns the pack's files, at the root. It is read-only.
func FS() fs.FS { return files }
