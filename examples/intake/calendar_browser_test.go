package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// refer files a case in a county and refers it, on this day's clock.
func (r *staffRoom) refer(county samad.PlaceID) samad.CaseID {
	r.t.Helper()
	operator := samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi"}
	receipt, err := r.desk.Submit(r.t.Context(), operator, samad.Submission{
		Kind: samad.Complaint, Channel: samad.Phone, Text: "سه روز است آب قطع است", Topic: "water/outage", Place: county,
		Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
	})
	require.NoError(r.t, err)
	_, err = r.desk.Accept(r.t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
	require.NoError(r.t, err)
	return receipt.Case
}

// due is when the case must be answered.
func (r *staffRoom) due(id samad.CaseID) time.Time {
	r.t.Helper()
	c, err := r.db.Cases().Case(r.t.Context(), id)
	require.NoError(r.t, err)
	for _, k := range c.Clocks {
		if k.Stage == sla.Answer {
			return k.Plan.Due.In(r.zone)
		}
	}
	r.t.Fatal("it has no deadline")
	return time.Time{}
}

// slashed writes a day as forms take it.
func slashed(d persian.Date) string {
	return strings.ReplaceAll(d.Format("yyyy/MM/dd", persian.InPersian), "-", "/")
}

// TestCalendarInBrowser: the administrator looks at a month, sees which deadlines
// the closure of a day would move, declares it by keyboard, and takes it back. The
// closure holds after a restart.
func TestCalendarInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	dir := t.TempDir()
	s := start(t, dir, "--limits", "off")
	admin := s.administrator(t)
	r := s.rooms(t)
	here, elsewhere := r.refer("1014"), r.refer("1010")
	was := r.due(here)
	day, err := persian.FromTime(was)
	require.NoError(t, err)

	b := newTab(t, s.base, "calendar")
	b.signIn("admin", "سرو کهن ابرکوه")
	b.open("/desk/calendar")
	b.says("تعطیلی یک روز و یک مکان", "تقویم کاری")
	b.look("month")
	assert.NotZero(t, eval[int](b, `document.querySelectorAll(".month a.closed").length`), "there are Fridays")
	b.open("/desk/calendar?month=1405-01")
	b.says("نوروز")
	b.look("month-nowruz")
	b.open("/desk/calendar")
	eval[bool](b, `document.querySelector("#closure-from").value = "", true`)
	b.fill("#closure-from", slashed(day))
	b.choose("#closure-place", "1014")
	b.then(func() {
		eval[bool](b, `document.querySelector('form[action="/desk/calendar/closure"] button').click(), true`)
	})
	b.says("۱ مهلت از ۱ پرونده جابه‌جا می‌شود")
	b.says("هنوز چیزی ثبت نشده است")
	assert.Equal(t, 1, eval[int](b, `document.querySelectorAll("table.cards tbody tr").length`))
	assert.Contains(t, b.text(), day.Format("EEEE d MMMM yyyy", persian.InPersian))
	b.look("closure-before")
	assert.Equal(t, was.Unix(), r.due(here).Unix(), "looking moves nothing")

	b.tabTo("#declare-reason")
	b.fill("#declare-reason", "گرد و غبار")
	b.tabTo(`form[action="/desk/calendar/declare"] button`)
	b.then(func() { b.press(kb.Enter) })
	b.says("ثبت شد")
	b.says("با لغو آن")
	b.look("closure")
	moved := r.due(here)
	assert.True(t, moved.After(was))
	assert.Equal(t, was.Unix(), r.due(elsewhere).Unix())
	b.open("/desk/calendar")
	b.says("گرد و غبار")
	b.look("declared")

	require.NoError(t, s.stop())
	again := start(t, dir, "--limits", "off")
	v := again.visitor(t)
	v.signIn("admin", "سرو کهن ابرکوه")
	p := v.get("/desk/calendar")
	assert.Contains(t, p.text(t), "گرد و غبار")
	_, link, ok := strings.Cut(p.HTML, `"/desk/calendar/declared-`)
	require.True(t, ok)
	link, _, _ = strings.Cut("/desk/calendar/declared-"+link, `"`)
	p = v.send(v.get(link), link+"/revoke", map[string]string{"reason": "باد آرام شد"})
	require.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.text(t), "لغو شد")
	assert.Equal(t, was.Unix(), r.due(here).Unix())
	for _, path := range []string{"/desk/calendar", "/desk/calendar?month=1405-12", link} {
		v.get(path)
	}
	for _, p := range append(*v.seen, *admin.seen...) {
		checkPersian(t, p)
	}
}

// TestCalendarForms: what is wrong is said at its field, nobody else gets there,
// and a closure shows its count.
func TestCalendarForms(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.administrator(t)
	for query, says := range map[string]string{
		"":                                       "روز را بنویسید",
		"from=x&place=10":                        "تاریخ را مانند",
		"from=1405/09/10&place=99":               "مکان را از فهرست",
		"from=1405/09/10&to=1405/09/09&place=10": "پیش از روز آغاز",
		"from=1405/09/10&place=10&until=25":      "ساعت را مانند",
		"from=1405/09/10&place=10&except=nobody": "این دستگاه در فهرست نیست",
	} {
		p := v.get("/desk/calendar/closure?" + query)
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status, query)
		assert.Contains(t, p.text(t), says, query)
	}
	p := v.get("/desk/calendar/closure?from=1405/09/10&place=10&until=10:00&except=isf.olumpezeshki")
	assert.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.text(t), "۱۰:۰۰")
	p = v.send(p, "/desk/calendar/declare", nil)
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "دلیل را بنویسید")
	p = v.send(p, "/desk/calendar/declare", map[string]string{"reason": "سرما"})
	assert.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.text(t), "تعطیل از ساعت")
	assert.Equal(t, http.StatusNotFound, v.get("/desk/calendar/nothing").Status)
	for _, p := range *v.seen {
		checkPersian(t, p)
	}
	operator := s.signedIn(t, "operator")
	for _, path := range []string{"/desk/calendar", "/desk/calendar/closure?from=1405/09/10&place=10", "/desk/calendar/nothing"} {
		assert.Equal(t, http.StatusForbidden, operator.get(path).Status, path)
	}
	assert.Equal(t, http.StatusForbidden, operator.post("/desk/calendar/declare", nil).Status)
	assert.Equal(t, http.StatusForbidden, operator.post("/desk/calendar/x/revoke", nil).Status)
}
