package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const better = "سرو کهن ابرکوه"

// Every page carries the headers, errors too, and nothing in it needs more than
// they allow.
func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	for _, path := range []string{"/", "/file", "/follow", "/sign-in", "/nothing-here", "/desk", "/assets/none.css"} {
		p := v.get(path)
		csp := p.Header.Get("Content-Security-Policy")
		assert.Contains(t, csp, "default-src 'none'", path)
		assert.Contains(t, csp, "frame-ancestors 'none'", path)
		assert.Contains(t, csp, "form-action 'self'", path)
		assert.NotContains(t, csp, "unsafe", path)
		assert.NotContains(t, csp, "http", path)
		assert.Equal(t, "nosniff", p.Header.Get("X-Content-Type-Options"), path)
		assert.Equal(t, "DENY", p.Header.Get("X-Frame-Options"), path)
		assert.Equal(t, "same-origin", p.Header.Get("Referrer-Policy"), path)
		assert.Empty(t, p.Header.Get("Server"), path)
		assert.NotRegexp(t, `(?i)<script[^>]*>[^<]|\son[a-z]+=|style="|javascript:`, p.HTML, path)
	}
}

// What somebody put into a victim's browser before is worth nothing after the
// victim signed in.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	attacker, victim := s.visitor(t), s.visitor(t)
	attacker.signIn("isf.zobahan", s.accounts["isf.zobahan"])
	base, err := url.Parse(s.base)
	require.NoError(t, err)
	planted := attacker.http.Jar.Cookies(base)
	require.NotEmpty(t, planted)
	victim.http.Jar.SetCookies(base, planted)
	p := victim.send(victim.get("/desk"), "/sign-out", nil)
	require.Equal(t, http.StatusOK, p.Status)
	victim.http.Jar.SetCookies(base, planted) // once more, for the sign-in page itself
	p = victim.send(s.visitor(t).get("/sign-in"), "/sign-in", map[string]string{"username": "operator", "password": s.accounts["operator"]})
	require.Equal(t, "/desk", p.Path)
	for _, c := range victim.http.Jar.Cookies(base) {
		for _, old := range planted {
			if c.Name == "samad_session" && old.Name == c.Name {
				assert.NotEqual(t, old.Value, c.Value, "a token is new with every sign-in")
			}
		}
	}
	assert.Equal(t, "/sign-in", attacker.get("/desk").Path, "the planted one has ended")
}

func TestFormsOfOtherSites(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	v.signIn("operator", s.accounts["operator"])
	for _, path := range []string{"/sign-in", "/sign-out", "/password", "/file", "/desk/accounts", "/desk/keys", "/factor/new", "/sign-in/openid"} {
		for name, header := range map[string][2]string{"fetch": {"Sec-Fetch-Site", "cross-site"}, "origin": {"Origin", "https://evil.example"}, "sandbox": {"Origin", "null"}} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, strings.NewReader("username=x"))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			assert.Equal(t, http.StatusForbidden, v.do(r).Status, "%s %s", name, path)
		}
	}
	assert.Equal(t, "/desk", v.get("/desk").Path, "still signed in")

	// The cookie of the pages opens nothing at the API.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/api/v1/desk/cases", nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUnauthorized, v.do(r).Status)
}

func TestBodiesThatAreTooLong(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	for path, kind := range map[string]string{"/api/v1/cases": "application/json", "/sign-in": "application/x-www-form-urlencoded"} {
		long := io.MultiReader(strings.NewReader(`{"text":"`), io.LimitReader(endless{}, 50<<20))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, long)
		require.NoError(t, err)
		r.Header.Set("Content-Type", kind)
		answer, err := v.http.Do(r)
		if err != nil { // it was cut off while still sending: as good
			continue
		}
		require.NoError(t, answer.Body.Close())
		assert.Contains(t, []int{400, 413}, answer.StatusCode, path)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/", nil)
	require.NoError(t, err)
	r.Header.Set("X-Long", strings.Repeat("x", 64<<10))
	answer, err := v.http.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, answer.StatusCode)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestLockedAccountSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	wrong := map[string]string{"username": "operator", "password": "wrong"}
	for range 5 {
		s.call(t, http.MethodPost, "/api/v1/sessions", "", wrong)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/sessions", strings.NewReader(`{"username":"operator","password":"wrong"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusForbidden, answer.StatusCode)
	assert.Regexp(t, `^(2[0-9]|30)$`, answer.Header.Get("Retry-After"))
}

// pastFirstPassword signs the administrator in at the page, past the change of the first password.
func (s *site) pastFirstPassword(t *testing.T) *visitor {
	t.Helper()
	v := s.visitor(t)
	p := v.signIn("admin", s.accounts["admin"])
	require.Equal(t, "/password", p.Path)
	v.send(p, "/password", map[string]string{"old": s.accounts["admin"], "new": better, "again": better})
	return v
}

var secretOnPage = regexp.MustCompile(`class="code">([A-Z2-7]{32})<`)

func TestSecondFactorAtThePages(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--second-factor", "admins")
	v := s.pastFirstPassword(t)
	p := v.get("/desk")
	require.Equal(t, "/factor/new", p.Path, "nothing before the second factor is set up")
	assert.Contains(t, p.HTML, "<svg")
	found := secretOnPage.FindStringSubmatch(p.HTML)
	require.NotNil(t, found, p.HTML)
	p = v.send(p, "/factor/new", map[string]string{"code": "000000"})
	assert.Equal(t, http.StatusUnauthorized, p.Status)
	code, err := totp.GenerateCode(found[1], time.Now())
	require.NoError(t, err)
	p = v.send(p, "/factor/new", map[string]string{"code": code})
	require.Equal(t, http.StatusOK, p.Status)
	recovery := regexp.MustCompile(`class="code">([2-9a-z-]{23})<`).FindAllStringSubmatch(p.HTML, -1)
	require.Len(t, recovery, 8)
	checkPersian(t, p)
	assert.Equal(t, "/desk", v.get("/desk").Path)

	w := s.visitor(t)
	p = w.signIn("admin", better)
	require.Equal(t, "/factor", p.Path)
	for _, path := range []string{"/desk", "/desk/accounts", "/password", "/factor/new"} {
		at := w.get(path).Path
		assert.NotEqual(t, "/desk", at, path)
		assert.NotContains(t, at, "accounts")
	}
	p = w.send(w.get("/factor"), "/factor", map[string]string{"code": "123456"})
	assert.Equal(t, http.StatusUnauthorized, p.Status)
	p = w.send(p, "/factor", map[string]string{"code": recovery[0][1]})
	assert.Equal(t, "/desk", p.Path)

	status, answer := s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "admin", "password": better})
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "second_factor_required", answer["code"])
	status, answer = s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "admin", "password": better, "factor": "123456"})
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Equal(t, "wrong_credentials", answer["code"])
	with := map[string]string{"username": "admin", "password": better, "factor": recovery[1][1]}
	status, answer = s.call(t, http.MethodPost, "/api/v1/sessions", "", with)
	require.Equal(t, http.StatusCreated, status, answer)
	token, _ := answer["token"].(string)
	status, _ = s.call(t, http.MethodGet, "/api/v1/webhooks", token, nil)
	assert.Equal(t, http.StatusOK, status)
	status, _ = s.call(t, http.MethodPost, "/api/v1/sessions", "", with)
	assert.Equal(t, http.StatusUnauthorized, status, "a recovery code is spent once")
}

func TestKeysAtThePages(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.pastFirstPassword(t)
	p := v.send(v.get("/desk/keys"), "/desk/keys", map[string]string{"name": "گزارش‌گیر استانداری", "role": "operator", "agency": "isf.ostandari.bazresi", "place": "10", "life": "90"})
	require.Equal(t, http.StatusCreated, p.Status, p.text(t))
	secret := regexp.MustCompile(`samad_[A-Za-z0-9_-]{43}`).FindString(p.HTML)
	require.NotEmpty(t, secret)
	checkPersian(t, p)
	status, _ := s.call(t, http.MethodGet, "/api/v1/desk/cases", secret, nil)
	assert.Equal(t, http.StatusOK, status)
	p = v.get("/desk/keys")
	assert.NotContains(t, p.HTML, secret, "shown once")
	action := regexp.MustCompile(`/desk/keys/[0-9A-Z]{26}/revoke`).FindString(p.HTML)
	require.NotEmpty(t, action)
	require.Equal(t, http.StatusOK, v.send(p, action, nil).Status)
	status, _ = s.call(t, http.MethodGet, "/api/v1/desk/cases", secret, nil)
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.NotContains(t, s.log.String(), secret)

	p = v.send(v.get("/desk/keys"), "/desk/keys", map[string]string{"name": "", "role": "admin", "life": "90"})
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	head := s.visitor(t)
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	assert.Equal(t, http.StatusForbidden, head.get("/desk/keys").Status)
}

func TestOpenIDAtThePages(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	provider, err := startProvider("http://"+addr+"/sign-in/openid/back", map[string]string{"7": "operator", "8": "stranger"})
	require.NoError(t, err)
	defer provider.Close()
	s := start(t, t.TempDir(), "--addr", addr, "--oidc-issuer", provider.URL, "--oidc-client", testClient,
		"--oidc-secret-file", written(t, "secret", testSecret+"\n"), "--oidc-name", "درگاه دولت")
	begin := func(v *visitor) string {
		p := v.send(v.get("/sign-in"), "/sign-in/openid", nil)
		require.Equal(t, http.StatusOK, p.Status, p.HTML)
		_, to, ok := strings.Cut(p.Header.Get("Refresh"), "url=")
		require.True(t, ok)
		return to
	}
	browse := func(v *visitor, address string) page {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		return v.do(r)
	}
	v := s.visitor(t)
	assert.Contains(t, v.get("/sign-in").HTML, "درگاه دولت")
	provider.as("operator")
	p := browse(v, begin(v))
	assert.Equal(t, "/desk", p.Path, p.HTML)

	provider.as("stranger")
	other := s.visitor(t)
	p = browse(other, begin(other))
	assert.Equal(t, http.StatusForbidden, p.Status)
	assert.Contains(t, p.text(t), "حسابی ندارید")

	// An answer for one browser opens nothing in another.
	provider.as("operator")
	third := s.visitor(t)
	p = browse(third, begin(s.visitor(t)))
	assert.Equal(t, http.StatusForbidden, p.Status)
	assert.Equal(t, "/sign-in", third.get("/desk").Path)

	provider.Close()
	p = browse(v, s.base+"/")
	assert.Equal(t, http.StatusOK, p.Status, "the service does not need the provider")
}

func TestAdminReset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir, "--second-factor", "admins")
	s.pastFirstPassword(t)
	require.NoError(t, s.stop())
	db := "--db=sqlite:" + filepath.Join(dir, "samad.db")
	var out syncBuffer
	nothing := func(string) string { return "" }
	require.NoError(t, run(t.Context(), []string{"admin", "reset", db}, nothing, &out, io.Discard))
	words := strings.Fields(out.String())
	require.Len(t, words, 4, out.String())
	again := start(t, dir, "--second-factor", "admins")
	again.accounts = map[string]string{"admin": words[3]}
	assert.Equal(t, http.StatusUnauthorized, again.visitor(t).signIn("admin", better).Status, "the lost one opens nothing")
	again.pastFirstPassword(t)
	for user, want := range map[string]string{"operator": "administrator resets others", "nobody": "no such account"} {
		err := run(context.WithoutCancel(t.Context()), []string{"admin", "reset", db, "--user", user}, nothing, io.Discard, io.Discard)
		assert.ErrorContains(t, err, want)
	}
}
