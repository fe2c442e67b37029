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
	b.WriteString(`
## What is published

Open data withholds numbers of people's matters from 1 to 4, times and judgements that rest on fewer than 5, and shares
whose own cases or the others are from 1 to 4; where one line alone would be withheld and so could be computed from the
sum, the next smallest as well (` + "`Table.Public`" + `).

## How fast

A province's year is five comparisons of all figures, by agency, county, topic, kind and month, each with the year before;
an agency's page is its year by topic, county and month; a scorecard is a month with the five before, ranked. In milliseconds, the
mean of three, on a machine of two cores that was busy with other work (load 20 to 40):

| | SQLite, 50,000 cases | SQLite, 500,000 | PostgreSQL, 50,000 | PostgreSQL, 500,000 |
|---|---|---|---|---|
| a province's year | 45 | 42 | 179 | 92 |
| an agency's page | 10 | 16 | 35 | 30 |
| a scorecard | 19 | 15 | 25 | 30 |

Whole months are added up from cells, so that ten times the cases cost no more: the differences are those of the machine's
other work. Periods that begin or end within a month, days and weeks, and tables of one topic read the facts instead. To
measure: ` + "`SAMAD_LONG=1 go test ./samad/figures -run xxx -bench YearlyReport -benchtime 3x -timeout 90m`" + `, with ` + "`SAMAD_POSTGRES`" + ` on
PostgreSQL as well; making the 500,000 cases and counting them takes most of the time.
`)
	return b.Bytes()
}
