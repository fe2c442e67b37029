package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestOversightInBrowser walks a Monday of oversight: a visit that nobody saw
// coming, on the inspector's phone; the manager's reply; the letter, its
// acknowledgement, appeal and the governor's decision; a session of a
// commission with its minutes; and a demand.
func TestOversightInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("Tehran", 3*3600+1800))
	s := start(t, t.TempDir(), "--limits", "off", "--at", monday.Format(time.RFC3339))
	r := s.rooms(t, monday)
	admin := s.administrator(t)
	for _, who := range [][3]string{{"inspector", "inspector", "بازرس"}, {"governor", "governor", "استاندار"}, {"secretary", "commission_secretary", "دبیر کمیسیون"}} {
		admin.hire(map[string]string{"username": who[0], "role": who[1], "agency": "isf.ostandari.bazresi", "place": "10", "post": who[2]})
	}
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "09123456789"})

	watch := newTab(t, s.base, "watch")
	watch.signIn("oversight", s.accounts["oversight"])
	watch.open("/desk/visits")
	watch.stepRoom("post", map[string]string{"agency": "isf.tamin", "title": "مدیرکل"})
	watch.stepRoom("order", map[string]string{"post": "isf.tamin/head", "day": "۱۴۰۵/۰۹/۰۲", "at": "۲۳:۰۰", "inspector": "inspector", "reason": "شکایت مردم"})
	watch.says("در این روز و ساعت حضور لازم نیست")
	watch.look("visits-refused")
	watch.stepRoom("order", map[string]string{"post": "isf.tamin/head", "day": "۱۴۰۵/۰۹/۰۲", "at": "۱۰:۰۰", "inspector": "inspector", "reason": "شکایت مردم"})
	watch.says("در راه")
	watch.look("visits")
	visit := eval[string](watch, `document.querySelector('main table a').getAttribute("href")`)

	// Those who are visited find nothing, in no list and at no address.
	head := newTab(t, s.base, "manager")
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	head.open("/desk/office")
	assert.NotContains(t, head.text(), "در راه")
	assert.False(t, head.has(`a[href*="/desk/visits/"]`))
	manager := s.signedIn(t, "isf.tamin")
	assert.Equal(t, 404, manager.get(visit).Status)
	assert.Equal(t, 404, manager.get("/desk/visits/nothing").Status)

	inspector := newTab(t, s.base, "inspector")
	inspector.width(390, 800)
	inspector.signIn("inspector", s.accounts["inspector"])
	inspector.open("/desk/visits")
	inspector.says("بازدیدهای من")
	inspector.look("visits")
	inspector.click(`main table a`)
	inspector.says("گزارش بازدید")
	inspector.look("visit")
	inspector.stepRoom("report", map[string]string{"at": "۱۰:۱۰"})
	inspector.says("بگویید چه دیدید")
	inspector.look("visit-refused")
	photo := filepath.Join(t.TempDir(), "IMG_20261123_1005.jpg")
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i / 7)
	}
	var jpg bytes.Buffer
	require.NoError(t, jpeg.Encode(&jpg, picture, nil))
	require.NoError(t, os.WriteFile(photo, jpg.Bytes(), 0o600))
	inspector.attach("#report-files", photo)
	inspector.until(`!!document.querySelector('form[action$="/report"] [name="attached"]')`)
	inspector.stepRoom("report", map[string]string{"finding": "absent", "at": "۰۹:۳۰", "hours_posted": "no", "remarks": "در بسته بود."})
	inspector.says("غایب")
	inspector.says("IMG_20261123_1005.jpg")
	digest := sha256.Sum256(jpg.Bytes())
	inspector.says(hex.EncodeToString(digest[:]))
	inspector.until(`(() => { const i = document.querySelector(".files img"); i.scrollIntoView(); return i.complete && i.naturalWidth === 640 })()`)
	inspector.look("reported")
	at := eval[string](inspector, `document.querySelector(".files a").getAttribute("href")`)
	got := manager.get(at)
	assert.Equal(t, 200, got.Status, "whoever was visited sees what it rests on")
	assert.Equal(t, jpg.String(), got.HTML)
	assert.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
	assert.Equal(t, 404, s.signedIn(t, "isf.abfa").get(at).Status)
	assert.Equal(t, 404, s.signedIn(t, "operator").get(at).Status)
	assert.Contains(t, s.visitor(t).get(at).Path, "/sign-in")

	head.open("/desk/office")
	head.says("غایب")
	// Leave of one's own: with somebody who keeps the door open.
	head.stepRoom("leave", map[string]string{"from": "۱۴۰۵/۰۹/۰۹", "to": "۱۴۰۵/۰۹/۰۹", "reason": "ماموریت"})
	head.says("خالی نگذارید", "بنویسید")
	head.stepRoom("leave", map[string]string{"stand_in": "معاون بیمه‌ای"})
	head.says("ثبت شد")
	head.says("جانشین: معاون بیمه‌ای")
	head.look("office")
	head.open(visit)
	head.stepRoom("reply", map[string]string{"text": "در ماموریت بودم."})
	head.says("در ماموریت بودم")
	watch.open(visit)
	watch.stepRoom("consequence", nil)
	watch.says("در انتظار رسید")
	watch.look("letter")
	letter := eval[string](watch, `location.pathname`)
	watch.open(letter + "/print")
	watch.says("تذکر")
	watch.look("letter-print")
	head.open(letter)
	head.stepRoom("acknowledge", nil)
	head.stepRoom("appeal", map[string]string{"text": "ماموریت با حکم بود."})
	head.says("اعتراض شده")
	watch.open(letter)
	watch.stepRoom("uphold", map[string]string{"reason": "حکمی پیوست نیست."})
	watch.says("این گام اکنون شدنی نیست", "اجازه", "شما این نامه را")

	governor := newTab(t, s.base, "governor")
	governor.signIn("governor", s.accounts["governor"])
	governor.open("/desk/governor")
	governor.says("اعتراض‌هایی که تصمیم می‌خواهد")
	governor.look("desk")
	governor.open(letter)
	governor.stepRoom("uphold", map[string]string{"reason": "حکمی پیوست نیست."})
	governor.says("اعتراض پذیرفته نشد")

	watch.open("/desk/commissions")
	watch.stepRoom("keep", map[string]string{"id": "welfare", "name": "کمیسیون رفاه", "members": "governor\nsecretary", "quorum": "۲"})
	watch.says("کمیسیون رفاه")
	watch.look("commissions")
	desk := newTab(t, s.base, "secretary")
	desk.signIn("secretary", s.accounts["secretary"])
	desk.open("/desk/commissions/welfare")
	desk.stepRoom("call", map[string]string{"day": "۱۴۰۵/۰۹/۰۲", "at": "۱۰:۳۰", "room": "تالار شهید"})
	desk.says("فراخوانده")
	desk.stepRoom("item", map[string]string{"code": latin(f.code), "title": "مستمری‌های عقب‌افتاده"})
	desk.says("مستمری‌های عقب‌افتاده")
	paper := filepath.Join(t.TempDir(), "گزارش.pdf")
	require.NoError(t, os.WriteFile(paper, []byte("%PDF-1.7\n%%EOF\n"), 0o600))
	desk.attach("#papers-files", paper)
	desk.until(`!!document.querySelector('form[action$="/papers"] [name="attached"]')`)
	desk.stepRoom("papers", map[string]string{"item": "1"})
	desk.says("گزارش.pdf")
	desk.look("papers")
	president := eval[string](desk, `document.querySelectorAll('[name="president"] option')[1].value`)
	desk.stepRoom("open", map[string]string{"present-0": "yes", "president": president})
	desk.stepRoom("resolve", map[string]string{"item": "1", "text": "مستمری‌ها واریز شود.", "agency": "isf.tamin"})
	desk.says("حد نصاب")
	desk.look("session-refused")
	desk.stepRoom("open", map[string]string{"present-0": "yes", "present-1": "yes", "president": president, "governor": "yes"})
	desk.stepRoom("said", map[string]string{"item": "1", "text": "اعضا بر پرداخت فوری تاکید کردند."})
	desk.stepRoom("resolve", map[string]string{"item": "1", "text": "مستمری‌ها واریز شود.", "agency": "isf.tamin"})
	desk.says("در انتظار اجرا")
	desk.look("session")
	desk.stepRoom("close", nil)
	session := eval[string](desk, `location.pathname`)
	desk.open(session + "/minutes")
	desk.says("مستمری‌ها واریز شود")
	desk.look("minutes")
	head.open("/desk/office")
	head.click(`a[href*="/desk/resolutions/"]`)
	head.stepRoom("report", map[string]string{"text": "همه واریز شد."})
	head.says("گزارش اجرا رسیده")
	head.look("resolution")

	visitID, err := url.PathUnescape(visit[len("/desk/visits/"):])
	require.NoError(t, err)
	_, err = r.office.OpenDemand(t.Context(), officer, oversight.NewDemand{
		Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "چرا مدیر در ساعت دیدار مردمی نبود؟"},
		Evidence: []ledger.Ref{{Kind: "visit", ID: visitID}},
	})
	require.NoError(t, err)
	head.open("/desk/office")
	head.click(`a[href*="/desk/demands/"]`)
	head.stepRoom("answer", map[string]string{"text": "از این پس جانشین معرفی می‌شود."})
	head.says("پاسخ رسیده")
	watch.open("/desk/demands")
	watch.click(`main table a`)
	watch.look("demand")
	watch.stepRoom("met", map[string]string{"text": "جانشین معرفی شد."})
	watch.says("برآورده")

	for _, path := range []string{"/desk/visits", "/desk/letters", "/desk/commissions", "/desk/demands", "/desk/gaps", "/desk/reviews", visit, letter, letter + "/print", session, session + "/minutes"} {
		p := s.signedIn(t, "oversight").get(path)
		require.Equal(t, 200, p.Status, path)
		checkPersian(t, p)
	}
	p := citizen.get("/figures")
	assert.Contains(t, p.text(t), "بازدید: غایب")
	assert.Equal(t, 404, citizen.get("/s/nothing").Status)
	assert.Equal(t, 403, manager.get("/desk/governor").Status)
	assert.Equal(t, 403, manager.post("/desk/commissions/keep", url.Values{"id": {"x"}, "name": {"x"}, "quorum": {"1"}}).Status)
}
