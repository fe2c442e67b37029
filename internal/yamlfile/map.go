package yamlfile

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// Need says whether a key must be there.
type Need bool

// Whether a key must be there.
const (
	Optional Need = false
	Required Need = true
)

// Map is a mapping being read. The keys it is asked for are the known ones.
type Map struct {
	node    Node
	order   []string
	entries map[string]entry
	asked   map[string]bool
}

type entry struct{ key, value Node }

func (m *Map) read(values []*ast.MappingValueNode) {
	src := m.node.src
	for _, v := range values {
		key := Node{src: src, n: v.Key}
		name, ok := keyText(v.Key)
		if !ok {
			key.Fault("expected a plain key", "")
			continue
		}
		if first, twice := m.entries[name]; twice {
			key.Fault(fmt.Sprintf("key %q stands here a second time", name),
				fmt.Sprintf("the first is in line %d", first.key.Pos().Line))
			continue
		}
		e := entry{key: key}
		if v.Value != nil && !isNull(v.Value) {
			e.value = Node{src: src, n: v.Value}
		}
		m.entries[name] = e
		m.order = append(m.order, name)
	}
}

func keyText(k ast.MapKeyNode) (string, bool) {
	switch v := k.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.IntegerNode:
		return v.Token.Value, true
	case *ast.BoolNode:
		return v.Token.Value, true
	case *ast.FloatNode:
		return v.Token.Value, true
	}
	return "", false
}

// IsZero reports whether there is no mapping: it is absent or was no mapping.
func (m *Map) IsZero() bool { return m.node.IsZero() }

// Pos returns where the mapping begins.
func (m *Map) Pos() Pos { return m.node.Pos() }

// Fault reports something wrong with the mapping as a whole.
func (m *Map) Fault(message, hint string) { m.node.Fault(message, hint) }

// FaultAt reports something wrong with the value of a key or, where the key is
// absent, with the mapping.
func (m *Map) FaultAt(key, message, hint string) {
	if e, ok := m.entries[key]; ok {
		if !e.value.IsZero() {
			e.value.Fault(message, hint)
			return
		}
		e.key.Fault(message, hint)
		return
	}
	m.Fault(message, hint)
}

// PosOf returns where the value of a key begins, or the mapping when the key
// is absent.
func (m *Map) PosOf(key string) Pos {
	if e, ok := m.entries[key]; ok {
		if !e.value.IsZero() {
			return e.value.Pos()
		}
		return e.key.Pos()
	}
	return m.Pos()
}

// Has reports whether the key is there, even without a value.
func (m *Map) Has(key string) bool {
	m.asked[key] = true
	_, ok := m.entries[key]
	return ok
}

// Get returns the value of a key. A key without a value is reported; so is a
// required key that is absent.
func (m *Map) Get(key string, need Need) Node {
	m.asked[key] = true
	e, ok := m.entries[key]
	switch {
	case !ok && need == Required:
		m.Fault(fmt.Sprintf("key %q is missing", key), m.looksLike(key))
	case ok && e.value.IsZero():
		e.key.Fault(fmt.Sprintf("key %q has no value", key), "give one or leave the key out")
	}
	return e.value
}

// looksLike finds a key of the file that may have been meant for the missing
// one.
func (m *Map) looksLike(key string) string {
	var unknown []string
	for _, k := range m.order {
		if !m.asked[k] {
			unknown = append(unknown, k)
		}
	}
	if near := Nearest(key, slices.Values(unknown)); near != "" {
		return fmt.Sprintf("is %q meant for it?", near)
	}
	return ""
}

// Text returns the text under a key, "" when it is absent. A required text may
// not be empty.
func (m *Map) Text(key string, need Need) string {
	n := m.Get(key, need)
	s := n.Text()
	if s == "" && need == Required && isText(n.n) {
		n.Fault(fmt.Sprintf("%q is empty", key), "")
	}
	return s
}

func isText(n ast.Node) bool {
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return true
	}
	return false
}

// Code is [Map.Text] for values that may look like numbers.
func (m *Map) Code(key string, need Need) string { return m.Get(key, need).Code() }

// Bool returns true or false under a key, false when it is absent.
func (m *Map) Bool(key string) bool { return m.Get(key, Optional).Bool() }

// Int returns the whole number under a key, 0 when it is absent.
func (m *Map) Int(key string, need Need) int { return m.Get(key, need).Int() }

// Map returns the mapping under a key.
func (m *Map) Map(key string, need Need) *Map { return m.Get(key, need).Map() }

// List returns the items of the list under a key.
func (m *Map) List(key string, need Need) []Node { return m.Get(key, need).List() }

// Each returns the items of a list under a key, or its value alone when it is
// not a list: "topic: water" is short for "topic: [water]".
func (m *Map) Each(key string) []Node {
	n := m.Get(key, Optional)
	if n.IsZero() {
		return nil
	}
	if n.IsList() {
		return n.List()
	}
	return []Node{n}
}

// Keys returns the keys in the order of the file, for mappings whose keys are
// data. All of them count as known.
func (m *Map) Keys() []string {
	for _, k := range m.order {
		m.asked[k] = true
	}
	return slices.Clone(m.order)
}

// Done reports the keys that nobody asked for.
func (m *Map) Done() {
	if m.IsZero() {
		return
	}
	for _, k := range m.order {
		if m.asked[k] {
			continue
		}
		var free []string
		for a := range m.asked {
			if _, there := m.entries[a]; !there {
				free = append(free, a)
			}
		}
		slices.Sort(free)
		hint := ""
		if near := Nearest(k, slices.Values(free)); near != "" {
			hint = fmt.Sprintf("is %q meant?", near)
		}
		m.entries[k].key.Fault(fmt.Sprintf("unknown key %q", k), hint)
	}
}
