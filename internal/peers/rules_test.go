package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is compared does the same: all engines name the same rule for every case.
func TestRuleEnginesAgree(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 100, 1_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s := newEngineSet(n) // of its own: expr's machine and grule are no good at once
			byLoop, err := s.engine(handLoop)
			require.NoError(t, err)
			defaults, others := 0, 0
			for _, name := range []string{ownRules, ownRoute, exprRules, celRules, grule} {
				decide, err := s.engine(name)
				require.NoError(t, err)
				for i, c := range s.cases {
					if name == grule && i >= 64 {
						break // slow
					}
					want, err := byLoop(c)
					require.NoError(t, err)
					got, err := decide(c)
					require.NoError(t, err)
					require.Equal(t, want, got, "%s on %+v", name, c)
					if got == defaultRule {
						defaults++
					} else {
						others++
					}
				}
			}
			assert.Greater(t, defaults, 100)
			assert.Greater(t, others, 100)
		})
	}
}
