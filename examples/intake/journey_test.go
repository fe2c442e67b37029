package main

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const matter = "از سه هفته پیش سطل زباله کوچه ما خالی نشده و بوی بد همه‌جا را گرفته است. لطفاً رسیدگی کنید."

var (
	digitRun = regexp.MustCompile(`class="code">([۰-۹ ]+)<`)
	caseLink = regexp.MustCompile(`href="(/desk/cases/[0-9A-Z]{26})"`)
)

// filed is a case that somebody filed at the page.
type filed struct{ code, pin string }

func (v *visitor) file(fill map[string]string) (page, filed) {
	v.t.Helper()
	form := map[string]string{"kind": "complaint", "text": matter, "place": "1014", "identity": "named"}
	maps.Copy(form, fill)
	p := v.through(v.send(v.get("/file"), "/file", form))
	require.Equal(v.t, http.StatusCreated, p.Status, p.HTML)
	found := digitRun.FindAllStringSubmatch(p.HTML, -1)
	require.Len(v.t, found, 2, "code and PIN")
	return p, filed{found[0][1], found[1][1]}
}

// through goes on from screen to screen of the form until something comes that
// is not the next screen: the receipt, or a fault.
func (v *visitor) through(p page) page {
	v.t.Helper()
	for range 8 {
		if p.Status != http.StatusOK || !strings.Contains(p.HTML, `action="/file"`) {
			return p
		}
		p = v.send(p, "/file", nil)
	}
	v.t.Fatal("the form does not end")
	return p
}

// open follows a case with code and PIN.
func (v *visitor) open(f filed) page {
	v.t.Helper()
	p := v.send(v.get("/follow"), "/follow", map[string]string{"code": f.code, "pin": f.pin})
	require.Equal(v.t, http.StatusOK, p.Status, p.HTML)
	return p
}

// find opens the case at the desk by its code.
func (v *visitor) find(f filed) page {
	v.t.Helper()
	p := v.send(v.get("/desk"), "/desk/find", map[string]string{"code": f.code})
	require.Equal(v.t, http.StatusOK, p.Status, p.HTML)
	require.Contains(v.t, p.Path, "/desk/cases/")
	return p
}

// step takes a step by its form on a case page and expects it to be done.
func (v *visitor) step(p page, step string, fill map[string]string) page {
	v.t.Helper()
	path, _, _ := strings.Cut(p.Path, "?")
	q := v.send(p, path+"/"+step, fill)
	require.Equal(v.t, http.StatusOK, q.Status, q.HTML)
	require.True(v.t, strings.HasSuffix(q.Path, "?done="+step) || q.Path == "/desk", q.Path)
	return q
}

// journey drives a case through its life by the pages and returns every page
// that was seen.
func journey(t *testing.T, s *site) []page {
	t.Helper()
	citizen, operator, head := s.visitor(t), s.visitor(t), s.visitor(t)
	admin, oversight := s.visitor(t), s.visitor(t)
	for _, path := range []string{"/", "/about", "/file", "/follow", "/sign-in", "/nothing-here"} {
		citizen.get(path)
	}

	receipt, f := citizen.file(map[string]string{"name": "مریم ایرانی", "national_id": "۰۴۹۹۳۷۰۸۹۹", "mobile": "۰۹۱۲۳۴۵۶۷۸۹", "village": "دهق"})
	assert.Contains(t, receipt.text(t), "ثبت شد")
	byCode := citizen.send(citizen.get("/follow"), "/follow", map[string]string{"code": f.code})
	assert.NotContains(t, byCode.HTML, "سطل زباله", "the code alone shows no texts")
	byBoth := citizen.open(f)
	assert.Contains(t, byBoth.HTML, "سطل زباله")

	require.Equal(t, "/desk", operator.signIn("operator", s.accounts["operator"]).Path)
	queue := operator.get("/desk")
	assert.Regexp(t, caseLink, queue.HTML, "the operator lands on what is to be screened")
	p := operator.find(f)
	assert.Contains(t, p.HTML, "مریم ایرانی")
	assert.Contains(t, p.HTML, "سطل زباله")
	p = operator.step(p, "ask", map[string]string{"question": "کدام کوچه و کدام خیابان؟"})
	assert.Contains(t, p.text(t), "در انتظار تکمیل اطلاعات")

	p = citizen.open(f)
	assert.Contains(t, p.HTML, "کدام کوچه")
	p = citizen.send(p, "/follow/information", map[string]string{"text": "کوچه بهار، خیابان شریعتی."})
	require.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.HTML, "کوچه بهار")

	p = operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون ارجاع با دلیل"})
	assert.Contains(t, p.text(t), "ارجاع‌شده")

	require.Equal(t, "/desk", head.signIn("isf.tamin", s.accounts["isf.tamin"]).Path)
	p = head.find(f)
	assert.Contains(t, p.HTML, "مریم ایرانی", "named")
	p = head.step(p, "assign", map[string]string{"expert": "isf.tamin"})
	assert.Contains(t, p.text(t), "در دست اقدام")
	p = head.step(p, "action", map[string]string{"text": "بازدید انجام شد."})
	// Half an answer comes back with its words and says what is missing.
	path, _, _ := strings.Cut(p.Path, "?")
	p = head.send(p, path+"/answer", map[string]string{"explanation": "پیمانکار عوض شد.", "outcome": "done", "final": "yes"})
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.HTML, "پیمانکار عوض شد.")
	assert.Contains(t, p.HTML, `id="answer-done-fault"`)
	p.Path = path
	p = head.step(p, "answer", map[string]string{"done": "سطل‌ها از امروز هر شب خالی می‌شوند.", "outcome": "done", "final": "yes"})
	assert.Contains(t, p.text(t), "پاسخ‌داده‌شده")

	p = citizen.open(f)
	assert.Contains(t, p.HTML, "هر شب خالی می‌شوند")
	assert.Contains(t, p.HTML, "مدیر دستگاه", "who answered, by post")
	p = citizen.send(p, "/follow/objection", map[string]string{"text": "هنوز خالی نشده است."})
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	assert.Contains(t, p.text(t), "دوباره باز شد")

	p = head.step(head.find(f), "answer", map[string]string{
		"explanation": "حق با شماست.", "done": "امروز خالی شد و پیمانکار جریمه شد.", "outcome": "done", "final": "yes",
	})
	assert.Contains(t, p.text(t), "پاسخ‌داده‌شده")
	p = citizen.open(f)
	p = citizen.send(p, "/follow/rating", map[string]string{"answer": "4", "conduct": "5", "text": "سپاس"})
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	p = citizen.send(p, "/follow/confirmation", nil)
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	assert.Contains(t, p.text(t), "مختومه")

	require.Equal(t, "/desk", oversight.signIn("oversight", s.accounts["oversight"]).Path)
	oversight.get("/desk?state=all")
	oversight.get("/desk?state=open&late=yes&words=" + "زباله")
	p = oversight.find(f)
	assert.Contains(t, p.text(t), "تاریخچه بررسی شد و دست‌نخورده است")
	assert.Equal(t, http.StatusNotFound, oversight.get("/desk/cases/00000000000000000000000000").Status)

	must := admin.signIn("admin", s.accounts["admin"])
	require.Equal(t, "/password", must.Path)
	p = admin.send(must, "/password", map[string]string{"old": s.accounts["admin"], "new": "سرو کهن ابرکوه", "again": "سرو کهن ابرکوه"})
	require.Equal(t, "/desk?done=password", p.Path, p.HTML)
	p = admin.get("/desk/accounts")
	p = admin.send(p, "/desk/accounts", map[string]string{"username": "tamin.expert", "role": "agency_expert", "agency": "isf.tamin", "post": "کارشناس پاسخگویی"})
	require.Equal(t, http.StatusCreated, p.Status)
	admin.find(f)

	_, second := citizen.file(map[string]string{"text": "موضوعی دیگر برای پایان", "identity": "anonymous"})
	p = citizen.open(second)
	p = citizen.send(p, "/follow/withdrawal", map[string]string{"text": "حل شد"})
	require.Equal(t, http.StatusOK, p.Status, p.HTML)

	var all []page
	for _, v := range []*visitor{citizen, operator, head, oversight, admin} {
		all = append(all, *v.seen...)
	}
	return all
}

func TestJourneyByPages(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	pages := journey(t, s)
	t.Run("Persian throughout", func(t *testing.T) {
		t.Parallel()
		for _, p := range pages {
			checkPersian(t, p)
		}
	})
	t.Run("no secrets in the log", func(t *testing.T) {
		t.Parallel()
		for _, secret := range []string{"زباله", "مریم", "0499370899", "9123456789"} {
			assert.NotContains(t, s.log.String(), secret)
		}
		assert.NotRegexp(t, `[0-9]{16}`, strings.ReplaceAll(s.log.String(), `"time"`, ""), "no tracking codes")
	})
	t.Run("nobody's name in the database", func(t *testing.T) {
		t.Parallel()
		files, err := filepath.Glob(filepath.Join(s.dir, "samad.db*"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		var all []byte
		for _, name := range files {
			if strings.HasSuffix(name, ".attachments") {
				continue // a folder, and nothing is in it
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			all = append(all, text...)
		}
		require.Contains(t, string(all), "سطل زباله", "texts are plain, for search")
		for _, secret := range []string{"مریم ایرانی", "0499370899", "9123456789"} {
			assert.NotContains(t, string(all), secret)
		}
	})
	t.Run("headers", func(t *testing.T) {
		t.Parallel()
		for _, p := range pages {
			assert.Contains(t, p.Header.Get("Content-Security-Policy"), "default-src 'none'", p.Name)
			assert.Equal(t, "no-store", p.Header.Get("Cache-Control"), p.Name)
			assert.NotRegexp(t, `<script[^>]*>[^<]`, p.HTML, "%s: scripts come from files", p.Name)
			assert.NotRegexp(t, `src="(https?:)?//`, p.HTML, "%s: from this site", p.Name)
			assert.NotRegexp(t, ` on[a-z]+=| style=`, p.HTML, p.Name)
		}
	})
}

// checkPersian holds a page against how Persian is written here: Persian
// digits, Persian yeh and kaf. What is marked as another language is let be.
func checkPersian(t *testing.T, p page) {
	t.Helper()
	p.walk(t, func(stack []element, text string) {
		foreign := false
		for _, e := range stack {
			if e.name != "html" && e.attrs["lang"] == "en" {
				foreign = true
			}
			foreign = foreign || e.name == "textarea"
		}
		if !foreign {
			assert.NotRegexp(t, `[0-9٠-٩]`, text, "%s: digits", p.Name)
			assert.NotRegexp(t, `[يكىة]`, text, "%s: Arabic letters", p.Name)
		}
		if text == "" && len(stack) > 0 {
			for _, name := range []string{"title", "aria-label", "placeholder", "alt", "data-label", "label"} {
				assert.NotRegexp(t, `[0-9٠-٩يكىة]`, stack[len(stack)-1].attrs[name], "%s: %s", p.Name, name)
			}
		}
	})
}
