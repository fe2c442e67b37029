package directory

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrFaulty is matched by every error about what is written in a file.
var ErrFaulty = errors.New("directory: faulty files")

// Fault is one thing wrong in a file.
type Fault struct {
	File string
	// Line and Column count from 1. Both are 0 when the file as a whole is
	// meant: it is absent, for instance.
	Line, Column int
	Message      string // what is wrong
	Hint         string // how to mend it, "" when nothing is known
}

// String returns the fault on one line, the way compilers write:
// "agencies.yaml:12:7: unknown agency "isf.tamn" (is "isf.tamin" meant?)".
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	b.WriteString(f.Message)
	if f.Hint != "" {
		fmt.Fprintf(&b, " (%s)", f.Hint)
	}
	return b.String()
}

// Faults is an error that lists everything wrong with a set of files. It
// matches [ErrFaulty]. Use [errors.As] to get at the single ones.
type Faults []Fault

// shown is how many faults Error writes out; the rest is counted. A file with
// more has one mistake that was copied.
const shown = 100

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, 0, min(len(f), shown)+1)
	for i, fault := range f {
		if i == shown {
			lines = append(lines, fmt.Sprintf("… and %d more", len(f)-shown))
			break
		}
		lines = append(lines, fault.String())
	}
	return strings.Join(lines, "\n")
}

// Is reports whether target is [ErrFaulty].
func (f Faults) Is(target error) bool { return target == ErrFaulty }

// Err returns the faults ordered by place, doubles dropped, as an error: nil
// when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	sorted := slices.Clone(f)
	slices.SortStableFunc(sorted, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(sorted)
}
