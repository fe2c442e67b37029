package routingtest

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
)

// Run loads the pack at the root of fsys and runs the tests of its rules. The
// pack must extend no other one; see [RunPack] for those that do.
func Run(t *testing.T, fsys fs.FS) {
	t.Helper()
	RunPack(t, fsys, pack.Options{})
}

// RunPack is [Run] with options, for a pack that extends others.
func RunPack(t *testing.T, fsys fs.FS, opts pack.Options) {
	t.Helper()
	run(onT{t}, fsys, opts, false)
}

// RunStrict is [RunPack] and asks besides that tests cover every rule: each
// must decide, or add to a decision, in a case that expects it.
func RunStrict(t *testing.T, fsys fs.FS, opts pack.Options) {
	t.Helper()
	run(onT{t}, fsys, opts, true)
}

// Result is what a pack's tests and the linter say.
type Result struct {
	Tests    routing.TestReport
	Findings []routing.Finding
}

// Check loads the pack at the root of fsys, runs the tests of its rules and the
// linter. The error is a [github.com/samad111/go-samad/samad/directory.Faults]
// when the files are faulty; what tests and linter find is in the result.
func Check(ctx context.Context, fsys fs.FS, opts pack.Options) (Result, error) {
	p, err := pack.Load(fsys, opts)
	if err != nil {
		return Result{}, err
	}
	return check(ctx, p)
}

func check(ctx context.Context, p *pack.Pack) (Result, error) {
	tests, err := p.Rules.Test(ctx, p.Tests())
	if err != nil {
		return Result{}, err
	}
	findings, err := p.Rules.Lint(ctx, routing.LintOptions{Within: p.Validity})
	if err != nil {
		return Result{}, err
	}
	return Result{Tests: tests, Findings: findings}, nil
}

// reporter is what of a [testing.T] is needed: so that this package can be
// tested on packs that must fail.
type reporter interface {
	Helper()
	Error(args ...any)
	Fatalf(format string, args ...any)
	Log(args ...any)
	sub(name string, f func(reporter))
}

type onT struct{ *testing.T }

func (t onT) sub(name string, f func(reporter)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Helper()
		f(onT{t})
	})
}

func run(t reporter, fsys fs.FS, opts pack.Options, strict bool) {
	t.Helper()
	p, err := pack.Load(fsys, opts)
	if err != nil {
		t.Fatalf("the pack is faulty:\n%v", err)
	}
	for _, c := range p.Tests() {
		t.sub(c.Name, func(t reporter) {
			t.Helper()
			if err := p.Rules.Check(context.Background(), c); err != nil {
				t.Error(err)
			}
		})
	}
	result, err := check(context.Background(), p)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, fault := range result.faults(strict) {
		t.Error(fault)
	}
	var coverage strings.Builder
	if err := result.Tests.Text(&coverage); err != nil {
		t.Fatalf("%v", err)
	}
	t.Log(coverage.String())
}

// faults lists what is wrong besides tests that failed.
func (r Result) faults(strict bool) (out []string) {
	if r.Tests.Ran == 0 {
		out = append(out, "the pack has no tests of its rules: write cases into a file such as rules_test.yaml")
	}
	for _, f := range r.Findings {
		out = append(out, f.String())
	}
	if strict {
		for _, c := range r.Tests.Open() {
			out = append(out, fmt.Sprintf("no test covers rule %q", c.Rule))
		}
	}
	return out
}
