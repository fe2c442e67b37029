package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestASessionThatEndedLosesNothing: the page that was asked for opens after
// the sign-in, and what was written into a form is shown to copy from.
func TestASessionThatEndedLosesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.visitor(t)
	p := v.get("/desk/meetings?q=" + url.QueryEscape("آب"))
	require.True(t, strings.HasPrefix(p.Path, "/sign-in?to="), p.Path)
	assert.Contains(t, p.text(t), "نشستتان پایان یافته است")
	checkPersian(t, p)
	wrong := v.send(p, "/sign-in", map[string]string{"username": "operator", "password": "نادرست"})
	require.Equal(t, http.StatusUnauthorized, wrong.Status)
	p = v.send(wrong, "/sign-in", map[string]string{"username": "operator", "password": s.accounts["operator"]})
	assert.True(t, strings.HasPrefix(p.Path, "/desk/meetings?q="), p.Path)

	words := "از شرکت آب پرسیدیم؛ لوله فردا تعویض می‌شود."
	p = s.visitor(t).post("/desk/cases/1/answer", url.Values{"explanation": {words}, "password": {"گذرواژه‌ای با چند واژه بی‌ربط"}})
	require.Equal(t, http.StatusUnauthorized, p.Status)
	assert.Contains(t, p.text(t), words)
	assert.Contains(t, p.text(t), "چیزی ثبت نشد")
	assert.NotContains(t, p.HTML, "گذرواژه‌ای با چند واژه")
	checkPersian(t, p)
}

// TestTheSignInLeadsToNobodyElsesPage: an address that others can write leads
// within the desk only.
func TestTheSignInLeadsToNobodyElsesPage(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	for _, to := range []string{"https://example.com/desk/", "//example.com/desk/x", "/sign-out", "/desk/../file", "/desk/%2e%2e/file", `\\example.com\desk`, "javascript:alert(1)", "/desk\n/x"} {
		v := s.visitor(t)
		p := v.get("/sign-in?to=" + url.QueryEscape(to))
		require.NotContains(t, p.HTML, `name="to"`, to)
		p = v.post("/sign-in", url.Values{"username": {"operator"}, "password": {s.accounts["operator"]}, "to": {to}})
		assert.Equal(t, "/desk", p.Path, to)
	}
}

// TestProblemsSayWhatHelps: too large is not "send it again", a wrong link is
// not a missing case.
func TestProblemsSayWhatHelps(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.visitor(t)
	operator := s.signedIn(t, "operator")
	for _, c := range []struct {
		page   page
		status int
		says   string
	}{
		{v.post("/file", url.Values{"text": {strings.Repeat("ا", 400<<10)}}), http.StatusRequestEntityTooLarge, "کوتاه‌تر کنید"},
		{v.get("/s/none"), http.StatusNotFound, "زمانش گذشته"},
		{v.get("/nothing-here"), http.StatusNotFound, "این صفحه پیدا نشد"},
		{operator.get("/desk/meetings/none"), http.StatusNotFound, "این پیوند به چیزی نمی‌رسد"},
		{operator.get("/desk/cases/none"), http.StatusNotFound, "پرونده پیدا نشد"},
		{operator.get("/desk/accounts"), http.StatusForbidden, "این صفحه برای نقش شما نیست"},
		{operator.post("/desk/calendar/declare", nil), http.StatusForbidden, "چیزی ثبت نشد"},
	} {
		assert.Equal(t, c.status, c.page.Status, c.says)
		assert.Contains(t, c.page.text(t), c.says)
		checkPersian(t, c.page)
	}
}
