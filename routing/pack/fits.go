package pack

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// ErrForeign says that a database holds cases of a province for which there is
// no pack; errors.As with [*ForeignError] names it.
var ErrForeign = errors.New("pack: cases of another province")

// ForeignError names the province of which there is no pack. It matches
// [ErrForeign].
type ForeignError struct{ Province samad.PlaceID }

// Error names the province.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("%v: the database has cases of province %s, of which no pack is loaded", ErrForeign, e.Province)
}

// Unwrap makes the error match [ErrForeign].
func (e *ForeignError) Unwrap() error { return ErrForeign }

// Fits fails with a [*ForeignError] when the oldest or the newest case of a
// store is of a province of which the set has no pack: a service that is
// started on another province's database would refer and count by the wrong
// rules. It looks at no more than these two.
func (s *Set) Fits(ctx context.Context, store samad.Store) error {
	for _, order := range []samad.Order{samad.OldestFirst, samad.NewestFirst} {
		page, err := store.List(ctx, samad.Query{Order: order, Limit: 1})
		if err != nil {
			return fmt.Errorf("pack: look at the cases of the database: %w", err)
		}
		for _, c := range page.Cases {
			if _, ok := s.Of(c.Province); !ok {
				return &ForeignError{Province: c.Province}
			}
		}
	}
	return nil
}
