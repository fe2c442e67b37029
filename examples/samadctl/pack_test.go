package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
)

func TestPackCheckGood(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "pack", "check", "../isfahan")
	assert.Equal(t, exitGood, got.Code)
	assert.Empty(t, got.Out)
	assert.Regexp(t, `^samadctl: \.\./isfahan: pack isfahan \S+ is good, \d+ tests of the rules pass\n$`, got.Err)
}

// copyPack writes the pilot's pack to a directory of its own.
func copyPack(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, isfahan.FS()))
	return dir
}

// edit replaces the first occurrence of old in a file, and fails the test
// where there is none.
func edit(t *testing.T, dir, file, old, replacement string) {
	t.Helper()
	path := filepath.Join(dir, file)
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(src), old, "the pack has changed; so must this test")
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(src), old, replacement, 1)), 0o600))
}

// packFault is one kind of fault, made in the pilot's pack, and what must be
// said of it.
type packFault struct {
	name, file, old, replacement string
	message                      string // regular expression
	hint                         string // regular expression, "" for none
}

func packFaults() []packFault {
	return []packFault{
		{"no YAML", "rules.yaml", "rules:\n", "rules: [\n", `.`, ``},
		{"a tab", "agencies.yaml", "  - id: gov.presidency", "\t- id: gov.presidency", `tab|character|indent`, ``},
		{"a key twice", "agencies.yaml", "    level: national\n", "    level: national\n    level: national\n", `level.*(twice|second|already|duplicate)|(twice|second|already|duplicate).*level`, ``},
		{"an unknown key", "agencies.yaml", "    parent: gov.presidency", "    parrent: gov.presidency", `unknown key "parrent"`, `parent`},
		{"a missing text", "agencies.yaml", "    name_en: Ministry of Interior\n", "", `name_en`, ``},
		{"an id twice", "agencies.yaml", "  - id: min.interior\n", "  - id: gov.presidency\n", `gov\.presidency.*(twice|second|already|before)`, ``},
		{"an unknown parent", "agencies.yaml", "    parent: min.interior", "    parent: min.interiour", `unknown agency "min\.interiour"`, `min\.interior`},
		{"a circle of agencies", "agencies.yaml", "    level: national\n    kind: body\n", "    level: national\n    kind: body\n    parent: min.interior\n", `circle|itself|cycle`, ``},
		{"an unknown level", "agencies.yaml", "level: national", "level: nacional", `nacional`, `national`},
		{"a topic of an unknown agency", "topics.yaml", "agency: isf.tamin", "agency: isf.tamim", `unknown agency "isf\.tamim"`, `isf\.tamin`},
		{"a topic without a parent", "topics.yaml", "  - path: welfare/unemployment-insurance", "  - path: wellfare/unemployment-insurance", `wellfare`, ``},
		{"an unknown kind", "topics.yaml", "kind: request", "kind: requset", `requset`, `request`},
		{"a place under no county", "places.yaml", `code: "1001"`, `code: "9901"`, `9901`, ``},
		{"a code with a letter", "places.yaml", `code: "1002"`, `code: "10o2"`, `10o2`, ``},
		{"a rule for an unknown topic", "rules.yaml", "      topic: power\n", "      topic: powr\n", `unknown topic "powr"`, `power`},
		{"a rule that refers to nobody", "rules.yaml", "    refer: {office: power}", "    refer: {office: powr}", `powr`, `power`},
		{"a rule twice", "rules.yaml", "  - id: power-by-county", "  - id: topic-default", `topic-default`, ``},
		{"no Persian date", "rules.yaml", "valid_from: 1399-05-01", "valid_from: 1399-13-01", `1399-13-01`, ``},
		{"an unknown stage", "deadlines.yaml", "    stage: answer", "    stage: anwser", `anwser`, `answer`},
		{"no target", "deadlines.yaml", "limit: 10d", "limit: 10 days", `10 days`, ``},
		{"an unknown ladder", "deadlines.yaml", "escalate: answer", "escalate: answers", `answers`, `answer`},
		{"a setting out of range", "settings.yaml", "max_returns: 3", "max_returns: 0", `max_returns`, ``},
		{"an unknown setting", "settings.yaml", "max_objections: 3", "max_objection: 3", `unknown key "max_objection"`, `max_objections`},
		{"a text in one language", "texts.fa.yaml", "centre.phone:", "centre.telephone:", `centre\.telephone.*English`, `texts\.en\.yaml`},
		{"no province", "pack.yaml", `province: "10"`, `province: "99"`, `99`, ``},
		{"an unknown pack below", "pack.yaml", `province: "10"`, "province: \"10\"\nextends: iran", `unknown pack "iran"`, ``},
	}
}

// Every kind of fault is told with file, line and column, and the exit code
// is 1; where a slip is near a right word, the hint says so.
func TestPackCheckFaults(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(packFaults()), 20)
	for _, fault := range packFaults() {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			dir := copyPack(t)
			edit(t, dir, fault.file, fault.old, fault.replacement)
			got := samadctl(t, "", "--json", "pack", "check", dir)
			assert.Equal(t, exitFindings, got.Code, got.Err)
			found := false
			message, hint := regexp.MustCompile(fault.message), regexp.MustCompile(fault.hint)
			decoder := json.NewDecoder(strings.NewReader(got.Out))
			for decoder.More() {
				var f faultRecord
				require.NoError(t, decoder.Decode(&f))
				if filepath.Base(f.File) != fault.file {
					continue
				}
				if message.MatchString(f.Message) && hint.MatchString(f.Hint) {
					found = true
				}
			}
			assert.True(t, found, "no fault of %s says %q (hint %q):\n%s", fault.file, fault.message, fault.hint, got.Out)
			text := samadctl(t, "", "pack", "check", dir)
			assert.Equal(t, exitFindings, text.Code)
			assert.Regexp(t, `(?m)^`+filepath.ToSlash(dir)+`/`+fault.file+`:\d+:\d+: .`, text.Out)
		})
	}
}

// A pack may extend the pilot's, or another one that is named.
func TestPackThatExtends(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(base string) {
		source := "id: mine\ntitle: بسته من\ntitle_en: My pack\nversion: \"1\"\nvalid_from: 1405-01-01\nprovince: \"10\"\nextends: " + base + "\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(source), 0o600))
	}
	write("isfahan")
	got := samadctl(t, "", "pack", "check", dir)
	assert.Equal(t, exitGood, got.Code, got.Out+got.Err)
	assert.Contains(t, got.Err, "pack mine 1 is good")
	write("other")
	got = samadctl(t, "", "pack", "check", dir)
	assert.Equal(t, exitFindings, got.Code)
	assert.Regexp(t, `pack\.yaml:7:10: unknown pack "other"`, got.Out)
	got = samadctl(t, "", "pack", "check", "--base", "other=../isfahan", dir)
	assert.Equal(t, exitGood, got.Code, got.Out+got.Err)
	got = samadctl(t, "", "pack", "check", "--base", "other", dir)
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "ID=DIR expected")
}

// A test of the rules that fails is a finding too.
func TestPackCheckRuleTests(t *testing.T) {
	t.Parallel()
	dir := copyPack(t)
	src, err := os.ReadFile("../isfahan/rules_test.yaml")
	require.NoError(t, err, "tests of the rules")
	wrong := strings.Replace(string(src), "expect: {agency: isf.sabteahval, rule: topic-default}", "expect: {agency: isf.tamin, rule: topic-default}", 1)
	require.NotEqual(t, string(src), wrong)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rules_test.yaml"), []byte(wrong), 0o600))
	got := samadctl(t, "", "pack", "check", dir)
	assert.Equal(t, exitFindings, got.Code)
	assert.Regexp(t, `rules_test\.yaml:\d+:\d+: .*agency: got isf\.sabteahval, want isf\.tamin\n`, got.Out)
	assert.Contains(t, got.Err, "1 of ")
}

func TestPackThatIsNot(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "pack", "check", filepath.Join(t.TempDir(), "nowhere"))
	assert.Equal(t, exitUsage, got.Code)
	got = samadctl(t, "", "pack", "check", "pack_test.go")
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "the directory of a pack is wanted")
	got = samadctl(t, "", "pack", "check", t.TempDir())
	assert.Equal(t, exitFindings, got.Code, "a directory without files is a pack with faults")
	assert.Contains(t, got.Out, "pack.yaml: the file is missing")
}
