package samad

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFileName is the longest name of an attachment, in characters.
const maxFileName = 100

// safeName returns the last part of a file name without what paths, headers and
// directions of writing are made of, with an ending that fits the type.
func safeName(name string, t fileType) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), strings.ContainsRune(`<>:"|?*;%`, r):
			return -1
		case unicode.Is(unicode.Cf, r) && r != '\u200c': // direction marks hide endings; the half-space is part of words
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(name, " .\u200c")
	ending := t.endings[0]
	if i := strings.LastIndexByte(name, '.'); i >= 0 && slices.Contains(t.endings, strings.ToLower(name[i:])) {
		name, ending = name[:i], strings.ToLower(name[i:])
	}
	name = strings.TrimRight(name, " .\u200c")
	if runes := []rune(name); len(runes) > maxFileName {
		name = strings.TrimRight(string(runes[:maxFileName]), " .\u200c")
	}
	if name == "" {
		name = "file"
	}
	return name + ending
}
