package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pension = "مستمری بازنشستگی من از تأمین اجتماعی سه ماه است واریز نشده و کسی پاسخ نمی‌دهد."

// TestCitizenInBrowser files a case in a real browser, over a reload and a
// network that fails, and follows it to its end; officials work at their own
// pages between.
func TestCitizenInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir())
	b := newTab(t, s.base, "citizen")

	b.open("/")
	b.look("home")
	b.open("/about")
	b.look("about")
	b.open("/")
	b.click(`a.big[href="/file"]`)
	b.look("file-what")
	b.click(`form.steps button:not([name])`) // nothing filled in
	b.says("هنوز ثبت نشده است")
	b.look("file-faults")
	b.choice("kind", "complaint")
	b.fill("#text", pension)
	b.says("شاید درباره این باشد") // while typing
	b.look("file-help")

	// A reload loses nothing.
	b.open("/file")
	b.says("نوشته‌ای از پیش")
	b.look("file-draft")
	b.click("#draft button")
	b.click(`form.steps button:not([name])`)
	require.Equal(t, "topic", eval[string](b, `document.querySelector("input[name=at]").value`))
	b.look("file-topic")
	b.choice("pick", "welfare/retirement")
	b.click(`form.steps button:not([name])`)

	// The list of places is searched as people type it: Arabic yeh, no
	// half-space, no madda.
	b.fill(`input[type="search"]`, "نجف اباد")
	assert.Equal(t, "1014", eval[string](b, `document.getElementById("place").value`))
	b.look("file-where")
	b.click(`form.steps button:not([name])`)
	b.choice("identity", "named")
	b.fill("#name", "مریم ایرانی")
	b.fill("#mobile", "۰۹۱۲۳۴۵۶۷۸۹")
	b.look("file-who")
	b.click(`form.steps button:not([name])`)
	b.says("مریم ایرانی")
	b.look("file-review")

	// Without a network it is not sent, nothing is lost, and it says so.
	b.offline(true)
	eval[bool](b, `document.querySelector("form.steps button:not([name])").click(), true`)
	b.says("پیوند اینترنت برقرار نیست")
	b.look("file-offline")
	b.offline(false)
	b.click(`form.steps button:not([name])`)
	b.says("رسید سامد")
	b.look("receipt")
	assert.Empty(t, eval[string](b, `localStorage.getItem("samad.draft") || ""`), "the draft has done its work")
	assert.True(t, b.has("svg.qr path"))
	assert.False(t, eval[bool](b, `document.querySelector("[data-print]").hidden`))
	digits := eval[[]string](b, `[...document.querySelectorAll(".receipt .code")].map(n => n.textContent)`)
	require.Len(t, digits, 2)
	f := filed{digits[0], digits[1]}

	// The QR code brings the code to the page for following, behind the #.
	b.open("/follow#" + latin(f.code))
	b.until(`document.getElementById("code").value !== ""`)
	b.look("follow")
	b.click(`form.card button`)
	b.says("تأمین اجتماعی", "تامین اجتماعی")
	b.look("case-by-code")
	b.fill("#pin", f.pin)
	b.click(`.do form button`)
	b.says("سه ماه است واریز نشده")
	b.look("case-open")

	// The agency answers; the citizen objects; it answers again; rated.
	operator, head := s.visitor(t), s.visitor(t)
	operator.signIn("operator", s.accounts["operator"])
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	if p := operator.find(f); strings.Contains(p.HTML, `/accept"`) {
		operator.step(p, "accept", map[string]string{"agency": "isf.tamin", "reason": "بازنشستگی"})
	}
	answer := map[string]string{"explanation": "پرونده شما بررسی شد.", "done": "مستمری امروز واریز شد.", "outcome": "done", "final": "yes"}
	head.step(head.find(f), "answer", answer)
	b.openCase(f)
	b.says("مستمری امروز واریز شد")
	b.look("case-answered")
	b.openDetails("objection")
	b.fill(`form[action="/follow/objection"] textarea`, "هنوز واریز نشده است.")
	b.click(`form[action="/follow/objection"] button`)
	b.says("دوباره باز شد")
	b.look("case-reopened")
	head.step(head.find(f), "answer", answer)
	b.openCase(f)
	b.openDetails("rating")
	b.choice("answer", "4")
	b.choice("conduct", "5")
	b.look("case-rating")
	b.click(`form[action="/follow/rating"] button`)
	b.says("ارزیابی شما ثبت شد")
	b.openDetails("confirmation")
	b.click(`form[action="/follow/confirmation"] button`)
	b.says("مختومه")
	b.look("case-closed")
	b.open("/nothing-here")
	b.look("not-found")
}

// TestCitizenByKeyboard files and follows a case without touching a mouse.
func TestCitizenByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir())
	b := newTab(t, s.base, "keyboard")
	b.open("/")
	b.press(kb.Tab)
	assert.Equal(t, "skip", eval[string](b, `document.activeElement.className`), "the first stop leads past the head")
	b.tabTo(`a.big[href="/file"]`)
	b.enter()
	b.tabTo(`input[name="kind"]`)
	b.press(" ", kb.ArrowDown)
	b.tabTo("#text")
	b.fill("#text", pension)
	for _, at := range []string{"topic", "where", "who", "review"} {
		b.tabTo(`form.steps .buttons button:not([name])`)
		b.enter()
		require.Equal(t, at, eval[string](b, `document.querySelector("input[name=at]").value`))
		if at == "who" {
			b.tabTo(`input[name="identity"]`)
			b.press(kb.ArrowDown, kb.ArrowDown)
			require.Equal(t, "anonymous", eval[string](b, `document.querySelector("input[name=identity]:checked").value`))
		}
	}
	b.tabTo(`form.steps .buttons button:not([name])`)
	b.enter()
	b.says("رسید سامد")
	digits := eval[[]string](b, `[...document.querySelectorAll(".receipt .code")].map(n => n.textContent)`)
	b.tabTo(`a.button[href="/follow"]`)
	b.enter()
	b.tabTo("#code")
	b.fill("#code", latin(digits[0]))
	b.tabTo("#pin")
	b.fill("#pin", latin(digits[1]))
	b.enter()
	b.says("سه ماه است")
	b.tabTo("details summary")
	assert.NotEqual(t, "none", eval[string](b, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
}

// TestCitizenWithoutScripts goes the same way in a browser that runs none.
func TestCitizenWithoutScripts(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir())
	b := newTab(t, s.base, "noscript")
	b.withoutScripts()
	b.open("/file")
	b.choice("kind", "request")
	b.fill("#text", pension)
	for _, at := range []string{"topic", "where", "who", "review"} {
		b.click(`form.steps button:not([name])`)
		require.Equal(t, at, eval[string](b, `document.querySelector("input[name=at]").value`))
		if at == "topic" {
			b.look("topic")
			b.choice("pick", "welfare/retirement")
		}
		if at == "who" {
			b.choice("identity", "anonymous")
		}
	}
	b.click(`form.steps button:not([name])`)
	b.says("رسید سامد")
	b.look("receipt")
}

// TestFirstPagesAreLight weighs what the first pages send: at most 60 KB
// without the font.
func TestFirstPagesAreLight(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	for _, path := range []string{"/", "/follow"} {
		p := v.get(path)
		total := len(p.HTML)
		for _, asset := range regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`).FindAllStringSubmatch(p.HTML, -1) {
			total += len(v.get(asset[1]).HTML)
		}
		assert.Less(t, total, 60_000, "%s before any compression", path)
	}
}

// latin writes Persian digits as Latin ones and drops what is between them.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '0' && r <= '9':
			return r
		default:
			return -1
		}
	}, s)
}

// choice takes a radio button by its value.
func (b *tab) choice(name, value string) {
	b.t.Helper()
	selector := `input[name="` + name + `"][value="` + value + `"]`
	require.True(b.t, b.has(selector), selector)
	eval[bool](b, `document.querySelector(`+quote(selector)+`).click(), true`)
}

// enter presses the key that sends and waits for the next page.
func (b *tab) enter() {
	b.t.Helper()
	eval[bool](b, `window.samadOld = true`)
	b.press(kb.Enter)
	b.until(`!window.samadOld && document.readyState === "complete"`)
}

// openCase follows a case with code and PIN.
func (b *tab) openCase(f filed) {
	b.t.Helper()
	b.open("/follow")
	b.fill("#code", latin(f.code))
	b.fill("#pin", latin(f.pin))
	b.click(`form.card button`)
}

// openDetails opens the form of a step.
func (b *tab) openDetails(step string) {
	b.t.Helper()
	eval[bool](b, `document.querySelector('form[action="/follow/`+step+`"]').closest("details").open = true`)
}
