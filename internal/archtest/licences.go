package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Licence is what a licence file is, by words that only that licence has.
type Licence struct {
	Name  string
	Words []string // all of them, whatever the line breaks and case
}

// Licences returns those under which something may be linked in or shipped.
// Whoever embeds the library must not inherit duties beyond naming its parts.
func Licences() []Licence {
	return []Licence{
		{"OFL-1.1", []string{"sil open font license", "version 1.1"}}, // first: it has the words of the MIT licence too
		{"MIT", []string{"permission is hereby granted, free of charge, to any person obtaining a copy"}},
		{"BSD", []string{"redistribution and use in source and binary forms, with or without modification, are permitted"}},
		{"Apache-2.0", []string{"apache license", "version 2.0"}},
		{"MPL-2.0", []string{"mozilla public license", "version 2.0"}},
		{"ISC", []string{"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"}},
		{"ISC", []string{"permission to use, copy, modify, and distribute this software for any purpose with or without fee"}},
		{"public domain", []string{"sqlite", "public domain"}},
		{"Unlicense", []string{"free and unencumbered software released into the public domain"}},
	}
}

// forbidden are words at the head of licences that reach into what they are
// linked with, or restrict use.
var forbidden = []string{
	"gnu general public license", "gnu affero general public license", "gnu lesser general public license",
	"server side public license", "business source license", "commons clause", "noncommercial", "non-commercial",
}

// Identify names the licence of a text, "" when it is none of [Licences].
func Identify(text string) string {
	flat := strings.ToLower(strings.Join(strings.Fields(text), " "))
	// "Commercial or non-commercial" restricts nothing.
	head := strings.ReplaceAll(flat[:min(len(flat), 400)], "commercial or non-commercial", "")
	for _, word := range forbidden {
		if strings.Contains(head, word) {
			return ""
		}
	}
	for _, l := range Licences() {
		if !slices.ContainsFunc(l.Words, func(w string) bool { return !strings.Contains(flat, w) }) {
			return l.Name
		}
	}
	return ""
}

// licenceFile reports whether a file of this name holds a licence of what is
// compiled in. The licence of a logo is not: the logo is not linked.
func licenceFile(name string) bool {
	name = strings.ToUpper(name)
	if strings.Contains(name, "LOGO") {
		return false
	}
	return strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "COPYING") || strings.HasPrefix(name, "OFL")
}

// Licensed reports what is wrong with the licence of the module in root: that
// it has none, or that one of its files is not one of [Licences].
func Licensed(root fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, fmt.Errorf("archtest: read a module: %w", err)
	}
	var findings []string
	found := false
	for _, entry := range entries {
		if entry.IsDir() || !licenceFile(entry.Name()) {
			continue
		}
		found = true
		text, err := fs.ReadFile(root, entry.Name())
		if err != nil {
			return nil, fmt.Errorf("archtest: read a licence: %w", err)
		}
		if Identify(string(text)) == "" {
			findings = append(findings, entry.Name()+" is no licence that may be linked in")
		}
	}
	if !found {
		findings = append(findings, "no licence file")
	}
	return findings, nil
}

// Assets reports fonts and scripts made elsewhere that lie in the tree without
// their licence beside them: fonts need the SIL Open Font License, minified
// scripts and styles any of [Licences].
func Assets(root fs.FS) ([]string, error) {
	var findings []string
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
		font := slices.Contains([]string{".woff", ".woff2", ".ttf", ".otf"}, path.Ext(name))
		if !font && !strings.HasSuffix(name, ".min.js") && !strings.HasSuffix(name, ".min.css") {
			return nil
		}
		names, err := licencesBeside(root, name)
		if err != nil {
			return err
		}
		switch {
		case len(names) == 0:
			findings = append(findings, name+": no licence beside it")
		case font && !slices.Contains(names, "OFL-1.1"):
			findings = append(findings, name+": no SIL Open Font License beside it")
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: read files: %w", err)
	}
	return findings, nil
}

func licencesBeside(root fs.FS, name string) ([]string, error) {
	entries, err := fs.ReadDir(root, path.Dir(name))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		upper := strings.ToUpper(entry.Name())
		if entry.IsDir() || !strings.Contains(upper, "LICEN") && !strings.Contains(upper, "OFL") {
			continue
		}
		text, err := fs.ReadFile(root, path.Join(path.Dir(name), entry.Name()))
		if err != nil {
			return nil, err
		}
		if l := Identify(string(text)); l != "" {
			names = append(names, l)
		}
	}
	return names, nil
}
