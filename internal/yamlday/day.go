// Package yamlday reads Persian dates out of YAML files. It lies beside package
// yamlfile, which knows no calendar, because the calendars are read by that.
package yamlday

import (
	"errors"
	"fmt"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/sla/persian"
)

// Get returns the date under a key, the zero Date when it is absent; a text that
// is none is a fault of the file.
func Get(m *yamlfile.Map, key string, need yamlfile.Need) persian.Date {
	n := m.Get(key, need)
	s := n.Text()
	if s == "" {
		return persian.Date{}
	}
	d, err := persian.Parse(s)
	if err != nil {
		why := err.Error()
		if parse, ok := errors.AsType[*persian.ParseError](err); ok {
			why = parse.Reason
		}
		n.Fault(fmt.Sprintf("%q is not a Persian date: %s", s, why), "write YYYY-MM-DD, for example 1405-01-31")
	}
	return d
}
