package celrule

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

var _ routing.Expressions = (*Compiler)(nil)

// DefaultCost is the limit of an evaluation, in CEL's units: about one for
// each look-up, comparison or step of a macro, one for each ten letters that
// are searched. It allows several searches of the longest text of a case, and is
// spent within a few milliseconds.
const DefaultCost = 20_000

// The limits of an expression's source.
const (
	maxCharacters = 4000
	maxDepth      = 40
)

// Options say how expressions are compiled. The zero value will do.
type Options struct {
	// Cost is what one evaluation may cost at most; 0 means [DefaultCost].
	Cost uint64
}

// Compiler compiles expressions. Make one with [New].
type Compiler struct {
	env  *cel.Env
	err  error
	cost uint64
}

// New makes a compiler.
func New(opts Options) *Compiler {
	c := &Compiler{cost: cmp.Or(opts.Cost, DefaultCost)}
	c.env, c.err = cel.NewEnv(
		cel.ParserExpressionSizeLimit(maxCharacters),
		cel.ParserRecursionLimit(maxDepth),
		cel.Variable("kind", cel.StringType), cel.Variable("topic", cel.StringType), cel.Variable("place", cel.StringType),
		cel.Variable("channel", cel.StringType), cel.Variable("urgency", cel.StringType), cel.Variable("identity", cel.StringType),
		cel.Variable("petitioner", cel.StringType), cel.Variable("about", cel.StringType),
		cel.Variable("flags", cel.ListType(cel.StringType)),
		cel.Variable("text", cel.StringType),
		cel.Variable("at", cel.TimestampType),
		under("topicUnder", func(id, root string) bool { return samad.TopicID(id).Under(samad.TopicID(root)) }),
		under("placeUnder", func(id, root string) bool { return samad.PlaceID(id).Under(samad.PlaceID(root)) }),
	)
	return c
}

// under is a function of two ids.
func under(name string, is func(id, root string) bool) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_string_string", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
		cel.BinaryBinding(func(id, root ref.Val) ref.Val {
			a, ok := id.(types.String)
			b, also := root.(types.String)
			if !ok || !also {
				return types.NewErr("%s needs two strings", name)
			}
			return types.Bool(is(string(a), string(b)))
		})))
}

// Compile parses, checks and compiles an expression. The error is a
// [*routing.ExpressionError] with the places of all faults in the source.
func (c *Compiler) Compile(source string) (routing.Expression, error) {
	if c.err != nil {
		return nil, fmt.Errorf("celrule: environment: %w", c.err)
	}
	ast, issues := c.env.Compile(source)
	if issues.Err() != nil {
		return nil, faults(issues)
	}
	if ast.OutputType() != cel.BoolType {
		return nil, fault(fmt.Sprintf("gives %s, not true or false", ast.OutputType()))
	}
	estimate, err := c.env.EstimateCost(ast, unknownSizes{})
	if err != nil {
		return nil, fmt.Errorf("celrule: estimate cost: %w", err)
	}
	if estimate.Min > c.cost {
		return nil, fault(fmt.Sprintf("costs %d at least; the limit is %d", estimate.Min, c.cost))
	}
	program, err := c.env.Program(ast, cel.CostLimit(c.cost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fault(err.Error())
	}
	return &expression{program: program, cost: c.cost, names: names(ast.NativeRep())}, nil
}

func fault(message string) error {
	return &routing.ExpressionError{Faults: []routing.ExpressionFault{{Line: 1, Column: 1, Message: message}}}
}

// faults brings CEL's errors into order of place.
func faults(issues *cel.Issues) error {
	out := &routing.ExpressionError{}
	for _, e := range issues.Errors() {
		f := routing.ExpressionFault{Line: 1, Column: 1, Message: plain(e.Message)}
		if strings.Contains(e.Message, "token recognition error at: '=") {
			f.Message = "a single = (write == to compare)"
		}
		if e.Location != nil && e.Location.Line() > 0 && e.Location.Column() >= 0 && e.Location.Column() < math.MaxInt32 {
			f.Line, f.Column = e.Location.Line(), e.Location.Column()+1
		}
		out.Faults = append(out.Faults, f)
	}
	slices.SortStableFunc(out.Faults, func(a, b routing.ExpressionFault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return out
}

// plain tells a syntax error in words of those who write rules: what stands
// where it cannot, and not the parser's list of all that could.
func plain(message string) string {
	what, ok := strings.CutPrefix(message, "Syntax error: ")
	if !ok {
		return message
	}
	what, _, _ = strings.Cut(what, " expecting ")
	if missing, ok := strings.CutPrefix(what, "missing "); ok {
		missing, at, _ := strings.Cut(missing, " at ")
		if strings.Contains(at, "<EOF>") {
			return missing + " is missing at the end"
		}
		return missing + " is missing before " + at
	}
	if strings.Contains(what, "<EOF>") {
		return "it ends too early"
	}
	for _, how := range []string{"mismatched input ", "extraneous input ", "no viable alternative at input "} {
		if word, ok := strings.CutPrefix(what, how); ok {
			return "it cannot go on with " + word
		}
	}
	return what
}
