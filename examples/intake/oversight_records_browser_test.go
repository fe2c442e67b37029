package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// TestOversightRecordsInBrowser walks the records of oversight that outlast a
// Monday: a draw from its commitment to the public's check, a demand by hand,
// the register of duties, the questions of surveys, a survey with a low score
// and the action for improvement that rests on it.
func TestOversightRecordsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("Tehran", 3*3600+1800))
	dir := t.TempDir()
	s := start(t, dir, "--limits", "off", "--at", monday.Format(time.RFC3339))
	r := s.rooms(t, monday)
	s.administrator(t).hire(map[string]string{"username": "inspector", "role": "inspector", "agency": "isf.ostandari.bazresi", "place": "10", "post": "بازرس"})
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "09123456789"})
	_, err := r.office.AddPost(t.Context(), officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل", En: "Director-general"}})
	require.NoError(t, err)

	watch := newTab(t, s.base, "records")
	watch.signIn("oversight", s.accounts["oversight"])

	// A draw: committed to before its week, drawn, and secret until it is over.
	watch.open("/desk/visits")
	watch.stepRoom("commit", map[string]string{"from": "۱۴۰۵/۰۹/۰۷", "to": "۱۴۰۵/۰۹/۱۳", "count": "۱"})
	watch.click(`a[href^="/desk/draws/"]`)
	watch.says("تعهد ثبت شده")
	watch.look("draw-committed")
	draw := eval[string](watch, `location.pathname`)
	public := "/open-doors" + strings.TrimPrefix(draw, "/desk")
	watch.stepRoom("draw", map[string]string{"beacon": "قرعه سه‌شنبه: ۱۲۳۴۵"})
	watch.says("قرعه کشیده شده")
	watch.says("برگزیده‌ها")
	watch.look("draw-drawn")
	p := citizen.get(public)
	require.Equal(t, 200, p.Status)
	checkPersian(t, p)
	assert.NotContains(t, p.HTML, "برگزیده‌ها")
	assert.NotContains(t, citizen.get(public+"?format=json").HTML, "chosen")
	assert.Equal(t, 404, s.signedIn(t, "isf.tamin").get(draw).Status)
	assert.Equal(t, 422, s.signedIn(t, "oversight").post(draw+"/reveal", nil).Status, "the period is not over")

	// A demand by hand rests on what is recorded.
	watch.open("/desk/demands")
	watch.stepRoom("open", map[string]string{"agency": "isf.tamin", "text": "چرا مستمری‌ها واریز نشده است؟"})
	watch.says("رویدادی ثبت‌شده")
	watch.look("demand-refused")
	watch.stepRoom("open", map[string]string{"agency": "isf.tamin", "text": "چرا مستمری‌ها واریز نشده است؟", "codes": latin(f.code)})
	watch.says("پرونده مطالبه")
	watch.look("demand-by-hand")

	// The register of duties shows it, to oversight and to the office.
	watch.open("/desk/duties")
	watch.says("تامین اجتماعی", "تأمین اجتماعی")
	watch.look("duties")
	watch.open("/desk/duties/isf.tamin")
	watch.says("پاسخ به مطالبه")
	watch.look("duties-of-office")
	assert.Equal(t, 200, s.signedIn(t, "isf.tamin").get("/desk/duties/isf.tamin").Status)
	assert.NotEqual(t, 200, s.signedIn(t, "isf.tamin").get("/desk/duties/isf.abfa").Status)

	// Questions have versions.
	watch.open("/desk/questions")
	watch.stepRoom("answer", map[string]string{"fa-3": "آیا پاسخ به موقع بود؟", "en-3": "Was the answer in time?"})
	watch.says("نمی‌تواند خالی باشد", "لازم است", "بنویسید")
	watch.look("questions-refused")
	watch.stepRoom("answer", map[string]string{"fa-3": "آیا پاسخ به موقع بود؟", "en-3": "Was the answer in time?", "reason": "خواست مردم"})
	watch.says("آیا پاسخ به موقع بود؟")
	watch.look("questions")

	// A survey is sent a day later, and answered on the phone by its link.
	r.answered("isf.tamin", "1014", 1)
	later := monday.AddDate(0, 0, 2)
	s = s.restart(t, later)
	r = s.rooms(t, later)
	link := r.surveyLink(s)
	phone := newTab(t, s.base, "survey")
	phone.width(390, 800)
	phone.open(link)
	phone.says("آیا پاسخ به موقع بود؟")
	phone.look("form")
	phone.click(`main form button`)
	phone.says("از ۱ تا ۵ برگزینید")
	phone.look("refused")
	for _, q := range []string{"answer", "service", "trust"} {
		phone.choice("q-"+q, "1")
	}
	phone.choice("q-v1_4", "2")
	phone.fill(`#comment`, "پاسخ روشن نبود.")
	phone.click(`main form button`)
	phone.says("سپاس", "ثبت شد")
	phone.look("thanks")
	again := s.visitor(t).get(link)
	assert.NotContains(t, again.HTML, "<form method", "answered once")

	watch = newTab(t, s.base, "records-later")
	watch.signIn("oversight", s.accounts["oversight"])
	watch.open("/desk/surveys")
	watch.says("کم‌امتیازها")
	watch.look("surveys")
	watch.click(`a[href^="/desk/surveys/"]`)
	watch.says("پاسخ روشن نبود")
	watch.look("survey")
	watch.stepRoom("improve", map[string]string{"cause": "پاسخ‌ها کلیشه‌ای است", "measure": "بازنویسی الگوهای پاسخ", "owner": "معاون فنی", "due": "۱۴۰۵/۱۰/۰۱"})
	watch.says("در دست انجام")
	watch.says("گروه کوچک است")
	watch.look("improvement")
	action := eval[string](watch, `location.pathname`)
	head := newTab(t, s.base, "records-head")
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	head.open("/desk/improvements")
	head.look("improvements")
	head.open(action)
	head.stepRoom("finish", map[string]string{"text": "الگوها بازنویسی شد."})
	head.says("در انتظار سنجش")
	watch.open(action)
	watch.stepRoom("judge", map[string]string{"text": "هنوز زود است."})
	watch.says("سنجیده شد")
	watch.look("improvement-judged")
	assert.Equal(t, 404, s.signedIn(t, "isf.abfa").get(action).Status)

	// After the week the draw is revealed, and anybody can check it.
	s = s.restart(t, monday.AddDate(0, 0, 14))
	watch = newTab(t, s.base, "records-after")
	watch.signIn("oversight", s.accounts["oversight"])
	watch.open(draw)
	watch.stepRoom("reveal", nil)
	watch.says("آشکار شده")
	watch.open(public)
	watch.says("قرعه با تعهد و وزن‌های منتشرشده یکی است")
	watch.look("draw-public")
	data := s.visitor(t).get(public + "?format=json")
	require.Equal(t, 200, data.Status)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "draw.json"), []byte(data.HTML), 0o600))
	for _, path := range []string{"/desk/visits", draw, "/desk/demands", "/desk/duties", "/desk/duties/isf.tamin", "/desk/questions", "/desk/surveys", "/desk/improvements", action} {
		p := s.signedIn(t, "oversight").get(path)
		require.Equal(t, 200, p.Status, path)
		checkPersian(t, p)
	}
	checkPersian(t, s.visitor(t).get(public))
}

// noticeBox keeps what a courier is handed.
type noticeBox struct{ all []samad.Notice }

func (b *noticeBox) Notify(_ context.Context, n samad.Notice) error {
	b.all = append(b.all, n)
	return nil
}

// surveyLink lets time do its work and returns the path of the one survey that
// was sent, as the petitioner gets it.
func (r *staffRoom) surveyLink(s *site) string {
	r.t.Helper()
	live, err := pack.NewLive(r.packs)
	require.NoError(r.t, err)
	rooms, err := openRooms(r.db, r.desk, live, r.zone, r.now, "https://samad.example")
	require.NoError(r.t, err)
	keys, err := vault.OpenFile(s.dir + "/samad.db.key")
	require.NoError(r.t, err)
	var box noticeBox
	desk, err := samad.NewDesk(samad.Config{
		Store: r.db.Cases(), Router: r.packs, Deadlines: r.packs, Directory: r.packs.Directory(), Codes: tracking.Minter{},
		Vault: keys, Settings: r.packs.Settings(), Location: r.zone, Now: r.now, Notifier: &box, Chores: rooms.Oversight.Chores(),
	})
	require.NoError(r.t, err)
	for i := 0; ; i++ {
		require.Less(r.t, i, 50, "the sweep finds no end")
		report, err := desk.Sweep(r.t.Context(), "sweep", 200)
		require.NoError(r.t, err)
		if report.Idle() {
			break
		}
	}
	for {
		report, err := desk.Deliver(r.t.Context(), "courier", 500)
		require.NoError(r.t, err)
		if report.Claimed == 0 {
			break
		}
	}
	for _, n := range box.all {
		if n.Kind == samad.SurveyMessage {
			_, rest, ok := strings.Cut(n.Text, "https://samad.example/s/")
			require.True(r.t, ok, n.Text)
			return "/s/" + strings.Fields(rest)[0]
		}
	}
	r.t.Fatal("no survey was sent")
	return ""
}

// restart stops the site and starts it again at another time.
func (s *site) restart(t *testing.T, at time.Time, args ...string) *site {
	t.Helper()
	require.NoError(t, s.stop())
	next := start(t, s.dir, append(args, "--limits", "off", "--at", at.Format(time.RFC3339))...)
	maps.Copy(next.accounts, s.accounts)
	return next
}
