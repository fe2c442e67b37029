package meeting_test

import (
	"context"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// clock is moved by the tests.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) To(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

func (c *clock) Advance(d time.Duration) { c.To(c.Now().Add(d)) }

type fixture struct {
	t      *testing.T
	ctx    context.Context
	clock  *clock
	zone   *time.Location
	desk   *samad.Desk
	ledger ledger.Store
	room   *meeting.Room
}

const (
	isfahanProvince samad.PlaceID  = "10"
	tamin           samad.AgencyID = "isf.tamin"
	abfa            samad.AgencyID = "isf.abfa"
)

// Who acts.
var (
	operator  = samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10", Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}
	oversight = samad.Actor{ID: "oversight", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Post: samad.Text{Fa: "بازرسی", En: "Oversight"}}
	host      = samad.Actor{ID: "host", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: tamin, Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	otherHost = samad.Actor{ID: "other", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.gaz", Post: samad.Text{Fa: "مدیرعامل", En: "Managing director"}}
	stranger  = samad.Actor{ID: "far", Roles: []samad.Role{samad.RoleOversight, samad.RoleOperator, samad.RoleSupervisor}, Agency: "fars.centre", Place: "07"}
)

const centre samad.AgencyID = "isf.ostandari.bazresi"

func day(t *testing.T, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

func settings(t *testing.T) meeting.Settings {
	t.Helper()
	return meeting.Settings{
		Weekly: []meeting.Weekly{
			{From: day(t, "1397-07-15"), To: day(t, "1398-12-29"), Hosts: 2},
			{From: day(t, "1399-01-01"), Hosts: 4, Reason: samad.Text{Fa: "تأکید دولت بر پاسخگویی", En: "the government's stress on answering"}},
		},
		PerHour: 4, Band: [2]int{2, 8}, Rest: 4,
	}
}

// setup begins on Saturday 2 Aban 1405, 08:00 in Tehran.
func setup(t *testing.T) *fixture {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	packs, err := pack.LoadAll(pack.Source{FS: isfahan.FS(), Options: pack.Options{Name: "isfahan"}})
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f := &fixture{t: t, ctx: t.Context(), clock: &clock{now: day(t, "1405-08-02").Time(zone, 8, 0, 0, 0)}, zone: zone, ledger: db.Ledger()}
	f.desk, err = samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(), Codes: tracking.Minter{},
		Settings: packs.Settings(), Location: zone, Now: f.clock.Now, PlainText: true,
	})
	require.NoError(t, err)
	f.room, err = meeting.New(meeting.Config{
		Ledger: db.Ledger(), Desk: f.desk, Directory: packs.Directory(), Calendar: packs.Packs()[0].Calendar,
		Settings: settings(t), Location: zone, Now: f.clock.Now,
	})
	require.NoError(t, err)
	return f
}

// submission is what a caller brings forward.
func submission(county samad.PlaceID) samad.Submission {
	return samad.Submission{
		Kind: samad.Request, Text: "سه ماه است مستمری من واریز نشده.", Topic: "welfare/retirement", Place: county,
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "مریم ایرانی", Mobile: "09123456789"},
	}
}

// filed files a case and returns its petitioner with code and PIN proven.
func (f *fixture) filed(county samad.PlaceID) (samad.CaseID, samad.Actor) {
	f.t.Helper()
	r, err := f.desk.Submit(f.ctx, samad.Anonymous(), submission(county))
	require.NoError(f.t, err)
	actor, c, err := f.desk.Authenticate(f.ctx, r.Code, r.PIN)
	require.NoError(f.t, err)
	return c.ID, actor
}

// referred files cases and refers them to an agency.
func (f *fixture) referred(agency samad.AgencyID, n int) {
	f.t.Helper()
	for range n {
		id, _ := f.filed("1014")
		_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: id}, Agency: agency, Reason: "آزمون"})
		require.NoError(f.t, err)
	}
}

// invited plans a programme of these hosts on a day and invites them.
func (f *fixture) invited(on string, hosts ...samad.AgencyID) meeting.Programme {
	f.t.Helper()
	p := meeting.Plan{Province: isfahanProvince, Day: day(f.t, on), Reason: "به خواست استاندار"}
	for _, h := range hosts {
		p.Hosts = append(p.Hosts, meeting.Host{Agency: h})
	}
	programme, err := f.room.Plan(f.ctx, oversight, p)
	require.NoError(f.t, err)
	programme, err = f.room.Invite(f.ctx, oversight, programme.ID)
	require.NoError(f.t, err)
	return programme
}
