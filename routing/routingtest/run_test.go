package routingtest

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
)

// recorder stands for a testing.T whose test may fail.
type recorder struct {
	name   string
	failed *[]string
	logged *[]string
}

type stopped struct{}

func (r recorder) Helper()           {}
func (r recorder) Error(args ...any) { *r.failed = append(*r.failed, r.name+fmt.Sprint(args...)) }
func (r recorder) Log(args ...any)   { *r.logged = append(*r.logged, fmt.Sprint(args...)) }
func (r recorder) Fatalf(f string, args ...any) {
	r.Error(fmt.Sprintf(f, args...))
	panic(stopped{})
}

func (r recorder) sub(name string, f func(reporter)) {
	f(recorder{name + ": ", r.failed, r.logged})
}

// record runs the pack's tests and returns what failed and what was logged.
func record(t *testing.T, fsys fs.FS, strict bool) (failed, logged []string) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			require.Equal(t, stopped{}, r)
		}
	}()
	run(recorder{"", &failed, &logged}, fsys, pack.Options{}, strict)
	return failed, logged
}

// pilotWith copies the pilot's pack with one file changed.
func pilotWith(t *testing.T, name string, change func(string) string) fs.FS {
	t.Helper()
	copied := fstest.MapFS{}
	names, err := fs.Glob(isfahan.FS(), "*.yaml")
	require.NoError(t, err)
	for _, n := range names {
		src, err := fs.ReadFile(isfahan.FS(), n)
		require.NoError(t, err)
		copied[n] = &fstest.MapFile{Data: src}
	}
	if change != nil {
		text := change(string(copied[name].Data))
		require.NotEqual(t, string(copied[name].Data), text, "nothing changed")
		if text == "" {
			delete(copied, name)
		} else {
			copied[name].Data = []byte(text)
		}
	}
	return copied
}

func replace(old, with string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, with, 1) }
}

// The pilot runs its tests in the one line that every agency writes.
//
//nolint:paralleltest // it is to be that line and no more
func TestPilot(t *testing.T) { RunStrict(t, isfahan.FS(), pack.Options{}) }

func TestBrokenPacksFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		change     func(string) string
		strict     bool
		want       []string // parts of what failed, in order
	}{
		{"the pilot as it is", "", nil, true, nil},
		{
			"a faulty file", "rules.yaml", replace("refer: topic", "refer: topik"), false,
			[]string{"the pack is faulty:\nrules.yaml:"},
		},
		{
			"a rule that refers elsewhere", "rules.yaml", replace("refer: {office: health}", "refer: {agency: isf.olumpezeshki}"), false,
			[]string{
				"درمانگاه کاشان با دانشگاه کاشان است: rules_test.yaml:", "واکسن نوش‌آباد", "بیمارستان کاشان",
				`agency "isf.olumpezeshki.kashan" never receives a case`,
			},
		},
		{
			"a test that expects the wrong agency", "rules_test.yaml", replace("expect: {agency: isf.tamin, ", "expect: {agency: isf.kar, "), false,
			[]string{"بیمهٔ بیکاری در نجف‌آباد با تأمین اجتماعی است: rules_test.yaml:6: بیمهٔ بیکاری در نجف‌آباد با تأمین اجتماعی است: agency: got isf.tamin, want isf.kar"},
		},
		{
			"no tests", "rules_test.yaml", func(string) string { return "" }, false,
			[]string{"the pack has no tests of its rules"},
		},
		{
			"a rule that never decides", "rules.yaml", replace("rules:\n", "rules:\n  - {id: dull, when: {topic: power}, refer: centre, priority: -1}\n"), false,
			[]string{`rule "dull" never decides: rule "power-by-county" does [unreachable]`},
		},
		{
			"a rule without a test, which is fine", "rules.yaml", replace("rules:\n", "rules:\n  - {id: fresh, when: {topic: culture, channel: letter}, refer: topic}\n"), false, nil,
		},
		{
			"a rule with an expression of wrong types", "rules.yaml", replace("rules:\n", "rules:\n  - {id: fresh, when: 'kind == 1', refer: topic}\n"), false,
			[]string{"rules.yaml:80:29: expression: found no matching overload"},
		},
		{
			"a rule without a test, strictly", "rules.yaml", replace("rules:\n", "rules:\n  - {id: fresh, when: {topic: culture, channel: letter}, refer: topic}\n"), true,
			[]string{`no test covers rule "fresh"`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			failed, logged := record(t, pilotWith(t, tt.file, tt.change), tt.strict)
			assert.Equal(t, len(tt.want) == 0, len(failed) == 0, "%q", failed)
			for _, want := range tt.want {
				assert.Contains(t, strings.Join(failed, "\n"), want)
			}
			if len(failed) == 0 {
				assert.Contains(t, strings.Join(logged, ""), "rules covered")
			}
		})
	}
}

func TestCheckForPrograms(t *testing.T) {
	t.Parallel()
	result, err := Check(context.Background(), isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	assert.Empty(t, result.Tests.Failed)
	assert.Empty(t, result.Findings)
	assert.Empty(t, result.Tests.Open())
	assert.Equal(t, len(result.Tests.Rules), result.Tests.Covered())

	_, err = Check(context.Background(), fstest.MapFS{}, pack.Options{})
	require.Error(t, err)
}
