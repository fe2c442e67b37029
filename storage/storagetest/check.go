package storagetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Store is what the suite works on: a store that it can also close, because
// the promises reach beyond that.
type Store interface {
	samad.Store
	// Close closes the store. Later calls of the port fail with an error
	// matching samad.ErrClosed.
	Close() error
}

// Check is one promise of the port.
type Check struct {
	Name string // subject/promise
	Why  string // what a user loses when it is broken
	// Run returns what is wrong with the store, which must be empty and is
	// used by nobody else.
	Run func(ctx context.Context, s Store) error
}

// Checks returns all checks, ordered by subject.
func Checks() []Check {
	return slices.Concat(
		applyChecks(), refusalChecks(), readChecks(), copyChecks(), textChecks(), timeChecks(),
		listChecks(), filterChecks(), searchChecks(), countChecks(), keyChecks(),
		dueChecks(), messageChecks(), settleChecks(), outboxChecks(), callChecks(), feedChecks(),
		eraseChecks(), digestChecks(), walkChecks(),
		contextChecks(), concurrencyChecks(),
	)
}

// patience ends a check that hangs.
const patience = 2 * time.Minute

// Run runs every check as a parallel subtest on an empty store of its own.
// open is called once for each; it should close the store with t.Cleanup,
// which must be harmless for a store that is closed already.
func Run(t *testing.T, open func(t testing.TB) Store) {
	t.Helper()
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := c.Run(ctx, open(t)); err != nil {
				t.Fatalf("%v\nwhy it matters: %s", err, c.Why)
			}
		})
	}
}

// run does the steps in order and stops at the first error.
func run(steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}
