package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// staffRoom are the rooms of a running service, over its own database, to set
// them up as other programs would.
type staffRoom struct {
	t       *testing.T
	packs   *pack.Set
	db      storage.DB
	meeting *meeting.Room
	office  *oversight.Office
	figures *figures.Keeper
	now     func() time.Time
	zone    *time.Location
	desk    *samad.Desk
}

var (
	officer  = samad.Actor{ID: "01OFFICER", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "کارشناس بازرسی", En: "Inspection officer"}}
	taminDG  = samad.Actor{ID: "01TAMIN", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	examiner = samad.Actor{ID: "01OPERATOR", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}
)

// rooms opens the rooms of the site.
func (s *site) rooms(t *testing.T, at ...time.Time) *staffRoom {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	packs, err := loadPacks(nil)
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "sqlite:"+s.dir+"/samad.db", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	keys, err := vault.OpenFile(s.dir + "/samad.db.key")
	require.NoError(t, err)
	r := &staffRoom{t: t, packs: packs, db: db, now: time.Now, zone: zone}
	if s.now != nil {
		r.now = s.now
	}
	if len(at) > 0 {
		r.now = clockFrom(at[0])
	}
	r.desk, err = samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(), Codes: tracking.Minter{},
		Vault: keys, Settings: packs.Settings(), Location: zone, Now: r.now,
	})
	require.NoError(t, err)
	live, err := pack.NewLive(packs)
	require.NoError(t, err)
	rooms, err := openRooms(db, r.desk, live, zone, r.now, "")
	require.NoError(t, err)
	r.meeting, r.office, r.figures = rooms.Meetings, rooms.Oversight, rooms.Figures
	return r
}

// workingDay is the first working day, at least so many days ahead.
func (r *staffRoom) workingDay(ahead int) persian.Date {
	r.t.Helper()
	day, err := persian.FromTime(r.now().In(r.zone).AddDate(0, 0, ahead))
	require.NoError(r.t, err)
	if ok, _ := r.packs.Packs()[0].Calendar.IsWorkingDay(day); ok {
		return day
	}
	day, _, err = r.packs.Packs()[0].Calendar.NextWorkingDay(day)
	require.NoError(r.t, err)
	return day
}

// invite plans a programme of these hosts and invites them.
func (r *staffRoom) invite(day persian.Date, hosts ...samad.AgencyID) meeting.Programme {
	r.t.Helper()
	plan := meeting.Plan{Province: "10", Day: day, Reason: "به خواست استاندار"}
	for _, h := range hosts {
		plan.Hosts = append(plan.Hosts, meeting.Host{Agency: h})
	}
	p, err := r.meeting.Plan(r.t.Context(), officer, plan)
	require.NoError(r.t, err)
	p, err = r.meeting.Invite(r.t.Context(), officer, p.ID)
	require.NoError(r.t, err)
	return p
}

// answered files cases of a county, refers them to an agency and answers them.
func (r *staffRoom) answered(agency samad.AgencyID, county samad.PlaceID, n int) {
	r.t.Helper()
	ctx := r.t.Context()
	head := samad.Actor{ID: "01HEAD" + string(agency), Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency, Post: samad.Text{Fa: "مدیرکل"}}
	for i := range n {
		receipt, err := r.desk.Submit(ctx, samad.Anonymous(), samad.Submission{
			Kind: samad.Request, Text: fmt.Sprintf("مستمری ماه %d واریز نشده است.", i+1), Topic: "welfare/retirement", Place: county, Channel: samad.Web,
			Petitioner: samad.Petitioner{Identity: samad.Named, Name: "مریم ایرانی", Mobile: "09123456789"},
		})
		require.NoError(r.t, err)
		_, c, err := r.desk.Authenticate(ctx, receipt.Code, receipt.PIN)
		require.NoError(r.t, err)
		_, err = r.desk.Accept(ctx, examiner, samad.AcceptRequest{Ref: samad.Ref{ID: c.ID}, Agency: agency, Reason: "آزمون"})
		require.NoError(r.t, err)
		_, err = r.desk.Answer(ctx, head, samad.AnswerRequest{
			Ref: samad.Ref{ID: c.ID}, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."}, Outcome: samad.Done, Final: true,
		})
		require.NoError(r.t, err)
	}
}

// TestPublicRoomsInBrowser walks what everybody may see: figures, meetings and
// open doors.
func TestPublicRoomsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	r.answered("isf.tamin", "1014", 7)
	r.answered("isf.behzisti", "1010", 6)
	r.answered("isf.abfa", "1014", 2)
	_, err := r.figures.Update(t.Context(), 1000)
	require.NoError(t, err)
	programme := r.invite(r.workingDay(3), "isf.tamin", "isf.abfa")
	_, err = r.meeting.Reply(t.Context(), taminDG, programme.ID, meeting.Reply{Accept: true})
	require.NoError(t, err)
	_, err = r.office.AddPost(t.Context(), officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل", En: "Director-general"}})
	require.NoError(t, err)
	visitor := s.visitor(t)
	_, f := visitor.file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "09123456789"})

	b := newTab(t, s.base, "public")
	b.open("/")
	b.says("ملاقات الکترونیکی")
	b.says("امسال تا امروز")
	b.look("home-live")
	b.open("/figures?figure=received")
	b.says("تامین اجتماعی", "تأمین اجتماعی")
	b.look("figures")
	b.open("/figures?by=county&lang=en")
	b.says("Samad in figures")
	b.look("figures-county-en")
	b.open("/figures?lang=fa")
	b.open("/open-doors")
	b.says("مدیرکل")
	b.look("open-doors")
	b.open("/meetings/print")
	b.look("meetings-print")
	b.open("/meetings")
	b.look("meetings")
	eval[bool](b, `document.querySelector("details").open = true`)
	b.choose("#host-0", "isf.tamin")
	b.fill("#code-0", latin(f.code))
	b.fill("#pin-0", "000000")
	b.click(`form[action="/meetings/turn"] button`)
	b.says("رمز")
	b.look("meetings-refused")
	b.choose("#host-0", "isf.tamin")
	b.fill("#pin-0", latin(f.pin))
	b.click(`form[action="/meetings/turn"] button`)
	b.says("شماره نوبت")
	b.look("turn")
	b.click(`form[action="/meetings/leave"] button`)
	b.says("پس داده شد")

	for _, path := range []string{"/", "/figures", "/figures?by=county", "/meetings", "/meetings/print", "/open-doors"} {
		p := visitor.get(path)
		require.Equal(t, 200, p.Status, path)
		checkPersian(t, p)
	}
}

// TestOpenFigures: what is downloaded is what the page shows, and small counts
// are in neither.
func TestOpenFigures(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	r.answered("isf.tamin", "1014", 7)
	r.answered("isf.behzisti", "1010", 6)
	r.answered("isf.abfa", "1014", 2)
	_, err := r.figures.Update(context.Background(), 1000)
	require.NoError(t, err)
	v := s.visitor(t)

	p := v.get("/figures/agency.csv")
	require.Equal(t, 200, p.Status)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.HTML, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	received := map[string]string{}
	for _, row := range rows[1:] {
		received[row[0]] = row[2]
	}
	assert.Equal(t, map[string]string{"isf.tamin": "7", "isf.behzisti": "پوشیده", "isf.abfa": "پوشیده", "": "15"}, received,
		"two cases are withheld, and with them the next smallest, so that the sum gives nothing away")

	var body struct {
		Rows []struct {
			ID      string
			Figures []struct {
				Figure   string
				Value    *float64
				Withheld bool
			}
		}
	}
	p = v.get("/figures/county.json")
	require.NoError(t, json.Unmarshal([]byte(p.HTML), &body))
	counts := map[string]float64{}
	for _, row := range body.Rows {
		require.NotNil(t, row.Figures[0].Value, row.ID)
		counts[row.ID] = *row.Figures[0].Value
	}
	assert.Equal(t, map[string]float64{"1014": 9, "1010": 6, "": 15}, counts)
	assert.Equal(t, 404, v.get("/figures/topic.csv").Status)
	assert.Equal(t, 404, v.get("/figures/agency.csv?period=never").Status)
}

// TestMeetingCalendar: the feed says when, in UTC, and one programme alone too.
func TestMeetingCalendar(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	programme := r.invite(r.workingDay(3), "isf.tamin")
	v := s.visitor(t)
	for _, path := range []string{"/meetings.ics", "/meetings/" + programme.ID + "/calendar.ics"} {
		p := v.get(path)
		require.Equal(t, 200, p.Status, path)
		cal, err := ics.ParseCalendar(strings.NewReader(p.HTML))
		require.NoError(t, err)
		require.Len(t, cal.Events(), 1)
		at, err := cal.Events()[0].GetStartAt()
		require.NoError(t, err)
		assert.True(t, at.Equal(programme.Starts), "%s: %s, want %s", path, at, programme.Starts)
	}
	assert.Equal(t, 404, v.get("/meetings/nothing/calendar.ics").Status)
}
