package routing

import (
	"errors"
	"fmt"
	"iter"
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

// Namer is what an [Expression] may tell besides: the ids and words with which
// it compares facts, so that a slip in one is found when rules are loaded and
// not when a case is referred elsewhere.
type Namer interface {
	// Names returns what is compared with the facts kind, topic, place,
	// channel, urgency, identity, petitioner and about, as far as it stands in
	// the source as it is.
	Names() []Name
}

// Name is an id or word in an expression.
type Name struct {
	Fact, Value  string
	Line, Column int // where the value stands, from 1; a column counts letters
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
		if named, ok := compiled.(Namer); ok {
			l.checkNames(n, named.Names())
		}
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

// checkNames reports ids and words that no fact can be. The empty one is what
// a fact is that was not given.
func (l *loader) checkNames(n yamlfile.Node, names []Name) {
	for _, name := range names {
		if name.Value == "" {
			continue
		}
		what, all := l.namesOf(name.Fact)
		if all == nil {
			continue
		}
		hint, found := "", false
		for one := range all {
			if found = one == name.Value; found {
				break
			}
		}
		if found {
			continue
		}
		if near := yamlfile.Nearest(name.Value, all); near != "" {
			hint = fmt.Sprintf("is %q meant?", near)
		}
		l.report(n.PosAt(name.Line, name.Column), fmt.Sprintf("expression: unknown %s %q", what, name.Value), hint)
	}
}

// namesOf returns what a fact is called and what it can be, nil for one that
// can be anything.
func (l *loader) namesOf(fact string) (what string, all iter.Seq[string]) {
	switch fact {
	case "topic":
		return "topic", l.topicIDs()
	case "place":
		return "place", l.placeIDs()
	case "about":
		return "agency", l.agencyIDs()
	case "kind":
		return fact, wordsOf(samad.Kinds())
	case "channel":
		return fact, wordsOf(samad.Channels())
	case "urgency":
		return fact, wordsOf(samad.Urgencies())
	case "identity":
		return fact, wordsOf(samad.Identities())
	case "petitioner":
		return fact, wordsOf([]samad.PetitionerType{samad.Person, samad.LegalEntity, samad.Foreign})
	default:
		return "", nil
	}
}

func wordsOf[T ~string](list []T) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, w := range list {
			if !yield(string(w)) {
				return
			}
		}
	}
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
