package samad

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

// The bounds of an office file: more is a bomb or no letter.
const (
	maxParts    = 2000
	maxUnpacked = 200 << 20 // bytes, all parts together
	maxRatio    = 200       // unpacked to packed; text of tables is packed 20 to 50 times
)

// officeFile finds an Office Open XML package whose parts lie under the folder.
func officeFile(folder string) func([]byte) bool {
	return func(content []byte) bool {
		if !begins("PK\x03\x04")(content) {
			return false
		}
		parts, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return false
		}
		types, inside := false, false
		for _, p := range parts.File {
			types = types || p.Name == "[Content_Types].xml"
			inside = inside || strings.HasPrefix(p.Name, folder)
		}
		return types && inside
	}
}

// safeOffice looks into the directory of an office file, which is as much as
// can be known without unpacking it: no programs, no files in it that would
// leave their folder, and nothing that grows beyond measure.
func safeOffice(content []byte) bool {
	parts, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(parts.File) > maxParts {
		return false
	}
	var unpacked uint64
	for _, p := range parts.File {
		name := strings.ToLower(p.Name)
		if strings.Contains(p.Name, `\`) || path.IsAbs(p.Name) || path.Clean(p.Name) != strings.TrimSuffix(p.Name, "/") || strings.HasPrefix(p.Name, "..") {
			return false
		}
		switch path.Ext(name) {
		case ".bin":
			if !strings.Contains(name, "printersettings") {
				return false // vbaProject.bin, oleObject1.bin and the like
			}
		case ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr":
			return false
		}
		if p.UncompressedSize64 > maxUnpacked {
			return false
		}
		unpacked += p.UncompressedSize64
	}
	return unpacked <= maxUnpacked && unpacked <= maxRatio*uint64(len(content))
}
