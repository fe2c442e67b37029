package main

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

var (
	bareTable = regexp.MustCompile(`<tbody>\s*</tbody>|</thead>\s*</table>`)
	bareList  = regexp.MustCompile(`<(?:ul|ol)[^>]*>\s*</(?:ul|ol)>`)
	emptyText = regexp.MustCompile(`<p class="empty">([^<]+)</p>`)
	deskLink  = regexp.MustCompile(`(?:href)="(/desk[^"#]*)"`)
	clauses   = regexp.MustCompile(`[.؛;؟?]`)
)

// startPages are where everybody begins; from there every link is followed.
func startPages() []string {
	return []string{"/desk", "/desk?state=all", "/desk/training", "/desk/press", "/desk/accounts"}
}

// TestNothingIsBare opens every page that the desk of an empty installation
// leads to, for every role: no table stands there without rows, no list without
// items, and what is empty says so with what to do next.
func TestNothingIsBare(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	const centre = "isf.ostandari.bazresi"
	for role, where := range map[samad.Role]map[string]string{
		samad.RoleSupervisor: {"agency": centre, "place": "10"}, samad.RoleGovernor: {"place": "10"}, samad.RoleInspector: {"place": "10"},
		samad.RoleCommissionSecretary: {"place": "10"}, samad.RoleCommissionMember: {"place": "10"}, samad.RoleAgencyExpert: {"agency": "isf.tamin"},
		samad.RoleAgencyOversight: {"agency": "isf.tamin"}, samad.RoleAgencyPR: {"agency": "isf.tamin"}, samad.RoleMeetingHost: {"agency": "isf.tamin"},
		samad.RoleLocalAdmin: {"agency": "isf.tamin"},
	} {
		fill := map[string]string{"username": "the." + string(role), "role": string(role), "post": "پست آزمون"}
		maps.Copy(fill, where)
		admin.hire(fill)
	}
	empties := map[string]bool{}
	names := []string{"operator", "oversight", "isf.tamin"}
	for name := range s.accounts {
		if strings.HasPrefix(name, "the.") {
			names = append(names, name)
		}
	}
	visit := func(v *visitor, who string) {
		seen, next := map[string]bool{}, startPages()
		for len(next) > 0 {
			path := strings.ReplaceAll(next[0], "&amp;", "&")
			next = next[1:]
			plain, _, _ := strings.Cut(path, "?")
			// One page is enough of the many that differ in what they ask for.
			if seen[path] || strings.Contains(path, "lang=") || len(plain) > len("/desk/") && seen[plain] {
				continue
			}
			seen[path], seen[plain] = true, true
			if len(seen) > 200 { // agencies, months: many pages of one kind
				break
			}
			p := v.get(path)
			if p.Status == http.StatusNotFound && strings.HasPrefix(path, "/desk/training") {
				continue
			}
			if !assert.Contains(t, []int{http.StatusOK, http.StatusForbidden}, p.Status, "%s: %s", who, path) || p.Status != http.StatusOK {
				assert.True(t, slices.Contains(startPages(), path) || p.Status == http.StatusOK, "%s: a link leads to what is forbidden: %s", who, path)
				continue
			}
			if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				continue
			}
			assert.False(t, bareTable.MatchString(p.HTML), "%s: %s: a table without rows", who, path)
			assert.False(t, bareList.MatchString(p.HTML), "%s: %s: a list without items", who, path)
			for _, m := range emptyText.FindAllStringSubmatch(p.HTML, -1) {
				empties[m[1]] = true
				parts := 0
				for _, c := range clauses.Split(m[1], -1) {
					if len(strings.Fields(c)) > 1 {
						parts++
					}
				}
				assert.GreaterOrEqual(t, parts, 2, "%s: %s: says what is missing, not what to do: %q", who, path, m[1])
			}
			for _, m := range deskLink.FindAllStringSubmatch(p.HTML, -1) {
				next = append(next, m[1])
			}
		}
		require.Greater(t, len(seen), 2, who)
	}
	visit(admin, "admin")
	for _, name := range names {
		v := s.visitor(t)
		require.NotContains(t, v.signIn(name, s.accounts[name]).Path, "sign-in", name)
		visit(v, name)
	}
	assert.Greater(t, len(empties), 20, "so many empty pages there are at least")
	assert.NotEmpty(t, empties["اینجا پرونده‌ای نیست. پالایه را عوض کنید، یا با کد رهگیری بجویید."])
}
