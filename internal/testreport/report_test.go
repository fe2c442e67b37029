package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	t.Parallel()
	const ok = `{"Action":"run","Package":"m/a","Test":"TestOne"}
{"Action":"output","Package":"m/a","Test":"TestOne","Output":"fine\n"}
{"Action":"pass","Package":"m/a","Test":"TestOne"}
{"Action":"pass","Package":"m/a"}
`
	for _, row := range []struct {
		name  string
		runs  []string
		want  string
		green bool
	}{
		{"green", []string{ok}, "1 passed, 0 failed, 0 skipped\n", true},
		{"twice counts once", []string{ok, ok}, "1 passed, 0 failed, 0 skipped\n", true},
		{"failed in one of two runs", []string{ok, `{"Action":"output","Package":"m/a","Test":"TestOne","Output":"a.go:1: wrong\n"}
{"Action":"fail","Package":"m/a","Test":"TestOne"}
{"Action":"output","Package":"m/a","Output":"FAIL\n"}
{"Action":"fail","Package":"m/a"}
`, ok}, "FAILED m/a \nFAIL\nFAILED m/a TestOne\na.go:1: wrong\n0 passed, 1 failed, 0 skipped\n", false},
		{"skipped", []string{ok + `{"Action":"skip","Package":"m/a","Test":"TestBrowser"}` + "\n"},
			"SKIPPED m/a TestBrowser\n1 passed, 0 failed, 1 skipped\n", false},
		{"skipped in one run only", []string{`{"Action":"skip","Package":"m/a","Test":"TestOne"}` + "\n", ok},
			"1 passed, 0 failed, 0 skipped\n", true},
		{"package without tests", []string{ok + `{"Action":"skip","Package":"m/b"}` + "\n"}, "1 passed, 0 failed, 0 skipped\n", true},
		{"input that a fuzz target passes over", []string{ok + `{"Action":"skip","Package":"m/a","Test":"FuzzParse/seed#1"}` + "\n"},
			"1 passed, 0 failed, 0 skipped\n", true},
		{"does not build", []string{ok + `{"ImportPath":"m/b [m/b.test]","Action":"build-output","Output":"b.go:1: undefined: x\n"}
{"ImportPath":"m/b [m/b.test]","Action":"build-fail"}
{"Action":"fail","Package":"m/b"}
`}, "FAILED m/b \nb.go:1: undefined: x\n1 passed, 1 failed, 0 skipped\n", false},
		{"no tests at all", []string{`{"Action":"skip","Package":"m/b"}` + "\n"}, "0 passed, 0 failed, 0 skipped\n", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			report := NewReport()
			for _, run := range row.runs {
				require.NoError(t, report.Read(strings.NewReader(run)))
			}
			var got strings.Builder
			require.NoError(t, report.Write(&got))
			if diff := cmp.Diff(row.want, got.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			assert.Equal(t, row.green, report.Green())
		})
	}
}

func TestRunRefusesWhatIsNoTestLog(t *testing.T) {
	t.Parallel()
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "log.json")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		return name
	}
	require.Error(t, run(nil, &strings.Builder{}))
	require.ErrorIs(t, run([]string{filepath.Join(t.TempDir(), "none")}, &strings.Builder{}), os.ErrNotExist)
	require.ErrorContains(t, run([]string{file("")}, &strings.Builder{}), "no tests were run")
	require.ErrorContains(t, run([]string{file("go: cannot find module\n")}, &strings.Builder{}), "line 1")
	require.ErrorIs(t, run([]string{file(`{"Action":"fail","Package":"m"}`)}, &strings.Builder{}), errNotGreen)
	require.NoError(t, run([]string{file(`{"Action":"pass","Package":"m","Test":"TestA"}`)}, &strings.Builder{}))
}
