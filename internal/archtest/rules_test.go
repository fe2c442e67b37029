package archtest_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/archtest"
)

// tree makes files whose content is a package clause and imports.
func tree(files map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

func read(t *testing.T, files map[string]string) []archtest.Source {
	t.Helper()
	all, err := archtest.ReadSources(tree(files))
	require.NoError(t, err)
	return all
}

func TestImportsFindsWhatIsNotOnThePlan(t *testing.T) {
	t.Parallel()
	plan := []archtest.Folder{
		{Path: "leaf"},
		{Path: "core", May: []archtest.Edge{{Import: "leaf"}, {Import: "example.org/one"}}},
		{Path: "core/special", May: []archtest.Edge{{Import: "core"}}},
		{Path: "programs/..."},
		{Path: "programs/main", May: []archtest.Edge{{Import: "..."}}},
	}
	tests := []archtest.Folder{{Path: "...", May: []archtest.Edge{{Import: "example.org/assert"}}}}
	reserved := map[string][]string{"net/http": {"programs/..."}, "unsafe": {}}
	const own = archtest.Module

	for _, row := range []struct {
		name, file, imports string
		want                []string
	}{
		{"standard library", "leaf/a.go", "fmt", nil},
		{"edge on the plan", "core/a.go", own + "/leaf", nil},
		{"subpackage of a module on the plan", "core/a.go", "example.org/one/sub", nil},
		{"module with the same beginning", "core/a.go", "example.org/onetwo", []string{`core/a.go: imports "example.org/onetwo": not on the plan for core`}},
		{"edge the wrong way", "leaf/a.go", own + "/core", []string{`leaf/a.go: imports "` + own + `/core": not on the plan for leaf`}},
		{"subfolder of an edge", "core/a.go", own + "/leaf/sub", []string{`core/a.go: imports "` + own + `/leaf/sub": not on the plan for core`}},
		{"own line goes before the tree's", "core/special/a.go", own + "/leaf", []string{`core/special/a.go: imports "` + own + `/leaf": not on the plan for core/special`}},
		{"tree without edges", "programs/other/a.go", "example.org/one", []string{`programs/other/a.go: imports "example.org/one": not on the plan for programs/other`}},
		{"program may import all", "programs/main/a.go", "example.org/any", nil},
		{"private part", "core/special/a.go", own + "/core/special/internal/x", nil},
		{"unknown folder", "attic/a.go", "fmt", []string{"attic/a.go: the plan has no line for folder attic"}},
		{"reserved", "core/a.go", "net/http", []string{`core/a.go: imports "net/http": only programs/... may`}},
		{"reserved for this one", "programs/main/a.go", "net/http", nil},
		{"reserved, in a test", "core/a_test.go", "net/http", nil},
		{"nobody may", "core/a_test.go", "unsafe", []string{`core/a_test.go: imports "unsafe": nobody may`}},
		{"test module in a test", "leaf/a_test.go", "example.org/assert", nil},
		{"test module in code", "leaf/a.go", "example.org/assert", []string{`leaf/a.go: imports "example.org/assert": not on the plan for leaf`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{row.file: "package p\nimport \"" + row.imports + "\"\n"}
			got := archtest.Imports(read(t, files), plan, tests, reserved)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestReadSourcesLeavesOutWhatGoLeavesOut(t *testing.T) {
	t.Parallel()
	all := read(t, map[string]string{
		"a/a.go":                 "//go:build never\n\npackage a\nimport _ \"fmt\"\nfunc broken( {",
		"a/testdata/x.go":        "package x",
		"a/_x.go":                "package x",
		".hidden/x.go":           "package x",
		"other/go.mod":           "module other",
		"other/x.go":             "package x",
		"node_modules/m/x.go":    "package x",
		"a/readme.txt":           "no Go",
		"a/internal/b/b.go":      "package b",
		"a/internal/b/b_test.go": "package b_test",
	})
	want := []archtest.Source{
		{Path: "a/a.go", Package: "a", Imports: []string{"fmt"}},
		{Path: "a/internal/b/b.go", Package: "b"},
		{Path: "a/internal/b/b_test.go", Package: "b_test"},
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}

	_, err := archtest.ReadSources(tree(map[string]string{"a/a.go": "no Go at all"}))
	require.Error(t, err)
}

func TestCirclesFindsThem(t *testing.T) {
	t.Parallel()
	const own = archtest.Module
	all := read(t, map[string]string{
		"a/x/x.go":        "package x\nimport _ \"" + own + "/b/y\"\n",
		"b/b.go":          "package b\nimport _ \"" + own + "/c\"\n",
		"c/c.go":          "package c\nimport _ \"" + own + "/a\"\n",
		"d/d.go":          "package d\nimport _ \"" + own + "/a\"\n",
		"b/b_test.go":     "package b\nimport _ \"" + own + "/d\"\n",
		"internal/e/e.go": "package e\nimport _ \"" + own + "/internal/f\"\n",
		"internal/f/f.go": "package f\nimport _ \"" + own + "/d\"\n",
		"a/z/z.go":        "package z\nimport _ \"" + own + "/a/x\"\n",
		"internal/g/g.go": "package g\nimport _ \"example.org/internal/g\"\n",
	})
	assert.Equal(t, []string{"a > b > c > a"}, archtest.Circles(all))
}

func TestNamesFindsThem(t *testing.T) {
	t.Parallel()
	all := read(t, map[string]string{
		"a/case.go":         "package a",
		"a/helpers.go":      "package a",
		"a/helpers_test.go": "package a",
		"a/model_test.go":   "package a",
		"util/x.go":         "package anything",
		"b/x.go":            "package common",
	})
	assert.Equal(t, []string{
		"a/helpers.go: the file's name says nothing",
		"a/helpers_test.go: the file's name says nothing",
		"b/x.go: package common: the name says nothing",
		"util/x.go: package anything: the name says nothing",
	}, archtest.Names(all, archtest.BadNames()))
}

func TestEntriesFindsThem(t *testing.T) {
	t.Parallel()
	got, err := archtest.Entries(tree(map[string]string{
		".gitignore": "/local.db*\n# comment\nnode_modules/\n/.ci/out/\n",
		"samad/a.go": "", "local.db-wal": "", "node_modules/x": "", "notes.txt": "", "pkg/a.go": "",
	}), []string{".gitignore", "samad"})
	require.NoError(t, err)
	assert.Equal(t, []string{"notes.txt: not on the plan of the house", "pkg: not on the plan of the house"}, got)
}

func TestMentionsFindsThem(t *testing.T) {
	t.Parallel()
	next := "../" + "shared"
	got, err := archtest.Mentions(tree(map[string]string{
		"a.go":      "package a\nconst data = \"../" + next + "/x.json\"\n",
		"b.go":      "package b\n// lies in /src/checkout/data\n",
		"run":       "cd /ho" + "me/zahra/go-samad\n",
		"ok.go":     "package ok // home/page, /healthz, x/root/y, /root\n",
		"docs/a.md": "cd /ho" + "me/zahra/go-samad\n",
		"image.png": "\x00/src/checkout",
	}), "/src/checkout")
	require.NoError(t, err)
	assert.Equal(t, []string{
		"a.go:2: speaks of " + next,
		"b.go:2: speaks of /src/checkout",
		"run:1: speaks of /ho" + "me/zahra/",
	}, got)
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, text, want string }{
		{"MIT", "MIT License\n\nPermission is hereby granted, free of\ncharge, to any person obtaining a copy of this", "MIT"},
		{"Apache", "  Apache License\n  Version 2.0, January 2004", "Apache-2.0"},
		{"BSD", "Redistribution and use in source and binary forms, with or without\nmodification, are permitted provided", "BSD"},
		{"MPL", "Mozilla Public License, version 2.0\n\n1. Definitions", "MPL-2.0"},
		{"OFL", "This Font Software is licensed under the SIL Open Font License, Version 1.1. Permission is hereby granted, free of charge, to any person obtaining a copy of the Font", "OFL-1.1"},
		{"GPL", "GNU GENERAL PUBLIC LICENSE\nVersion 3", ""},
		{"AGPL", "GNU Affero General Public License", ""},
		{"MPL names the GPL far down", "Mozilla Public License, version 2.0 " + string(make([]byte, 500)) + " GNU General Public License", "MPL-2.0"},
		{"nothing", "All rights reserved.", ""},
		{"empty", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.want, archtest.Identify(row.text))
		})
	}
}

func TestLicensedFindsThem(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"none", map[string]string{"README": "x"}, []string{"no licence file"}},
		{"good", map[string]string{"LICENSE.md": "Apache License Version 2.0"}, nil},
		{"one of two", map[string]string{"LICENSE": "Apache License Version 2.0", "COPYING": "GNU General Public License"},
			[]string{"COPYING is no licence that may be linked in"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got, err := archtest.Licensed(tree(row.files))
			require.NoError(t, err)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAssetsFindsThem(t *testing.T) {
	t.Parallel()
	got, err := archtest.Assets(tree(map[string]string{
		"a/font.woff2": "", "a/OFL.txt": "SIL Open Font License Version 1.1",
		"b/font.woff2": "", "b/LICENSE": "Apache License Version 2.0",
		"c/lib.min.js": "", "c/lib.LICENSE.txt": "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee",
		"d/lib.min.js": "", "d/own.js": "",
	}))
	require.NoError(t, err)
	assert.Equal(t, []string{
		"b/font.woff2: no SIL Open Font License beside it",
		"d/lib.min.js: no licence beside it",
	}, got)
}
