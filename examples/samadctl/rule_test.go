package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRulesLint(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "rules", "lint", "--dir", "../isfahan")
	assert.Equal(t, exitGood, got.Code)
	assert.Empty(t, got.Out)
	assert.Equal(t, "samadctl: ../isfahan: nothing found in 12 rules\n", got.Err)

	dir := copyPack(t)
	edit(t, dir, "rules.yaml", "rules:\n", "rules:\n  - {id: dull, when: {topic: power}, refer: centre, priority: -1}\n  - {id: words, when: {topic: culture, keywords: [برق]}, refer: centre}\n")
	edit(t, dir, "rules.yaml", "    refer: topic\n\n  # Power", "    refer: topic\n    when: {kind: [report, complaint, request, suggestion, criticism, idea]}\n\n  # Power")
	lines := slices.Repeat([]string{`{"topic":"culture/tv","place":"1014","text":"سلام"}`}, 100)
	cases := write(t, append(lines, "", `{"topic":"culture/tv","place":"1002"}`)...)
	got = samadctl(t, "", "rules", "lint", "--dir", dir, "--cases", cases)
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Out, `rule "dull" never decides: rule "power-by-county" does [unreachable]`)
	assert.Contains(t, got.Out, `none of 100 messages has the keyword "برق" [dead_keyword]`)
	assert.Contains(t, got.Out, `no rule decides on topic "culture/tv", on which there were 101 cases [uncovered_topic]`)

	got = samadctl(t, "", "--json", "rules", "lint", "--dir", dir)
	var first findingRecord
	require.NoError(t, json.Unmarshal([]byte(strings.SplitN(got.Out, "\n", 2)[0]), &first))
	assert.Equal(t, "dull", first.Rule)
	assert.Equal(t, "power-by-county", first.Other)
	assert.Positive(t, first.Line)
}

// write puts lines into a file.
func write(t *testing.T, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lines.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600))
	return file
}

func TestRulesTest(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "rules", "test", "--dir", "../isfahan", "--strict")
	assert.Equal(t, exitGood, got.Code)
	assert.Regexp(t, `^\d+ tests, 0 failed; 12 of 12 rules covered\n$`, got.Out)

	dir := copyPack(t)
	edit(t, dir, "rules.yaml", "rules:\n", "rules:\n  - {id: fresh, when: {topic: culture, channel: letter}, refer: topic}\n")
	got = samadctl(t, "", "rules", "test", "--dir", dir)
	assert.Equal(t, exitGood, got.Code, "a rule without a test is told, no more")
	assert.Contains(t, got.Out, "12 of 13 rules covered\n  fresh: no test reaches it\n")
	got = samadctl(t, "", "rules", "test", "--dir", dir, "--strict")
	assert.Equal(t, exitFindings, got.Code)

	edit(t, dir, "rules_test.yaml", "expect: {agency: isf.tamin, ", "expect: {agency: isf.kar, ")
	got = samadctl(t, "", "--json", "rules", "test", "--dir", dir)
	assert.Equal(t, exitFindings, got.Code)
	var report struct {
		Cases  int
		Failed []failedRecord
		Rules  []coverageRecord
	}
	require.NoError(t, json.Unmarshal([]byte(got.Out), &report))
	require.Len(t, report.Failed, 1)
	assert.Equal(t, []string{"agency: got isf.tamin, want isf.kar"}, report.Failed[0].Differences)
	assert.Len(t, report.Rules, 13)

	require.NoError(t, os.Remove(filepath.Join(dir, "rules_test.yaml")))
	got = samadctl(t, "", "rules", "test", "--dir", dir)
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Err, "has no tests of its rules")
}

func TestRulesExplain(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "rules", "explain", "--dir", "../isfahan", "--kind", "complaint", "--topic", "gas/bill", "--place", "1020", "--about", "isf.gaz", "--on", "1405-01-05")
	assert.Equal(t, exitGood, got.Code)
	assert.Contains(t, got.Out, "by rule accused-agency\n  accused-agency is more specific than topic-default: 101 points to 0\n")

	got = samadctl(t, "", "--json", "rules", "explain", "--dir", "../isfahan", "--topic", "power")
	assert.Equal(t, exitGood, got.Code)
	var e struct {
		Agency, Rule string
		Held         []trialRecord
	}
	require.NoError(t, json.Unmarshal([]byte(got.Out), &e))
	assert.Equal(t, "power-by-county", e.Rule)
	assert.Equal(t, "outranked", string(e.Held[1].Verdict))

	got = samadctl(t, "", "rules", "explain", "--dir", "../isfahan", "--topic", "welfare")
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Out, "nothing decided: no_target\n")

	for _, bad := range [][]string{{"--kind", "wish"}, {"--topic", "powr"}, {"--place", "9"}, {"--about", "isf.x"}, {"--on", "1405-13-01"}, {"--urgency", "now"}} {
		got = samadctl(t, "", append([]string{"rules", "explain", "--dir", "../isfahan"}, bad...)...)
		assert.Equal(t, exitUsage, got.Code, bad)
		assert.Contains(t, got.Err, strings.Replace(strings.TrimPrefix(bad[0], "--"), "about", "agency", 1), bad)
	}
}

func TestRulesDiff(t *testing.T) {
	t.Parallel()
	dir := copyPack(t)
	edit(t, dir, "rules.yaml", "refer: {office: health}", "refer: [{agency: isf.olumpezeshki}, topic]")
	cases := write(t,
		`{"id":"C1","kind":"request","topic":"health/clinic","place":"1010"}`,
		`{"kind":"report","topic":"power/outage","place":"1002"}`,
		`{"kind":"complaint","topic":"health/hospital-cost","place":"1018","at":"2026-09-26T08:00:00Z"}`,
	)
	got := samadctl(t, "", "rules", "diff", "--cases", cases, "../isfahan", "../isfahan")
	assert.Equal(t, exitGood, got.Code)
	assert.Empty(t, got.Out)
	assert.Equal(t, "samadctl: 0 of 3 cases would be decided differently\n", got.Err)

	got = samadctl(t, "", "rules", "diff", "--cases", cases, "../isfahan", dir)
	assert.Equal(t, exitFindings, got.Code)
	assert.Equal(t, `C1: isf.olumpezeshki.kashan by health-kashan -> isf.behdasht by health-kashan (agency)
line 3: isf.olumpezeshki.kashan by health-kashan -> nothing: no_target (agency)
`, got.Out)
	got = samadctl(t, "", "--json", "rules", "diff", "--cases", cases, "../isfahan", dir)
	var first diffRecord
	require.NoError(t, json.Unmarshal([]byte(strings.SplitN(got.Out, "\n", 2)[0]), &first))
	assert.Equal(t, diffRecord{1, json.RawMessage(`"C1"`), []string{"agency"}, sideRecord{Agency: "isf.olumpezeshki.kashan", Rule: "health-kashan"}, sideRecord{Agency: "isf.behdasht", Rule: "health-kashan"}}, first)

	got = samadctl(t, "", "rules", "diff", "--cases", write(t, `{"kind":"report"}`, `{"kind":7}`), "../isfahan", dir)
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "lines.jsonl:2: ")
	got = samadctl(t, "", "rules", "diff", "--cases", "absent.jsonl", "../isfahan", dir)
	assert.Equal(t, exitUsage, got.Code)
}

func TestRulesTrain(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "suggest.json")
	var all []string
	for _, name := range []string{"dev", "blind", "samples", "scope"} {
		lines, err := os.ReadFile("../isfahan/testdata/" + name + ".jsonl")
		require.NoError(t, err)
		all = append(all, strings.TrimSpace(string(lines)))
	}
	args := []string{"rules", "train", "--dir", "../isfahan", "--messages", write(t, all...), "--out", out}
	got := samadctl(t, "", args...)
	assert.Equal(t, exitGood, got.Code, got.Err)
	assert.Regexp(t, `^learned from 3811 messages; of 729 held out: topic 6\d\d \([56]\d\d without a model\), among three 7\d\d, kind \d+ \(\d+\)\n$`, got.Out)
	model, err := os.ReadFile(out)
	require.NoError(t, err)
	shipped, err := os.ReadFile("../isfahan/suggest.json")
	require.NoError(t, err)
	assert.Equal(t, string(shipped), string(model), "the same messages give the pilot's own model")

	got = samadctl(t, "", "rules", "train", "--dir", "../isfahan", "--out", out, "--messages", write(t, `{"text":"آب","topic":"watr/x","kind":"report"}`))
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, `lines.jsonl:1: unknown topic "watr/x"`)
	got = samadctl(t, "", "rules", "train", "--dir", "../isfahan", "--out", out, "--messages", write(t, `{"text":"سلام"}`))
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "no message with a topic")
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, string(model), string(kept), "a failed run leaves the model alone")
}
