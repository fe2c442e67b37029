package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// alt presses a key together with Alt.
func (b *tab) alt(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierAlt)))
}

// then does something that leads to another page, and waits for it.
func (b *tab) then(act func()) {
	b.t.Helper()
	eval[bool](b, `window.samadOld = true`)
	act()
	b.until(`!window.samadOld && document.readyState === "complete"`)
}

// TestCallsInBrowser takes calls by keyboard alone: a caller who is known, a
// new matter by suggestions, a network that fails, the code read back.
func TestCallsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "۰۹۱۲۳۴۵۶۷۸۹"})

	b := newTab(t, s.base, "call")
	b.signIn("operator", s.accounts["operator"])
	b.then(func() { b.alt("c") })
	b.says("شماره تماس‌گیرنده")
	assert.Equal(t, "caller", eval[string](b, `document.activeElement.id`), "ready for the number")
	b.look("empty")

	// A caller who has a case: it stands there as soon as the number is whole.
	b.press(strings.Split("09123456789", "")...)
	b.says("پرونده‌های پیشین")
	b.until(`!!document.querySelector('input[name="case"]')`)
	assert.Contains(t, b.text(), f.code)
	b.look("earlier")
	b.tabTo(`input[name="case"]`)
	b.press(" ")
	b.until(`document.querySelector('input[name="outcome"]:checked').value === "followed_up"`)
	b.tabTo("#text")
	b.press(strings.Split("باز زنگ زد", "")...)
	b.look("follow-up")
	b.then(func() { b.alt(kb.Enter) })
	b.says("پیگیری در پرونده ثبت شد")
	b.look("recorded")
	b.says("امروز ۱ تماس")

	// A new matter. The network fails, the page is loaded anew; nothing is lost.
	b.press(strings.Split("09131112233", "")...)
	b.says("پرونده‌ای از این شماره نیست")
	b.tabTo("#text")
	b.do(chromedp.SendKeys(chromedp.CSS("#text"), "آب محله ما در نجف‌آباد از دیروز قطع است و کسی جواب نمی‌دهد"))
	b.until(`document.querySelectorAll("#suggestions [data-set]").length > 1`)
	b.look("suggestions")
	b.alt("1")
	topic := eval[string](b, `document.getElementById("topic").value`)
	assert.True(t, strings.HasPrefix(topic, "water"), topic)
	numbered := eval[string](b, `[...document.querySelectorAll("#suggestions [data-set]")].find(n => n.dataset.set === "place").dataset.key.slice(-1)`)
	b.alt(numbered)
	assert.Equal(t, "1014", eval[string](b, `document.getElementById("place").value`))
	b.offline(true)
	b.alt(kb.Enter)
	b.says("پیوند شبکه برقرار نیست")
	b.look("offline")
	b.offline(false)
	b.open("/desk/call")
	b.says("نوشته ثبت‌نشده شما برگردانده شد")
	assert.Equal(t, topic, eval[string](b, `document.getElementById("topic").value`))
	b.look("kept")
	assert.False(t, eval[bool](b, `!!localStorage.getItem("samad.call")`), "on a shared desk nothing stays on the device")
	b.then(func() { b.alt(kb.Enter) })
	b.says("رقم به رقم")
	b.look("readback")
	digits := eval[string](b, `[...document.querySelectorAll(".aloud .code")].slice(0, 4).map(n => n.textContent).join("")`)
	assert.Len(t, []rune(digits), 16)

	// The list of keys, and the next call with one of them.
	b.press("?")
	b.until(`document.querySelector("dialog").open`)
	assert.Contains(t, b.text(), "میان‌برهای این صفحه")
	b.look("keys")
	b.press(kb.Escape)
	b.until(`!document.querySelector("dialog")`)
	b.then(func() { b.alt(kb.Enter) })
	assert.Empty(t, eval[string](b, `document.getElementById("text").value`))
	b.says("امروز ۲ تماس")

	// At the counter there is no register of calls.
	b.open("/desk/call?channel=in_person")
	b.look("counter")
	b.do(chromedp.SendKeys(chromedp.CSS("#text"), "کوچه تاریک است"))
	b.then(func() { b.alt(kb.Enter) })
	b.says("ثبت شد")
	b.open("/desk/call?channel=letter")
	b.look("letter")
}

// TestCallsWithoutScripts takes calls by plain forms.
func TestCallsWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	_, f := citizen.file(map[string]string{"mobile": "09123456789"})

	p := operator.get("/desk/call")
	p = operator.send(p, "/desk/call", map[string]string{"caller": "۰۹۱۲ ۳۴۵ ۶۷۸۹", "go": "earlier", "text": "آب نجف‌آباد قطع است و کسی جواب نمی‌دهد"})
	require.Equal(t, 200, p.Status)
	assert.Contains(t, p.HTML, f.code)
	assert.Contains(t, p.HTML, `name="set" value="place:1014"`)
	p = operator.send(p, "/desk/call", map[string]string{"set": "place:1014"})
	require.Equal(t, "1014", p.form(t, "/desk/call").Get("place"))
	require.Equal(t, "آب نجف‌آباد قطع است و کسی جواب نمی‌دهد", p.form(t, "/desk/call").Get("text"))

	made := operator.send(p, "/desk/call", map[string]string{"kind": "request"})
	require.Equal(t, 201, made.Status, made.text(t))
	again := operator.send(p, "/desk/call", map[string]string{"kind": "request"})
	assert.Equal(t, made.text(t), again.text(t), "sent twice it is one case")
	other := operator.send(p, "/desk/call", map[string]string{"kind": "complaint"})
	assert.Equal(t, 409, other.Status)

	// What keeps a call from being recorded stands at its field.
	p = operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"caller": "12", "text": "سلام"})
	require.Equal(t, 422, p.Status)
	assert.Contains(t, p.HTML, `id="caller-fault"`)
	p = operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"outcome": "followed_up"})
	require.Equal(t, 422, p.Status)
	for _, outcome := range []string{"advised", "out_of_scope", "abusive", "cut_off"} {
		p = operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"outcome": outcome, "text": "راهنمایی شد"})
		require.Equal(t, "/desk/call?done="+outcome, p.Path, p.HTML)
	}
	assert.Contains(t, p.text(t), "امروز ۵ تماس")

	// At the counter and on paper the same screen files what came that way.
	for _, channel := range []string{"in_person", "letter"} {
		p = operator.get("/desk/call?channel=" + channel)
		p = operator.send(p, "/desk/call", map[string]string{"caller": "09131112233", "text": "پیاده‌رو خراب است", "place": "1014"})
		require.Equal(t, 201, p.Status, p.text(t))
	}
	assert.Equal(t, 403, s.signedIn(t, "isf.tamin").get("/desk/call").Status)
	for _, p := range *operator.seen {
		checkPersian(t, p)
	}
}
