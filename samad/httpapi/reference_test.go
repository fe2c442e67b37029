package httpapi_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReferenceData(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ids := func(path string) []any {
		t.Helper()
		a := f.send("GET", path, nil).is(200)
		require.Equal(t, "public, max-age=300", a.header.Get("Cache-Control"))
		require.Equal(t, "Accept-Language, Accept-Encoding", a.header.Get("Vary"))
		out := []any{}
		for _, item := range a.list("items") {
			require.NotEmpty(t, item["name"])
			out = append(out, item["id"])
		}
		return out
	}
	require.Equal(t, []any{"request", "complaint", "suggestion", "criticism", "report", "idea", "consultation"}, ids("/api/v1/kinds"))
	require.Equal(t, []any{"welfare", "welfare/retirement", "water", "water/outage", "samad", "samad/appreciation"}, ids("/api/v1/topics"))
	require.Equal(t, []any{"welfare/retirement"}, ids("/api/v1/topics?parent=welfare"))
	require.Equal(t, []any{"welfare", "water", "samad"}, ids("/api/v1/topics?leaf=false"))
	require.Equal(t, []any{"10", "1010", "1014"}, ids("/api/v1/places"))
	require.Equal(t, []any{"1010", "1014"}, ids("/api/v1/places?parent=10&level=county,city"))
	require.Equal(t, []any{"isf.tamin.care"}, ids("/api/v1/agencies?parent=isf.tamin"))
	require.NotContains(t, ids("/api/v1/agencies?place=1010"), "isf.water", "it does not serve Kashan")
	require.Contains(t, ids("/api/v1/agencies?place=1014&level=provincial"), "isf.water")
	require.Empty(t, ids("/api/v1/agencies?level=national"))

	topic := f.send("GET", "/api/v1/topics?parent=water", nil, lang("en")).is(200).list("items")[0]
	require.Equal(t, "Water cut", topic["name"])
	require.Equal(t, "Water company", topic["agency_name"])
	require.Equal(t, []any{
		map[string]any{"id": "since", "label": "Since when?", "type": "date", "required": false},
		map[string]any{"id": "part", "label": "Which part?", "type": "choice", "required": false, "choices": []any{
			map[string]any{"id": "house", "label": "House"}, map[string]any{"id": "street", "label": "Street"}}},
	}, topic["questions"])
	require.Equal(t, []any{map[string]any{
		"id": "bill", "title": "Bill", "text": "Call 122", "owner": "isf.water", "owner_name": "Water company",
		"links": []any{map[string]any{"title": "Site", "url": "https://example.ir"}},
	}}, topic["advice"])
	for path, faults := range map[string]string{
		"/api/v1/topics?parent=x&leaf=1":            "query:parent unknown; query:leaf wrong_type",
		"/api/v1/places?parent=x&level=village":     "query:parent unknown; query:level unknown",
		"/api/v1/agencies?parent=x&place=y&level=z": "query:parent unknown; query:place unknown; query:level unknown",
	} {
		require.Equal(t, faults, f.send("GET", path, nil).is(422).faults(), path)
	}
}
