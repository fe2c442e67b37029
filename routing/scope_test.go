package routing_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// scopeMessage is a line of scope.jsonl.
type scopeMessage struct {
	Text   string
	Place  samad.PlaceID
	Hint   string // "" for a matter
	Reason string
}

func scopeMessages(t testing.TB) []scopeMessage { return linesOf[scopeMessage](t, "scope.jsonl") }

// foundHints counts hints.
type foundHints struct{ right, wrong, missed, reason int }

func (c foundHints) precision() float64 { return float64(c.right) / float64(max(1, c.right+c.wrong)) }
func (c foundHints) recall() float64    { return float64(c.right) / float64(max(1, c.right+c.missed)) }

// TestScopeCrossed reads each fifth of scope.jsonl by a model that learned from the
// rest of it and all else.
func TestScopeCrossed(t *testing.T) {
	t.Parallel()
	all := scopeMessages(t)
	own := slices.Concat(devMessages(t), messagesOf(t, "blind.jsonl"), sampleMessages(t))
	var outside, danger foundHints
	for part := range 5 {
		learn := slices.Clone(own)
		for i, m := range all {
			if i%5 != part && m.Hint == string(routing.HintOutOfScope) {
				learn = append(learn, devMessage{sample: sample{Text: m.Text}, Elsewhere: m.Reason})
			}
		}
		table := pilotWithModel(t, learnFrom(learn))
		for i, m := range all {
			if i%5 != part {
				continue
			}
			hints := table.Hints(m.Text)
			for kind, c := range map[routing.HintKind]*foundHints{routing.HintOutOfScope: &outside, routing.HintEmergency: &danger} {
				at := slices.IndexFunc(hints, func(h routing.Hint) bool { return h.Kind == kind && h.Reason == m.Reason })
				if at < 0 {
					at = slices.IndexFunc(hints, func(h routing.Hint) bool { return h.Kind == kind })
				}
				switch want := m.Hint == string(kind); {
				case at >= 0 && want:
					c.right++
					if hints[at].Reason == m.Reason {
						c.reason++
					}
				case at >= 0:
					c.wrong++
					t.Logf("wrong %s %s: %s", kind, hints[at].Reason, m.Text)
				case want:
					c.missed++
					t.Logf("missed %s %s: %s", kind, m.Reason, m.Text)
				}
			}
			out, err := table.NewRun().Route(context.Background(), routing.Input{Text: m.Text, Place: m.Place})
			require.NoError(t, err)
			if m.Hint == string(routing.HintEmergency) {
				assert.NotEqual(t, routing.LooksOutOfScope, out.Screening, m.Text)
			}
		}
	}
	t.Logf("out of scope: %+v, precision %.3f, recall %.3f", outside, outside.precision(), outside.recall())
	t.Logf("emergency: %+v, precision %.3f, recall %.3f", danger, danger.precision(), danger.recall())
	assert.GreaterOrEqual(t, outside.precision(), 0.82)
	assert.GreaterOrEqual(t, outside.recall(), 0.58)
	assert.GreaterOrEqual(t, danger.precision(), 0.95)
	assert.GreaterOrEqual(t, danger.recall(), 0.85)
}
