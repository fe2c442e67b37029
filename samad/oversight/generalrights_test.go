package oversight

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestRightsAgreeWithTheGeneralTable: nobody is told to hold a right in
// samad.Rights that this room denies, and nobody does here what the general
// table does not know of.
func TestRightsAgreeWithTheGeneralTable(t *testing.T) {
	t.Parallel()
	ours := map[samad.Action]bool{}
	for _, r := range Rights() {
		general := r.Action.general()
		require.Contains(t, slices.Concat(samad.Actions(), samad.AreaActions()), general, "%s has no general action", r.Action)
		ours[general] = true
		// Reading gaps, and reports of visits, is less than what the general action
		// of the same name gives.
		if r.Action == ReadGaps || r.Action == ReadVisits {
			continue
		}
		assert.True(t, slices.ContainsFunc(samad.Rights(), func(x samad.Right) bool { return x.Role == r.Role && x.Action == general }),
			"%s may %s here, but samad.Rights does not give it %s", r.Role, r.Action, general)
	}
	for _, x := range samad.Rights() {
		if !ours[x.Action] || x.Action == samad.TakeCall {
			continue
		}
		assert.True(t, slices.ContainsFunc(Rights(), func(r Right) bool { return r.Role == x.Role && r.Action.general() == x.Action }),
			"samad.Rights gives %s to %s, but nothing here does", x.Action, x.Role)
	}
}
