package yamlfile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/yamlfile"
)

// collect returns a Report that writes into the returned lines.
func collect() (*[]string, yamlfile.Report) {
	var lines []string
	return &lines, func(pos yamlfile.Pos, message, hint string) {
		lines = append(lines, fmt.Sprintf("%s:%d:%d %s|%s", pos.File, pos.Line, pos.Column, message, hint))
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	lines, report := collect()
	root, ok := yamlfile.Parse("f", []byte(`
text: سلام # a comment
quoted: "۱۰"
folded: >
  one
  two
block: |
  one
  two
code: 0010
version: 1.10
count: 1_000
yes: true
one: alone
many: [a, b]
map: {x: {y: z}}
`), report)
	require.True(t, ok)
	m := root.Map()
	assert.Equal(t, "سلام", m.Text("text", yamlfile.Required))
	assert.Equal(t, "۱۰", m.Text("quoted", yamlfile.Required))
	assert.Equal(t, "one two", m.Text("folded", yamlfile.Required))
	assert.Equal(t, "one\ntwo", m.Text("block", yamlfile.Required))
	assert.Equal(t, "0010", m.Code("code", yamlfile.Required))
	assert.Equal(t, "1.10", m.Code("version", yamlfile.Required))
	assert.Equal(t, 1000, m.Int("count", yamlfile.Required))
	assert.True(t, m.Bool("yes"))
	assert.Len(t, m.Each("one"), 1)
	assert.Len(t, m.Each("many"), 2)
	assert.Empty(t, m.Each("none"))
	assert.Equal(t, "z", m.Map("map", yamlfile.Required).Map("x", yamlfile.Required).Text("y", yamlfile.Required))
	assert.Equal(t, yamlfile.Pos{File: "f", Line: 2, Column: 7}, m.PosOf("text"))
	m.Done()
	assert.Empty(t, *lines)
}

// One fault must not draw others after it.
func TestAbsentValuesAreQuiet(t *testing.T) {
	t.Parallel()
	lines, report := collect()
	root, _ := yamlfile.Parse("f", []byte("a: [1]\n"), report)
	m := root.Map().Map("b", yamlfile.Required)
	m.Text("c", yamlfile.Required)
	m.Map("d", yamlfile.Required).List("e", yamlfile.Required)
	m.Done()
	assert.Equal(t, []string{`f:1:1 key "b" is missing|is "a" meant for it?`}, *lines)
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"agency", "aliases", "agencies", "isf.tamin", "name", "name_en"}
	for word, want := range map[string]string{
		"agnecy": "agency", "alias": "aliases", "isf.tamim": "isf.tamin", "nmae": "name", "name-en": "name_en",
		"entirely": "", "x": "", "": "", "agenciess": "agencies",
	} {
		assert.Equal(t, want, yamlfile.Nearest(word, slices.Values(names)), word)
	}
}

// The parser is foreign code; whatever it does, Parse returns with either a
// node or a report.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "a: b", "- - - a", "a: &x b\nc: *x", "<<: *a", "? a\n: b", "!!binary x", "%YAML 1.2\n---\na", "a: |\n  b\n c",
		"{a: [b, {c: d}]}", "\"\\x", "'", "a:\n\t- b", "- !<x> y", "a: >-\n", strings.Repeat("- ", 60) + "a", "\r\n\r", ": :", "? ?", "&a &b c",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		lines, report := collect()
		root, ok := yamlfile.Parse("f", []byte(s), report)
		if ok == (len(*lines) > 0) {
			t.Fatalf("Parse(%q) = %v with %q", s, ok, *lines)
		}
		if ok {
			walk(root)
		}
	})
}

// walk asks every node for everything.
func walk(n yamlfile.Node) {
	n.Pos()
	n.Text()
	n.Code()
	n.Int()
	n.Bool()
	for _, item := range n.List() {
		walk(item)
	}
	m := n.Map()
	for _, k := range m.Keys() {
		walk(m.Get(k, yamlfile.Required))
	}
	m.Done()
}

// Editors on Windows put a byte order mark before UTF-8.
func TestAByteOrderMarkIsPassedOver(t *testing.T) {
	t.Parallel()
	lines, report := collect()
	root, ok := yamlfile.Parse("f", []byte("\ufeffid: x\r\nbad: 1\r\n"), report)
	require.True(t, ok, *lines)
	m := root.Map()
	assert.Equal(t, "x", m.Text("id", yamlfile.Required))
	m.Done()
	assert.Equal(t, []string{"f:2:1 unknown key \"bad\"|"}, *lines)
}
