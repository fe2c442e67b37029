package oversight_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

const centre = "isf.ostandari.bazresi"

var (
	operator  = samad.Actor{ID: "01OPERATOR", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10", Post: samad.Text{Fa: "کارشناس سامد"}}
	officer   = samad.Actor{ID: "01OFFICER", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Post: samad.Text{Fa: "کارشناس بازرسی", En: "Inspection officer"}}
	chief     = samad.Actor{ID: "01CHIEF", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Post: samad.Text{Fa: "مدیرکل بازرسی", En: "Director of inspection"}}
	governor  = samad.Actor{ID: "01GOVERNOR", Roles: []samad.Role{samad.RoleGovernor}, Agency: "isf.ostandari", Place: "10", Post: samad.Text{Fa: "استاندار", En: "Governor"}}
	inspector = samad.Actor{ID: "01INSPECTOR", Roles: []samad.Role{samad.RoleInspector}, Agency: centre, Place: "10", Post: samad.Text{Fa: "ارزیاب", En: "Inspector"}}
	secretary = samad.Actor{ID: "01SECRETARY", Roles: []samad.Role{samad.RoleCommissionSecretary}, Agency: "isf.ostandari", Place: "10", Post: samad.Text{Fa: "دبیر کمیسیون", En: "Secretary"}}
	taminHead = samad.Actor{ID: "01TAMIN", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	abfaHead  = samad.Actor{ID: "01ABFA", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.abfa", Post: samad.Text{Fa: "مدیرعامل", En: "Managing director"}}
	farOffice = samad.Actor{ID: "01FARS", Roles: []samad.Role{samad.RoleOversight, samad.RoleGovernor, samad.RoleCommissionSecretary}, Agency: "fars.centre", Place: "07"}
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// source is randomness from a seed, safe for concurrent use.
type source struct {
	mu  sync.Mutex
	rnd *rand.ChaCha8
}

func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rnd.Read(p)
}

func chacha(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

// fixture is an office over the pilot's pack and a store in memory.
type fixture struct {
	testing.TB
	ctx    context.Context
	office *oversight.Office
	desk   *samad.Desk
	store  samad.Store
	ledger ledger.Store
	clock  *clock
	pack   *pack.Pack
	tehran *time.Location
	// deskConfig is what the desk was made of.
	deskConfig samad.Config
}

var province = sync.OnceValues(func() (*pack.Pack, error) { return pack.Load(isfahan.FS(), pack.Options{}) })

// setup begins on Saturday, 30 Aban 1405, at eight in Tehran.
func setup(t testing.TB, change ...func(*oversight.Config)) *fixture {
	t.Helper()
	store := memory.New()
	return setupOn(t, store, store.Ledger(), change...)
}

// onEveryStore runs a test in memory and in a SQLite file.
func onEveryStore(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, setup(t))
	})
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		db, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "samad.db"), storage.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		require.NoError(t, db.Migrate(t.Context()))
		test(t, setupOn(t, db.Cases(), db.Ledger()))
	})
}

func setupOn(t testing.TB, store samad.Store, records ledger.Store, change ...func(*oversight.Config)) *fixture {
	t.Helper()
	p, err := province()
	require.NoError(t, err)
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	keys, err := vault.CreateFile(filepath.Join(t.TempDir(), "keys"))
	require.NoError(t, err)
	f := &fixture{TB: t, ctx: t.Context(), store: store, ledger: records, pack: p, tehran: tehran,
		clock: &clock{now: time.Date(2026, 11, 21, 8, 0, 0, 123_456_789, tehran)}}
	random := &source{rnd: chacha(7)}
	desk := samad.Config{
		Store: f.store, Router: p.Rules, Deadlines: p.Deadlines, Directory: p.Directory, Codes: tracking.Minter{},
		Vault: keys, Now: f.clock.Now, Random: random, Settings: p.Settings,
	}
	desk.Settings.NoMatchTime = 1
	f.desk, err = samad.NewDesk(desk)
	require.NoError(t, err)
	config := oversight.Config{
		Ledger: records, Cases: f.store, Desk: f.desk, Directory: p.Directory, Deadlines: p.Deadlines,
		Calendar: p.Calendar, Now: f.clock.Now, Random: random,
	}
	for _, c := range change {
		c(&config)
	}
	f.office, err = oversight.NewOffice(config)
	require.NoError(t, err)
	desk.Chores = f.office.Chores()
	f.desk, err = samad.NewDesk(desk)
	require.NoError(t, err)
	f.deskConfig = desk
	t.Cleanup(f.verifyAll)
	return f
}

// verifyAll holds every record against its history.
func (f *fixture) verifyAll() {
	ctx := context.Background()
	for _, kind := range oversight.Kinds() {
		q := ledger.Query{Kind: kind, Limit: 1000}
		for {
			page, err := f.ledger.List(ctx, q)
			require.NoError(f, err)
			for _, r := range page.Records {
				events, err := f.ledger.Events(ctx, r.Ref)
				require.NoError(f, err)
				require.NoError(f, oversight.Verify(r, events))
			}
			if page.Next == "" {
				break
			}
			q.Cursor = page.Next
		}
	}
}

// at moves the clock to a day and time of day in Tehran.
func (f *fixture) at(day persian.Date, hour, minute int) {
	f.clock.set(day.Time(f.tehran, hour, minute, 0, 0))
}

func (f *fixture) today() persian.Date {
	d, err := persian.FromTime(f.clock.Now().In(f.tehran))
	require.NoError(f, err)
	return d
}

func date(t testing.TB, year, month, day int) persian.Date {
	t.Helper()
	d, err := persian.New(year, month, day)
	require.NoError(t, err)
	return d
}

func plus(t testing.TB, d persian.Date, days int) persian.Date {
	t.Helper()
	d, err := d.AddDays(days)
	require.NoError(t, err)
	return d
}

// post watches the head of an agency.
func (f *fixture) post(agency samad.AgencyID) oversight.Post {
	f.Helper()
	p, err := f.office.AddPost(f.ctx, officer, oversight.Post{
		ID: string(agency) + "/head", Agency: agency, Place: "10", Title: samad.Text{Fa: "مدیرکل", En: "Director-general"}})
	require.NoError(f, err)
	return p
}

// referred files a case and refers it by the pack's rules.
func (f *fixture) referred(topic samad.TopicID, place samad.PlaceID, edit ...func(*samad.Submission)) samad.Case {
	f.Helper()
	sub := samad.Submission{
		Kind: samad.Request, Text: "سه ماه است رسیدگی نشده.", Topic: topic, Place: place,
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه", NationalID: "1275775391", Mobile: "09130001234"},
	}
	for _, e := range edit {
		e(&sub)
	}
	r, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.NoError(f, err)
	c, err := f.store.Case(f.ctx, r.Case)
	require.NoError(f, err)
	if c.State != samad.Received {
		return c
	}
	c, err = f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(f, err)
	return c
}

func (f *fixture) answer(head samad.Actor, id samad.CaseID, outcome samad.Outcome) samad.Case {
	f.Helper()
	c, err := f.desk.Answer(f.ctx, head, samad.AnswerRequest{
		Ref: samad.Ref{ID: id}, Outcome: outcome, WithoutVisit: true, Final: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "انجام شد.", Basis: "ماده ۳۰", Next: "اقدامی لازم نیست."},
	})
	require.NoError(f, err)
	if c.State == samad.InProgress { // the pack asks for a head's approval
		c, err = f.desk.Approve(f.ctx, head, samad.ApproveRequest{Ref: samad.Ref{ID: id}})
		require.NoError(f, err)
	}
	return c
}

// sweep runs until nothing is left to do.
func (f *fixture) sweep() {
	f.Helper()
	for range 50 {
		r, err := f.desk.Sweep(f.ctx, "sweep", 200)
		require.NoError(f, err)
		if r.Idle() {
			return
		}
	}
	f.Fatal("the sweep finds no end")
}

// letters are the messages that records sent to an office.
func (f *fixture) officeMessages(ref ledger.Ref, office samad.AgencyID) []samad.Message {
	f.Helper()
	all, err := f.ledger.Messages(f.ctx, ref)
	require.NoError(f, err)
	var out []samad.Message
	for _, m := range all {
		if m.Office == office {
			out = append(out, m)
		}
	}
	return out
}
