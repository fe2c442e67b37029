package webdesk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/samad111/go-samad/samad"
)

// TestNoTextIsAFormula: what begins like a formula stays a text.
func TestNoTextIsAFormula(t *testing.T) {
	t.Parallel()
	n := 7.0
	v := &visit{lang: samad.Persian}
	body, err := v.workbook([]provinceSection{{
		Title: "a/b:c", Heads: []string{"نام", "شمار"},
		Rows: [][]reportCell{{{Text: `=HYPERLINK("http://x","y")`}, {Text: "۷", Number: &n}}, {{Text: "+1"}, {Text: "@x"}}},
	}})
	require.NoError(t, err)
	book, err := excelize.OpenReader(strings.NewReader(string(body)))
	require.NoError(t, err)
	defer func() { assert.NoError(t, book.Close()) }()
	sheet := book.GetSheetList()[0]
	for cell, want := range map[string]string{"A2": `'=HYPERLINK("http://x","y")`, "B2": "7", "A3": "'+1", "B3": "'@x"} {
		got, err := book.GetCellValue(sheet, cell)
		require.NoError(t, err)
		assert.Equal(t, want, got, cell)
		formula, err := book.GetCellFormula(sheet, cell)
		require.NoError(t, err)
		assert.Empty(t, formula, cell)
	}
}
