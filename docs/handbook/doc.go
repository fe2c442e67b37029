// Package handbook holds the handbooks in Persian, for citizens, operators,
// agencies and overseers, with the pictures that the browser tests make. The
// service shows them at the desk.
package handbook

import "embed"

//go:embed *.fa.md images/*.webp
var files embed.FS

// Files returns the handbooks, NAME.fa.md, and their pictures, images/NAME.webp.
func Files() embed.FS { return files }
