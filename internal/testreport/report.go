package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is a line of go test -json, see go doc test2json.
type event struct {
	Action     string `json:"Action"`
	Package    string `json:"Package"`
	ImportPath string `json:"ImportPath"` // of build output
	Test       string `json:"Test"`
	Output     string `json:"Output"`
}

// name is a test of a package; the package itself where Test is empty.
type name struct{ Package, Test string }

// tally counts how often a test ended how.
type tally struct{ pass, fail, skip int }

// Report adds up runs of go test -json.
type Report struct {
	tests  map[name]tally
	output map[name]*strings.Builder
	failed map[name]string // their output in the run that failed
}

// NewReport returns an empty report.
func NewReport() *Report {
	return &Report{tests: map[name]tally{}, output: map[name]*strings.Builder{}, failed: map[name]string{}}
}

// Read adds a run. It fails on an empty one and on lines that are not JSON:
// either means that go test itself did not run.
func (r *Report) Read(run io.Reader) error {
	lines := bufio.NewScanner(run)
	lines.Buffer(nil, 16<<20) // a line holds a line of output
	count := 0
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("line %d: %w", count+1, err)
		}
		count++
		r.add(e)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", count+1, err)
	}
	if count == 0 {
		return errors.New("no tests were run")
	}
	clear(r.output)
	return nil
}

func (r *Report) add(e event) {
	n := name{e.Package, e.Test}
	if e.Package == "" {
		n.Package, _, _ = strings.Cut(e.ImportPath, " ") // "pkg [pkg.test]"
	}
	t := r.tests[n]
	switch e.Action {
	case "output", "build-output":
		if r.output[n] == nil {
			r.output[n] = &strings.Builder{}
		}
		r.output[n].WriteString(e.Output)
		return
	case "pass":
		t.pass++
	case "skip":
		t.skip++
	case "fail":
		t.fail++
		r.keep(n)
	default:
		return
	}
	r.tests[n] = t
}

func (r *Report) keep(n name) {
	if out := r.output[n]; out != nil {
		r.failed[n] = out.String()
	}
}

// Counts returns how many tests passed, failed and were skipped.
func (r *Report) Counts() (passed, failed, skipped int) {
	blamed := map[string]bool{}
	for n, t := range r.tests {
		if n.Test == "" {
			continue
		}
		switch {
		case t.fail > 0:
			failed++
			blamed[n.Package] = true
		case t.pass > 0:
			passed++
		case !strings.HasPrefix(n.Test, "Fuzz"):
			skipped++
		}
	}
	for n, t := range r.tests {
		if n.Test == "" && t.fail > 0 && !blamed[n.Package] {
			failed++
		}
	}
	return passed, failed, skipped
}

// Green reports whether tests were run and all of them passed.
func (r *Report) Green() bool {
	passed, failed, skipped := r.Counts()
	return passed > 0 && failed == 0 && skipped == 0
}

// Write shows the output of what failed, the names of what was skipped, and
// the counts in the last line.
func (r *Report) Write(out io.Writer) error {
	var text strings.Builder
	for _, n := range slices.SortedFunc(maps.Keys(r.tests), byName) {
		t := r.tests[n]
		switch {
		case t.fail > 0:
			fmt.Fprintf(&text, "FAILED %s %s\n%s", n.Package, n.Test, r.failed[n])
		case t.skip > 0 && t.pass == 0 && n.Test != "" && !strings.HasPrefix(n.Test, "Fuzz"):
			fmt.Fprintf(&text, "SKIPPED %s %s\n", n.Package, n.Test)
		}
	}
	passed, failed, skipped := r.Counts()
	fmt.Fprintf(&text, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	_, err := io.WriteString(out, text.String())
	return err //nolint:wrapcheck // the writer's own error, the caller names it
}

func byName(a, b name) int {
	return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Test, b.Test))
}
