package rooms_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFiguresOverHTTP: everybody reads open data with small numbers withheld,
// staff what lies in their reach, and roles of figures nothing personal.
func TestFiguresOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for range 7 {
		f.filed("welfare/retirement", "1014")
	}
	r, about := f.filed("welfare/retirement", "1010")
	f.clock.Set(f.clock.Now().Add(time.Hour))
	for {
		n, err := f.keeper.Update(t.Context(), 1000)
		require.NoError(t, err)
		if n == 0 {
			break
		}
	}
	f.get("/api/v1/figures/definitions", "")
	open := f.get("/api/v1/figures?period=1405&by=county", "")
	assert.NotContains(t, open.raw, `"value":1,`, "one case of a county is not published")
	file := f.send("GET", "/api/v1/figures.csv?period=1405&by=county", nil).is(200)
	assert.Contains(t, file.raw, "withheld")
	assert.Contains(t, file.header.Get("Content-Type"), "text/csv")
	f.send("GET", "/api/v1/figures.csv?period=1405&by=county", nil, header{"If-None-Match", file.header.Get("ETag")}).is(304)
	f.send("GET", "/api/v1/figures?period=yesterday", nil).is(422)

	all := f.get("/api/v1/desk/figures?period=1405-08&by=agency&figure=received,answered", "oversight")
	assert.InDelta(t, 8, all.at("total/figures/0/value"), 0)
	assert.Equal(t, "/desk/report?period=1405-08", all.str("report"))
	for _, by := range []string{"day", "week", "month", "season", "year", "topic", "kind", "channel"} {
		f.send("GET", "/api/v1/desk/figures?period=1405&figure=received&by="+by, nil, as("oversight")).is(200)
	}
	f.get("/api/v1/desk/figures/comparison?period=1405-08&figure=received", "governor")
	f.get("/api/v1/desk/figures/scorecards?period=1405-08&figure=received", "oversight")
	f.get("/api/v1/desk/figures/backlog?on="+f.day(0).String(), "oversight")
	f.get("/api/v1/desk/figures/rising", "oversight")

	// An agency reads its own, and asks in vain for another's.
	own := f.send("GET", "/api/v1/desk/figures?period=1405-08&figure=received", nil, as("abfa")).is(200)
	assert.Empty(t, own.at("rows"), "no case is abfa's")
	f.send("GET", "/api/v1/desk/figures?period=1405-08&agency=isf.tamin", nil, as("abfa")).is(403)
	cards := f.send("GET", "/api/v1/desk/figures/scorecards?period=1405-08&figure=received", nil, as("abfa")).is(200)
	assert.Empty(t, cards.at("items"))

	// Public relations sees figures, and nothing of a person, wherever it asks.
	f.send("GET", "/api/v1/desk/figures?period=1405-08", nil, as("pr")).is(200)
	for _, path := range []string{
		"/api/v1/desk/cases/" + string(about.ID), "/api/v1/desk/cases/" + string(about.ID) + "/history", "/api/v1/desk/cases",
		"/api/v1/desk/reviews", "/api/v1/desk/visits", "/api/v1/desk/letters", "/api/v1/desk/demands", "/api/v1/desk/commissions",
		"/api/v1/desk/survey_scores?from=2026-11-01T00:00:00Z&to=2027-01-01T00:00:00Z", "/api/v1/desk/governor",
	} {
		a := f.send("GET", path, nil, as("pr"))
		assert.Contains(t, []int{200, 403, 404}, a.status, path)
		assert.NotContains(t, a.raw, "رازدار")
		assert.NotContains(t, a.raw, r.Code.String())
		if a.status == 200 {
			assert.Empty(t, a.body["items"], path)
		}
	}
}
