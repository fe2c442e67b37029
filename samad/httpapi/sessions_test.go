package httpapi_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "correct horse"}).is(201)
	require.Equal(t, "operator", a.str("token"))
	require.Equal(t, "2026-11-23T09:30:00Z", a.str("expires"))
	require.Equal(t, "operator", a.str("role"))
	require.Equal(t, "اپراتور سامد", a.str("role_name"))
	f.send("GET", "/api/v1/desk/cases", nil, as(a.str("token"))).is(200)

	wrong := f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "s3cret-guess"}).is(401, "wrong_credentials")
	nobody := f.send("POST", "/api/v1/sessions", object{"username": "nobody", "password": "s3cret-guess"}).is(401, "wrong_credentials")
	require.Equal(t, wrong.raw, nobody.raw)
	require.NotEmpty(t, wrong.header.Get("WWW-Authenticate"))
	locked := f.send("POST", "/api/v1/sessions", object{"username": "locked", "password": "x"}).is(403, "account_locked")
	require.Equal(t, "90", locked.header.Get("Retry-After"))
	f.send("POST", "/api/v1/sessions", object{"username": "factor", "password": "x"}).is(403, "second_factor_required")
	f.send("POST", "/api/v1/sessions", object{"username": "factor", "password": "x", "factor": "000000"}).is(401, "wrong_credentials")
	f.send("POST", "/api/v1/sessions", object{"username": "factor", "password": "x", "factor": "204193"}).is(201)
	require.Equal(t, "/factor too_long", f.send("POST", "/api/v1/sessions", object{"username": "a", "password": "x", "factor": strings.Repeat("1", 101)}).is(422).faults())
	f.send("POST", "/api/v1/sessions", object{"username": "fresh", "password": "x"}).is(403, "password_change_required")
	require.Equal(t, "/username required; /password required", f.send("POST", "/api/v1/sessions", object{}).is(422).faults())
	require.NotContains(t, f.log.String(), "s3cret")

	out := f.send("DELETE", "/api/v1/sessions", nil, as("operator")).is(204)
	require.Empty(t, out.raw)
	require.Equal(t, []string{"operator"}, f.sessions.gone)
	f.send("DELETE", "/api/v1/sessions", nil).is(401, "unauthenticated")
	f.send("DELETE", "/api/v1/sessions?all=1", nil, as("operator")).is(422, "invalid")
}

// A host with its own login has no sign-in here, nor does the document.
func TestWithoutSessions(t *testing.T) {
	t.Parallel()
	f := setup(t, func(o *httpapi.Options) { o.Sessions = nil })
	f.undocumented = true // the document in these tests has it
	f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "correct horse"}).is(404, "unknown_path")
	require.NotContains(t, f.send("GET", "/openapi.json", nil).raw, "/api/v1/sessions")
}
