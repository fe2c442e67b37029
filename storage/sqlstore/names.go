package sqlstore

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrPrefix is matched by the error for a prefix that cannot begin a name.
var ErrPrefix = errors.New("sqlstore: table prefix")

// prefixForm keeps prefixes so plain that they need no quoting anywhere.
var prefixForm = regexp.MustCompile(`^([a-z][a-z0-9_]{0,39})?$`)

// Names gives the tables their names in one database.
type Names struct{ prefix string }

// NewNames returns the names of tables that begin with the prefix: "" or up to
// 40 letters a to z, digits and underscores that begin with a letter. It fails
// with an error matching [ErrPrefix].
func NewNames(prefix string) (Names, error) {
	if !prefixForm.MatchString(prefix) {
		return Names{}, fmt.Errorf("%w %q: letters a-z, digits and _ only, beginning with a letter", ErrPrefix, prefix)
	}
	return Names{prefix}, nil
}

// In puts the names into a statement that writes {p} before each of them.
func (n Names) In(statement string) string { return strings.ReplaceAll(statement, "{p}", n.prefix) }

// Plain takes the prefix off the front of a table's name.
func (n Names) Plain(name string) string { return strings.TrimPrefix(name, n.prefix) }
