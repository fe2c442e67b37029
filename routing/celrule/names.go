package celrule

import (
	"cmp"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/samad111/go-samad/routing"
)

// names finds the ids and words with which an expression compares facts: in
// ==, != and in, and in the functions of subtrees.
func names(tree *ast.AST) []routing.Name {
	var out []routing.Name
	add := func(fact, value ast.Expr) {
		if fact.Kind() != ast.IdentKind || value.Kind() != ast.LiteralKind {
			return
		}
		text, ok := value.AsLiteral().(types.String)
		if !ok {
			return
		}
		at := tree.SourceInfo().GetStartLocation(value.ID())
		out = append(out, routing.Name{
			Fact: fact.AsIdent(), Value: string(text), Line: max(at.Line(), 1), Column: max(at.Column(), 0) + 1,
		})
	}
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 {
			return
		}
		first, second := e.AsCall().Args()[0], e.AsCall().Args()[1]
		switch e.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals:
			add(first, second)
			add(second, first)
		case operators.In:
			if second.Kind() == ast.ListKind {
				for _, one := range second.AsList().Elements() {
					add(first, one)
				}
			}
		case "topicUnder", "placeUnder":
			add(first, second)
		}
	}))
	slices.SortStableFunc(out, func(a, b routing.Name) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return out
}
