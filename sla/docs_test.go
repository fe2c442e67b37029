package sla_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
)

// TestFilesOfTheGuide loads the two files that docs/deadlines.md shows.
func TestFilesOfTheGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/deadlines.md")
	require.NoError(t, err)
	var files []string
	for i, part := range strings.Split(string(text), "```") {
		if src, ok := strings.CutPrefix(part, "yaml\n"); ok && i%2 == 1 {
			files = append(files, src)
		}
	}
	require.Len(t, files, 2)
	cal, err := sla.LoadCalendar([]byte(files[0]), "calendar.yaml", sla.Sources{Bases: []*sla.Calendar{iranCalendar(t)}})
	require.NoError(t, err)
	isfahan := cal.For(sla.Scope{Place: "1014"})
	assert.Equal(t, "07:30-14:30", hoursOf(isfahan, date(t, "1405-09-02")))
	assert.Equal(t, "", hoursOf(isfahan, date(t, "1405-09-14")))
	assert.Equal(t, "07:30-14:30", hoursOf(cal.For(sla.Scope{Place: "1014", Agency: "isf.health"}), date(t, "1405-09-14")))
	assert.Equal(t, "08:00-20:00 20:00-06:00", hoursOf(cal.For(sla.Scope{Agency: "isf.fire"}), date(t, "1405-09-06")))
	p, err := sla.LoadPolicy([]byte(files[1]), "deadlines.yaml", cal)
	require.NoError(t, err)
	assert.Equal(t, "isfahan@1405.1", p.ID())
}
