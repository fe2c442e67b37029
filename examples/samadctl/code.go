package main

import (
	"context"
	"errors"

	"github.com/samad111/go-samad/tracking"
)

type codeCommands struct {
	Check codeCheck `cmd:"" help:"Check tracking codes."`
}

type codeCheck struct {
	Codes []string `arg:"" optional:"" name:"code" help:"Codes; without any they are read from standard input."`
}

// Help describes input and output.
func (codeCheck) Help() string {
	return `Codes come as arguments or one a line on standard input, in any digits and
spacing. For each the bare code is printed, or "error: " and where it stops to
be one. The exit code is 1 when one is bad.

JSON fields: line, valid, code; for a bad one line, valid, column, error.`
}

// maxShortLine is far more than a code or a date with all its marks needs.
const maxShortLine = 1024

type checkedCode struct {
	Line   int    `json:"line"`
	Valid  bool   `json:"valid"`
	Code   string `json:"code,omitempty"`
	Column int    `json:"column,omitempty"`
	Error  string `json:"error,omitempty"`
}

// Run checks the codes.
func (cmd *codeCheck) Run(ctx context.Context, c *console) error {
	return c.each(ctx, cmd.Codes, work{
		limit: maxShortLine,
		do: func(n int, line string) *lineFault {
			code, err := tracking.Parse(line)
			if err != nil {
				return codeFault(err)
			}
			if c.json {
				c.printJSON(checkedCode{Line: n, Valid: true, Code: code.String()})
			} else {
				c.print(code.String(), "\n")
			}
			return nil
		},
		bad: func(n int, _ string, f *lineFault) {
			if c.json {
				c.printJSON(checkedCode{Line: n, Column: f.column, Error: f.reason})
			} else {
				c.print(f.String(), "\n")
			}
		},
	})
}

func codeFault(err error) *lineFault {
	if at, ok := errors.AsType[*tracking.ParseError](err); ok {
		return &lineFault{column: at.Rune + 1, reason: at.Reason}
	}
	return &lineFault{reason: err.Error()}
}
