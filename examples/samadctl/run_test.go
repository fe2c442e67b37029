package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// result is what a run of the program gave.
type result struct {
	Code     int
	Out, Err string
}

// samadctl runs the program in this process.
func samadctl(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return result{code, out.String(), errs.String()}
}

// row is one run with all that it must give.
type row struct {
	name  string
	args  []string
	stdin string
	want  result
}

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got := samadctl(t, row.stdin, row.args...)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("samadctl %s (-want +got):\n%s", strings.Join(row.args, " "), diff)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		args string
		code int
		err  string // what standard error must say
	}{
		{"no command", "", exitUsage, "expected one of"},
		{"unknown command", "caldendar", exitUsage, "caldendar"},
		{"unknown flag", "calendar convert --form persian", exitUsage, `did you mean "--from"`},
		{"unknown calendar", "calendar convert --from julian", exitUsage, `"persian","gregorian","hijri"`},
		{"help", "--help", exitGood, ""},
		{"help of a command", "calendar convert --help", exitGood, ""},
		{"help before an error", "calendar convert --from julian --help", exitGood, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got := samadctl(t, "", strings.Fields(row.args)...)
			if got.Code != row.code || !strings.Contains(got.Err, row.err) || (row.err == "") != (got.Err == "") {
				t.Errorf("exit %d, standard error %q; want exit %d and %q", got.Code, got.Err, row.code, row.err)
			}
			if (got.Code == exitGood) != (got.Out != "") {
				t.Errorf("standard output %q with exit %d", got.Out, got.Code)
			}
		})
	}
}
