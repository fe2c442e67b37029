package samad_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
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

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Actors of the fixture.
var (
	operator   = samad.Actor{ID: "01OPERATOR", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre", Place: "10", Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}
	supervisor = samad.Actor{ID: "01SUPER", Roles: []samad.Role{samad.RoleSupervisor}, Agency: "isf.centre", Place: "10", Post: samad.Text{Fa: "سرپرست نوبت", En: "Supervisor"}}
	head       = samad.Actor{ID: "01HEAD", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	expert     = samad.Actor{ID: "01EXPERT", Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: "isf.tamin", Post: samad.Text{Fa: "کارشناس", En: "Expert"}}
	waterHead  = samad.Actor{ID: "01WATER", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.water", Post: samad.Text{Fa: "مدیرعامل", En: "Managing director"}}
	oversight  = samad.Actor{ID: "01OVERSIGHT", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.centre", Place: "10", Post: samad.Text{Fa: "کارشناس بازرسی", En: "Inspection officer"}}
	governor   = samad.Actor{ID: "01GOVERNOR", Roles: []samad.Role{samad.RoleGovernor}, Agency: "isf.gov", Place: "10", Post: samad.Text{Fa: "استاندار", En: "Governor"}}
	admin      = samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "راهبر", En: "Administrator"}}
	// Of another province, where all of this must stay unseen.
	stranger     = samad.Actor{ID: "01FARS", Roles: []samad.Role{samad.RoleOperator, samad.RoleSupervisor}, Agency: "fars.centre", Place: "07"}
	farOversight = samad.Actor{ID: "01FARSOV", Roles: []samad.Role{samad.RoleOversight, samad.RoleGovernor}, Agency: "fars.centre", Place: "07"}
)

// directory is a small directory: one province, a centre, and three agencies.
type directory struct{}

func (directory) agencies() []samad.Agency {
	name := func(fa, en string) samad.Text { return samad.Text{Fa: fa, En: en} }
	isfahan := []samad.PlaceID{"10"}
	return []samad.Agency{
		{ID: "isf.gov", Name: name("استانداری", "Governorate"), Places: isfahan},
		{ID: "isf.centre", Name: name("دفتر بازرسی", "Inspection office"), Parent: "isf.gov", Places: isfahan, Centre: true},
		{ID: "isf.tamin", Name: name("تامین اجتماعی", "Social Security"), Places: isfahan},
		{ID: "isf.tamin.care", Name: name("درمان تامین اجتماعی", "Social Security health care"), Parent: "isf.tamin", Places: isfahan},
		{ID: "isf.water", Name: name("آب و فاضلاب", "Water company"), Places: isfahan},
		{ID: "fars.centre", Name: name("مرکز فارس", "Centre of Fars"), Places: []samad.PlaceID{"07"}, Centre: true},
	}
}

func (d directory) Agency(id samad.AgencyID, _ persian.Date) (samad.Agency, bool) {
	for _, a := range d.agencies() {
		if a.ID == id {
			return a, true
		}
	}
	return samad.Agency{}, false
}

func (directory) topics() []samad.Topic {
	return []samad.Topic{
		{ID: "welfare", Title: samad.Text{Fa: "رفاه", En: "Welfare"}},
		{ID: "welfare/retirement", Title: samad.Text{Fa: "بازنشستگی", En: "Retirement"}, Parent: "welfare", Leaf: true, Agency: "isf.tamin"},
		{ID: "water", Title: samad.Text{Fa: "آب", En: "Water"}},
		{ID: "water/outage", Title: samad.Text{Fa: "قطع آب", En: "Outage"}, Parent: "water", Leaf: true, Agency: "isf.water"},
		{ID: "samad/appreciation", Title: samad.Text{Fa: "قدردانی", En: "Appreciation"}, Leaf: true, Agency: "isf.centre"},
	}
}

func (d directory) Topic(id samad.TopicID, _ persian.Date) (samad.Topic, bool) {
	for _, t := range d.topics() {
		if t.ID == id {
			return t, true
		}
	}
	return samad.Topic{}, false
}

func (directory) places() []samad.Place {
	return []samad.Place{
		{ID: "10", Level: samad.ProvincePlace, Name: samad.Text{Fa: "اصفهان", En: "Isfahan"}},
		{ID: "1014", Level: samad.CountyPlace, Name: samad.Text{Fa: "نجف‌آباد", En: "Najafabad"}, Parent: "10"},
		{ID: "1010", Level: samad.CountyPlace, Name: samad.Text{Fa: "کاشان", En: "Kashan"}, Parent: "10"},
		{ID: "07", Level: samad.ProvincePlace, Name: samad.Text{Fa: "فارس", En: "Fars"}},
	}
}

func (d directory) Place(id samad.PlaceID, _ persian.Date) (samad.Place, bool) {
	for _, p := range d.places() {
		if p.ID == id {
			return p, true
		}
	}
	return samad.Place{}, false
}

func (d directory) Agencies(persian.Date) []samad.Agency { return d.agencies() }
func (d directory) Topics(persian.Date) []samad.Topic    { return d.topics() }
func (d directory) Places(persian.Date) []samad.Place    { return d.places() }

func (d directory) AgencyPath(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	a, ok := d.Agency(id, on)
	if !ok {
		return nil
	}
	if a.Parent == "" {
		return []samad.AgencyID{id}
	}
	return append(d.AgencyPath(a.Parent, on), id)
}

func (d directory) AgencySubtree(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	if _, ok := d.Agency(id, on); !ok {
		return nil
	}
	out := []samad.AgencyID{id}
	for _, a := range d.agencies() {
		if a.Parent == id {
			out = append(out, d.AgencySubtree(a.ID, on)...)
		}
	}
	return out
}

func (d directory) Centre(place samad.PlaceID, _ persian.Date) (samad.AgencyID, bool) {
	if place == "" {
		place = "10"
	}
	for _, a := range d.agencies() {
		if a.Centre && a.Serves(place) {
			return a.ID, true
		}
	}
	return "", false
}

func (directory) Questions(_ samad.Kind, topic samad.TopicID, _ persian.Date) []samad.Question {
	if topic != "water/outage" {
		return nil
	}
	label := samad.Text{Fa: "پرسش", En: "question"}
	return []samad.Question{
		{ID: "since", Label: label, Type: samad.DateQuestion},
		{ID: "hours", Label: label, Type: samad.NumberQuestion},
		{ID: "part", Label: label, Type: samad.ChoiceQuestion, Choices: []samad.Choice{{ID: "house"}, {ID: "street"}}},
	}
}

// router refers by the topic's agency; appreciation at once.
type router struct{}

func (router) Route(_ context.Context, r samad.RouteRequest) (samad.Decision, error) {
	t, ok := directory{}.Topic(r.Topic, persian.Date{})
	if !ok || t.Agency == "" {
		return samad.Decision{}, fmt.Errorf("no rule for topic %q: %w", r.Topic, samad.ErrNoRoute)
	}
	decision := samad.Decision{
		Agency: t.Agency, Rule: "by-topic", RuleSet: "test@1", Auto: r.Topic == "samad/appreciation",
		Reason: samad.Text{Fa: "بر پایه موضوع", En: "by topic"},
	}
	if r.About != "" && r.About == t.Agency {
		decision.Agency, decision.Rule = "isf.centre", "about"
		decision.Cooperating = []samad.Cooperation{{Agency: t.Agency, Purpose: samad.Statement}}
	}
	return decision, nil
}

// deadlines counts plain days: enough to see clocks start, pause and stop.
type deadlines struct{ extra time.Duration }

func (d deadlines) Plan(f sla.Facts, c sla.Clock) (sla.Plan, error) {
	days := map[sla.Stage]int{sla.Screening: 2, sla.Answer: 10, sla.PetitionerReply: 15, sla.Objection: 30}[f.Stage]
	if days == 0 {
		return sla.Plan{Policy: "test@1"}, nil
	}
	limit, err := sla.NewTarget(days, sla.CalendarDays)
	if err != nil {
		return sla.Plan{}, err
	}
	plan := sla.Plan{Policy: "test@1", Rule: string(f.Stage), Limit: limit}
	due := c.Started.Add(time.Duration(days)*24*time.Hour + d.extra)
	for _, p := range c.Pauses {
		if p.To.IsZero() {
			return plan, nil
		}
		due = due.Add(p.To.Sub(p.From))
	}
	for _, by := range c.Extensions {
		due = due.Add(time.Duration(by.Amount()) * 24 * time.Hour)
	}
	plan.Due = due.UTC()
	plan.Marks = []sla.Mark{
		{At: plan.Due.Add(-24 * time.Hour), Kind: sla.Warning, Name: "1d before"},
		{At: plan.Due, Kind: sla.Breach, Name: "breach"},
	}
	if f.Stage == sla.Answer {
		plan.Marks = append(plan.Marks,
			sla.Mark{At: plan.Due.Add(24 * time.Hour), Kind: sla.Escalation, Name: "inspection office", Role: "oversight"},
			sla.Mark{At: plan.Due.Add(72 * time.Hour), Kind: sla.Escalation, Name: "governor", Role: "governor"})
	}
	return plan, nil
}

// carrier keeps what it is handed.
type carrier struct {
	mu      sync.Mutex
	notices []samad.Notice
	fail    func(samad.Notice) error
}

func (c *carrier) Notify(_ context.Context, n samad.Notice) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		if err := c.fail(n); err != nil {
			return err
		}
	}
	c.notices = append(c.notices, n)
	return nil
}

// fixture is a desk on a store in memory with a clock that tests move.
type fixture struct {
	*testing.T
	ctx     context.Context
	desk    *samad.Desk
	store   *memory.Store
	clock   *clock
	carrier *carrier
	config  samad.Config
}

func setup(t *testing.T, change ...func(*samad.Config)) *fixture {
	t.Helper()
	f := &fixture{
		T: t, ctx: t.Context(), store: memory.New(), carrier: &carrier{},
		clock: &clock{now: time.Date(2026, 3, 1, 8, 30, 0, 123456789, time.UTC)},
	}
	f.config = samad.Config{
		Store: f.store, Router: router{}, Deadlines: deadlines{}, Directory: directory{},
		Codes: tracking.Minter{}, PlainText: true, Notifier: f.carrier, Now: f.clock.Now,
		Settings: samad.Settings{NoMatchTime: 1}, // tests need not wait
	}
	for _, c := range change {
		c(&f.config)
	}
	desk, err := samad.NewDesk(f.config)
	require.NoError(t, err)
	f.desk = desk
	return f
}

// submission is a matter that the rules can refer once it is screened.
func submission() samad.Submission {
	return samad.Submission{
		Kind: samad.Request, Text: "حقوق بازنشستگی من سه ماه است پرداخت نشده.", Topic: "welfare/retirement", Place: "1014",
		Petitioner: samad.Petitioner{
			Identity: samad.Named, Name: "نمونه", NationalID: "1275775391", Mobile: "09130001234",
		},
	}
}

func (f *fixture) submit(sub samad.Submission) samad.Receipt {
	f.Helper()
	r, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.NoError(f, err)
	return r
}

// petitioner proves code and PIN.
func (f *fixture) petitioner(r samad.Receipt) samad.Actor {
	f.Helper()
	a, _, err := f.desk.Authenticate(f.ctx, r.Code, r.PIN)
	require.NoError(f, err)
	return a
}

// referred submits a case and accepts it.
func (f *fixture) referred() (samad.Receipt, samad.Case) {
	f.Helper()
	r := f.submit(submission())
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(f, err)
	return r, c
}

func answer(id samad.CaseID) samad.AnswerRequest {
	return samad.AnswerRequest{
		Ref: samad.Ref{ID: id}, Outcome: samad.Done, WithoutVisit: true, Final: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "پرداخت انجام شد.", Basis: "ماده ۳۰", Next: "اقدامی لازم نیست."},
	}
}

// answered takes a case to its final answer.
func (f *fixture) answered() (samad.Receipt, samad.Case) {
	f.Helper()
	r, c := f.referred()
	c, err := f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(f, err)
	return r, c
}

// verify holds the case against its history.
func (f *fixture) verify(id samad.CaseID) {
	f.Helper()
	c, err := f.store.Case(f.ctx, id)
	require.NoError(f, err)
	events, err := f.store.Events(f.ctx, id)
	require.NoError(f, err)
	values, err := f.store.Values(f.ctx, id)
	require.NoError(f, err)
	require.NoError(f, samad.VerifyCase(c, events, values))
}

func (f *fixture) events(id samad.CaseID) []samad.EventType {
	f.Helper()
	events, err := f.store.Events(f.ctx, id)
	require.NoError(f, err)
	var types []samad.EventType
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

// messages lists the kinds of messages of a case to the audience.
func (f *fixture) messages(id samad.CaseID, to samad.Audience) []samad.MessageKind {
	f.Helper()
	all, err := f.store.Messages(f.ctx, id)
	require.NoError(f, err)
	var kinds []samad.MessageKind
	for _, m := range all {
		if m.Audience == to {
			kinds = append(kinds, m.Kind)
		}
	}
	return kinds
}

func faultCodes(t *testing.T, err error) string {
	t.Helper()
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	var parts []string
	for _, f := range invalid.Faults {
		require.NotEmpty(t, f.Detail.Fa)
		require.NotEmpty(t, f.Detail.En)
		parts = append(parts, f.Field+" "+f.Code)
	}
	return strings.Join(parts, "; ")
}
