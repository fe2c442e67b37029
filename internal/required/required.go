// Package required collects what a configuration lacks, so that a constructor
// tells all of it at once:
//
//	need := required.Of("meeting: Config")
//	need.Field(c.Ledger != nil, "Ledger")
//	c.Location = need.Zone(c.Location)
//	if err := need.Err(); err != nil {
//		return nil, err
//	}
package required

import (
	"errors"
	"fmt"
	"time"
)

// Fields are what is wrong with a configuration.
type Fields struct {
	of     string
	faults []error
}

// Of begins with a configuration, called by its package and type.
func Of(config string) *Fields { return &Fields{of: config} }

// Field says whether a field that is required was given.
func (f *Fields) Field(given bool, name string) {
	if !given {
		f.faults = append(f.faults, fmt.Errorf("%s.%s is missing", f.of, name))
	}
}

// Zone returns where days begin: what the field Location says, or Tehran.
func (f *Fields) Zone(given *time.Location) *time.Location {
	if given != nil {
		return given
	}
	tehran, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		f.Fault(fmt.Errorf("%s.Location is missing and the zone database has no Asia/Tehran (import _ \"time/tzdata\"): %w", f.of, err))
	}
	return tehran
}

// Fault adds something else that is wrong, nil for nothing.
func (f *Fields) Fault(faults ...error) {
	if err := errors.Join(faults...); err != nil {
		f.faults = append(f.faults, err)
	}
}

// Err is all of it, nil when nothing is wrong.
func (f *Fields) Err() error { return errors.Join(f.faults...) }
