package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFaultsStandAtTheirFieldsAndTextsStay(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.through(v.send(v.get("/file"), "/file", map[string]string{
		"kind": "complaint", "text": matter, "identity": "named", "national_id": "۱۲۳۴۵۶۷۸۹۰", "mobile": "۰۳۱۳۲۲۲۲۲۲۲", "place": "1014",
	}))
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	for _, want := range []string{`id="national_id-fault"`, `id="mobile-fault"`, `href="#mobile"`, matter, "۱۲۳۴۵۶۷۸۹۰"} {
		assert.Contains(t, p.HTML, want)
	}
	assert.Equal(t, "who", p.form(t, "/file").Get("at"))
	assert.Equal(t, "1014", p.form(t, "/file").Get("place"))
	assert.Equal(t, "complaint", p.form(t, "/file").Get("kind"))
	// Put right, the same form goes through.
	p = v.through(v.send(p, "/file", map[string]string{"national_id": "0499370899", "mobile": "09123456789"}))
	require.Equal(t, http.StatusCreated, p.Status, p.HTML)

	p = v.send(v.get("/file"), "/file", map[string]string{"identity": "anonymous", "name": "کسی"})
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	for _, field := range []string{"#kind", "#text"} {
		assert.Contains(t, p.HTML, `href="`+field+`"`)
	}
	assert.NotContains(t, p.HTML, `href="#identity"`, "not asked yet")
	checkPersian(t, p)
	p = v.through(v.send(p, "/file", map[string]string{"kind": "complaint", "text": matter}))
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.HTML, `href="#identity"`)
}

// TestFormGoesBackAndForth: every screen can be seen again, and what was said
// on the others stays.
func TestFormGoesBackAndForth(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.send(v.get("/file"), "/file", map[string]string{"kind": "request", "text": matter})
	require.Equal(t, "topic", p.form(t, "/file").Get("at"))
	p = v.send(p, "/file", map[string]string{"pick": "other", "topic": "welfare/retirement"})
	require.Equal(t, "where", p.form(t, "/file").Get("at"))
	assert.Equal(t, "welfare/retirement", p.form(t, "/file").Get("topic"))
	p = v.send(p, "/file", map[string]string{"place": "1014", "village": "دهق"})
	require.Equal(t, "who", p.form(t, "/file").Get("at"))
	p = v.send(p, "/file", map[string]string{"go": "back"})
	require.Equal(t, "where", p.form(t, "/file").Get("at"))
	assert.Equal(t, "1014", p.form(t, "/file").Get("place"))
	p = v.send(v.send(p, "/file", nil), "/file", map[string]string{"identity": "anonymous"})
	require.Equal(t, "review", p.form(t, "/file").Get("at"))
	for _, want := range []string{matter, "دهق", "نجف‌آباد", "ناشناس"} {
		assert.Contains(t, p.HTML, want)
	}
	p = v.send(p, "/file", map[string]string{"go": "topic"})
	require.Equal(t, "topic", p.form(t, "/file").Get("at"))
	assert.Equal(t, matter, p.form(t, "/file").Get("text"))
	p = v.through(v.send(p, "/file", map[string]string{"pick": "none"}))
	require.Equal(t, http.StatusCreated, p.Status, p.HTML)
}

// TestGuessesOfTheTopic: what is written leads to topics and to who answers
// them, without scripts too; a guess is taken only when it is chosen.
func TestGuessesOfTheTopic(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.send(v.get("/file"), "/file", map[string]string{"kind": "request", "text": "مستمری بازنشستگی من از تأمین اجتماعی سه ماه است واریز نشده"})
	require.Equal(t, "topic", p.form(t, "/file").Get("at"))
	assert.Equal(t, "none", p.form(t, "/file").Get("pick"))
	require.Contains(t, p.HTML, `name="pick" value="welfare/retirement"`)
	assert.Contains(t, p.text(t), "پاسخ‌گو: اداره کل تامین اجتماعی")
	checkPersian(t, p)
	p = v.send(p, "/file", map[string]string{"pick": "welfare/retirement"})
	assert.Equal(t, "welfare/retirement", p.form(t, "/file").Get("topic"))

	help := v.post("/file/help", map[string][]string{"text": {"کمک، خانه آتش گرفته و چند نفر زخمی شده‌اند"}})
	require.Equal(t, http.StatusOK, help.Status)
	assert.Contains(t, help.HTML, `href="tel:125"`)
	assert.NotContains(t, help.HTML, "<html", "a part of a page")
}

func TestSentTwiceIsOneCase(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	last := v.send(v.get("/file"), "/file", map[string]string{"kind": "request", "text": matter, "identity": "anonymous"})
	for last.form(t, "/file").Get("at") != "review" {
		last = v.send(last, "/file", nil)
	}
	first := v.send(last, "/file", nil)
	assert.Regexp(t, `این گام تا \p{L}+[\p{L}‌]* [۰-۹]+ \p{L}+ ۱[۰-۹]{3} انجام می‌شود`, strings.Join(strings.Fields(first.text(t)), " "), "by when, with the weekday")
	again := v.send(last, "/file", nil)
	require.Equal(t, http.StatusCreated, first.Status)
	assert.Equal(t, digitRun.FindAllString(first.HTML, -1), digitRun.FindAllString(again.HTML, -1))

	// Changed and sent once more it is asked about, with a key of its own.
	changed := v.send(last, "/file", map[string]string{"text": matter + " چراغ هم خاموش است."})
	require.Equal(t, http.StatusConflict, changed.Status)
	assert.Contains(t, changed.HTML, "چراغ هم خاموش است")
	second := v.send(changed, "/file", nil)
	require.Equal(t, http.StatusCreated, second.Status)
	assert.NotEqual(t, digitRun.FindAllString(first.HTML, -1), digitRun.FindAllString(second.HTML, -1))
	checkPersian(t, changed)
}

func TestQuestionsOfTheKindAreAsked(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.send(v.get("/file"), "/file", map[string]string{"kind": "report", "text": matter, "identity": "anonymous"})
	for p.form(t, "/file").Get("at") != "more" {
		p = v.send(p, "/file", nil)
	}
	require.Contains(t, p.HTML, `name="q.where"`)
	assert.Contains(t, p.HTML, matter)
	checkPersian(t, p)
	p = v.through(v.send(p, "/file", map[string]string{"q.where": "میدان انقلاب"}))
	require.Equal(t, http.StatusCreated, p.Status, p.HTML)
	found := digitRun.FindAllStringSubmatch(p.HTML, -1)

	operator := s.visitor(t)
	operator.signIn("operator", s.accounts["operator"])
	assert.Contains(t, operator.find(filed{found[0][1], found[1][1]}).HTML, "میدان انقلاب")
}

func TestStaleFormsDoNothingTwice(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	_, f := v.file(nil)
	p := v.open(f)
	fill := map[string]string{"text": "نشانی دقیق را می‌افزایم"}
	require.Equal(t, http.StatusOK, v.send(p, "/follow/information", fill).Status)
	again := v.send(p, "/follow/information", fill)
	require.Equal(t, http.StatusUnprocessableEntity, again.Status)
	assert.Contains(t, again.text(t), "در این میان تغییر کرده است")
	assert.Equal(t, "نشانی دقیق را می‌افزایم", again.form(t, "/follow/information").Get("text"))
	assert.Equal(t, 1, strings.Count(again.HTML, ">نشانی دقیق را می‌افزایم</blockquote>"))
}

func TestConfidentialMeansTheAgencyDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	citizen, operator, head, other := s.visitor(t), s.visitor(t), s.visitor(t), s.visitor(t)
	_, f := citizen.file(map[string]string{"identity": "confidential", "name": "زهرا پنهان", "mobile": "۰۹۱۳۱۲۳۴۵۶۷"})
	operator.signIn("operator", s.accounts["operator"])
	p := operator.find(f)
	assert.Contains(t, p.HTML, "زهرا پنهان")
	operator.step(p, "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	p = head.find(f)
	assert.NotContains(t, p.HTML, "زهرا پنهان")
	assert.NotContains(t, p.HTML, "۴۵۶۷")
	other.signIn("isf.zobahan", s.accounts["isf.zobahan"])
	p = other.send(other.get("/desk"), "/desk/find", map[string]string{"code": f.code})
	assert.Equal(t, http.StatusNotFound, p.Status, "not the agency's case")
}

func TestCodesAndPINsThatDoNotFit(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.visitor(t)
	_, f := v.file(nil)
	for name, row := range map[string]struct{ code, pin, want string }{
		"malformed":      {"۱۲۳۴", "", "شانزده رقم"},
		"unknown":        {"1234567890123428", "", "پیدا نشد"},
		"short PIN":      {f.code, "۱۲", "شش رقم"},
		"unknown, PIN":   {"1234567890123428", "123456", "پیدا نشد"},
		"wrong PIN":      {f.code, "۰۰۰۰۰۰", "پیدا نشد"},
		"nothing at all": {"", "", "شانزده رقم"},
	} {
		p := v.send(v.get("/follow"), "/follow", map[string]string{"code": row.code, "pin": row.pin})
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status, name)
		assert.Contains(t, p.text(t), row.want, name)
		checkPersian(t, p)
	}
	p := v.post("/follow/objection", url.Values{"code": {f.code}, "text": {"x"}, "revision": {"1"}})
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "رمز پرونده لازم است")
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.get("/?lang=en")
	assert.Contains(t, p.HTML, `<html lang="en" dir="ltr">`)
	assert.Contains(t, p.text(t), "File a case")
	p = v.get("/follow")
	assert.Contains(t, p.text(t), "Tracking code", "the choice is remembered")
	p = v.through(v.send(v.get("/file"), "/file", map[string]string{"kind": "request", "text": "The street lamp is out.", "identity": "anonymous"}))
	require.Equal(t, http.StatusCreated, p.Status)
	shown := *v.seen
	require.Greater(t, len(shown), 3)
	for _, p := range shown {
		assert.Zero(t, persianLetters(t, p), "no Persian left on %s: %s", p.Name, p.text(t))
	}
	assert.Contains(t, v.get("/?lang=fa").HTML, `<html lang="fa" dir="rtl">`)
}

// persianLetters counts the letters outside of what is marked as Persian.
func persianLetters(t *testing.T, p page) (persian int) {
	t.Helper()
	p.walk(t, func(stack []element, text string) {
		for _, e := range stack[min(1, len(stack)):] {
			if e.attrs["lang"] == "fa" {
				return
			}
		}
		for _, r := range text {
			if r >= 0x0600 && r <= 0x06FF {
				persian++
			}
		}
	})
	return persian
}

func TestLongAndBrokenForms(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	v := s.visitor(t)
	p := v.post("/file", url.Values{"text": {strings.Repeat("ب", 400_000)}})
	assert.Equal(t, http.StatusRequestEntityTooLarge, p.Status)
	assert.Contains(t, p.text(t), "متن را کوتاه‌تر کنید", "what to do")
	p = v.send(v.get("/file"), "/file", map[string]string{"kind": "request", "text": strings.Repeat("ب", 10_001), "identity": "anonymous"})
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.HTML, `id="text-fault"`)
	checkPersian(t, p)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/file", strings.NewReader("text=%zz"))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	assert.Equal(t, http.StatusBadRequest, v.do(r).Status)
}
