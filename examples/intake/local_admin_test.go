package main

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestALocalAdministratorKeepsToTheirOwn: accounts of the own agency only, and
// no role beyond it.
func TestALocalAdministratorKeepsToTheirOwn(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	admin.hire(map[string]string{"username": "tamin.admin", "role": "local_admin", "agency": "isf.tamin", "post": "راهبر دستگاه"})
	local := s.visitor(t)
	if p := local.signIn("tamin.admin", s.accounts["tamin.admin"]); p.Path == "/password" {
		local.send(p, "/password", map[string]string{"old": s.accounts["tamin.admin"], "new": "سرو کهن ابرکوه", "again": "سرو کهن ابرکوه"})
	}
	p := local.get("/desk")
	assert.Equal(t, "/desk/accounts", p.Path, "where they land")
	require.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.HTML, ">isf.tamin</bdi>")
	assert.NotContains(t, p.HTML, ">operator</bdi>")
	assert.NotContains(t, p.HTML, `value="governor"`)
	local.hire(map[string]string{"username": "tamin.new", "role": "agency_expert", "agency": "isf.tamin", "post": "کارشناس"})
	for _, beyond := range []map[string]string{
		{"username": "a.b", "role": "agency_expert", "agency": "isf.abfa", "post": "کارشناس"},
		{"username": "a.b", "role": "governor", "place": "10", "post": "استاندار"},
		{"username": "a.b", "role": "admin", "post": "راهبر"},
	} {
		p = local.send(local.get("/desk/accounts"), "/desk/accounts", beyond)
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status, beyond["role"])
	}
	id := regexp.MustCompile(`>operator</bdi>[\s\S]*?action="/desk/accounts/([0-9A-Z]{26})/reset"`).FindStringSubmatch(admin.get("/desk/accounts").HTML)
	require.NotNil(t, id)
	assert.Equal(t, http.StatusForbidden, local.post("/desk/accounts/"+id[1]+"/reset", nil).Status)
	for _, p := range *local.seen {
		checkPersian(t, p)
	}
}
