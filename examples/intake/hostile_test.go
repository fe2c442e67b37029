package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// packOf writes a pack on the pilot's.
func packOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// firstProvince is the pilot, under another name.
func firstProvince(t *testing.T) string {
	t.Helper()
	return packOf(t, map[string]string{
		"pack.yaml": "id: esfahan\ntitle: سامد استان اصفهان\ntitle_en: Samad of Isfahan\nversion: \"1\"\nvalid_from: 1400-01-01\nprovince: \"10\"\nextends: isfahan\n",
	})
}

// secondProvince is Fars, with officials, places and settings of its own.
func secondProvince(t *testing.T) string {
	t.Helper()
	return packOf(t, map[string]string{
		"pack.yaml": "id: fars\ntitle: سامد استان فارس\ntitle_en: Samad of Fars\nversion: \"1\"\nvalid_from: 1400-01-01\nprovince: \"07\"\nextends: isfahan\n",
		"places.yaml": "provinces: [{code: \"07\", name: فارس, latin: Fars}]\n" +
			"counties: [{code: \"0701\", name: شیراز, latin: Shiraz}]\n",
		"agencies.yaml": "agencies:\n" +
			"  - {id: fars.ostandari, name: استانداری فارس, name_en: Governorate of Fars, level: provincial, kind: governorate, jurisdiction: {places: [\"07\"]}}\n" +
			"  - {id: fars.samad, name: مرکز سامد فارس, name_en: Samad centre of Fars, level: provincial, parent: fars.ostandari, kind: office, jurisdiction: {places: [\"07\"]}, centre: true}\n" +
			"  - {id: fars.abfa, name: آبفای فارس, name_en: Water company of Fars, level: provincial, kind: company, jurisdiction: {places: [\"07\"]}}\n",
		"settings.yaml": "open_door: [{weekday: tuesday, hours: \"08:00-10:00\"}]\n" +
			"weekly_hosts: [{hosts: 7, reason: به خواست استاندار فارس, reason_en: the governor's wish}]\n" +
			"meetings: [{calls_per_hour: 12-30, turns_per_hour: 15}]\noversight: [{late_minutes: 45}]\n",
	})
}

// twoProvinces is a service of both, with officials of each.
func twoProvinces(t *testing.T) (*inside, *staffRoom, *visitor) {
	t.Helper()
	s := openInside(t, still, "--pack="+firstProvince(t), "--pack="+secondProvince(t))
	r := s.rooms(t)
	admin := s.administrator(t)
	for _, one := range [][4]string{
		{"oversight", "isf.ostandari.bazresi", "10", "isf"}, {"operator", "isf.ostandari.bazresi", "10", "isf"}, {"agency_head", "isf.tamin", "", "isf"},
		{"oversight", "fars.samad", "07", "fars"}, {"governor", "fars.ostandari", "07", "fars"}, {"operator", "fars.samad", "07", "fars"},
		{"supervisor", "fars.samad", "07", "fars"}, {"inspector", "fars.samad", "07", "fars"}, {"commission_secretary", "fars.ostandari", "07", "fars"},
		{"commission_member", "fars.ostandari", "07", "fars"}, {"agency_head", "fars.abfa", "", "fars"}, {"agency_expert", "fars.abfa", "", "fars"},
		{"agency_oversight", "fars.abfa", "", "fars"}, {"agency_pr", "fars.abfa", "", "fars"}, {"meeting_host", "fars.abfa", "", "fars"},
		{"local_admin", "fars.abfa", "", "fars"},
	} {
		admin.hire(map[string]string{"username": one[3] + "." + one[0], "role": one[0], "agency": one[1], "place": one[2], "post": "پست آزمون"})
	}
	return s, r, admin
}

// hidden stands in everything that belongs to the pilot's province alone.
const hidden = "ژاله‌نشان"

// TestNothingOfAnotherProvince reads every address of the service, pages,
// exports, files and API, as each official of Fars: nothing of Isfahan stands
// anywhere. Isfahan's own officials find it at the same addresses.
func TestNothingOfAnotherProvince(t *testing.T) {
	t.Parallel()
	s, r, admin := twoProvinces(t)
	ctx := t.Context()
	today, err := persian.FromTime(r.now().In(r.zone))
	require.NoError(t, err)
	next := func(days int) persian.Date {
		d, err := today.AddDays(days)
		require.NoError(t, err)
		return d
	}

	// A case of Isfahan, referred and answered; meetings, visits, a commission
	// with a resolution, a demand.
	_, f := s.visitor(t).file(map[string]string{"text": "مستمری بازنشستگی من واریز نشده است " + hidden})
	operator := s.enter(t, "isf.operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	c, err := r.desk.CaseByCode(ctx, officer, latin(f.code))
	require.NoError(t, err)
	_, err = r.office.AddPost(ctx, officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
	require.NoError(t, err)
	programme := r.invite(r.workingDay(3), "isf.tamin")
	plan, err := r.office.CommitPlan(ctx, officer, "10", oversight.Period{From: next(1), To: next(21)}, 1)
	require.NoError(t, err)
	drawn, err := r.office.DrawPlan(ctx, officer, plan.ID, []oversight.Inspector{{Account: "01INSPECTOR"}}, hidden)
	require.NoError(t, err)
	slot := drawn.Candidates[0].Slots[0]
	visit, err := r.office.OrderVisit(ctx, officer, "isf.tamin/head", slot.Day, slot.From, "01INSPECTOR", hidden)
	require.NoError(t, err)
	_, err = r.office.KeepCommission(ctx, officer, oversight.Commission{
		ID: "welfare", Kind: "رفاه", Name: samad.Text{Fa: "کمیسیون " + hidden}, Place: "10", Quorum: 1,
		Members: []oversight.Member{{Account: "01A", Post: samad.Text{Fa: "معاون"}, Chair: true}},
	})
	require.NoError(t, err)
	secretary := samad.Actor{ID: "01SECRETARY", Roles: []samad.Role{samad.RoleCommissionSecretary}, Agency: "isf.ostandari", Place: "10", Post: samad.Text{Fa: "دبیر"}}
	session, err := r.office.CallSession(ctx, secretary, "welfare", r.now().Add(time.Hour), "سالن")
	require.NoError(t, err)
	_, err = r.office.AddItem(ctx, secretary, session.ID, oversight.AgendaItem{Title: hidden, Cases: []samad.CaseID{c.ID}})
	require.NoError(t, err)
	_, err = r.office.OpenSession(ctx, secretary, session.ID, oversight.Attendance{Present: []string{"01A"}, President: "01A"})
	require.NoError(t, err)
	resolution, err := r.office.Resolve(ctx, secretary, session.ID, oversight.NewResolution{Item: 1, Text: "پرداخت شود " + hidden, Agency: "isf.tamin"})
	require.NoError(t, err)
	demand, err := r.office.OpenDemand(ctx, officer, oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "پاسخ دهید " + hidden}, Cases: []samad.CaseID{c.ID}})
	require.NoError(t, err)
	_, err = r.desk.Answer(ctx, taminDG, samad.AnswerRequest{Ref: samad.Ref{ID: c.ID}, Outcome: samad.Done, Final: true, AnswerText: samad.AnswerText{Explanation: "بررسی شد " + hidden, Done: "شد"}})
	require.NoError(t, err)
	require.NoError(t, addUp(ctx, r.figures, r.now()))
	admin.send(admin.get("/desk/publicity"), "/desk/publicity/create", map[string]string{"tag": "radio", "title": "برنامه رادیو"})

	s.ids = []string{
		string(c.ID), latin(f.code), "isf.tamin", "isf.tamin/head", programme.ID, plan.ID, visit.ID, "welfare", session.ID, resolution.ID, demand.ID, demand.Letters[0],
	}
	s.values = map[string][]string{
		"page": {"state=all&words=" + hidden, "period=1405&province=10", "by=county&place=10&agency=isf.tamin&province=10"},
		"q":    {hidden}, "agency": {"isf.tamin"}, "place": {"10", "1014"}, "province": {"10"}, "post": {"isf.tamin/head"},
		"from": {next(-5).String(), r.now().UTC().Format(time.RFC3339)}, "to": {next(30).String()}, "period": {"1405"}, "by": {"agency", "county", "topic"},
		"state": {"open", "planned", "issued", "answered"}, "{file}": {"agency.csv", "county.csv", "topic.csv", "overview.xlsx", "agency.json", "county.json"},
		"{kind}": {"visits", "sessions", "demands"}, "{pack}": {"isfahan"}, "{tag}": {"radio"},
	}
	pages, operations := s.addresses(true), s.addresses(false)
	tamin, ok := r.packs.Directory().Agency("isf.tamin", today)
	require.True(t, ok)
	// What everybody may read, signed in or not.
	everybody := []string{"/open-doors/draws/", "/meetings", "/api/v1/meetings", "/api/v1/visit_plans/", "/api/v1/open_doors", "/figures", "/api/v1/figures", "/api/v1/oversight", "/api/v1/statistics", "/api/v1/agencies", "/api/v1/places", "/api/v1/scorecards"}
	files := 0
	for name := range s.accounts {
		if !strings.HasPrefix(name, "fars.") {
			continue
		}
		read, v := s.byKey(t, s.token(t, name)), s.enter(t, name)
		for _, said := range []map[string]string{walk(t, byPage(v), pages), walk(t, read, operations)} {
			for path, text := range said {
				asked := strings.Contains(path, hidden) || strings.Contains(path, "%DA%98%D8%A7%D9%84%D9%87")
				if !asked {
					assert.NotContains(t, text, hidden, "%s reads of Isfahan at %s", name, path)
				}
				public := slices.ContainsFunc(everybody, func(p string) bool { return strings.HasPrefix(path, p) })
				for _, id := range s.ids {
					if strings.Contains(path, "/"+id) && !public && strings.HasPrefix(path, "/desk/") {
						assert.True(t, strings.HasPrefix(text, "404") || strings.HasPrefix(text, "403"), "%s opens %s: %.40s", name, path, text)
					}
				}
				head, body, _ := strings.Cut(text, "\n")
				if strings.HasPrefix(head, "200") && !strings.Contains(head, "text/html") && !public && !strings.HasPrefix(path, "/api/") && path != "/openapi.json" && !strings.HasPrefix(path, "/desk/help") {
					files++
					assert.NotContains(t, body, tamin.Name.Fa, "%s exports figures of Isfahan: %s", name, path)
					assert.NotContains(t, body, "isf.tamin", "%s exports figures of Isfahan: %s", name, path)
				}
			}
			for _, path := range []string{"/desk/publicity.csv", "/desk/publicity.json", "/desk/publicity/radio"} {
				if text, ok := said[path]; ok {
					assert.True(t, strings.HasPrefix(text, "403"), "%s takes %s: %.40s", name, path, text)
				}
			}
		}
	}
	assert.Positive(t, files, "officials of Fars have exports of their own")

	// Isfahan's own find it there.
	for name, want := range map[string]int{"isf.oversight": 12, "isf.agency_head": 4} {
		said := walk(t, byPage(s.enter(t, name)), pages)
		found, exported := 0, false
		for path, text := range said {
			if strings.Contains(text, hidden) && !strings.Contains(path, "%DA%98") {
				found++
			}
			exported = exported || strings.Contains(path, ".xlsx") && strings.Contains(text, tamin.Name.Fa)
		}
		assert.GreaterOrEqual(t, found, want, name)
		if name == "isf.oversight" {
			assert.True(t, exported, "the workbook names the agency")
		}
	}
}

// TestEachProvinceHasItsOwnRooms: pages of staff are those of their province,
// people choose, and each goes by its own settings.
func TestEachProvinceHasItsOwnRooms(t *testing.T) {
	t.Parallel()
	s, _, admin := twoProvinces(t)
	isf, fars := s.enter(t, "isf.oversight"), s.enter(t, "fars.oversight")
	for v, want := range map[*visitor][]string{
		isf:  {"استان اصفهان", "دوشنبه، ساعت ۹:۰۰ تا ۱۲:۰۰", "۱۰ تا ۲۵", "۱۵"},
		fars: {"فارس", "سه‌شنبه، ساعت ۸:۰۰ تا ۱۰:۰۰", "۱۲ تا ۳۰", "۴۵", "به خواست استاندار فارس"},
	} {
		p := v.get("/desk/settings")
		require.Equal(t, http.StatusOK, p.Status)
		checkPersian(t, p)
		for _, w := range want {
			assert.Contains(t, p.text(t), w)
		}
	}
	assert.Contains(t, fars.get("/desk/settings?province=10").text(t), "سه‌شنبه", "staff stay in their own")
	assert.Contains(t, admin.get("/desk/settings?province=07").text(t), "سه‌شنبه", "whoever belongs to none chooses")
	assert.Equal(t, http.StatusForbidden, s.enter(t, "fars.operator").get("/desk/settings").Status)

	citizen := s.visitor(t)
	p := citizen.get("/open-doors")
	assert.Contains(t, p.text(t), "دوشنبه")
	require.Contains(t, p.HTML, `href="/open-doors?province=07"`)
	p = citizen.get("/open-doors?province=07")
	checkPersian(t, p)
	assert.Contains(t, p.text(t), "سه‌شنبه، ساعت ۸:۰۰ تا ۱۰:۰۰")
	assert.Contains(t, citizen.get("/open-doors").text(t), "سه‌شنبه", "the choice is kept")
	assert.Contains(t, citizen.get("/meetings").HTML, `href="/meetings.ics?province=07"`)
	assert.Contains(t, citizen.get("/open-doors?province=99").text(t), "سه‌شنبه", "no such province")

	// A post, a plan and a programme of Fars lie in Fars.
	p = fars.send(fars.get("/desk/visits"), "/desk/visits/post", map[string]string{"agency": "fars.abfa", "title": "مدیرعامل"})
	require.Equal(t, http.StatusOK, p.Status, p.text(t))
	assert.Contains(t, citizen.get("/open-doors").text(t), "آبفای فارس")
	assert.NotContains(t, s.visitor(t).get("/open-doors").text(t), "آبفای فارس")
	assert.Equal(t, http.StatusNotFound, isf.get("/desk/posts/fars.abfa%2Fhead").Status)
	assert.Equal(t, http.StatusOK, fars.get("/desk/posts/fars.abfa%2Fhead").Status)
}
