package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// The link of a survey that the program sends leads to the service's own site.
func TestSurveysLeadToTheSite(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	box := filepath.Join(t.TempDir(), "outbox.jsonl")
	code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--outbox", box, "--public-url", "https://samad.example.ir/",
		"--at", "2026-03-08T10:00:00+03:30", "--until", "2026-03-12T10:00:00+03:30")
	require.Equal(t, exitGood, code, errs)
	surveys := 0
	for _, l := range readOutbox(t, box) {
		if l.Kind == samad.SurveyMessage {
			surveys++
			assert.Contains(t, l.Text, " https://samad.example.ir/s/")
		}
	}
	assert.Equal(t, 1, surveys, "one case is answered")
}
