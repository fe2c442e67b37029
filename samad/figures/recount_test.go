package figures_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/recount"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/transfer"
)

// recounted reads what the office has kept, as it is exported, a second time.
func recounted(t *testing.T, o *office) *recount.Book {
	t.Helper()
	var file bytes.Buffer
	_, err := transfer.Export(o.ctx, transfer.End{Cases: o.db.Cases(), Ledger: o.db.Ledger()}, &file, nil)
	require.NoError(t, err)
	book, err := recount.Read(&file, recount.Rules{
		Location: o.zone,
		Working: func(d persian.Date) bool {
			open, _ := o.calendar.IsWorkingDay(d)
			return open
		},
		Province: func(of string) string {
			return map[string]string{string(centre): "10"}[of]
		},
		Spared: func(topic string, on persian.Date) (int, int, bool) {
			switch {
			case topic == "welfare/retirement" && !on.Before(day(t, "1405-01-15")):
				return 2, 300, true
			case topic == "welfare/retirement":
				return 2, 240, true
			}
			return 1, 90, true
		},
	})
	require.NoError(t, err)
	return book
}

// lines are those of a table by the second count.
func lines(t *testing.T, book *recount.Book, q figures.Query) map[string]map[figures.ID]string {
	t.Helper()
	table := recount.Table{From: q.Period.From, To: q.Period.To, By: string(q.By), Province: string(q.Province), County: string(q.County)}
	if q.By == figures.ByNothing {
		table.By = ""
	}
	for _, a := range q.Agencies {
		table.Agencies = append(table.Agencies, string(a))
	}
	found, err := book.Lines(table)
	require.NoError(t, err)
	out := map[string]map[figures.ID]string{}
	for key, line := range found {
		out[key] = map[figures.ID]string{}
		for id, value := range line {
			out[key][figures.ID(id)] = value
		}
	}
	return out
}

// nearestRank is the quantile of a sorted list: the value at the rank that is
// the share of its length, rounded up.
func nearestRank(values []int, q float64) int {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	rank := 1
	for float64(rank) < q*float64(len(sorted)) {
		rank++
	}
	return sorted[rank-1]
}

// assertBacklog counts what was open at the end of some days.
func assertBacklog(t *testing.T, o *office, book *recount.Book, days ...string) {
	t.Helper()
	for _, text := range days {
		on := day(t, text)
		ages, err := o.keeper.Backlog(o.ctx, on, figures.Query{Province: "10"})
		require.NoError(t, err)
		var got [5]int64
		for i, a := range ages {
			got[i] = a.Cases
		}
		assert.Equal(t, book.Backlog(on, "10"), got, text)
	}
}

// same holds a table against the second count.
func same(t *testing.T, o *office, book *recount.Book, q figures.Query) {
	t.Helper()
	table, err := o.keeper.Table(o.ctx, q)
	require.NoError(t, err)
	assert.Equal(t, lines(t, book, q), rows(table), "%s by %s %v %s", q.Period, q.By, q.Agencies, q.County)
}

// spared are the estimates of the tests.
func spared(t *testing.T) []figures.Estimate {
	t.Helper()
	return []figures.Estimate{
		{Visits: 1, Minutes: 90},
		{Topic: "welfare/retirement", Visits: 2, Minutes: 240},
		{Topic: "welfare/retirement", From: day(t, "1405-01-15"), Visits: 2, Minutes: 300},
		{Topic: "welfare/retire", Visits: 99},
	}
}
