package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInboxInBrowser: an agency's head sees the work by deadline, begins an
// answer with a template, is asked three questions, and sends it.
func TestInboxInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	var f filed
	for range 3 {
		_, f = citizen.file(map[string]string{"text": pension, "mobile": "09123456789"})
		operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	}
	b := newTab(t, s.base, "inbox")
	b.signIn("isf.tamin", s.accounts["isf.tamin"])
	b.says("پس از آن", "تا پایان هفته")
	b.says("بی‌کارشناس")
	b.look("groups")
	b.find(f)
	answer := `form[action$="/answer"]`
	field := func(name string) string { return answer + ` [name="` + name + `"]` }
	b.choose("#template", "0")
	eval[bool](b, `document.querySelector("#template").dispatchEvent(new Event("change")), true`)
	assert.Equal(t, "done", eval[string](b, `document.querySelector(`+quote(field("outcome"))+`).value`))
	eval[bool](b, `document.querySelector(`+quote(answer)+`).requestSubmit(), true`)
	b.says("یک بار دیگر بخوانید")
	b.look("gaps")
	for name, text := range map[string]string{
		"explanation": "واریز مستمری به سبب تغییر شماره حساب سه ماه به بانک پیشین رفته بود.",
		"done":        "روز یکشنبه شماره حساب درست شد و سه ماه مستمری واریز شد.",
	} {
		eval[bool](b, `document.querySelector(`+quote(field(name))+`).value = `+quote(text)+`, true`)
	}
	b.then(func() { eval[bool](b, `document.querySelector(`+quote(answer)+`).requestSubmit(), true`) })
	b.says("پاسخ ثبت شد")
	b.look("sent")
}

func TestAnswersAreCheckedWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator, head := s.visitor(t), s.signedIn(t, "operator"), s.signedIn(t, "isf.tamin")
	_, f := citizen.file(nil)
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	p := head.get("/desk")
	assert.Contains(t, p.text(t), "بی‌کارشناس")
	p = head.find(f)
	path, _, _ := strings.Cut(p.Path, "?")
	p = head.send(p, path+"/answer", map[string]string{"template": "2", "check": "yes"})
	require.Equal(t, 200, p.Status)
	assert.Contains(t, p.text(t), "یک بار دیگر بخوانید")
	assert.Contains(t, p.HTML, "ماده … قانون", "the template is in the form")
	p = head.step(head.find(f), "answer", map[string]string{"explanation": "بررسی شد.", "done": "انجام شد", "outcome": "done", "final": "yes"})
	assert.Contains(t, p.text(t), "پاسخ ثبت شد", "what is short may be sent all the same")
	for _, p := range *head.seen {
		checkPersian(t, p)
	}
}
