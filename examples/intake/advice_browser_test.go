package main

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const lostPapers = "شناسنامه‌ام گم شده و نمی‌دانم برای المثنی کجا باید بروم."

var (
	rowOf  = regexp.MustCompile(`(?s)<tr>.*?</tr>`)
	cellOf = regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	tagOf  = regexp.MustCompile(`<[^>]*>`)
)

// articleCounts are the cells of an article's line at the desk.
func (v *visitor) articleCounts(title string) []string {
	v.t.Helper()
	p := v.get("/desk/advice")
	require.Equal(v.t, 200, p.Status)
	for _, row := range rowOf.FindAllString(p.HTML, -1) {
		if !strings.Contains(row, title) {
			continue
		}
		var cells []string
		for _, cell := range cellOf.FindAllStringSubmatch(row, -1) {
			cells = append(cells, tagOf.ReplaceAllString(cell[1], ""))
		}
		return cells
	}
	return nil
}

// TestAdviceWithoutScripts: the article of the topic stands before a citizen
// before the case is sent, who may take it or go on; operators, screeners and
// agencies use the same one, and what became of it is counted.
func TestAdviceWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	const title = "شناسنامه گم شده است"

	p := citizen.send(citizen.get("/file"), "/file", map[string]string{"kind": "request", "text": lostPapers})
	require.Equal(t, "topic", p.form(t, "/file").Get("at"))
	require.Contains(t, p.HTML, title)
	require.Contains(t, p.HTML, "https://www.sabteahval.ir/")
	settled := citizen.post("/file/helped", url.Values{"helped": {"lost-birth-certificate"}})
	require.Equal(t, 200, settled.Status)
	assert.Contains(t, settled.text(t), "پرونده‌ای ثبت نشد")
	assert.Equal(t, 404, citizen.post("/file/helped", url.Values{"helped": {"none"}}).Status)

	// Another goes on regardless; the same form sent twice counts once.
	p = citizen.send(p, "/file", map[string]string{"pick": "identity/birth-certificate"})
	for p.form(t, "/file").Get("at") != "review" {
		p = citizen.send(p, "/file", map[string]string{"identity": "named", "mobile": "09123456789", "place": "1014"})
	}
	require.Contains(t, p.HTML, title, "on the review too")
	filedPage := citizen.send(p, "/file", nil)
	require.Equal(t, 201, filedPage.Status)
	require.Equal(t, 201, citizen.send(p, "/file", nil).Status)
	found := digitRun.FindAllStringSubmatch(filedPage.HTML, -1)
	f := filed{found[0][1], found[1][1]}

	// The operator reads it out and the call is over.
	c := operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"go": "help", "text": lostPapers})
	require.Contains(t, c.HTML, `name="settle" value="lost-birth-certificate"`)
	c = operator.send(c, "/desk/call", map[string]string{"settle": "lost-birth-certificate"})
	require.Equal(t, "/desk/call?done=advised", c.Path)
	// At the counter nothing is settled by a call.
	c = operator.send(operator.get("/desk/call?channel=in_person"), "/desk/call", map[string]string{"go": "help", "text": lostPapers})
	assert.Contains(t, c.HTML, title)
	assert.NotContains(t, c.HTML, `name="settle"`)

	// The agency puts it into its answer: the link is there to be read.
	q := operator.find(f)
	if strings.Contains(q.HTML, `/accept"`) {
		operator.step(q, "accept", map[string]string{"agency": "isf.sabteahval", "reason": "ثبت احوال"})
	}
	head := s.signedIn(t, "isf.sabteahval")
	q = head.step(head.find(f), "answer", map[string]string{
		"explanation": "برای شناسنامه گم‌شده باید شناسنامه المثنی بگیرید.", "done": "پرونده شما در سامانه آماده شد تا درخواست دهید.",
		"outcome": "advised", "final": "yes", "article": "lost-birth-certificate",
	})
	require.Equal(t, 200, q.Status, q.text(t))
	assert.Contains(t, citizen.open(f).HTML, "https://www.sabteahval.ir/")

	// Screening settles a second one with it.
	_, second := citizen.file(map[string]string{"text": lostPapers, "mobile": "09131112233"})
	q = operator.find(second)
	if strings.Contains(q.HTML, `/advise"`) {
		q = operator.step(q, "advise", map[string]string{"article": "lost-birth-certificate"})
		require.Equal(t, 200, q.Status, q.text(t))
		assert.Contains(t, citizen.open(second).HTML, "sabteahval.ir")
	}
	counts := head.articleCounts(title)
	require.Len(t, counts, 7, head.get("/desk/advice").HTML)
	assert.Equal(t, []string{"۱"}, counts[6:], "in one answer")
	assert.NotEqual(t, "۰", counts[3])
	assert.Equal(t, 403, operator.get("/desk/advice").Status)
	for _, v := range []*visitor{citizen, operator, head} {
		for _, p := range *v.seen {
			checkPersian(t, p)
		}
	}
}

// TestPublicRelationsWriteAdvice: the agency's expert of public relations writes
// its own articles and no other's.
func TestPublicRelationsWriteAdvice(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "sabt.pr", "role": "agency_pr", "agency": "isf.sabteahval", "post": "کارشناس روابط عمومی"})
	b := newTab(t, s.base, "advice")
	b.signIn("sabt.pr", s.accounts["sabt.pr"])
	b.open("/desk/advice")
	b.says("شناسنامه گم شده است")
	assert.NotContains(t, b.text(), "سیم برق افتاده است", "another agency's")
	b.look("list")
	b.click(`table a[href="/desk/advice/lost-birth-certificate"]`)
	b.look("article")
	b.stepRoom("write", map[string]string{"title": "", "links": "sabteahval"})
	b.says("نشانی باید با")
	b.look("article-refused")
	b.stepRoom("write", map[string]string{"title": "شناسنامه گم شد؛ چه کنم؟", "links": "https://www.sabteahval.ir/"})
	b.says("شناسنامه گم شد؛ چه کنم؟")
	b.open("/desk/advice")
	b.stepRoom("new", map[string]string{"topic": "identity/national-card", "title": "کارت ملی گم شده است", "text": "در درگاه ثبت احوال درخواست المثنی بدهید."})
	b.says("کارت ملی گم شده است")
	b.stepRoom("withdraw", nil)
	b.says("برداشته شده")
	b.look("article-withdrawn")

	// Citizens read the new words at once, and take them by one key.
	c := newTab(t, s.base, "advice-citizen")
	c.open("/file")
	c.choice("kind", "request")
	c.fill("#text", lostPapers)
	c.says("شناسنامه گم شد؛ چه کنم؟")
	c.look("typing")
	c.click(`#help button[name="helped"]`)
	c.says("پرونده‌ای ثبت نشد")
	c.look("helped")
	assert.Empty(t, eval[string](c, `localStorage.getItem("samad.draft") || ""`))

	o := newTab(t, s.base, "advice-operator")
	o.signIn("operator", s.accounts["operator"])
	o.open("/desk/call")
	o.do(chromedp.SendKeys(chromedp.CSS("#text"), lostPapers))
	o.says("شناسنامه گم شد؛ چه کنم؟")
	o.look("read-out")
	o.then(func() { o.alt("a") })
	o.says("تماس ثبت شد")
	o.says("امروز ۱ تماس")

	counts := s.signedIn(t, "isf.sabteahval").articleCounts("شناسنامه گم شد؛ چه کنم؟")
	require.Len(t, counts, 7)
	assert.Equal(t, []string{"۲", "۰", "۱۰۰٪", "۰"}, counts[3:])
}

// TestJoiningAnEarlierCase: whoever has raised the matter before may add to the
// own case, or be one with others'.
func TestJoiningAnEarlierCase(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen := s.visitor(t)
	var first filed
	for range 5 {
		_, first = citizen.file(map[string]string{"text": cutOff, "topic": "water/outage", "place": "1014"})
	}
	review := func() page {
		p := citizen.send(citizen.get("/file"), "/file", map[string]string{"kind": "report", "text": "هنوز آب قطع است."})
		p = citizen.send(p, "/file", map[string]string{"pick": "other", "topic": "water/outage"})
		for p.form(t, "/file").Get("at") != "review" {
			p = citizen.send(p, "/file", map[string]string{"identity": "named", "place": "1014"})
		}
		return p
	}
	p := review()
	require.Contains(t, p.text(t), "نزدیک به ۵ پرونده باز")
	wrong := citizen.send(p, "/file", map[string]string{"join": "own", "join_code": latin(first.code), "join_pin": "000000"})
	require.Equal(t, 422, wrong.Status)
	assert.Contains(t, wrong.HTML, `id="join_pin-fault"`)
	joined := citizen.send(wrong, "/file", map[string]string{"join": "own", "join_pin": latin(first.pin)})
	require.Equal(t, 200, joined.Status, joined.text(t))
	assert.Contains(t, joined.text(t), "پرونده تازه‌ای ثبت نشد")
	assert.Contains(t, joined.text(t), "هنوز آب قطع است.")

	p = review()
	made := citizen.send(p, "/file", map[string]string{"join": "others"})
	require.Equal(t, 201, made.Status)
	require.Equal(t, 201, citizen.send(p, "/file", map[string]string{"join": "others"}).Status)
	found := digitRun.FindAllStringSubmatch(made.HTML, -1)
	f := filed{found[0][1], found[1][1]}
	operator := s.signedIn(t, "operator")
	words := operator.find(f).text(t)
	assert.Equal(t, 1, strings.Count(words, "متقاضی می‌پذیرد که پرونده‌اش"), "whoever screens reads the wish, once")
	for _, p := range *citizen.seen {
		checkPersian(t, p)
	}
}

// TestFilesInBrowser: a file goes with a bar while the form is filled in, from
// the citizen to the agency, and a scan with a letter.
func TestFilesInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	folder := t.TempDir()
	picture, script := filepath.Join(folder, "قبض آب.png"), filepath.Join(folder, "page.png")
	require.NoError(t, os.WriteFile(picture, append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 400_000)...), 0o600))
	require.NoError(t, os.WriteFile(script, []byte("<script>alert(1)</script>"), 0o600))
	b := newTab(t, s.base, "files")
	b.open("/file")
	b.choice("kind", "request")
	b.fill("#text", pension)
	b.attach("#files", script)
	b.says("این نوع فایل پذیرفته نیست")
	b.offline(true)
	b.attach("#files", picture)
	b.says("پیوند اینترنت قطع شد")
	b.offline(false)
	eval[bool](b, `(window.bars = [], new MutationObserver(() => { for (const p of document.querySelectorAll(".uploading progress")) window.bars.push(p.value) }).observe(document.body, {childList: true, subtree: true}), true)`)
	b.attach("#files", picture)
	b.until(`!!document.querySelector('input[name="attached"]')`)
	assert.True(t, eval[bool](b, `window.bars.length > 0`), "a bar was there")
	b.look("attached")
	for _, at := range []string{"topic", "where", "who", "review"} {
		b.click(`form.steps .buttons button:not([name])`)
		require.Equal(t, at, eval[string](b, `document.querySelector("input[name=at]").value`))
		switch at {
		case "topic":
			b.choice("pick", "welfare/retirement")
		case "who":
			b.fill("#mobile", "09123456789")
			b.choice("contact", "email")
			b.click(`form.steps .buttons button:not([name])`)
			b.says("شماره یا نشانی لازم است")
			b.look("contact-refused")
			b.choice("contact", "portal")
		}
	}
	b.says("تنها در صفحه پیگیری")
	assert.Contains(t, b.text(), "قبض آب.png")
	b.look("review")
	b.click(`form.steps .buttons button:not([name])`)
	b.says("رسید سامد")
	digits := eval[[]string](b, `[...document.querySelectorAll(".receipt .code")].map(n => n.textContent)`)
	f := filed{digits[0], digits[1]}

	operator, head := s.signedIn(t, "operator"), s.signedIn(t, "isf.tamin")
	if p := operator.find(f); strings.Contains(p.HTML, `/accept"`) {
		operator.step(p, "accept", map[string]string{"agency": "isf.tamin", "reason": "بازنشستگی"})
	}
	require.Contains(t, head.find(f).HTML, "قبض آب.png")

	o := newTab(t, s.base, "files-letter")
	o.signIn("operator", s.accounts["operator"])
	o.open("/desk/call?channel=letter")
	o.do(chromedp.SendKeys(chromedp.CSS("#text"), "کوچه تاریک است"))
	o.attach("#files", picture)
	o.until(`!!document.querySelector('input[name="attached"]')`)
	o.look("letter")
	o.then(func() { o.alt("\r") })
	o.says("رقم به رقم")
	o.click(`a[href^="/desk/cases/"]`)
	o.says("قبض آب.png")
	o.look("letter-case")
}

// attach chooses a file in a field.
func (b *tab) attach(selector, path string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path}))
}
