package yamlfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Node is a value in a file. The zero Node is an absent value.
type Node struct {
	src *source
	n   ast.Node
}

// IsZero reports whether the value is absent.
func (n Node) IsZero() bool { return n.n == nil }

// Pos returns where the value begins.
func (n Node) Pos() Pos {
	if n.IsZero() {
		return Pos{}
	}
	pos := Pos{File: n.src.file, Line: 1, Column: 1}
	if tk := firstToken(n.n); tk != nil && tk.Position != nil {
		pos.Line, pos.Column = tk.Position.Line, tk.Position.Column
	}
	return pos
}

// PosAt returns the place in the file of a line and column, both from 1, inside
// the text of the value. Columns count letters. In texts with escapes, and in
// plain ones that run over several lines, it may be off by what the file adds.
func (n Node) PosAt(line, column int) Pos {
	pos := n.Pos()
	if line < 1 || column < 1 {
		return pos
	}
	switch v := n.n.(type) {
	case *ast.LiteralNode:
		pos.Line += line
		pos.Column = column + indentation(v)
	case *ast.StringNode:
		if line > 1 {
			return pos
		}
		pos.Column += column - 1
		if v.Token.Type == token.SingleQuoteType || v.Token.Type == token.DoubleQuoteType {
			pos.Column++
		}
	}
	return pos
}

// indentation counts the blanks before the first line of a block of text.
func indentation(v *ast.LiteralNode) int {
	if v.Value == nil || v.Value.Token == nil {
		return 0
	}
	for line := range strings.Lines(v.Value.Token.Origin) {
		if text := strings.TrimLeft(line, " "); strings.TrimSpace(text) != "" {
			return len(line) - len(text)
		}
	}
	return 0
}

// firstToken is the token at which people see a value begin: for a mapping its
// first key, not the colon after it.
func firstToken(n ast.Node) *token.Token {
	switch v := n.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 && v.Values[0].Key != nil {
			return v.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		if v.Key != nil {
			return v.Key.GetToken()
		}
	}
	return n.GetToken()
}

// Fault reports something wrong with the value.
func (n Node) Fault(message, hint string) {
	if !n.IsZero() {
		n.src.report(n.Pos(), message, hint)
	}
}

// Map returns the value as a mapping. Anything else is reported and gives an
// empty one.
func (n Node) Map() *Map {
	m := &Map{node: n, entries: map[string]entry{}, asked: map[string]bool{}}
	switch v := n.n.(type) {
	case nil:
	case *ast.MappingNode:
		m.read(v.Values)
	case *ast.MappingValueNode:
		m.read([]*ast.MappingValueNode{v})
	default:
		n.expected("a mapping of keys to values")
		m.node = Node{}
	}
	return m
}

// IsMap reports whether the value is a mapping.
func (n Node) IsMap() bool {
	switch n.n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// IsText reports whether the value is a text.
func (n Node) IsText() bool {
	switch n.n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return true
	}
	return false
}

// IsList reports whether the value is a list.
func (n Node) IsList() bool {
	_, ok := n.n.(*ast.SequenceNode)
	return ok
}

// List returns the items of a list. Anything else is reported and gives none.
func (n Node) List() []Node {
	if n.IsZero() {
		return nil
	}
	s, ok := n.n.(*ast.SequenceNode)
	if !ok {
		n.expected("a list")
		return nil
	}
	items := make([]Node, 0, len(s.Values))
	for i, v := range s.Values {
		item := Node{src: n.src, n: v}
		if v == nil || isNull(v) {
			n.Fault(fmt.Sprintf("item %d of the list is empty", i+1), "")
			continue
		}
		items = append(items, item)
	}
	return items
}

// Text returns a text. A number, true or null where a text belongs is
// reported: YAML reads 010 as eight and no as false.
func (n Node) Text() string {
	switch v := n.n.(type) {
	case nil:
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return strings.TrimRight(v.Value.Value, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.Fault(fmt.Sprintf("expected a text, found %s", describe(v)), "put it into quotes: "+strconv.Quote(v.GetToken().Value))
	default:
		n.expected("a text")
	}
	return ""
}

// Code returns a text that may look like a number, as it stands in the file:
// official codes, versions.
func (n Node) Code() string {
	switch v := n.n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return v.GetToken().Value
	}
	return n.Text()
}

// Int returns a whole number.
func (n Node) Int() int {
	switch v := n.n.(type) {
	case nil:
		return 0
	case *ast.IntegerNode:
		if i, err := strconv.Atoi(strings.ReplaceAll(v.GetToken().Value, "_", "")); err == nil {
			return i
		}
	}
	n.expected("a whole number")
	return 0
}

// Bool returns true or false.
func (n Node) Bool() bool {
	switch v := n.n.(type) {
	case nil:
		return false
	case *ast.BoolNode:
		return v.Value
	}
	n.expected("true or false")
	return false
}

func (n Node) expected(what string) {
	if !n.IsZero() {
		n.Fault(fmt.Sprintf("expected %s, found %s", what, describe(n.n)), "")
	}
}

func isNull(n ast.Node) bool {
	_, ok := n.(*ast.NullNode)
	return ok
}

// describe names a value for messages, without repeating long ones.
func describe(n ast.Node) string {
	switch v := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	case *ast.BoolNode:
		return fmt.Sprint(v.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		return "the number " + short(v.GetToken().Value)
	case *ast.StringNode:
		return "the text " + strconv.Quote(short(v.Value))
	case *ast.LiteralNode:
		return "a text"
	case *ast.AnchorNode:
		return "an anchor (&), which packs do not use"
	case *ast.AliasNode:
		return "an alias (*), which packs do not use"
	case *ast.TagNode:
		return "a tag (!), which packs do not use"
	}
	return "something else"
}

func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
