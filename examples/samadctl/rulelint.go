package main

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

type rulesLint struct {
	packFlags
	Dir   string `required:"" placeholder:"PACK" help:"Directory of the pack."`
	Cases string `placeholder:"FILE" help:"Past cases, one JSON object a line: uncovered topics then tell how many fall there, and keywords that nobody writes are found."`
}

// Help describes the output.
func (rulesLint) Help() string {
	return `Looks for what is likely wrong in rules that are well formed: rules that never
decide, rules that contradict each other, topics and places that nothing covers,
dead keywords, agencies without work, no rule for accused agencies. Every
finding is one line; the exit code is 1 then.

JSON fields: code, file, line, column, rule, other, topic, place, agency, cases,
message, hint.`
}

type findingRecord struct {
	Code    routing.FindingCode `json:"code"`
	File    string              `json:"file,omitempty"`
	Line    int                 `json:"line,omitempty"`
	Column  int                 `json:"column,omitempty"`
	Rule    string              `json:"rule,omitempty"`
	Other   string              `json:"other,omitempty"`
	Topic   samad.TopicID       `json:"topic,omitempty"`
	Place   samad.PlaceID       `json:"place,omitempty"`
	Agency  samad.AgencyID      `json:"agency,omitempty"`
	Cases   int                 `json:"cases,omitempty"`
	Message string              `json:"message"`
	Hint    string              `json:"hint,omitempty"`
}

// Run looks at the rules.
func (cmd *rulesLint) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if err != nil {
		return c.badPack(err)
	}
	opts := routing.LintOptions{Within: p.Validity}
	if cmd.Cases != "" {
		err := readRecorded(ctx, cmd.Cases, func(r recorded) error {
			opts.Seen = append(opts.Seen, routing.Seen{Topic: r.Topic, Place: r.Place, Cases: 1})
			if r.Text != "" {
				opts.Texts = append(opts.Texts, r.Text)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	findings, err := p.Rules.Lint(ctx, opts)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if c.json {
			c.printJSON(findingRecord(f))
		} else {
			c.print(f.String(), "\n")
		}
	}
	if len(findings) > 0 {
		summaryf(c.stderr, "%s: %s", cmd.Dir, counted(len(findings), "finding"))
		return errFindings
	}
	summaryf(c.stderr, "%s: nothing found in %d rules", cmd.Dir, len(p.Rules.Rules()))
	return nil
}

type rulesTest struct {
	packFlags
	Dir    string `required:"" placeholder:"PACK" help:"Directory of the pack."`
	Strict bool   `help:"Fail also for a rule that no test covers."`
}

// Help describes the output.
func (rulesTest) Help() string {
	return `Runs the tests in the pack's *_test.yaml files and tells which rules they cover.
A rule is covered when a test that names it, or looks at what it adds, reaches
it. The exit code is 1 when a test fails, or there are none.

JSON: one object {cases, failed: [{file, line, name, differences}], rules:
[{rule, decided, expected}]}.`
}

type failedRecord struct {
	File        string   `json:"file"`
	Line        int      `json:"line"`
	Name        string   `json:"name"`
	Differences []string `json:"differences"`
}

type coverageRecord struct {
	Rule     string `json:"rule"`
	Decided  int    `json:"decided"`
	Expected int    `json:"expected"`
}

// Run runs the tests.
func (cmd *rulesTest) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if err != nil {
		return c.badPack(err)
	}
	report, err := p.Rules.Test(ctx, p.Tests())
	if err != nil {
		return err
	}
	if c.json {
		out := struct {
			Cases  int              `json:"cases"`
			Failed []failedRecord   `json:"failed"`
			Rules  []coverageRecord `json:"rules"`
		}{report.Ran, []failedRecord{}, []coverageRecord{}}
		for _, f := range report.Failed {
			out.Failed = append(out.Failed, failedRecord{f.Test.File, f.Test.Line, f.Test.Name, f.Differences})
		}
		for _, r := range report.Rules {
			out.Rules = append(out.Rules, coverageRecord(r))
		}
		c.printJSON(out)
	} else if err := report.Text(c.stdout); err != nil {
		return err
	}
	switch open := report.Open(); {
	case report.Ran == 0:
		fmt.Fprintf(c.stderr, "samadctl: %s has no tests of its rules\n", cmd.Dir)
	case len(report.Failed) == 0 && (len(open) == 0 || !cmd.Strict):
		return nil
	}
	return errFindings
}
