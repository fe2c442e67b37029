package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const cutOff = "آب محله ما در نجف‌آباد، خیابان امام، از دیروز قطع است و کسی جواب نمی‌دهد."

// TestScreeningInBrowser screens the queue by keyboard: evidence and likely
// duplicates stand there, ready texts can be changed, and the next case
// follows.
func TestScreeningInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	citizen := s.visitor(t)
	_, first := citizen.file(map[string]string{"text": cutOff, "place": "1014"})
	_, second := citizen.file(map[string]string{"text": "از دیروز آب محله ما در نجف‌آباد قطع شده، خیابان امام.", "place": "1014"})
	_, third := citizen.file(map[string]string{"text": "قاضی دادگاه رأی داده و من به حکم دادگاه اعتراض دارم. شماره من ۰۹۱۲۳۴۵۶۷۸۹ است."})
	_, fourth := citizen.file(map[string]string{"text": "سلام خسته نباشید"})

	b := newTab(t, s.base, "screen")
	b.signIn("operator", s.accounts["operator"])
	b.then(func() { b.alt("s") })
	b.says(first.code)
	b.says("۴ پرونده در نوبت")
	assert.True(t, b.has("mark.topic"))
	assert.Contains(t, b.text(), second.code, "the other case that tells the same")
	b.look("first")
	b.then(func() { b.alt("a") })
	b.says("پرونده پذیرفته و ارجاع شد")
	b.says(second.code)
	b.says(first.code)
	b.look("twin")
	b.then(func() { b.alt("m") })
	b.says("پیوست")
	b.says(third.code)
	assert.True(t, b.has("blockquote mark.warning"))
	b.look("out-of-scope")
	b.alt("x")
	b.until(`document.activeElement.id === "ready-decline"`)
	b.press(kb.ArrowDown)
	b.until(`document.activeElement.id === "text" && document.activeElement.value.length > 20`)
	b.press(kb.Tab)
	b.then(func() { b.press(kb.Enter) })
	b.says(fourth.code)
	b.look("empty-text")
	b.alt("q")
	b.until(`document.activeElement.id === "ready-ask"`)
	b.tabTo("#question")
	b.do(chromedp.SendKeys(chromedp.CSS("#question"), "چه شده است؟"))
	b.press(kb.Tab)
	b.then(func() { b.press(kb.Enter) })
	b.says("همه پرونده‌ها پالایش شده‌اند")
	b.look("done")
}

// TestScreeningWithoutScripts: a ready text counts where nothing was written,
// and what cannot be done says why.
func TestScreeningWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	_, f := citizen.file(nil)
	p := operator.get("/desk/screen")
	link := caseLink.FindStringSubmatch(p.HTML)
	require.NotNil(t, link)
	action := "/desk/screen" + strings.TrimPrefix(link[1], "/desk/cases")
	wrong := operator.send(p, action+"/decline", nil)
	require.Equal(t, 422, wrong.Status)
	p = operator.send(p, action+"/decline", map[string]string{"ready": "این موضوع در دادگاه است."})
	require.Equal(t, "/desk/screen?done=decline", p.Path)
	assert.Contains(t, citizen.open(f).text(t), "این موضوع در دادگاه است.")
	assert.Equal(t, 404, operator.post(action+"/withdraw", map[string][]string{"revision": {"1"}}).Status)
	assert.Equal(t, 403, s.signedIn(t, "isf.tamin").get("/desk/screen").Status)
	for _, p := range *operator.seen {
		checkPersian(t, p)
	}
}
