package main

import (
	"io/fs"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFirstStartPrintsEachAccountOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	form := regexp.MustCompile(`^account [a-z0-9._-]+ (admin|operator|oversight|agency_head) [2-9a-z-]{23}$`)
	count := map[string]int{}
	for _, line := range s.lines {
		if strings.HasPrefix(line, "account") {
			assert.Regexp(t, form, line)
			count[strings.Split(line, " ")[2]]++
		}
	}
	p, err := loadPacks(nil)
	require.NoError(t, err)
	today, err := todayIn(t)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"admin": 1, "operator": 1, "oversight": 1, "agency_head": len(p.Directory().Agencies(today)),
	}, count)
	for _, name := range []string{"admin", "operator", "oversight", "isf.tamin", "isf.ostandari.bazresi"} {
		assert.Contains(t, s.accounts, name)
	}
	require.NoError(t, s.stop())

	again := start(t, dir)
	assert.Empty(t, again.accounts, "nothing is made, and nothing shown, twice")
	assert.NotContains(t, strings.Join(again.lines, "\n"), "key ")
	again.accounts = s.accounts
	again.token(t, "operator")
}

func TestWhatIsPrinted(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	all := strings.Join(s.lines, "\n")
	assert.Contains(t, all, s.base+"/\n")
	assert.Contains(t, all, s.base+"/api/v1")
	assert.Contains(t, all, "samad.db.key (new")
	assert.NotContains(t, all, "warning")
	for _, path := range []string{"/", "/healthz", "/readyz", "/openapi.json", "/file"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+path, nil)
		require.NoError(t, err)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Equal(t, http.StatusOK, answer.StatusCode, path)
		assert.NotEmpty(t, answer.Header.Get("X-Request-Id"), path)
	}
}

func TestOnlyTheAdministratorBeyondLoopback(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--addr", "0.0.0.0:0")
	assert.Len(t, s.accounts, 1)
	all := strings.Join(s.lines, "\n")
	assert.Contains(t, all, "account admin admin ")

	// A first password opens the page, to change it, and nothing of the API.
	s.base = strings.NewReplacer("0.0.0.0", "127.0.0.1", "[::]", "127.0.0.1").Replace(s.base)
	status, body := s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "admin", "password": s.accounts["admin"]})
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "password_change_required", body["code"])

	v := s.visitor(t)
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := v.signIn("admin", s.accounts["admin"])
	require.Equal(t, http.StatusSeeOther, p.Status)
	assert.Equal(t, "/password", p.Header.Get("Location"))
	cookie := p.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-samad_session=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
		assert.Contains(t, cookie, part)
	}
}

func TestOtherPacksBringNoAccounts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--pack", "../isfahan")
	assert.Len(t, s.accounts, 1)
}

func TestWrongFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := "--db=sqlite:" + filepath.Join(dir, "x.db")
	empty := t.TempDir()
	for name, row := range map[string]struct {
		args []string
		env  map[string]string
		want []string
	}{
		"unknown flag":         {[]string{"--adr", "127.0.0.1:0"}, nil, []string{"--adr", "--help"}},
		"address without port": {[]string{db, "--addr", "127.0.0.1"}, nil, []string{"--addr", "HOST:PORT"}},
		"no port":              {[]string{db, "--addr", "127.0.0.1:harbour"}, nil, []string{"--addr", "harbour"}},
		"limits":               {[]string{db, "--limits", "some"}, nil, []string{"--limits", "on", "off"}},
		"limits off for all":   {[]string{db, "--addr", ":0", "--limits", "off"}, nil, []string{"--limits off", "loopback"}},
		"from the environment": {[]string{db}, map[string]string{"SAMAD_LIMITS": "off", "SAMAD_ADDR": "0.0.0.0:0"}, []string{"--limits off"}},
		"database":             {[]string{"--db", "oracle:x", "--key", dir + "/k"}, nil, []string{"--db", "sqlite:PATH"}},
		"memory":               {[]string{"--db", "memory:", "--key", dir + "/k"}, nil, []string{"--db", "sqlite:PATH"}},
		"memory without key":   {[]string{"--db", "memory:"}, nil, []string{"--key"}},
		"no such folder":       {[]string{"--db", "sqlite:" + dir + "/none/x.db"}, nil, []string{"folder"}},
		"empty pack":           {[]string{db, "--pack", empty}, nil, []string{"pack.yaml"}},
		"no such pack":         {[]string{db, "--pack", empty + "/none"}, nil, []string{"--pack", "no such folder"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !slices.Contains(row.args, "--addr") && row.env["SAMAD_ADDR"] == "" {
				row.args = append(row.args, "--addr=127.0.0.1:0")
			}
			err := fails(t, row.env, row.args...)
			for _, part := range row.want {
				assert.ErrorContains(t, err, part)
			}
			assert.NotContains(t, err.Error(), "panic")
		})
	}
}

func TestTakenAddress(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	addr := strings.TrimPrefix(s.base, "http://")
	dir := t.TempDir()
	err := fails(t, nil, "--addr", addr, "--db", "sqlite:"+filepath.Join(dir, "other.db"))
	require.ErrorContains(t, err, addr)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left, "no database and no accounts that nobody can use")
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{"--help": "--limits", "--version": "intake "} {
		var out syncBuffer
		require.NoError(t, run(t.Context(), []string{arg}, func(string) string { return "" }, &out, &out))
		assert.Contains(t, out.String(), want)
	}
}

func TestKeysStayWithTheirDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	require.NoError(t, s.stop())
	key := filepath.Join(dir, "samad.db.key")
	info, err := os.Stat(key)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	}
	db := "sqlite:" + filepath.Join(dir, "samad.db")
	require.NoError(t, os.Rename(key, key+".away"))
	assert.ErrorContains(t, fails(t, nil, "--addr", "127.0.0.1:0", "--db", db), "is missing")
	_, err = os.Stat(key)
	require.ErrorIs(t, err, fs.ErrNotExist, "and no new one was made")

	other := start(t, t.TempDir())
	require.NoError(t, other.stop())
	foreign := filepath.Join(other.dir, "samad.db.key")
	assert.ErrorContains(t, fails(t, nil, "--addr", "127.0.0.1:0", "--db", db, "--key", foreign), "does not belong")

	require.NoError(t, os.Rename(key+".away", key))
	start(t, dir)
}

func TestStopsWithoutCuttingRequestsOff(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/sessions", strings.NewReader(`{"username":"nobody","password":"x"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	sent, answered := make(chan struct{}), make(chan int, 1)
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { close(sent) },
	}))
	go func() {
		// A refused sign-in takes its time; the stop comes in the middle of it.
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			answered <- 0
			return
		}
		answered <- answer.StatusCode
		_ = answer.Body.Close()
	}()
	<-sent
	time.Sleep(50 * time.Millisecond) // for the service to take it up
	began := time.Now()
	require.NoError(t, s.stop())
	assert.Equal(t, http.StatusUnauthorized, <-answered)
	assert.Less(t, time.Since(began), 5*time.Second)
	_, err = http.Get(s.base + "/healthz") //nolint:bodyclose // it must fail
	assert.Error(t, err)
}

func TestSetup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"--setup", "--db", "sqlite:" + filepath.Join(dir, "samad.db"), "--trusted-proxy", "10.0.0.0/8"}
	nothing := func(string) string { return "" }
	var out syncBuffer
	require.NoError(t, run(t.Context(), args, nothing, &out, &out))
	assert.Contains(t, out.String(), "account admin admin ")
	assert.NotContains(t, out.String(), "pages", "it serves nothing")
	var again syncBuffer
	require.NoError(t, run(t.Context(), args, nothing, &again, &again))
	assert.Empty(t, again.String(), "done twice it changes nothing")
	assert.Empty(t, start(t, dir).accounts)
}
