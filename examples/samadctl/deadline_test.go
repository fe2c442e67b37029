package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeadline(t *testing.T) {
	t.Parallel()
	deadline := func(args string) []string { return append([]string{"deadline"}, strings.Fields(args)...) }
	const from = " --from 2026-03-18T09:30:00+03:30"
	check(t, []row{
		// 27 Esfand 1404 is not counted; Nowruz, 12 and 13 Farvardin and
		// Thursdays and Fridays are closed.
		{"working days across Nowruz", deadline("--target 10wd" + from), "", result{0, "2026-04-08T14:00:00+03:30\n1405-01-19 14:00\n", ""}},
		// The tenth day is Saturday 8 Farvardin.
		{"calendar days", deadline("--target 10d" + from), "", result{0, "2026-03-28T14:00:00+03:30\n1405-01-08 14:00\n", ""}},
		// The third day is 1 Farvardin, closed as the three after it.
		{"calendar days moved on", deadline("--target 3d" + from), "", result{0, "2026-03-25T14:00:00+03:30\n1405-01-05 14:00\n", ""}},
		{"hours", deadline("--target 72h" + from), "", result{0, "2026-03-21T09:30:00+03:30\n1405-01-01 09:30\n", ""}},
		// 4:30 h on 27 Esfand, 6 h on 5 and 5:30 h on 8 Farvardin.
		{"working hours", deadline("--target 16wh" + from), "", result{0, "2026-03-28T13:30:00+03:30\n1405-01-08 13:30\n", ""}},
		{"in another zone", deadline("--target 72h --from 2026-03-18T06:00:00Z"), "", result{0, "2026-03-21T09:30:00+03:30\n1405-01-01 09:30\n", ""}},
		{"pauses", deadline("--target 72h" + from + " --pause 2026-03-19T00:00:00Z/2026-03-20T00:00:00Z --pause 2026-03-20T12:00:00Z/2026-03-20T13:00:00Z"), "",
			result{0, "2026-03-22T10:30:00+03:30\n1405-01-02 10:30\n", ""}},
		{"json", deadline("--json --target ۷۲h" + from), "", result{0,
			`{"target":"72h","from":"2026-03-18T09:30:00+03:30","due":"2026-03-21T09:30:00+03:30","due_persian":"1405-01-01 09:30","provisional":false}` + "\n", ""}},
		{"everything wrong at once", deadline("--target 10x --from yesterday --pause x --pause 2026-03-20T12:00:00Z/2026-03-19T12:00:00Z"), "",
			result{2, "", `samadctl: --target "10x", column 3: one of the units d, wd, h, wh expected
samadctl: --from "yesterday": an instant like 2026-03-18T09:30:00+03:30 expected
samadctl: --pause "x": two instants with / between them expected
samadctl: --pause "2026-03-20T12:00:00Z/2026-03-19T12:00:00Z": it ends before it begins
`}},
		{"beyond the calendar", deadline("--target 99999d" + from), "",
			result{2, "", "samadctl: persian: date outside the official years 1206-1498: day 120529 from 1970-01-01\n"}},
	})
}

// A calendar of one's own, which closes a day that Iran's leaves open.
func TestDeadlineByAnotherCalendar(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.yaml")
	write := func(source string) {
		require.NoError(t, os.WriteFile(path, []byte(source), 0o600))
	}
	run := func() result {
		return samadctl(t, "", "deadline", "--target", "1wd", "--from", "2026-03-25T09:30:00+03:30", "--calendar", path)
	}
	write(`id: mine
extends: iran
name: {fa: تقویم من, en: mine}
closures:
  - {id: snow, name: {fa: برف, en: snow}, from: 1405-01-08, to: 1405-01-08}
`)
	assert.Equal(t, result{0, "2026-03-29T14:00:00+03:30\n1405-01-09 14:00\n", ""}, run())

	write("id: mine\nextends: iran\nclosurs: []\n")
	got := run()
	assert.Equal(t, exitUsage, got.Code)
	assert.Regexp(t, `mine\.yaml:3:1: .*closurs.*closures`, got.Err)
}

func TestDeadlineExplained(t *testing.T) {
	t.Parallel()
	args := strings.Fields("deadline --target 10wd --from 2026-03-18T09:30:00+03:30 --explain")
	english := samadctl(t, "", args...)
	assert.Equal(t, exitGood, english.Code)
	assert.True(t, strings.HasPrefix(english.Out, "2026-04-08T14:00:00+03:30\n1405-01-19 14:00\n"), english.Out)
	assert.Contains(t, english.Out, "\nSaturday 1 Farvardin 1405: closed: Nowruz")
	assert.Contains(t, samadctl(t, "", append(args, "--lang", "fa")...).Out, "\nشنبه ۱ فروردین ۱۴۰۵: تعطیل: آغاز نوروز")
	var got dueRecord
	require.NoError(t, json.Unmarshal([]byte(samadctl(t, "", append(args, "--json")...).Out), &got))
	assert.NotEmpty(t, got.Steps)
	assert.Len(t, got.Days, 22, "from 27 Esfand to 19 Farvardin")
}
