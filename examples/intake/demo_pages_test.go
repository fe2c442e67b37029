package main

import (
	"cmp"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	laidRoute = regexp.MustCompile(`HandleFunc\((?:"GET |get\+")(/[^"]*)"|\blist\("(/[^"]*)"`)
	anyLink   = regexp.MustCompile(`(?:href|src)="(/[^"#]*)"`)
)

// pageRoutes are the addresses of the pages as their code lays them.
func pageRoutes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("webdesk/*.go")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range laidRoute.FindAllStringSubmatch(string(text), -1) {
			found[m[1]+m[2]] = true
		}
	}
	require.Greater(t, len(found), 60, "routes are laid in another way now")
	return slices.Sorted(maps.Keys(found))
}

// demoEnd is when the made-up year of a test ends, the same on every day: a
// Wednesday in the middle of a Persian month.
const demoEnd = "2026-11-11T13:00:00+03:30"

// emptyInDemo are the pages on which a demo shows nothing, with the reason.
func emptyInDemo() map[string]string {
	const (
		noClosure = "no day was closed beyond the pack's calendar, which stands in the month itself"
		noTopic   = "no campaign topic was added: that changes the rules, and is the oversight's decision"
		noHook    = "webhooks lead to other programs' addresses, and a made-up year has none"
		noResults = "results come signed from a sandbox"
	)
	return map[string]string{
		"/desk/calendar": noClosure, "/desk/calendar/{id}": noClosure,
		"/desk/campaigns": noTopic, "/desk/campaigns/{id}": noTopic,
		"/desk/webhooks": noHook, "/desk/webhooks/{id}": noHook,
		"/desk/training": noResults, "/desk/training/results.json": noResults,
		"/desk/keys":              "a key is another program's, and shown once",
		"/desk/cases/{id}/letter": "every agency of the year is connected, and none answers on paper",
		"/factor":                 "a trial asks for no second factor",
		"/desk/cases/{id}/attachments/{attachment}": "no petitioner sent a file; visits have theirs",
		"/desk/meetings/{id}/console":               "only while a programme is held",
		"/s/{token}":                                "the link stands in the petitioner's message alone",
	}
}

// TestEveryPageOfTheDemoShowsSomething follows every link that the accounts of a
// demo see, and those of a visitor: each page that there is comes up, and at
// least once without a single "nothing here yet".
func TestEveryPageOfTheDemoShowsSomething(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--demo=150", "--limits", "off", "--at", demoEnd)
	routes := http.NewServeMux()
	for _, r := range pageRoutes(t) {
		routes.HandleFunc("GET "+r, func(http.ResponseWriter, *http.Request) {})
	}
	route := func(path string) string {
		_, pattern := routes.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		return strings.TrimPrefix(pattern, "GET ")
	}
	shown := false                                          // a gap's page leads to the cases that show it
	full, least := map[string]bool{}, map[string][]string{} // what is missing where the least is
	visit := func(v *visitor) {
		count, asked, next := map[string]int{}, map[string]bool{}, []string{"/", "/desk", "/desk?state=all", "/desk/overview", "/c/bazaar", "/guide/posters"}
		for len(next) > 0 {
			path := strings.ReplaceAll(next[0], "&amp;", "&")
			next = next[1:]
			r := route(path)
			if r == "" || asked[path] || count[r] >= 40 || full[r] && count[r] >= 2 || strings.Contains(path, "lang=") {
				continue
			}
			asked[path] = true
			count[r]++
			p := v.get(path)
			if p.Status != http.StatusOK {
				continue
			}
			missing := []string{}
			for _, m := range emptyText.FindAllStringSubmatch(p.HTML, -1) {
				missing = append(missing, m[1])
			}
			if r == "/desk/gaps/{id}" && strings.Contains(p.HTML, `href="/desk/cases/`) {
				shown = true
			}
			if before, ok := least[r]; !ok || len(missing) < len(before) {
				least[r] = missing
			}
			full[r] = len(least[r]) == 0
			if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				assert.NotEmpty(t, p.HTML, path)
				continue
			}
			for _, m := range anyLink.FindAllStringSubmatch(p.HTML, -1) {
				next = append(next, m[1])
			}
		}
	}
	visit(s.visitor(t))
	visit(s.administrator(t))
	for _, name := range []string{"operator", "supervisor", "oversight", "governor", "inspector", "commission_secretary", "isf.tamin", "isf.tamin.expert", "agency_oversight", "agency_pr", "meeting_host"} {
		v := s.visitor(t)
		work := map[string]string{ // the page on which a role lands; the desk where it is none of these
			"governor": "/desk/governor", "inspector": "/desk/visits", "commission_secretary": "/desk/commissions",
			"agency_oversight": "/desk/standing", "agency_pr": "/desk/press", "meeting_host": "/desk/meetings",
		}
		assert.Equal(t, cmp.Or(work[name], "/desk"), v.signIn(name, s.accounts[name]).Path, name)
		visit(v)
	}
	assert.True(t, shown, "no gap shows its cases")
	why := emptyInDemo()
	for _, r := range pageRoutes(t) {
		switch reason, excused := why[r]; {
		case excused:
			assert.NotEmpty(t, reason, r)
			assert.False(t, full[r], "%s shows something now: take it off the list", r)
		case least[r] == nil:
			t.Errorf("%s: no link of the demo leads there", r)
		case !full[r]:
			t.Errorf("%s: always says that something is missing: %s", r, strings.Join(least[r], " | "))
		}
	}
}
