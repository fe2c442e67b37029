package routing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// Expressions compiles the expressions of rules. Package celrule implements it;
// without one in [Options], a rule with an expression is a fault.
type Expressions interface {
	// Compile checks and compiles an expression. The error is an
	// [*ExpressionError] where places in the source can be told.
	Compile(source string) (Expression, error)
}

// Expression is a compiled condition. It must be safe for concurrent use and
// must end by itself within a bounded amount of work, whatever the request.
type Expression interface {
	// Holds evaluates the condition. It must not change the request. An error
	// says that nobody knows whether the condition holds; then the request is
	// left to people (see [NoRouteError]).
	Holds(samad.RouteRequest) (bool, error)
}

// ExpressionFault is one thing wrong in an expression.
type ExpressionFault struct {
	Line, Column int // inside the expression, from 1; a column counts letters
	Message      string
}

// ExpressionError lists what is wrong in an expression.
type ExpressionError struct{ Faults []ExpressionFault }

// Error lists the faults on one line.
func (e *ExpressionError) Error() string {
	parts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		parts[i] = fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Message)
	}
	return "routing: expression: " + strings.Join(parts, "; ")
}

// readExpression reads and compiles the expression of a rule, nil for none.
func (l *loader) readExpression(n yamlfile.Node) (string, Expression) {
	source := n.Text()
	if source == "" {
		if !n.IsZero() && n.IsText() {
			n.Fault("the expression is empty", "write one or leave the key out")
		}
		return "", nil
	}
	if l.dir == nil {
		return source, nil // only the form of the file is looked at
	}
	if l.expressions == nil {
		n.Fault("expressions are not read here", "the program must load rules with Options.Expressions")
		return source, nil
	}
	compiled, err := l.expressions.Compile(source)
	if err == nil {
		return source, compiled
	}
	var faulty *ExpressionError
	if !errors.As(err, &faulty) || len(faulty.Faults) == 0 {
		n.Fault(fmt.Sprintf("expression: %v", err), "")
		return source, nil
	}
	for _, f := range faulty.Faults {
		l.report(n.PosAt(f.Line, f.Column), "expression: "+f.Message, "")
	}
	return source, nil
}

// expression evaluates the expression of a rule. One that cannot be evaluated
// counts as holding here and is noted: should the rule come to decide, nothing
// is decided.
func (f *facts) expression(rule int32, e Expression) bool {
	if f.assume != nil {
		return f.assume(rule)
	}
	if _, done := f.failed[rule]; done {
		return true
	}
	holds, err := e.Holds(f.RouteRequest)
	if err != nil {
		if f.failed == nil {
			f.failed = map[int32]error{}
		}
		f.failed[rule] = err
		return true
	}
	return holds
}
