package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestShiftInBrowser: the supervisor sees who is on, who waits, and what each
// operator has done; operators do not see each other.
func TestShiftInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "supervisor", "role": "supervisor", "agency": "isf.ostandari.bazresi", "place": "10", "post": "سرپرست نوبت"})
	s.visitor(t).file(map[string]string{"text": "سلام خسته نباشید"})
	operator := s.signedIn(t, "operator")
	for _, outcome := range []string{"advised", "cut_off"} {
		p := operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"outcome": outcome, "text": "راهنمایی شد", "seconds": "90"})
		require.Equal(t, "/desk/call?done="+outcome, p.Path)
	}
	p := operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"text": cutOff, "place": "1014", "seconds": "180", "caller": "09123456789"})
	require.Equal(t, 201, p.Status, p.text(t))

	b := newTab(t, s.base, "shift")
	b.signIn("supervisor", s.accounts["supervisor"])
	b.open("/desk/shift")
	b.says("نوبت کار")
	b.look("shift")
	row := eval[[]string](b, `[...[...document.querySelectorAll("main tbody tr")].find(r => r.innerText.includes("کارشناس")).cells].map(c => c.innerText.trim())`)
	require.Len(t, row, 9, "%v", row)
	assert.Equal(t, "بی‌برنامه", row[1])
	assert.Contains(t, row[2], "از ساعت")
	assert.Equal(t, []string{"۳", "۱", "۱", "۶"}, row[3:7])
	b.says("در نوبت پالایش")
	b.says("مرکز تلفن وصل نیست")
	assert.Equal(t, 403, operator.get("/desk/shift").Status)
	assert.Equal(t, 403, s.signedIn(t, "isf.tamin").get("/desk/shift").Status)
	checkPersian(t, s.signedIn(t, "oversight").get("/desk/shift"))
	operator.post("/sign-out", nil)
	b.open("/desk/shift")
	b.says("آخرین تماس", "کارکنان")
	assert.Equal(t, "نه", eval[string](b, `[...document.querySelectorAll("main tbody tr")].find(r => r.innerText.includes("کارشناس")).cells[2].innerText.trim()`))
}

// TestStandingInBrowser: the agency's assessment officer reads the own scorecard
// with polls, reviews and improvements; public relations reads what may be
// published, and no case.
func TestStandingInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	admin.hire(map[string]string{"username": "tamin.assess", "role": "agency_oversight", "agency": "isf.tamin", "post": "کارشناس مسئول ارزیابی عملکرد"})
	admin.hire(map[string]string{"username": "tamin.pr", "role": "agency_pr", "agency": "isf.tamin", "post": "کارشناس روابط عمومی"})
	r := s.rooms(t)
	r.answered("isf.tamin", "1014", 7)
	r.answered("isf.behzisti", "1010", 6)
	_, err := r.figures.Update(t.Context(), 1000)
	require.NoError(t, err)
	var reviews []oversight.Review
	for range 20 { // each answer comes into the sample by chance: with a quarter of these
		for _, chore := range r.office.Chores() {
			_, err := chore.Run(t.Context(), time.Now().Add(time.Hour), 1000)
			require.NoError(t, err)
		}
		reviews, _, err = r.office.Reviews(t.Context(), officer, oversight.ListQuery{Agency: "isf.tamin"})
		require.NoError(t, err)
		if len(reviews) > 0 {
			break
		}
		r.answered("isf.tamin", "1014", 7)
	}
	require.NotEmpty(t, reviews, "some answers were sampled")

	watch := newTab(t, s.base, "standing-oversight")
	watch.signIn("oversight", s.accounts["oversight"])
	watch.open("/desk/reviews/" + reviews[0].ID)
	watch.stepRoom("judge", map[string]string{"note": "راهی پیش پا نگذاشته است."})
	watch.says("ضعیف")
	watch.stepRoom("improve", map[string]string{"cause": "پاسخ‌ها کلی است.", "measure": "پاسخ‌ها پیش از فرستادن خوانده شود.", "owner": "معاون", "due": "نمی‌دانم"})
	watch.says("تاریخ را مانند")
	due := r.workingDay(20)
	watch.stepRoom("improve", map[string]string{"due": due.Format("yyyy/MM/dd")})
	watch.says("در دست انجام")

	b := newTab(t, s.base, "standing")
	b.signIn("tamin.assess", s.accounts["tamin.assess"])
	b.open("/desk/standing")
	b.says("رتبه در استان")
	for _, words := range []string{"از ۲", "داوری‌شده", "ضعیف", "پاسخ‌ها پیش از فرستادن خوانده شود", "نظرسنجی از متقاضیان"} {
		assert.Contains(t, b.text(), words)
	}
	b.look("standing")
	b.click(`a[href*="/desk/improvements/"]`)
	b.says("پاسخ‌ها کلی است")
	b.look("improvement")
	b.stepRoom("finish", map[string]string{"text": "هر پاسخ را نفر دوم می‌خواند."})
	b.says("نفر دوم می‌خواند")
	improvement := eval[string](b, `location.pathname`)
	watch.open(improvement)
	watch.stepRoom("judge", map[string]string{"text": "بهتر شده است."})
	watch.says("سنجیده شد")
	watch.look("judged")

	p := newTab(t, s.base, "press")
	p.signIn("tamin.pr", s.accounts["tamin.pr"])
	p.says("آمار برای انتشار") // lands on the own work
	p.look("press")
	assert.Contains(t, p.text(), "۷")
	assert.NotContains(t, p.text(), "مریم")
	press := s.visitor(t)
	require.Equal(t, "/desk/press", press.signIn("tamin.pr", s.accounts["tamin.pr"]).Path)
	for _, path := range []string{"/desk/standing", "/desk/shift", "/desk/office"} {
		assert.Equal(t, 403, press.get(path).Status, path)
	}
	list, _, err := r.office.Improvements(t.Context(), samad.Actor{ID: "01OTHER", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.abfa"}, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Empty(t, list)
	checkPersian(t, press.get("/desk/press"))
	checkPersian(t, s.signedIn(t, "tamin.assess").get("/desk/standing"))
}
