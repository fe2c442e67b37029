package figures_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/figures"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestFiguresDoc keeps docs/figures.md what the definitions say.
func TestFiguresDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "figures.md")
	want := figuresDoc()
	if *update {
		require.NoError(t, os.WriteFile(path, want, 0o600))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "docs/figures.md is not what the definitions say; run go test ./samad/figures -run TestFiguresDoc -update")
}

func figuresDoc() []byte {
	var b bytes.Buffer
	b.WriteString(`# Figures

Every figure of Samad is defined once, in ` + "`samad/figures`" + `; this page is written from there by a test. Pages, reports and open
data show the same words beside the number.

- Each thing counts on the day on which it happened, and a due case on the day of its deadline. Days begin at midnight in
  Tehran.
- Times are whole working days by the province's calendar: those after the day on which the time began, up to and including
  the day on which it ended. Medians and percentiles are nearest ranks.
- A share, time or rate without anything to compute it of is absent; a number of cases is 0.
- Every episode of a case counts for itself; its kind, topic and county are those it has now.
- *better*: what counts as better for rank and trend: more, or less. A figure without it gives neither. The trend is better
  or worse when the value is so against each of the two periods before, else steady.
- Rising topics: held against the periods before and the same season of the year before, the higher of which was to be
  expected; for periods shorter than a month against the same weekdays, one, two … and 52 weeks earlier.
- Estimates of visits and hours spared are settings of the province, by topic and from a day on (` + "`figures.Estimate`" + `).
- Calls are counted by the day and hour of their beginning, for the province and each centre; those of a live meeting are
  among them. The last days are counted again for calls that were recorded late; what is recorded later still, as when a
  register is taken over, is counted by ` + "`Keeper.CountCalls`" + `.

| id | title | unit | better | what it is |
|---|---|---|---|---|
`)
	for _, d := range figures.Definitions() {
		better := map[int]string{1: "more", -1: "less"}[d.Better]
		fmt.Fprintf(&b, "| `%s` | %s<br>%s | %s | %s | %s<br>%s |\n", d.ID, d.Title.En, d.Title.Fa, d.Unit, better, d.Words.En, d.Words.Fa)
	}
	return b.Bytes()
}
