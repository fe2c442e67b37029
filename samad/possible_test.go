package samad_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestImpossibleTellsOnesOwnSteps: whoever is told that a step is not possible
// learns what they could do instead, and nothing of what others could.
func TestImpossibleTellsOnesOwnSteps(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	petitioner := f.petitioner(r)
	for name, one := range map[string]struct {
		actor samad.Actor
		step  func(samad.Actor, samad.Ref) (samad.Case, error)
	}{
		"petitioner": {petitioner, func(a samad.Actor, ref samad.Ref) (samad.Case, error) { return f.desk.Confirm(f.ctx, a, ref) }},
		"operator": {operator, func(a samad.Actor, ref samad.Ref) (samad.Case, error) {
			return f.desk.Decline(f.ctx, a, samad.DeclineRequest{Ref: ref, Text: "نه"})
		}},
		"head": {head, func(a samad.Actor, ref samad.Ref) (samad.Case, error) {
			return f.desk.RefuseExtension(f.ctx, a, samad.ReasonRequest{Ref: ref, Reason: "دلیل بس نیست."})
		}},
	} {
		_, err := one.step(one.actor, samad.Ref{ID: c.ID})
		var impossible *samad.TransitionError
		require.ErrorAs(t, err, &impossible, name)
		assert.NotEmpty(t, impossible.Possible, name)
		assert.NotContains(t, impossible.Possible, impossible.Action, name)
		for _, a := range impossible.Possible {
			assert.True(t, samad.May(one.actor, a, c), "%s may not %s", name, a)
		}
		for _, transition := range samad.Transitions() {
			a := transition.Action
			if transition.From == c.State && samad.May(one.actor, a, c) && a != samad.AnswerByLetter && a != impossible.Action {
				assert.Contains(t, impossible.Possible, a, name)
			}
		}
	}
}
