package sqlstore

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ErrPrefix is matched by the error for a prefix that cannot begin a name.
var ErrPrefix = errors.New("sqlstore: table prefix")

// prefixForm keeps prefixes so plain that they need no quoting anywhere.
var prefixForm = regexp.MustCompile(`^([a-z][a-z0-9_]{0,39})?$`)

// Names gives the tables their names in one database.
type Names struct {
	prefix, schema string
	more           []string // pairs for a replacer
}

// NewNames returns the names of tables that begin with the prefix: "" or up to
// 40 letters a to z, digits and underscores that begin with a letter. It fails
// with an error matching [ErrPrefix].
func NewNames(prefix string) (Names, error) {
	if !prefixForm.MatchString(prefix) {
		return Names{}, fmt.Errorf("%w %q: letters a-z, digits and _ only, beginning with a letter", ErrPrefix, prefix)
	}
	return Names{prefix: prefix}, nil
}

// InSchema returns the names of tables in the schema, which takes the form of a
// prefix, or is "" for the one that the database looks in by itself. It fails
// with an error matching [ErrPrefix].
func (n Names) InSchema(schema string) (Names, error) {
	if !prefixForm.MatchString(schema) {
		return Names{}, fmt.Errorf("%w: schema %q: letters a-z, digits and _ only, beginning with a letter", ErrPrefix, schema)
	}
	n.schema = schema
	return n, nil
}

// Schema returns the schema, "" for the one that the database looks in.
func (n Names) Schema() string { return n.schema }

// In puts the names into a statement that writes {p} before the name of each
// table, and {i} before that of an index, constraint or trigger, which belongs
// to the schema of its table.
func (n Names) In(statement string) string {
	qualified := n.prefix
	if n.schema != "" {
		qualified = n.schema + "." + n.prefix
	}
	return strings.NewReplacer(append([]string{"{p}", qualified, "{i}", n.prefix}, n.more...)...).Replace(statement)
}

// with adds pairs of what else In replaces.
func (n Names) with(pairs ...string) Names {
	n.more = slices.Concat(n.more, pairs)
	return n
}

// Plain takes the prefix off the front of a table's name.
func (n Names) Plain(name string) string { return strings.TrimPrefix(name, n.prefix) }
