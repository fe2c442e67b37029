package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
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
	b.says("وضعیت اتصال هیچ دستگاهی ثبت نشده است؛ همه متصل شمرده می‌شوند")
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

// byLetter has the administrator record that an agency is only invited, and an
// operator refer a new case to it.
func (s *site) byLetter(t *testing.T, fill map[string]string) (citizen, operator *visitor, f filed) {
	t.Helper()
	admin := s.administrator(t)
	p := admin.send(admin.get("/desk/agencies/isf.behzisti"), "/desk/agencies/isf.behzisti/change",
		map[string]string{"state": "invited", "since": "۱۴۰۴/۰۲/۱۵", "reason": "دعوت‌نامه"})
	require.Equal(t, http.StatusOK, p.Status, p.text(t))
	citizen = s.visitor(t)
	_, f = citizen.file(fill)
	operator = s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.behzisti", "reason": "آزمون"})
	return citizen, operator, f
}

// TestLetterToAnAgencyThatIsNotConnected: the case goes out on paper, and the
// operator enters the answer with the letter; without scripts.
func TestLetterToAnAgencyThatIsNotConnected(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator, f := s.byLetter(t, map[string]string{"text": "پله‌های ساختمان برای صندلی چرخ‌دار مناسب نیست.", "name": "مریم ایرانی", "mobile": "09123456789"})
	p := operator.find(f)
	path, _, _ := strings.Cut(p.Path, "?")
	require.Contains(t, p.HTML, "متصل نیست")
	letter := operator.get(path + "/letter")
	require.Equal(t, http.StatusOK, letter.Status)
	for _, word := range []string{f.code, "صندلی چرخ‌دار", "مریم ایرانی", "مهلت پاسخ: تا ", "بهزیستی", "فرستادن پاسخ"} {
		assert.Contains(t, letter.text(t), word)
	}
	assert.Equal(t, http.StatusOK, s.signedIn(t, "oversight").get(path+"/letter").Status)
	assert.Equal(t, http.StatusNotFound, s.signedIn(t, "isf.behzisti").get(path+"/letter").Status, "it has its inbox")
	assert.Equal(t, http.StatusNotFound, s.signedIn(t, "isf.tamin").get(path+"/letter").Status)

	said := map[string]string{"letter": "۱۲/۳۴۵", "explanation": "بازدید شد.", "done": "شیب‌راهه ساخته شد.", "outcome": string(samad.Done), "final": "yes"}
	refused := operator.send(p, path+"/answer_by_letter", said)
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	assert.Contains(t, refused.text(t), "تصویر نامه دستگاه را پیوست کنید")
	assert.Contains(t, refused.HTML, "شیب‌راهه ساخته شد.", "nothing typed is lost")
	done := operator.sendFile(operator.get(path), path+"/answer_by_letter", said, "نامه.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	require.Equal(t, http.StatusOK, done.Status, done.text(t))
	for _, word := range []string{"پاسخ دستگاه ثبت", "نامه.pdf", "نامه ۱۲/۳۴۵"} {
		assert.Contains(t, done.text(t), word)
	}
	assert.NotContains(t, done.HTML, "answer_by_letter\"")
	own := citizen.open(f).text(t)
	assert.Contains(t, own, "شیب‌راهه ساخته شد.")
	assert.Contains(t, own, "بهزیستی")
	assert.Contains(t, own, "نامه.pdf")
	for _, v := range []*visitor{citizen, operator} {
		for _, p := range *v.seen {
			checkPersian(t, p)
		}
	}
}

// TestLetterHidesWhoWantsToBeHidden: what an agency would not see at the desk is
// not on its letter either.
func TestLetterHidesWhoWantsToBeHidden(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	_, operator, f := s.byLetter(t, map[string]string{"identity": "confidential", "name": "مریم ایرانی", "mobile": "09123456789"})
	path, _, _ := strings.Cut(operator.find(f).Path, "?")
	letter := operator.get(path + "/letter").text(t)
	assert.Contains(t, letter, "خواسته است که شناخته نشود")
	assert.NotContains(t, letter, "مریم ایرانی")
	assert.NotContains(t, letter, "۳۴۵ ۶۷۸۹")
}

// TestLetterInBrowser looks at the case, its letter and the form.
func TestLetterInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	_, _, f := s.byLetter(t, map[string]string{"name": "مریم ایرانی", "mobile": "09123456789"})
	b := newTab(t, s.base, "letter")
	b.signIn("operator", s.accounts["operator"])
	b.find(f)
	b.says("متصل نیست")
	b.look("case")
	b.step("answer_by_letter", map[string]string{"letter": "۱۲/۳۴۵", "explanation": "بازدید شد."})
	b.says("تصویر نامه دستگاه را پیوست کنید")
	b.look("refused")
	b.click(`a[href$="/letter"]`)
	b.says("مهلت پاسخ", "متن متقاضی")
	b.look("paper")
}
