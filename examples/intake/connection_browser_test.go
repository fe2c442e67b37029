package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestConnectionStatesInBrowser: the administrator records how far agencies have
// come, one county on its own, and sees the way there.
func TestConnectionStatesInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t)
	b := newTab(t, s.base, "connection")
	b.signIn("admin", "سرو کهن ابرکوه")
	b.open("/desk/agencies")
	b.says("ثبت نشده", "دستگاه متصل‌اند")
	b.click(`a[href="/desk/agencies/isf.tamin"]`)
	b.says("متصل شمرده می‌شود", "در شهرستان‌ها")
	b.look("fresh")
	b.stepRoom("change", map[string]string{"state": "invited", "since": "۱۴۹۰/۰۱/۰۱", "reason": "نامه ۱۲۳"})
	b.says("این روز هنوز نیامده است")
	b.look("refused")
	b.stepRoom("change", map[string]string{"state": "invited", "since": "۱۴۰۴/۰۲/۱۵", "reason": "نامه ۱۲۳"})
	b.says("ثبت شد", "دوشنبه ۱۵ اردیبهشت ۱۴۰۴", "نامه ۱۲۳", "مانند همه دستگاه")
	b.stepRoom("change", map[string]string{"state": "trained", "since": "۱۴۰۴/۰۳/۰۱", "reason": "کارگاه خرداد"})
	b.says("آموزش‌دیده", "کارگاه خرداد")
	b.click(`a[href="/desk/agencies/isf.tamin?county=1014"]`)
	b.says("وضعیت جداگانه ندارد")
	b.stepRoom("change", map[string]string{"state": "connected", "since": "۱۴۰۴/۰۴/۰۱", "reason": "گشایش دفتر"})
	b.says("ثبت شد", "متصل", "گشایش دفتر")
	b.look("county")
	b.open("/desk/agencies?connection=trained")
	b.says("تامین اجتماعی")
	b.look("narrowed")
	b.open("/desk/agencies?county=1014&connection=connected")
	b.says("تامین اجتماعی", "۱ تیر ۱۴۰۴")
	b.open("/desk/agencies/isf.tamin")
	b.look("history")
}

// TestConnectionPagesAreTheAdministrators: the pages are Persian throughout, and nobody but
// the administrator sees or changes them.
func TestConnectionPagesAreTheAdministrators(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	p := admin.get("/desk/agencies/isf.tamin")
	done := admin.send(p, "/desk/agencies/isf.tamin/change", map[string]string{"state": "planned", "since": "۱۴۰۴/۰۲/۱۵", "reason": "نامه 12"})
	require.Equal(t, http.StatusOK, done.Status, done.text(t))
	again := admin.send(p, "/desk/agencies/isf.tamin/change", map[string]string{"state": "invited", "since": "۱۴۰۴/۰۲/۱۶", "reason": "نامه"})
	require.NotEqual(t, http.StatusOK, again.Status, "it was changed since the form was made")
	admin.get("/desk/agencies?county=1014&connection=planned")
	require.Equal(t, http.StatusNotFound, admin.get("/desk/agencies/isf.tamin?county=9999").Status)
	require.Equal(t, http.StatusNotFound, admin.get("/desk/agencies/no.such").Status)
	for _, name := range []string{"operator", "oversight", "isf.tamin"} {
		v := s.signedIn(t, name)
		assert.Equal(t, http.StatusForbidden, v.get("/desk/agencies/isf.tamin").Status, name)
	}
	for _, p := range *admin.seen {
		checkPersian(t, p)
	}
}
