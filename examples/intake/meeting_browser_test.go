package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stepRoom opens a form of a room's page, fills it and sends it.
func (b *tab) stepRoom(name string, fill map[string]string) {
	b.t.Helper()
	form := `form[action$="/` + name + `"]`
	eval[bool](b, `(() => { const f = document.querySelector(`+quote(form)+`); f.noValidate = true; const d = f.closest("details"); if (d) d.open = true; return true })()`)
	for field, value := range fill {
		eval[bool](b, `(() => { const f = document.querySelector(`+quote(form+` [name="`+field+`"]`)+`); if (f.type === "checkbox") f.checked = true; else f.value = `+quote(value)+`; return true })()`)
	}
	b.click(form + ` button`)
}

// TestMeetingAtTheDesk: oversight plans and invites, the host accepts, the
// operator leads through the calls by keyboard, and the report says what was.
func TestMeetingAtTheDesk(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	r.answered("isf.tamin", "1014", 3)
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "09123456789"})

	oversight := newTab(t, s.base, "oversight")
	oversight.signIn("oversight", s.accounts["oversight"])
	oversight.open("/desk/meetings")
	oversight.says("پیشنهاد هفته")
	oversight.look("meetings")
	oversight.stepRoom("plan", map[string]string{"day": "۱۴۰۵", "host": "x"})
	oversight.says("تاریخ را مانند")
	oversight.look("meetings-refused")
	oversight.open("/desk/meetings?week=" + r.workingDay(7).String())
	eval[bool](oversight, `document.querySelector('[name="host"][value="isf.tamin"]').checked = true`)
	oversight.stepRoom("plan", nil)
	oversight.says("برنامه‌ریزی شده")
	oversight.look("programme")
	oversight.stepRoom("invite", nil)
	oversight.says("دعوت شده")

	host := newTab(t, s.base, "host")
	host.signIn("isf.tamin", s.accounts["isf.tamin"])
	host.open("/desk/meetings")
	host.click(`main table a`)
	host.says("می‌آیم")
	host.look("invitation")
	host.stepRoom("decline", nil)
	host.says("دلیل را بنویسید")
	host.stepRoom("accept", nil)
	host.says("ثبت شد")

	operator := newTab(t, s.base, "operator")
	operator.signIn("operator", s.accounts["operator"])
	operator.open("/desk/meetings")
	operator.click(`main table a`)
	operator.stepRoom("ask", map[string]string{"code": latin(f.code), "host": "isf.tamin"})
	operator.says("در نوبت")
	operator.stepRoom("start", nil)
	operator.says("میز تماس")
	operator.look("console-waits")
	// From here on by keyboard alone.
	operator.tabTo(`form[action$="/next"] button`)
	eval[bool](operator, `window.samadOld = true`)
	operator.press(kb.Enter)
	operator.until(`!window.samadOld && document.readyState === "complete"`)
	operator.says("روی خط")
	operator.says("مریم ایرانی")
	operator.look("console-on-air")
	operator.tabTo(`#call-text`)
	operator.fill("#call-text", "مستمری خرداد نرسیده است.")
	operator.tabTo(`button[value="answer"]`)
	eval[bool](operator, `window.samadOld = true`)
	operator.press(kb.Enter)
	operator.until(`!window.samadOld && document.readyState === "complete"`)
	operator.says("آنچه میزبان گفت را بنویسید")
	operator.look("console-refused")
	assert.Equal(t, "مستمری خرداد نرسیده است.", eval[string](operator, `document.querySelector("#call-text").value`), "nothing typed is lost")
	operator.fill("#call-explanation", "بررسی شد؛ شماره حساب نادرست بود.")
	operator.fill("#call-done", "امروز واریز می‌شود.")
	operator.tabTo(`[name="accepts"]`)
	operator.press(" ")
	operator.tabTo(`button[value="answer"]`)
	eval[bool](operator, `window.samadOld = true`)
	operator.press(kb.Enter)
	operator.until(`!window.samadOld && document.readyState === "complete"`)
	operator.says("برای تماس‌گیرنده بخوانید")
	operator.look("console-recorded")
	operator.stepRoom("ring", map[string]string{"host": "isf.tamin", "county": "1010"})
	operator.stepRoom("next", nil)
	eval[bool](operator, `document.querySelector('form[action$="/record"]').noValidate = true`)
	operator.fill("#call-text", "بیمه بیکاری می‌خواهم.")
	operator.fill("#call-name", "علی کاشانی")
	operator.fill("#call-unit", "واحد بیمه بیکاری")
	operator.click(`button[value="refer"]`)
	operator.says("به کارشناس سپرده شد")
	operator.stepRoom("finish", nil)
	operator.says("گزارش برنامه")
	operator.look("report")
	text := operator.text()
	assert.Regexp(t, `پاسخ همان‌جا\s+۱`, text)
	assert.Regexp(t, `سپرده به کارشناس\s+۱`, text)

	v := s.signedIn(t, "operator")
	for _, path := range []string{"/desk/meetings"} {
		p := v.get(path)
		require.Equal(t, 200, p.Status)
		checkPersian(t, p)
	}
	assert.Equal(t, 403, s.signedIn(t, "isf.gaz").post("/desk/meetings/plan", nil).Status, "a head plans nothing")
}
