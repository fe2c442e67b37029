package celrule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// ErrCost is matched by errors of evaluations that passed the limit of cost.
var ErrCost = errors.New("celrule: the expression costs more than its limit")

type expression struct {
	program cel.Program
	cost    uint64
	names   []routing.Name
}

// Names implements [routing.Namer].
func (e *expression) Names() []routing.Name { return slices.Clone(e.names) }

// Holds evaluates the expression on a request.
func (e *expression) Holds(q samad.RouteRequest) (bool, error) {
	value, _, err := e.program.Eval(request{&q})
	if err != nil {
		// cel-go has no error value for this, only the words.
		if strings.Contains(err.Error(), "cost limit exceeded") {
			return false, fmt.Errorf("%w of %d", ErrCost, e.cost)
		}
		return false, fmt.Errorf("celrule: evaluate: %w", err)
	}
	holds, ok := value.(types.Bool)
	if !ok {
		return false, fmt.Errorf("celrule: evaluate: the result is a %s", value.Type().TypeName())
	}
	return bool(holds), nil
}

// request gives an expression the facts by their names.
type request struct{ *samad.RouteRequest }

// Parent implements cel.Activation: there is no outer one.
func (request) Parent() cel.Activation { return nil }

// ResolveName implements cel.Activation.
func (r request) ResolveName(name string) (any, bool) {
	switch name {
	case "kind":
		return string(r.Kind), true
	case "topic":
		return string(r.Topic), true
	case "place":
		return string(r.Place), true
	case "channel":
		return string(r.Channel), true
	case "urgency":
		return string(r.Urgency), true
	case "identity":
		return string(r.Identity), true
	case "petitioner":
		return string(r.Petitioner), true
	case "about":
		return string(r.About), true
	case "flags":
		return r.Flags, true
	case "text":
		return r.Text, true
	case "at":
		if r.At.IsZero() {
			return time.Unix(0, 0).UTC(), true
		}
		return r.At.UTC(), true
	}
	return nil, false
}

// unknownSizes tells the estimate of cost nothing: texts and lists may be
// empty.
type unknownSizes struct{}

// EstimateSize implements cost.Estimator.
func (unknownSizes) EstimateSize(cost.AstNode) *cost.SizeEstimate { return nil }

// EstimateCallCost implements cost.Estimator.
func (unknownSizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
