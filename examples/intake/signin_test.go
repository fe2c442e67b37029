package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/samad111/go-samad/sla/persian"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func todayIn(t *testing.T) (persian.Date, error) {
	t.Helper()
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	return persian.FromTime(time.Now().In(tehran))
}

func TestAPISignIn(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	token := s.token(t, "operator")
	status, body := s.call(t, http.MethodGet, "/api/v1/desk/cases?state=received", token, nil)
	require.Equal(t, http.StatusOK, status, "%v", body)

	for _, bad := range []string{"", "x", token[:len(token)-1] + "_"} {
		status, body = s.call(t, http.MethodGet, "/api/v1/desk/cases", bad, nil)
		assert.Equal(t, http.StatusUnauthorized, status)
		assert.Equal(t, "unauthenticated", body["code"])
	}
	// On this machine the administrator uses the API with the first password.
	s.token(t, "admin")

	status, body = s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "operator", "password": "wrong"})
	assert.Equal(t, http.StatusUnauthorized, status)
	wrong := body["code"]
	status, body = s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "nobody", "password": "wrong"})
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Equal(t, wrong, body["code"], "whether a name exists is not told")
}

func TestLockoutAtBothDoors(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.visitor(t)
	for range 5 {
		p := v.signIn("isf.tamin", "wrong")
		require.Equal(t, http.StatusUnauthorized, p.Status)
		assert.Contains(t, p.HTML, "درست نیست")
	}
	p := v.signIn("isf.tamin", s.accounts["isf.tamin"])
	require.Equal(t, http.StatusUnauthorized, p.Status)
	assert.Contains(t, p.text(t), "بسته شده است")
	checkPersian(t, p)
	status, body := s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "isf.tamin", "password": s.accounts["isf.tamin"]})
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "account_locked", body["code"])
	s.token(t, "operator")
}

func TestAdministratorMustChangeFirst(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.signIn("admin", s.accounts["admin"])
	require.Equal(t, "/password", p.Path)
	for _, path := range []string{"/desk", "/desk/accounts"} {
		assert.Equal(t, "/password", v.get(path).Path, "nothing else before")
	}
	for want, fields := range map[string]map[string]string{
		"یکی نیستند":      {"old": s.accounts["admin"], "new": "یک گذرواژه خوب", "again": "یک گذرواژه بد"},
		"کوتاه است":       {"old": s.accounts["admin"], "new": "کوتاه", "again": "کوتاه"},
		"کنونی درست نیست": {"old": "wrong", "new": "یک گذرواژه خوب", "again": "یک گذرواژه خوب"},
	} {
		p = v.send(p, "/password", fields)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		assert.Contains(t, p.text(t), want)
		checkPersian(t, p)
	}
	p = v.send(p, "/password", map[string]string{"old": s.accounts["admin"], "new": "یک گذرواژه خوب", "again": "یک گذرواژه خوب"})
	require.Equal(t, "/desk?done=password", p.Path)
	require.Equal(t, "/", v.send(p, "/sign-out", nil).Path)
	assert.Equal(t, "/sign-in", v.get("/desk").Path)
	assert.Equal(t, "/desk", v.signIn("admin", "یک گذرواژه خوب").Path)
}

func TestOnlyTheAdministratorSeesAccounts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	v.signIn("operator", s.accounts["operator"])
	p := v.get("/desk/accounts")
	assert.Equal(t, http.StatusForbidden, p.Status)
	checkPersian(t, p)
	p = v.post("/desk/accounts", url.Values{"username": {"mine"}, "role": {"admin"}, "post": {"من"}})
	assert.Equal(t, http.StatusForbidden, p.Status)
	status, _ := s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "mine", "password": "x"})
	assert.Equal(t, http.StatusUnauthorized, status)
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	v.signIn("operator", s.accounts["operator"])
	form := url.Values{"kind": {"request"}, "text": {"از سایت دیگر"}, "identity": {"anonymous"}}
	for name, header := range map[string]http.Header{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site": {"cross-site"}},
		"by Origin":         {"Origin": {"https://evil.example"}},
		"null origin":       {"Origin": {"null"}},
	} {
		for _, path := range []string{"/file", "/sign-out", "/desk/accounts"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, strings.NewReader(form.Encode()))
			require.NoError(t, err)
			r.Header = header.Clone()
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			p := v.do(r)
			assert.Equal(t, http.StatusForbidden, p.Status, "%s %s", name, path)
			assert.Contains(t, p.text(t), "از سایت دیگری آمد")
			checkPersian(t, p)
		}
	}
	assert.Equal(t, "/desk", v.get("/desk").Path, "still signed in")
	// The pages' cookie opens nothing of the API.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/api/v1/desk/cases", nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUnauthorized, v.do(r).Status)
}

func TestLimitsOnSignIns(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	statuses := make(chan int)
	const tries = 25
	for n := range tries {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/sign-in",
			strings.NewReader(url.Values{"username": {"nobody" + strconv.Itoa(n)}, "password": {"x"}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		go func() {
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				statuses <- 0
				return
			}
			_ = answer.Body.Close()
			statuses <- answer.StatusCode
		}()
	}
	count := map[int]int{}
	for range tries {
		count[<-statuses]++
	}
	assert.Equal(t, map[int]int{http.StatusUnauthorized: 20, http.StatusTooManyRequests: 5}, count)
}

func TestLimitsSlowGuessersDown(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	_, f := v.file(nil)
	for range 25 { // whoever knows the PIN is not counted among the guessers
		p := v.send(v.get("/follow"), "/follow", map[string]string{"code": f.code, "pin": f.pin})
		require.Equal(t, http.StatusOK, p.Status)
	}
	limited := 0
	for range 25 {
		p := v.send(v.get("/follow"), "/follow", map[string]string{"code": f.code, "pin": "۰۰۰۰۰۰"})
		if p.Status == http.StatusTooManyRequests {
			limited++
			assert.NotEmpty(t, p.Header.Get("Retry-After"))
			assert.Contains(t, p.text(t), "کمی صبر کنید")
			checkPersian(t, p)
		}
	}
	assert.Equal(t, 5, limited)
}
