package httpapi_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
)

func (f *fixture) events(who string) []map[string]any {
	f.Helper()
	var all []map[string]any
	for after := ""; ; {
		a := f.send("GET", "/api/v1/events?limit=4&after="+after, nil, as(who)).is(200)
		all = append(all, a.list("items")...)
		if a.str("next") == after {
			require.Equal(f, false, a.body["more"])
			return all
		}
		after = a.str("next")
	}
}

// The feed tells each office of its own cases, without texts, and others of
// none.
func TestFeed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	f.submit(matter())
	centre, head := f.events("operator"), f.events("head")
	require.NotEmpty(t, head)
	require.Greater(t, len(centre), len(head))
	assert.Equal(t, "referred", head[0]["type"])
	assert.Equal(t, c.code, head[0]["code"])
	assert.Equal(t, "isf.tamin", head[0]["agency"])
	for _, one := range centre {
		assert.NotContains(t, fmt.Sprint(one), "بازنشستگی")
		assert.NotContains(t, fmt.Sprint(one), "u-operator", "accounts are not told")
	}
	for _, who := range []string{"stranger", "waterhead"} {
		assert.Empty(t, f.events(who), who)
	}
	f.send("GET", "/api/v1/events", nil, as("pr")).is(403, "forbidden")
	f.send("GET", "/api/v1/events", nil).is(401)
	assert.Equal(t, "query:after malformed", f.send("GET", "/api/v1/events?after=xyz", nil, as("head")).is(422).faults())
	f.send("GET", "/api/v1/events?limit=0", nil, as("head")).is(422)
}

func TestStatistics(t *testing.T) {
	t.Parallel()
	l := &counting{kind: httpapi.LimitStatistics, left: map[string]int{}}
	f := setup(t, func(o *httpapi.Options) {
		o.Limiter, o.Remote = l, func(*httpRequest) string { return "192.0.2.7" }
	})
	for range 7 {
		f.submit(matter())
	}
	idea := matter()
	idea["kind"] = "idea"
	f.submit(idea)
	a := f.send("GET", "/api/v1/statistics", nil).is(200)
	assert.Equal(t, int64(10), a.int("total"), "8, rounded")
	assert.Equal(t, int64(1), a.int("hidden"))
	require.Len(t, a.list("items"), 1)
	assert.Equal(t, object{"id": "request", "name": "درخواست", "cases": 5.0}, a.list("items")[0])
	assert.Contains(t, a.header.Get("Cache-Control"), "public")
	f.send("GET", "/api/v1/statistics", nil, ifNoneMatch(a.header.Get("ETag"))).is(304)
	for _, by := range []string{"state", "kind", "channel", "agency", "county", "topic"} {
		a := f.send("GET", "/api/v1/statistics?province=10&year=1405&by="+by, nil, lang("en")).is(200)
		assert.NotEmpty(t, a.str("definition"))
		assert.NotEmpty(t, a.str("from"))
	}
	for query, want := range map[string]string{
		"by=person": "query:by unknown", "by=kind,state": "query:by one_value", "year=x": "query:year range", "year=-5": "query:year range",
		"year=3": "query:year range", "province=1014": "query:province unknown", "province=99": "query:province unknown", "agency=isf.tamin": "query:agency unknown_parameter",
	} {
		assert.Equal(t, want, f.send("GET", "/api/v1/statistics?"+query, nil).is(422).faults(), query)
	}
	l.left["ip:192.0.2.7"] = 0
	f.send("GET", "/api/v1/statistics", nil).is(429)
}
