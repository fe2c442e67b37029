package demo

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// Sample is a message of the pack with what is expected of it.
type Sample struct {
	Text     string `json:"text"`
	Expected struct {
		Screening string        `json:"screening"`
		Kind      samad.Kind    `json:"kind"`
		Topic     samad.TopicID `json:"topic"`
		Agency    string        `json:"agency"`
		County    samad.PlaceID `json:"county"`
	} `json:"expected"`
}

// ReadSamples reads the lines of isfahan.Samples. Messages that name no kind
// are left out.
func ReadSamples(lines string) ([]Sample, error) {
	var out []Sample
	for line := range strings.Lines(lines) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var s Sample
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			return nil, fmt.Errorf("demo: read samples: %w", err)
		}
		if s.Expected.Kind.Valid() && s.Expected.Screening == "accept" {
			out = append(out, s)
		}
	}
	return out, nil
}

// kindShares are how the cases divide, in hundredths: requests lead, then
// complaints and reports.
var kindShares = []struct { //nolint:gochecknoglobals // a table
	kind  samad.Kind
	share int
}{
	{samad.Request, 47}, {samad.Complaint, 24}, {samad.Report, 14}, {samad.Consultation, 7},
	{samad.Suggestion, 4}, {samad.Criticism, 3}, {samad.Idea, 1},
}
