package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestADemoIsTheSameAgain: of two years of the same length that end at the same
// instant, the rooms tell the same.
func TestADemoIsTheSameAgain(t *testing.T) {
	t.Parallel()
	end, err := time.Parse(time.RFC3339, demoEnd)
	require.NoError(t, err)
	story := func() (out []string) {
		s := start(t, t.TempDir(), "--demo=40", "--limits", "off", "--at", demoEnd)
		r := s.rooms(t, end)
		visits, _, err := r.office.Visits(t.Context(), officer, oversight.VisitQuery{Place: "10", Limit: 500})
		require.NoError(t, err)
		for _, v := range visits {
			line := fmt.Sprint("visit ", v.At, v.Post, v.State)
			if v.Report != nil {
				line += fmt.Sprint(v.Report.Finding, v.Report.MinutesLate, v.Report.Remarks, v.Reply)
			}
			out = append(out, line)
		}
		letters, _, err := r.office.Letters(t.Context(), officer, oversight.ListQuery{Limit: 500})
		require.NoError(t, err)
		for _, l := range letters {
			out = append(out, fmt.Sprint("letter ", l.ID, l.Step, l.State, l.Issued))
		}
		programmes, _, err := r.meeting.Programmes(t.Context(), officer, ledger.Query{Place: "10", Limit: 100})
		require.NoError(t, err)
		for _, p := range programmes {
			line := fmt.Sprint("programme ", p.Starts, p.State)
			for _, h := range p.Hosts {
				line += fmt.Sprint(" ", h.Agency, h.State)
			}
			for _, turn := range p.Turns {
				line += fmt.Sprint(" ", turn.Number, turn.State)
			}
			out = append(out, line)
		}
		reviews, _, err := r.office.Reviews(t.Context(), officer, oversight.ListQuery{Limit: 500})
		require.NoError(t, err)
		for _, one := range reviews {
			out = append(out, fmt.Sprint("review ", one.Sampled, one.Agency, one.Topic, one.Why, one.State, one.Score))
		}
		require.NotEmpty(t, reviews)
		slices.Sort(out)
		require.NoError(t, s.stop())
		return out
	}
	first := story()
	assert.Greater(t, len(first), 50)
	assert.Equal(t, first, story())
}
