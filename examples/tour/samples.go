package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// samples are messages as people write them, each with what an experienced
// operator makes of it. They were written by hand for this project; numbers in
// them are synthetic, no real persons occur. Licence: original work of this
// project, Apache-2.0.
//
//go:embed samples.jsonl
var samples []byte

// The labels of screening.
const (
	labelAccept     = "accept"
	labelIncomplete = "incomplete"
	labelDuplicate  = "duplicate"
)

// sample is one message with its labels.
type sample struct {
	ID      string `json:"id"`
	Channel string `json:"channel"`
	Text    string `json:"text"`
	// Place is the county known from the form or the sender, "" for none.
	Place    string `json:"form_county"`
	Expected struct {
		Screening   string `json:"screening"`
		Kind        string `json:"kind"`
		Topic       string `json:"topic"`
		Agency      string `json:"agency"`
		County      string `json:"county"` // named in the text
		Urgency     string `json:"urgency"`
		DuplicateOf string `json:"duplicate_of"`
	} `json:"expected"`
}

// readSamples reads the messages, the first limit of them; 0 for all.
func readSamples(limit int) ([]sample, error) {
	var out []sample
	for line := range bytes.Lines(samples) {
		var s sample
		if err := json.Unmarshal(line, &s); err != nil {
			return nil, fmt.Errorf("samples.jsonl, line %d: %w", len(out)+1, err)
		}
		out = append(out, s)
		if len(out) == limit {
			break
		}
	}
	return out, nil
}
