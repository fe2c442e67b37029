package sla

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
)

// Fault is one thing wrong with a file that somebody wrote, or with a value
// given from Go, where Line and Column are 0.
type Fault struct {
	File         string
	Line, Column int    // from 1
	Message      string // what is wrong
	Hint         string // how to mend it, or ""
}

// String returns "file:line:column: message (hint)".
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File + ":")
	}
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", f.Line, f.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		b.WriteString(" (" + f.Hint + ")")
	}
	return b.String()
}

// maxFaults is how many faults of a file are told at most: who has more does
// not read them either.
const maxFaults = 50

// Faults is everything that is wrong with a file, in the order of the file. It
// matches [ErrMalformed].
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return "sla: " + strings.Join(lines, "\n")
}

// Unwrap returns [ErrMalformed].
func (f Faults) Unwrap() error { return ErrMalformed }

// collector gathers faults while a file is read.
type collector struct{ faults Faults }

func (c *collector) report(pos yamlfile.Pos, message, hint string) {
	c.faults = append(c.faults, Fault{pos.File, pos.Line, pos.Column, message, hint})
}

// err returns the faults in the order of the file, and nil when there are none.
func (c *collector) err() error {
	if len(c.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if more := len(c.faults) - maxFaults; more > 0 {
		last := c.faults[maxFaults]
		c.faults = append(c.faults[:maxFaults:maxFaults], Fault{
			File: last.File, Line: last.Line, Column: last.Column, Message: fmt.Sprintf("and %d more faults from here on", more),
		})
	}
	return c.faults
}
