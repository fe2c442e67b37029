package main

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	fluTopic = "health/flu-1405"
	fluText  = "در مدرسه دخترم آنفولانزا آمده است و تب و لرز دارند؛ واکسن هم نیست."
)

// TestCampaignTopicThroughItsLife: an epidemic begins while the service runs. The
// governorate gives it a topic of its own; a citizen is suggested it, told what is
// known, and files under it; it goes to the agency of the place with its own
// deadline, is answered and counted; it ends, and the next day nobody files under
// it, while report and history stay.
func TestCampaignTopicThroughItsLife(t *testing.T) {
	t.Parallel()
	chromium(t)
	dir := t.TempDir()
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("Tehran", 3*3600+1800))
	s := start(t, dir, "--limits", "off", "--at", monday.Format(time.RFC3339))
	b := newTab(t, s.base, "campaign")
	b.signIn("oversight", s.accounts["oversight"])
	b.open("/desk/campaigns")
	b.says("هنوز موضوعی افزوده نشده است")
	b.look("none")
	b.click(`a[href="/desk/campaigns/new"]`)
	b.look("new")
	b.stepRoom("check", map[string]string{"parent": "health", "name": "flu 1405", "title": "آنفلوآنزای پاییز"})
	b.says("نام لاتین کوتاهی")
	b.look("refused")
	fill := map[string]string{
		"name": "flu-1405", "keywords": "آنفلوآنزا\nآنفولانزا، تب و لرز", "kind": "report", "agency": "isf.behdasht",
		"place1": "1010", "agency1": "isf.olumpezeshki.kashan", "limit": "3d", "text": "اگر نفس تنگ شده است با ۱۱۵ تماس بگیرید. واکسن در درمانگاه‌ها رایگان است.",
	}
	b.stepRoom("check", fill)
	b.says("هنوز چیزی ثبت نشده است")
	b.says("همه درست")
	b.says("در همه شهرستان‌ها به دستگاه‌های بالا می‌رسد")
	b.says("وارسی قاعده‌ها")
	b.look("trial")
	b.stepRoom("add", map[string]string{"reason": "موج آنفلوآنزا در مدرسه‌ها"})
	b.says("برقرار")
	b.look("added")

	// The citizen's form has it, suggests it and says what is known.
	citizen := newTab(t, s.base, "citizen")
	citizen.open("/file")
	assert.True(t, citizen.has(`option[value="`+fluTopic+`"], input[value="`+fluTopic+`"]`) || citizen.has("form"), "the form is there")
	v := s.visitor(t)
	help := v.post("/file/help", url.Values{"text": {fluText}, "kind": {"report"}})
	require.Equal(t, http.StatusOK, help.Status)
	assert.Contains(t, help.text(t), "آنفلوآنزای پاییز")
	assert.Contains(t, help.text(t), "واکسن در درمانگاه‌ها رایگان است")
	_, here := v.file(map[string]string{"kind": "report", "topic": fluTopic, "text": fluText, "place": "1014", "identity": "anonymous"})
	_, kashan := v.file(map[string]string{"kind": "report", "topic": fluTopic, "text": fluText, "place": "1010", "identity": "anonymous"})

	operator := s.signedIn(t, "operator")
	p := operator.step(operator.find(here), "accept", nil)
	assert.Contains(t, p.text(t), "بهداشت")
	assert.Contains(t, v.open(here).text(t), "مهلت: ۳ روز", "three days, not ten")
	operator.step(operator.find(kashan), "accept", nil)
	head := s.signedIn(t, "isf.olumpezeshki.kashan")
	answered := head.step(head.find(kashan), "answer", map[string]string{"explanation": "تیم بهداشت امروز به مدرسه رفت.", "done": "واکسن فرستاده شد", "outcome": "done", "without_visit": "yes"})
	assert.NotEmpty(t, answered.HTML)

	b.open("/desk/campaigns/health%2Fflu-1405")
	b.says("پرونده در هر روز")
	b.says("کاشان")
	b.look("report")
	assert.Equal(t, 2, eval[int](b, `[...document.querySelectorAll("table.cards")][0].querySelectorAll("tbody tr").length`), "two counties")
	b.stepRoom("end", map[string]string{"last": "۱۴۰۵/۰۸/۰۱", "reason": "فروکش کرد"})
	b.says("روز پایان امروز یا پس از آن است")
	b.stepRoom("end", map[string]string{"last": "۱۴۰۵/۰۹/۰۲", "reason": "فروکش کرد"})
	b.says("فروکش کرد")
	b.look("ended")
	assert.Equal(t, http.StatusForbidden, operator.get("/desk/campaigns/new").Status)
	for _, p := range *v.seen {
		checkPersian(t, p)
	}
	accounts := s.accounts
	require.NoError(t, s.stop())

	// The next morning it is over; what was recorded is there.
	again := start(t, dir, "--limits", "off", "--at", monday.AddDate(0, 0, 1).Format(time.RFC3339))
	again.accounts = accounts
	late := again.visitor(t)
	assert.NotContains(t, late.post("/file/help", url.Values{"text": {fluText}, "kind": {"report"}}).text(t), "آنفلوآنزای پاییز")
	assert.Contains(t, late.open(here).text(t), "آنفلوآنزای پاییز", "open cases go on under its name")
	watch := again.signedIn(t, "oversight")
	for _, path := range []string{"/desk/campaigns", "/desk/campaigns/health%2Fflu-1405", "/desk/campaigns/new?like=health/vaccine", "/desk/overview"} {
		p := watch.get(path)
		require.Equal(t, http.StatusOK, p.Status, path)
		checkPersian(t, p)
	}
	text := watch.get("/desk/campaigns/health%2Fflu-1405").text(t)
	for _, words := range []string{"پایان یافته", "موج آنفلوآنزا در مدرسه‌ها", "فروکش کرد", "کاشان", "پرونده در هر روز"} {
		assert.Contains(t, text, words)
	}
}
