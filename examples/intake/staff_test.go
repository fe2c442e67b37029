package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// signedIn is a visitor who has signed in with the first password.
func (s *site) signedIn(t *testing.T, name string) *visitor {
	t.Helper()
	v := s.visitor(t)
	require.Regexp(t, `^/desk(/[a-z]+)?$`, v.signIn(name, s.accounts[name]).Path)
	return v
}

// administrator has changed the first password, as one must.
func (s *site) administrator(t *testing.T) *visitor {
	t.Helper()
	v := s.visitor(t)
	p := v.signIn("admin", s.accounts["admin"])
	p = v.send(p, "/password", map[string]string{"old": s.accounts["admin"], "new": "سرو کهن ابرکوه", "again": "سرو کهن ابرکوه"})
	require.Equal(t, "/desk?done=password", p.Path)
	return v
}

var password = regexp.MustCompile(`class="code">([2-9a-z]{7}-[2-9a-z]{7}-[2-9a-z]{7})<`)

// hire makes an account at the administrator's page.
func (v *visitor) hire(fill map[string]string) {
	v.t.Helper()
	p := v.send(v.get("/desk/accounts"), "/desk/accounts", fill)
	require.Equal(v.t, http.StatusCreated, p.Status, p.text(v.t))
	found := password.FindStringSubmatch(p.HTML)
	require.NotNil(v.t, found)
	v.site.accounts[fill["username"]] = found[1]
}

func TestAnExpertsAnswerWaitsForApproval(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "behzisti.expert", "role": "agency_expert", "agency": "isf.behzisti", "post": "کارشناس پاسخگویی"})
	citizen := s.visitor(t)
	_, f := citizen.file(nil)
	operator := s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.behzisti", "reason": "آزمون"})
	head, expert := s.signedIn(t, "isf.behzisti"), s.signedIn(t, "behzisti.expert")
	require.Equal(t, http.StatusNotFound, expert.send(expert.get("/desk"), "/desk/find", map[string]string{"code": f.code}).Status, "not assigned yet")

	// Somebody else's name is refused at its field.
	p := head.find(f)
	path, _, _ := strings.Cut(p.Path, "?")
	refused := head.send(p, path+"/assign", map[string]string{"expert": "operator"})
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	assert.Contains(t, refused.HTML, `id="assign-expert-fault"`)
	head.step(p, "assign", map[string]string{"expert": "behzisti.expert"})

	answer := map[string]string{"explanation": "موضوع بررسی شد.", "done": "مستمری برقرار شد.", "outcome": "done", "final": "yes"}
	p = expert.step(expert.find(f), "answer", answer)
	assert.Contains(t, p.text(t), "پیش‌نویس پاسخ")
	assert.NotContains(t, citizen.open(f).HTML, "مستمری برقرار شد", "a draft is not for the petitioner")

	p = head.find(f)
	assert.Contains(t, p.HTML, "مستمری برقرار شد", "the head reads what is to be approved")
	head.step(p, "send_back", map[string]string{"reason": "تاریخ را هم بنویسید."})
	answer["done"] = "مستمری از آذر برقرار شد."
	p = expert.find(f)
	assert.Contains(t, p.HTML, "تاریخ را هم بنویسید")
	expert.step(p, "answer", answer)
	head.step(head.find(f), "approve", nil)
	p = citizen.open(f)
	assert.Contains(t, p.HTML, "مستمری از آذر برقرار شد")
	assert.NotContains(t, p.HTML, "تاریخ را هم بنویسید", "what offices write to each other is not shown")
	for _, v := range []*visitor{head, expert, citizen} {
		for _, p := range *v.seen {
			checkPersian(t, p)
		}
	}
}

func TestEveryStepOfTheDesk(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "tamin.expert", "role": "agency_expert", "agency": "isf.tamin", "post": "کارشناس پاسخگویی"})
	citizen, operator, oversight := s.visitor(t), s.signedIn(t, "operator"), s.signedIn(t, "oversight")
	tamin := s.signedIn(t, "isf.tamin")
	accepted := func(t *testing.T) filed {
		t.Helper()
		_, f := citizen.file(map[string]string{"mobile": "09123456789"})
		operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
		return f
	}
	says := func(t *testing.T, f filed, want ...string) {
		t.Helper()
		p := citizen.open(f)
		checkPersian(t, p)
		for _, w := range want {
			assert.Contains(t, p.text(t), w)
		}
	}
	t.Run("decline", func(t *testing.T) {
		_, f := citizen.file(nil)
		operator.step(operator.find(f), "decline", map[string]string{"text": "این موضوع با دادگاه است."})
		says(t, f, "خارج از رسیدگی", "این موضوع با دادگاه است.")
	})
	t.Run("advise", func(t *testing.T) {
		_, f := citizen.file(nil)
		operator.step(operator.find(f), "advise", map[string]string{"text": "به درگاه خدمات بروید."})
		says(t, f, "مختومه", "به درگاه خدمات بروید.")
	})
	t.Run("merge", func(t *testing.T) {
		_, first := citizen.file(nil)
		_, second := citizen.file(map[string]string{"text": "همان سطل زباله"})
		p := operator.find(second)
		path, _, _ := strings.Cut(p.Path, "?")
		refused := operator.send(p, path+"/merge", map[string]string{"into": "1234567890123428"})
		require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
		assert.Contains(t, refused.HTML, `id="merge-into-fault"`)
		operator.step(p, "merge", map[string]string{"into": first.code})
		says(t, second, "پیوسته به پرونده دیگر")
		operator.step(operator.find(second), "separate", map[string]string{"reason": "موضوع دیگری است."})
		says(t, second, "ثبت‌شده", "موضوع دیگری است.")
	})
	t.Run("refer directly and return", func(t *testing.T) {
		_, f := citizen.file(nil)
		operator.step(operator.find(f), "refer", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
		p := tamin.find(f)
		p = tamin.step(p, "return", map[string]string{"propose": "isf.abfa", "text": "کار ما نیست."})
		assert.Equal(t, "/desk", p.Path, "the case has left the agency's sight")
		says(t, f, "عودت شد")
	})
	t.Run("extend", func(t *testing.T) {
		f := accepted(t)
		tamin.step(tamin.find(f), "extend", map[string]string{"by": "5d", "reason": "نیاز به بازدید"})
		says(t, f, "مهلت تمدید شد", "نیاز به بازدید")
	})
	t.Run("escalate, answer, close, reopen", func(t *testing.T) {
		f := accepted(t)
		oversight.step(oversight.find(f), "escalate", map[string]string{"reason": "مهم است."})
		tamin.step(tamin.find(f), "answer", map[string]string{"explanation": "توضیح", "done": "انجام", "outcome": "done", "final": "yes"})
		operator.step(operator.find(f), "close", map[string]string{"reason": "حل شده است."})
		says(t, f, "مختومه", "حل شده است.")
		oversight.step(oversight.find(f), "reopen", map[string]string{"reason": "دوباره ببینید."})
		says(t, f, "ارجاع‌شده", "دوباره ببینید.")
	})
	t.Run("on behalf of a caller", func(t *testing.T) {
		f := accepted(t)
		operator.step(operator.find(f), "inform", map[string]string{"text": "تلفنی افزود."})
		says(t, f, "تلفنی افزود.")
		operator.step(operator.find(f), "replace_pin", nil)
		p := citizen.send(citizen.get("/follow"), "/follow", map[string]string{"code": f.code, "pin": f.pin})
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status, "the old PIN no longer opens it")
		operator.step(operator.find(f), "withdraw", nil)
	})
	t.Run("ask for more time, refused, asked again and granted", func(t *testing.T) {
		f := accepted(t)
		tamin.step(tamin.find(f), "assign", map[string]string{"expert": "tamin.expert"})
		expert := s.signedIn(t, "tamin.expert")
		p := expert.find(f)
		path, _, _ := strings.Cut(p.Path, "?")
		wrong := expert.send(p, path+"/ask_extension", map[string]string{"by": "3d"})
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		assert.Contains(t, wrong.HTML, `id="ask_extension-reason-fault"`)
		assert.NotContains(t, tamin.find(f).HTML, `/refuse_extension"`, "nobody asked")
		expert.step(p, "ask_extension", map[string]string{"by": "3d", "reason": "بازدید فنی لازم است"})
		p = tamin.find(f)
		assert.Contains(t, p.text(t), "کارشناس درخواست تمدید کرده است: ۳ روز؛ بازدید فنی لازم است")
		tamin.step(p, "refuse_extension", map[string]string{"reason": "همین هفته بروید"})
		p = expert.find(f)
		assert.Contains(t, p.text(t), "همین هفته بروید")
		expert.step(p, "ask_extension", map[string]string{"by": "2d", "reason": "جاده بسته است"})
		p = tamin.find(f)
		assert.Equal(t, "2d", p.form(t, path+"/extend").Get("by"), "what was asked for")
		tamin.step(p, "extend", map[string]string{"reason": "جاده بسته است"})
		says(t, f, "مهلت تمدید شد")
	})
	t.Run("on behalf of a caller, about an answer", func(t *testing.T) {
		answer := map[string]string{"explanation": "توضیح", "done": "انجام", "outcome": "done", "final": "yes"}
		f := accepted(t)
		assert.NotContains(t, operator.find(f).HTML, `/confirm"`, "nothing is answered")
		tamin.step(tamin.find(f), "answer", answer)
		p := operator.find(f)
		path, _, _ := strings.Cut(p.Path, "?")
		wrong := operator.send(p, path+"/rate", map[string]string{"answer": "2"})
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		operator.step(p, "rate", map[string]string{"answer": "2", "conduct": "4", "text": "دیر بود"})
		p = operator.find(f)
		assert.NotContains(t, p.HTML, path+`/rate"`, "once for an answer")
		assert.Contains(t, p.text(t), "پاسخ ۲ و برخورد ۴ از ۵")
		operator.step(p, "object", map[string]string{"text": "هنوز مانده است"})
		tamin.step(tamin.find(f), "answer", answer)
		operator.step(operator.find(f), "confirm", nil)
		says(t, f, "مختومه")
	})
	t.Run("hold and release", func(t *testing.T) {
		f := accepted(t)
		p := oversight.find(f)
		path, _, _ := strings.Cut(p.Path, "?")
		wrong := oversight.send(p, path+"/hold", map[string]string{"ground": "۱۲/۳۴", "until": "دیروز"})
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		assert.Contains(t, wrong.HTML, `id="hold-until-fault"`)
		oversight.step(p, "hold", map[string]string{"ground": "دادنامه ۱۲/۳۴"})
		p = oversight.find(f)
		assert.Contains(t, p.HTML, "دادنامه ۱۲/۳۴")
		oversight.step(p, "release", map[string]string{"ground": "دادنامه ۵۶"})
		assert.NotContains(t, oversight.find(f).HTML, path+`/release"`)
	})
	t.Run("stale", func(t *testing.T) {
		f := accepted(t)
		p := tamin.find(f)
		path, _, _ := strings.Cut(p.Path, "?")
		tamin.step(p, "action", map[string]string{"text": "یک بار"})
		again := tamin.send(p, path+"/action", map[string]string{"text": "یک بار"})
		require.Equal(t, http.StatusUnprocessableEntity, again.Status)
		assert.Contains(t, again.text(t), "در این میان تغییر کرده است")
		assert.Equal(t, 1, strings.Count(again.HTML, ">یک بار</blockquote>"))
		assert.Equal(t, http.StatusNotFound, tamin.post(path+"/nonsense", url.Values{"revision": {"1"}}).Status)
		assert.Equal(t, http.StatusBadRequest, tamin.post(path+"/action", url.Values{"revision": {"x"}}).Status)
	})
	for _, v := range []*visitor{operator, oversight, tamin} {
		for _, p := range *v.seen {
			checkPersian(t, p)
		}
	}
}

func TestTheQueueKeepsToItsFilters(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	_, bins := citizen.file(nil)
	_, water := citizen.file(map[string]string{"text": "آب لوله‌کشی روستا قطع است.", "kind": "request"})
	lists := func(path string) (found []bool) {
		p := operator.get(path)
		require.Equal(t, http.StatusOK, p.Status)
		for _, f := range []filed{bins, water} {
			found = append(found, strings.Contains(p.HTML, f.code))
		}
		return found
	}
	assert.Equal(t, []bool{true, true}, lists("/desk"))
	assert.Equal(t, []bool{false, true}, lists("/desk?words="+url.QueryEscape("اب لوله‌كشي")), "spelling does not matter")
	assert.Equal(t, []bool{false, true}, lists("/desk?kind=request"))
	assert.Equal(t, []bool{false, false}, lists("/desk?state=closed"))
	assert.Equal(t, []bool{false, false}, lists("/desk?agency=isf.tamin"))
	assert.Equal(t, []bool{true, true}, lists("/desk?state=all"))
	assert.Equal(t, "/desk", operator.get("/desk?cursor=nonsense").Path, "a cursor that nobody was given")

	for range 26 {
		citizen.file(nil)
	}
	p := operator.get("/desk")
	next := regexp.MustCompile(`href="(/desk\?[^"]*cursor=[^"]*)"`).FindStringSubmatch(p.HTML)
	require.NotNil(t, next, "more than one page")
	second := operator.get(strings.ReplaceAll(next[1], "&amp;", "&"))
	first := caseLink.FindAllString(p.HTML, -1)
	assert.Len(t, first, 25)
	rest := caseLink.FindAllString(second.HTML, -1)
	assert.Len(t, rest, 3)
	for _, link := range rest {
		assert.NotContains(t, first, link)
	}
}

func TestTheAdministratorsPage(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	page := admin.get("/desk/accounts")
	for field, fill := range map[string]map[string]string{
		"username": {"username": "با فاصله", "role": "admin", "post": "راهبر"},
		"role":     {"username": "a.b", "post": "راهبر"},
		"agency":   {"username": "a.b", "role": "agency_expert", "post": "کارشناس"},
		"place":    {"username": "a.b", "role": "oversight", "post": "کارشناس"},
		"post":     {"username": "a.b", "role": "admin"},
	} {
		p := admin.send(page, "/desk/accounts", fill)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status, field)
		assert.Contains(t, p.HTML, `id="create-`+field+`-fault"`)
		checkPersian(t, p)
	}
	admin.hire(map[string]string{"username": "second.operator", "role": "operator", "agency": "isf.ostandari.bazresi", "place": "10", "post": "کارشناس سامد"})
	p := admin.send(page, "/desk/accounts", map[string]string{"username": "second.operator", "role": "admin", "post": "راهبر"})
	assert.Equal(t, http.StatusConflict, p.Status)

	operator := s.signedIn(t, "second.operator")
	id := regexp.MustCompile(`>second\.operator</bdi>[\s\S]*?action="/desk/accounts/([0-9A-Z]{26})/reset"`).FindStringSubmatch(admin.get("/desk/accounts").HTML)
	require.NotNil(t, id)
	p = admin.post("/desk/accounts/"+id[1]+"/disable", nil)
	require.Equal(t, http.StatusOK, p.Status)
	assert.Equal(t, "/sign-in", operator.get("/desk").Path, "shut out at once")
	assert.Equal(t, http.StatusUnauthorized, operator.signIn("second.operator", s.accounts["second.operator"]).Status)
	admin.post("/desk/accounts/"+id[1]+"/enable", nil)
	p = admin.post("/desk/accounts/"+id[1]+"/reset", nil)
	fresh := password.FindStringSubmatch(p.HTML)
	require.NotNil(t, fresh)
	assert.Equal(t, "/desk", operator.signIn("second.operator", fresh[1]).Path)
	assert.Equal(t, http.StatusNotFound, admin.post("/desk/accounts/nobody/reset", nil).Status)
	assert.Equal(t, http.StatusNotFound, operator.post("/desk/nothing", nil).Status)
	assert.Equal(t, http.StatusForbidden, operator.post("/desk/accounts/"+id[1]+"/reset", nil).Status)
}
