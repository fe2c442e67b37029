package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func route(t *testing.T, lines ...string) (result, []map[string]any) {
	t.Helper()
	got := samadctl(t, strings.Join(lines, "\n"), "rules", "route", "--dir", "../isfahan")
	var out []map[string]any
	for line := range strings.Lines(got.Out) {
		var one map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &one), line)
		out = append(out, one)
	}
	require.Len(t, out, len(lines), "one line for each")
	return got, out
}

func TestRulesRoute(t *testing.T) {
	t.Parallel()
	const pension = "سه ماهه بیمه بیکاری من واریز نشده و اداره تامین اجتماعی جواب نمی‌دهد"
	got, out := route(t,
		fmt.Sprintf(`{"text":%q,"place":"1014","channel":"web"}`, pension),
		fmt.Sprintf(`{"id":{"n":7},"text":%q,"place":"1014","form_county":"1014"}`, pension),
		`{"id":"S9","text":"برق کوچه ما در نجف‌آباد از دیشب قطع است"}`,
		`{"id":null,"text":""}`,
	)
	assert.Equal(t, exitGood, got.Code)
	assert.Empty(t, got.Err)

	keys := []string{"kind", "topic", "place", "text_place", "urgency", "screening", "duplicate_of", "agency", "rule", "confidence", "evidence"}
	for i, one := range out {
		for _, key := range keys {
			assert.Contains(t, one, key, "line %d", i+1)
		}
	}
	assert.NotContains(t, out[0], "id")
	assert.Equal(t, "accept", out[0]["screening"])
	assert.Equal(t, "isf.tamin", out[0]["agency"])
	assert.Equal(t, "welfare/unemployment-insurance", out[0]["topic"])
	assert.Equal(t, "1014", out[0]["place"])
	assert.Nil(t, out[0]["text_place"])

	assert.Equal(t, map[string]any{"n": 7.0}, out[1]["id"], "an id of any form is repeated")
	assert.Equal(t, "duplicate", out[1]["screening"])
	assert.Equal(t, 1.0, out[1]["duplicate_of"], "the number of the line, where it has no id")

	assert.Equal(t, "S9", out[2]["id"])
	assert.Equal(t, "1014", out[2]["text_place"])
	assert.Equal(t, "isf.bargh", out[2]["agency"])

	assert.Equal(t, "incomplete", out[3]["screening"])
	assert.Nil(t, out[3]["agency"])
	assert.Nil(t, out[3]["kind"])
}

func TestRulesRouteBadLines(t *testing.T) {
	t.Parallel()
	got, out := route(t,
		`{"id":1,"text":"آب قطع است","place":"1014"}`,
		`{"id":2,"text":7}`,
		`{"id":3}`,
		`{"id":4,"text":"آب","kind":"wish"}`,
		`{"id":5,"text":"آب","place":"9999"}`,
		`{"id":6,"text":`,
		`[]`,
		``,
		`{"id":9,"text":"آب قطع است","place":"1014"}`,
	)
	assert.Equal(t, exitFindings, got.Code)
	for i, want := range []struct {
		id    any
		error string
	}{
		{}, {2.0, "column 16: text is a number, a string expected"}, {3.0, "text is missing"},
		{4.0, `unknown kind "wish"`}, {5.0, `unknown place "9999"`}, {nil, "no JSON: unexpected end"},
		{nil, "an array, an object expected"}, {nil, "no JSON: unexpected end"}, {},
	} {
		if want.error == "" {
			assert.NotContains(t, out[i], "error")
			continue
		}
		assert.Len(t, out[i], 2, "id and error and no more: %v", out[i])
		assert.Equal(t, want.id, out[i]["id"])
		assert.Contains(t, out[i]["error"], want.error)
		assert.Contains(t, got.Err, fmt.Sprintf("samadctl: line %d", i+1))
	}
	assert.Equal(t, "duplicate", out[8]["screening"], "bad lines between do not matter")
	assert.Equal(t, 1.0, out[8]["duplicate_of"])
}

func TestRulesRouteBadPack(t *testing.T) {
	t.Parallel()
	dir := copyPack(t)
	edit(t, dir, "rules.yaml", "      topic: power\n", "      topic: powr\n")
	got := samadctl(t, `{"text":"x"}`, "rules", "route", "--dir", dir)
	assert.Equal(t, exitUsage, got.Code)
	assert.Empty(t, got.Out)
	assert.Regexp(t, `rules\.yaml:\d+:\d+: unknown topic "powr" \(is "power" meant\?\)`, got.Err)
}
