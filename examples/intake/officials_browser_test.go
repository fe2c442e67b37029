package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOfficialsInBrowser walks an official's day in a real browser: the
// operator screens, the agency's head assigns and answers, oversight looks,
// the administrator makes an account.
func TestOfficialsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir())
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "۰۹۱۲۳۴۵۶۷۸۹"})
	citizen.file(map[string]string{"identity": "anonymous"})

	operator := newTab(t, s.base, "operator")
	operator.open("/desk")
	operator.look("sign-in")
	operator.fill("#username", "operator")
	operator.fill("#password", "wrong password")
	operator.click(`main form button`)
	operator.look("sign-in-refused")
	operator.signIn("operator", s.accounts["operator"])
	operator.says("میز کار")
	operator.look("queue")
	operator.find(f)
	operator.says("مریم ایرانی")
	operator.look("dossier")
	operator.step("accept", map[string]string{"agency": "isf.tamin", "reason": "بازنشستگی است"})
	operator.look("dossier-referred")

	head := newTab(t, s.base, "head")
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	head.look("queue")
	head.find(f)
	head.look("dossier")
	head.step("answer", map[string]string{"explanation": "بررسی شد."}) // half an answer
	head.says("خالی نگذارید")
	head.look("answer-faults")
	head.step("answer", map[string]string{"done": "مستمری امروز واریز شد.", "outcome": "done"})
	head.says("پاسخ")
	head.look("answered")

	operator.find(f)
	eval[bool](operator, `document.querySelectorAll('details:has(form[action$="/rate"]), details:has(form[action$="/confirm"]), details:has(form[action$="/inform"])').forEach(d => d.open = true), true`)
	operator.look("dossier-behalf")
	operator.open("/desk/accounts")
	operator.look("forbidden")

	oversight := newTab(t, s.base, "oversight")
	oversight.signIn("oversight", s.accounts["oversight"])
	oversight.open("/desk?state=all")
	oversight.look("queue")
	oversight.find(f)
	oversight.step("hold", map[string]string{"ground": "دادنامه ۱۲/۳۴"})
	eval[bool](oversight, `document.querySelectorAll('details:has(form[action$="/hold"]), details:has(form[action$="/release"])').forEach(d => d.open = true), true`)
	oversight.look("dossier")

	admin := newTab(t, s.base, "admin")
	admin.signIn("admin", s.accounts["admin"])
	admin.look("password")
	admin.fill("#old", s.accounts["admin"])
	admin.fill("#new", "سرو کهن ابرکوه")
	admin.fill("#again", "سرو کهن ابرکوه")
	admin.click(`main form button`)
	admin.open("/desk/accounts")
	admin.look("accounts")
	assert.True(t, admin.has(`form[action="/desk/accounts"]`))
}

// signIn goes through the page.
func (b *tab) signIn(name, password string) {
	b.t.Helper()
	b.open("/sign-in")
	b.fill("#username", name)
	b.fill("#password", password)
	b.click(`main form button`)
}

// find opens a case at the desk by its code.
func (b *tab) find(f filed) {
	b.t.Helper()
	b.open("/desk")
	b.fill("#find", latin(f.code))
	b.click(`form.find button`)
}

// step fills in the form of a step on a case's page and sends it.
func (b *tab) step(name string, fill map[string]string) {
	b.t.Helper()
	form := `form[action$="/` + name + `"]`
	// What the browser would say of an empty field is the browser's; here the
	// service is asked.
	eval[bool](b, `document.querySelector(`+quote(form)+`).noValidate = document.querySelector(`+quote(form)+`).closest("details").open = !!(document.querySelector(`+quote(form)+`).dataset.sure = "yes")`)
	for field, value := range fill {
		eval[bool](b, `(() => { const f = document.querySelector(`+quote(form+` [name="`+field+`"]`)+`); f.value = `+quote(value)+`; f.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	}
	b.click(form + ` button`)
}
