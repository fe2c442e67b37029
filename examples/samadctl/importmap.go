package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/samad111/go-samad/internal/fold"
)

// mapping says how the columns of a register become cases and calls. See
// [dbImport.Help].
type mapping struct {
	// Source names the register for ever: entries of the same source and
	// number are the same.
	Source string `yaml:"source"`
	// Sheet is the sheet of an Excel file; default the first.
	Sheet string `yaml:"sheet"`
	// Delimiter parts the columns of a CSV file; default the comma.
	Delimiter string `yaml:"delimiter"`
	// Pivot is the first two-digit year of the century 1300; those below are
	// of 1400. Default 50.
	Pivot *int `yaml:"pivot"`
	// Columns are the headings by field.
	Columns map[string]string `yaml:"columns"`
	// Defaults are values by field where there is no column, or nothing in it.
	Defaults map[string]string `yaml:"defaults"`
	// Words are, by field, the words of the register and what they mean.
	Words map[string]map[string]string `yaml:"words"`
}

// The fields that a mapping can fill.
const (
	fieldNumber      = "number"
	fieldReceived    = "received"
	fieldTime        = "time"
	fieldEnded       = "ended"
	fieldState       = "state"
	fieldKind        = "kind"
	fieldChannel     = "channel"
	fieldTopic       = "topic"
	fieldPlace       = "place"
	fieldAgency      = "agency"
	fieldText        = "text"
	fieldAnswer      = "answer"
	fieldOutcome     = "outcome"
	fieldName        = "name"
	fieldNationalID  = "national_id"
	fieldMobile      = "mobile"
	fieldLandline    = "landline"
	fieldAddress     = "address"
	fieldVillage     = "village"
	fieldCaller      = "caller"
	fieldMinutes     = "minutes"
	fieldCallOutcome = "call_outcome"
	fieldNote        = "note"
)

func fields() []string {
	return []string{
		fieldNumber, fieldReceived, fieldTime, fieldEnded, fieldState, fieldKind, fieldChannel, fieldTopic, fieldPlace,
		fieldAgency, fieldText, fieldAnswer, fieldOutcome, fieldName, fieldNationalID, fieldMobile, fieldLandline,
		fieldAddress, fieldVillage, fieldCaller, fieldMinutes, fieldCallOutcome, fieldNote,
	}
}

// chosen are the fields whose words can be mapped; what stands in the others
// is taken as it is, and may be personal.
func chosen(field string) bool {
	switch field {
	case fieldState, fieldKind, fieldChannel, fieldTopic, fieldPlace, fieldAgency, fieldOutcome, fieldCallOutcome:
		return true
	default:
		return false
	}
}

// readMapping reads a mapping, strictly.
func readMapping(ctx context.Context, path string) (*mapping, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--map: %w", err)
	}
	m := &mapping{}
	if err := yaml.UnmarshalContext(ctx, text, m, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("--map: %s: %w", path, err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("--map: %s: %w", path, err)
	}
	return m, nil
}

// check reports everything that is wrong, and brings the words into one
// spelling.
func (m *mapping) check() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if m.Source == "" {
		fault("source is missing: a name for the register, such as samad-1")
	}
	if m.Columns[fieldNumber] == "" {
		fault("columns.number is missing: without a number nobody could tell entries apart")
	}
	if m.Columns[fieldReceived] == "" {
		fault("columns.received is missing: the date of the entry")
	}
	if m.Pivot == nil {
		fifty := 50
		m.Pivot = &fifty
	}
	if *m.Pivot < 0 || *m.Pivot > 100 {
		fault("pivot is a two-digit year, 0 to 100")
	}
	if len([]rune(m.Delimiter)) > 1 {
		fault("delimiter is one character")
	}
	known := func(section, field string) {
		if !slices.Contains(fields(), field) {
			fault("%s: unknown field %q; one of %s", section, field, strings.Join(fields(), ", "))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(m.Columns)) {
		known("columns", field)
	}
	for _, field := range slices.Sorted(maps.Keys(m.Defaults)) {
		known("defaults", field)
	}
	for _, field := range slices.Sorted(maps.Keys(m.Words)) {
		known("words", field)
		if !chosen(field) {
			fault("words: %s has no words; it is taken as it stands", field)
		}
		folded := map[string]string{}
		for word, meaning := range m.Words[field] {
			key := wordKey(word)
			if other, ok := folded[key]; ok && other != meaning {
				fault("words.%s: %q stands there twice with two meanings", field, word)
			}
			folded[key] = meaning
		}
		m.Words[field] = folded
	}
	return errors.Join(errs...)
}

// wordKey brings a word or heading into one spelling, however it is written
// apart.
func wordKey(text string) string { return strings.ReplaceAll(fold.Text(text), " ", "") }
