package routing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// TestReport is what the tests of a rule set say, and what they leave open.
type TestReport struct {
	Ran    int // how many tests
	Failed []*TestError
	// Rules are all rules of the set, in the order of the file.
	Rules []RuleCoverage
}

// RuleCoverage is how far tests reach a rule.
type RuleCoverage struct {
	Rule string
	// Decided is in how many tests the rule decided, for one with continue:
	// true, in how many it added to the decision.
	Decided int
	// Expected is in how many of them the test says so, by naming the rule,
	// so that a change of the rule turns a test red.
	Expected int
}

// Test runs tests of rules and counts what they reach. The error is that of a
// decision that could not be made at all; a test that fails is in the report.
func (t *Table) Test(ctx context.Context, tests []Test) (TestReport, error) {
	report := TestReport{Ran: len(tests), Rules: make([]RuleCoverage, len(t.rules))}
	for i, r := range t.rules {
		report.Rules[i].Rule = r.ID
	}
	for _, c := range tests {
		var failed *TestError
		if err := t.Check(ctx, c); errors.As(err, &failed) {
			report.Failed = append(report.Failed, failed)
		} else if err != nil {
			return TestReport{}, fmt.Errorf("routing: test %q: %w", c.Name, err)
		}
		if err := t.reached(ctx, c, &report); err != nil {
			return TestReport{}, fmt.Errorf("routing: test %q: %w", c.Name, err)
		}
	}
	return report, nil
}

func (t *Table) reached(ctx context.Context, c Test, report *TestReport) error {
	d, err := t.Route(ctx, c.Given)
	if errors.Is(err, samad.ErrNoRoute) {
		return nil
	}
	if err != nil {
		return err
	}
	decided := &report.Rules[t.ruleIndex[d.Rule]]
	decided.Decided++
	if c.Expect.Rule != nil && *c.Expect.Rule == d.Rule {
		decided.Expected++
	}
	day, err := t.day(c.Given.At)
	if err != nil {
		return err
	}
	f := &facts{RouteRequest: c.Given, table: t, day: day}
	for _, rule := range t.continuing.all(f) {
		report.Rules[rule].Decided++
		if c.Expect.sees(t.rules[rule]) {
			report.Rules[rule].Expected++
		}
	}
	return nil
}

// sees reports whether a test would notice that a continuing rule is gone.
func (e Expectation) sees(r Rule) bool {
	return r.Urgency != "" && e.Urgency != nil || len(r.Labels) > 0 && e.Labels != nil ||
		len(r.Cooperate) > 0 && e.Cooperate != nil || len(r.Statement) > 0 && e.Statement != nil || r.Hold && e.Hold != nil
}

// Covered counts the rules that some test reaches and looks at.
func (r TestReport) Covered() int {
	return len(r.Rules) - len(r.Open())
}

// Open lists the rules that no test reaches, or that tests reach without
// looking: they may change without a test going red.
func (r TestReport) Open() (open []RuleCoverage) {
	for _, c := range r.Rules {
		if c.Expected == 0 {
			open = append(open, c)
		}
	}
	return open
}

// Text writes the report for people, in English: the tests that failed, then
// how many rules the tests cover and which they leave open.
func (r TestReport) Text(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.Failed {
		fmt.Fprintln(&b, f)
	}
	fmt.Fprintf(&b, "%d tests, %d failed; %d of %d rules covered\n", r.Ran, len(r.Failed), r.Covered(), len(r.Rules))
	for _, c := range r.Open() {
		if c.Decided == 0 {
			fmt.Fprintf(&b, "  %s: no test reaches it\n", c.Rule)
		} else {
			fmt.Fprintf(&b, "  %s: reached in %d tests, expected in none\n", c.Rule, c.Decided)
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("routing: write test report: %w", err)
	}
	return nil
}
