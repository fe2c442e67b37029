package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOwnListsInBrowser: an official keeps a filtered list under a name, finds
// it on another computer, and removes it; nobody else sees it.
func TestOwnListsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.visitor(t).file(map[string]string{"text": matter})
	b := newTab(t, s.base, "lists")
	b.signIn("oversight", s.accounts["oversight"])
	assert.False(t, b.has(`form[action="/desk/lists"]`), "the list on which one lands needs no name")
	b.open("/desk?" + url.Values{"state": {"all"}, "words": {"زباله"}}.Encode())
	eval[bool](b, `document.querySelector('form[action="/desk/lists"]').closest("details").open = true`)
	b.look("keep")
	b.click(`form[action="/desk/lists"] button`)
	b.says("نامی تا چهل نویسه بنویسید")
	assert.Equal(t, "زباله", eval[string](b, `document.getElementById("words").value`), "the list is still there")
	b.look("keep-fault")
	b.fill("#list-name", "زباله در همه شهرها")
	b.click(`form[action="/desk/lists"] button`)
	b.until(`document.querySelector(".own a[aria-current]")?.textContent === "زباله در همه شهرها"`)
	b.look("kept")
	assert.False(t, b.has(`form[action="/desk/lists"]`))

	elsewhere := s.signedIn(t, "oversight")
	p := elsewhere.get("/desk")
	require.Contains(t, p.HTML, "زباله در همه شهرها")
	checkPersian(t, p)
	_, rest, _ := strings.Cut(p.HTML, `class="tabs own"><li><a href="`)
	link, _, _ := strings.Cut(rest, `"`)
	p = elsewhere.get(strings.ReplaceAll(link, "&amp;", "&"))
	require.Equal(t, 200, p.Status)
	assert.Contains(t, p.HTML, `value="زباله"`)
	assert.NotContains(t, s.signedIn(t, "operator").get("/desk").HTML, "زباله در همه شهرها", "another's")

	// What is no filter is not kept; a name that is markup stays a name.
	p = elsewhere.post("/desk/lists", url.Values{"list": {"state=open&evil=%3Cscript%3E&late=yes"}, "name": {"<b>دیرها</b>"}})
	require.Equal(t, "/desk?late=yes&state=open", p.Path)
	assert.Contains(t, p.HTML, "&lt;b&gt;دیرها&lt;/b&gt;")
	p = elsewhere.send(p, "/desk/lists/drop", nil)
	require.Equal(t, "/desk", p.Path)
	assert.NotContains(t, p.HTML, "دیرها")
	assert.Contains(t, p.HTML, "زباله در همه شهرها")
}

// TestRosterInBrowser: the supervisor plans who is on when; the page shows the
// plan against who is there.
func TestRosterInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "supervisor", "role": "supervisor", "agency": "isf.ostandari.bazresi", "place": "10", "post": "سرپرست نوبت"})
	today, err := todayIn(t)
	require.NoError(t, err)
	tomorrow, err := today.AddDays(1)
	require.NoError(t, err)

	b := newTab(t, s.base, "roster")
	b.signIn("supervisor", s.accounts["supervisor"])
	b.open("/desk/shift")
	b.says("برای این روزها برنامه‌ای نیست")
	operator := eval[string](b, `[...document.querySelector('#plan-account').options].find(o => o.text.includes("operator")).value`)
	b.stepRoom("plan", map[string]string{"account": operator, "day": "فردا", "from": "00:00", "to": "12:00"})
	b.says("تاریخ را مانند")
	b.look("fault")
	b.stepRoom("plan", map[string]string{"day": today.Format("yyyy/MM/dd"), "to": "20:00"})
	b.says("بیش از شانزده ساعت نیست")
	// All of today, in two shifts, so that one of them is now; and so tomorrow.
	b.stepRoom("plan", map[string]string{"until": tomorrow.Format("yyyy/MM/dd"), "from": "۰۰:۰۰", "to": "۱۲:۰۰"})
	b.says("ثبت شد")
	b.stepRoom("plan", map[string]string{"account": operator, "day": today.Format("yyyy/MM/dd"), "from": "12:00", "to": "00:00"})
	b.says("ثبت شد")
	row := func() []string {
		return eval[[]string](b, `[...[...document.querySelectorAll("main tbody tr")].find(r => r.innerText.includes("کارشناس")).cells].map(c => c.innerText.trim())`)
	}
	assert.Contains(t, row()[0], "در برنامه است و سر کار نیست")
	assert.Equal(t, "۰۰:۰۰ تا ۱۲:۰۰، ۱۲:۰۰ تا ۰۰:۰۰", row()[1])
	b.look("planned")

	there := s.signedIn(t, "operator")
	b.open("/desk/shift")
	assert.NotContains(t, row()[0], "سر کار نیست")
	assert.Contains(t, row()[2], "از ساعت")
	assert.Equal(t, 403, there.post("/desk/shift/plan", url.Values{"account": {operator}}).Status)
	assert.Equal(t, 403, s.signedIn(t, "oversight").post("/desk/shift/plan", url.Values{"account": {operator}}).Status)
	shifts := eval[[]string](b, `[...document.querySelector("#drop-shift").options].map(o => o.value).filter(v => v)`)
	require.Len(t, shifts, 3)
	b.stepRoom("drop", map[string]string{"shift": shifts[2]})
	b.says("ثبت شد")
	assert.Len(t, eval[[]string](b, `[...document.querySelector("#drop-shift").options].map(o => o.value).filter(v => v)`), 2)
}
