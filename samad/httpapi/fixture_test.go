package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/httpapi/internal/apidoc"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

const agenciesYAML = `agencies:
  - {id: isf.gov, name: استانداری اصفهان, name_en: Governorate, level: provincial, kind: office, jurisdiction: {places: ["10"]}}
  - {id: isf.centre, name: دفتر بازرسی, name_en: Inspection office, level: provincial, parent: isf.gov, kind: office, jurisdiction: {places: ["10"]}, centre: true}
  - {id: isf.tamin, name: تامین اجتماعی, name_en: Social Security, level: provincial, kind: directorate, jurisdiction: {places: ["10"]}}
  - {id: isf.tamin.care, name: درمان تامین, name_en: Social Security care, level: provincial, parent: isf.tamin, kind: directorate, jurisdiction: {places: ["10"]}}
  - {id: isf.water, name: آب و فاضلاب, name_en: Water company, level: provincial, kind: company, jurisdiction: {places: ["10"], except: ["1010"]}}
`

const placesYAML = `provinces:
  - {code: "10", name: اصفهان, latin: Isfahan}
counties:
  - {code: "1010", name: کاشان, latin: Kashan}
  - {code: "1014", name: نجف‌آباد, latin: Najafabad}
`

const topicsYAML = `kinds:
  report:
    questions:
      - {id: where, label: کجا؟, label_en: "Where?", type: text}
topics:
  - {path: welfare, title: رفاه, title_en: Welfare}
  - {path: welfare/retirement, title: بازنشستگی, title_en: Retirement, agency: isf.tamin, kind: request}
  - {path: water, title: آب, title_en: Water}
  - path: water/outage
    title: قطع آب
    title_en: Water cut
    agency: isf.water
    kind: report
    questions:
      - {id: since, label: از کی؟, label_en: "Since when?", type: date}
      - {id: part, label: کجا؟, label_en: "Which part?", type: choice, choices: [{id: house, label: خانه, label_en: House}, {id: street, label: خیابان, label_en: Street}]}
    advice:
      - {id: bill, title: قبض, title_en: Bill, text: با ۱۲۲ تماس بگیرید, text_en: Call 122, owner: isf.water, links: [{title: سایت, title_en: Site, url: "https://example.ir"}]}
  - {path: samad, title: سامد, title_en: Samad}
  - {path: samad/appreciation, title: قدردانی, title_en: Appreciation, agency: isf.centre}
`

// router refers by the topic's agency; appreciation at once.
type router struct{ directory samad.Directory }

func (r router) Route(_ context.Context, request samad.RouteRequest) (samad.Decision, error) {
	topic, ok := r.directory.Topic(request.Topic, persian.Date{})
	if !ok || topic.Agency == "" {
		return samad.Decision{}, fmt.Errorf("no rule for topic %q: %w", request.Topic, samad.ErrNoRoute)
	}
	return samad.Decision{
		Agency: topic.Agency, Rule: "by-topic", RuleSet: "test@1", Auto: request.Topic == "samad/appreciation",
		Reason: samad.Text{Fa: "بر پایه موضوع", En: "by topic"},
	}, nil
}

// deadlines counts plain days.
type deadlines struct{}

func (deadlines) Plan(f sla.Facts, c sla.Clock) (sla.Plan, error) {
	days := map[sla.Stage]int{sla.Screening: 2, sla.Answer: 10, sla.PetitionerReply: 15, sla.Objection: 30}[f.Stage]
	if days == 0 {
		return sla.Plan{Policy: "test@1"}, nil
	}
	limit, err := sla.NewTarget(days, sla.CalendarDays)
	if err != nil {
		return sla.Plan{}, err
	}
	plan := sla.Plan{Policy: "test@1", Rule: string(f.Stage), Limit: limit}
	due := c.Started.Add(time.Duration(days) * 24 * time.Hour)
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
	plan.Marks = []sla.Mark{{At: plan.Due, Kind: sla.Breach, Name: "breach"}}
	return plan, nil
}

// actors are the accounts of the fixture by their bearer tokens.
func actors() map[string]samad.Actor {
	post := func(fa, en string) samad.Text { return samad.Text{Fa: fa, En: en} }
	return map[string]samad.Actor{
		"operator":   {ID: "u-operator", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre", Place: "10", Post: post("کارشناس سامد", "Operator")},
		"supervisor": {ID: "u-supervisor", Roles: []samad.Role{samad.RoleSupervisor}, Agency: "isf.centre", Place: "10", Post: post("سرپرست نوبت", "Supervisor")},
		"head":       {ID: "u-head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: post("مدیرکل", "Director-general")},
		"expert":     {ID: "u-expert", Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: "isf.tamin", Post: post("کارشناس", "Expert")},
		"waterhead":  {ID: "u-water", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.water", Post: post("مدیرعامل", "Managing director")},
		"oversight":  {ID: "u-oversight", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.centre", Place: "10", Post: post("کارشناس بازرسی", "Inspection officer")},
		"stranger":   {ID: "u-fars", Roles: []samad.Role{samad.RoleOperator, samad.RoleSupervisor}, Agency: "fars.centre", Place: "07"},
		"admin":      {ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}},
		"local":      {ID: "u-local", Roles: []samad.Role{samad.RoleLocalAdmin}, Agency: "isf.tamin"},
		"service":    {ID: "u-service", Roles: []samad.Role{samad.RoleService}, Agency: "isf.tamin"},
		"pr":         {ID: "u-pr", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.tamin"},
	}
}

// sessions knows one account for each way a sign-in can end.
type sessions struct {
	mu   sync.Mutex
	gone []string
}

func (s *sessions) SignIn(_ context.Context, username, password, _ string) (httpapi.Session, error) {
	switch {
	case username == "locked":
		return httpapi.Session{}, fmt.Errorf("%w: %w", httpapi.ErrLocked, &httpapi.RetryError{After: 90 * time.Second, Err: errors.New("too often")})
	case username == "factor":
		return httpapi.Session{}, httpapi.ErrSecondFactor
	case username == "fresh":
		return httpapi.Session{}, fmt.Errorf("sign in: %w", httpapi.ErrPasswordChange)
	case password != "correct horse":
		return httpapi.Session{}, httpapi.ErrCredentials
	}
	return httpapi.Session{Token: username, Expires: now.Add(time.Hour), Role: samad.RoleOperator}, nil
}

func (s *sessions) SignInWithFactor(ctx context.Context, username, password, factor, remote string) (httpapi.Session, error) {
	switch {
	case username != "factor":
		return s.SignIn(ctx, username, password, remote)
	case factor != "204193":
		return httpapi.Session{}, httpapi.ErrCredentials
	}
	return httpapi.Session{Token: username, Expires: now.Add(time.Hour), Role: samad.RoleAdmin}, nil
}

func (s *sessions) SignOut(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = append(s.gone, token)
	return nil
}

// now is when every test begins: 2 Azar 1405 in Tehran.
var now = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

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

// fixture is the API over a Desk on a store in memory.
type fixture struct {
	*testing.T
	desk     *samad.Desk
	store    *memory.Store
	clock    *clock
	sessions *sessions
	log      *bytes.Buffer
	api      http.Handler

	undocumented bool // answers are not held against the document
}

func loadDirectory(t testing.TB) *directory.Directory {
	t.Helper()
	d, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		directory.AgenciesFile: {Data: []byte(agenciesYAML)},
		directory.PlacesFile:   {Data: []byte(placesYAML)},
		directory.TopicsFile:   {Data: []byte(topicsYAML)},
	}})
	require.NoError(t, err)
	return d
}

func newDesk(t testing.TB, dir samad.Directory, store samad.Store, now func() time.Time) *samad.Desk {
	t.Helper()
	desk, err := samad.NewDesk(samad.Config{
		Store: store, Router: router{dir}, Deadlines: deadlines{}, Directory: dir, Codes: tracking.Minter{},
		PlainText: true, Now: now, Blobs: &memory.Blobs{}, Settings: samad.Settings{Approval: []samad.AgencyID{"isf.tamin"}},
	})
	require.NoError(t, err)
	return desk
}

// signedIn reads the actor from the bearer token.
func signedIn(r *http.Request) (samad.Actor, error) {
	actor, ok := actors()[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return samad.Actor{}, httpapi.ErrUnauthenticated
	}
	return actor, nil
}

func setup(t *testing.T, change ...func(*httpapi.Options)) *fixture {
	t.Helper()
	dir := loadDirectory(t)
	f := &fixture{T: t, store: memory.New(), clock: &clock{now: now}, sessions: &sessions{}, log: &bytes.Buffer{}}
	f.desk = newDesk(t, dir, f.store, f.clock.Now)
	opts := httpapi.Options{
		Directory: dir, Actor: signedIn, Sessions: f.sessions, Now: f.clock.Now, Version: "1.2.3",
		Logger: f.logger(),
	}
	hooks, err := webhook.NewRegistry(webhook.Config{Ledger: f.store.Ledger(), Vault: glass{}, Directory: dir, Feed: f.desk, Now: f.clock.Now})
	require.NoError(t, err)
	opts.Webhooks = hooks
	for _, c := range change {
		c(&opts)
	}
	api, err := httpapi.New(f.desk, opts)
	require.NoError(t, err)
	f.api = api
	return f
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// header is a header of a request: name and value.
type header [2]string

func pin(p string) header      { return header{"Samad-PIN", p} }
func as(account string) header { return header{"Authorization", "Bearer " + account} }
func lang(l string) header     { return header{"Accept-Language", l} }
func key(k string) header      { return header{"Idempotency-Key", k} }

// send sends a request; a body that is no string or reader is made JSON.
func (f *fixture) send(method, path string, body any, headers ...header) answer {
	f.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case io.Reader:
		reader = b
	default:
		data, err := json.Marshal(b)
		require.NoError(f, err)
		reader = bytes.NewReader(data)
	}
	r := httptest.NewRequest(method, path, reader)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		if h[1] == "-" {
			r.Header.Del(h[0])
			continue
		}
		r.Header.Set(h[0], h[1])
	}
	w := httptest.NewRecorder()
	f.api.ServeHTTP(w, r)
	a := answer{t: f.T, status: w.Code, header: w.Result().Header, raw: w.Body.String()}
	if a.raw != "" && method != http.MethodHead && strings.HasSuffix(a.header.Get("Content-Type"), "json") {
		require.NoError(f, json.Unmarshal(w.Body.Bytes(), &a.body), "%s", a.raw)
		require.False(f, holdsNull(a.body), "unknown values are left out: %s", a.raw)
	}
	if a.status >= http.StatusBadRequest && method != http.MethodHead {
		a.checkProblem()
	}
	if !f.undocumented && method != http.MethodHead {
		require.Empty(f.T, documented(f.T).Check(method, r.URL.EscapedPath(), apidoc.Answer{
			Status: a.status, ContentType: a.header.Get("Content-Type"), Raw: a.raw, Body: any(a.body),
		}), "%s %s: %s", method, path, a.raw)
	}
	return a
}

func holdsNull(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		for _, one := range v {
			if holdsNull(one) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsNull)
	}
	return false
}

// checkProblem holds every error against the contract.
func (a answer) checkProblem() {
	a.t.Helper()
	require.Equal(a.t, "application/problem+json", a.header.Get("Content-Type"))
	require.InDelta(a.t, a.status, a.body["status"], 0)
	for _, member := range []string{"code", "title", "detail"} {
		require.NotEmpty(a.t, a.body[member], "%s in %s", member, a.raw)
	}
	faults, _ := a.body["errors"].([]any)
	for _, one := range faults {
		fault, ok := one.(map[string]any)
		require.True(a.t, ok)
		for _, member := range []string{"code", "detail_fa", "detail_en"} {
			require.NotEmpty(a.t, fault[member], "%s in %s", member, a.raw)
		}
	}
}

// is checks status and code of the answer and returns it.
func (a answer) is(status int, code ...string) answer {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "%s", a.raw)
	if len(code) > 0 {
		require.Equal(a.t, code[0], a.body["code"], "%s", a.raw)
	}
	return a
}

func (a answer) str(member string) string {
	a.t.Helper()
	s, ok := a.body[member].(string)
	require.True(a.t, ok, "%s in %s", member, a.raw)
	return s
}

func (a answer) int(member string) int64 {
	a.t.Helper()
	n, ok := a.body[member].(float64)
	require.True(a.t, ok, "%s in %s", member, a.raw)
	return int64(n)
}

func (a answer) list(member string) []map[string]any {
	a.t.Helper()
	items, ok := a.body[member].([]any)
	require.True(a.t, ok, "%s in %s", member, a.raw)
	out := make([]map[string]any, len(items))
	for i, item := range items {
		out[i], ok = item.(map[string]any)
		require.True(a.t, ok, "%s in %s", member, a.raw)
	}
	return out
}

// faults lists field and code of each fault.
func (a answer) faults() string {
	a.t.Helper()
	var parts []string
	if a.body["errors"] != nil {
		for _, f := range a.list("errors") {
			parts = append(parts, fmt.Sprint(f["field"], " ", f["code"]))
		}
	}
	return strings.Join(parts, "; ")
}

type object = map[string]any

// matter is a matter that the rules can refer once it is screened.
func matter() object {
	return object{
		"kind": "request", "text": "حقوق بازنشستگی من سه ماه است پرداخت نشده.", "topic": "welfare/retirement", "place": "1014",
		"petitioner": object{"identity": "named", "name": "نمونه", "national_id": "1275775391", "mobile": "09130001234"},
	}
}

// filed is a case of the fixture and where it stands.
type filed struct {
	f             *fixture
	code, pin, id string
	revision      int64
}

func (f *fixture) submit(body object) *filed {
	f.Helper()
	a := f.send("POST", "/api/v1/cases", body).is(201)
	c := &filed{f: f, code: a.str("code"), pin: a.str("pin")}
	code, err := tracking.Parse(c.code)
	require.NoError(f, err)
	stored, _, err := f.store.CaseByCode(f.Context(), code)
	require.NoError(f, err)
	c.id, c.revision = string(stored.ID), stored.Revision
	return c
}

func (c *filed) path() string { return "/api/v1/cases/" + c.code }
func (c *filed) desk() string { return "/api/v1/desk/cases/" + c.id }

// step does a step of staff and keeps the new revision.
func (c *filed) step(account, name string, body object) answer {
	c.f.Helper()
	body["revision"] = c.revision
	a := c.f.send("POST", c.desk()+"/"+name, body, as(account))
	if a.status == http.StatusOK {
		c.revision = a.int("revision")
	}
	return a
}

// by does a step of the petitioner and reads the new revision.
func (c *filed) by(name string, body object) answer {
	c.f.Helper()
	a := c.f.send("POST", c.path()+"/"+name, body, pin(c.pin))
	stored, err := c.f.store.Case(c.f.Context(), samad.CaseID(c.id))
	require.NoError(c.f, err)
	c.revision = stored.Revision
	return a
}

func finalAnswer() object {
	return object{
		"explanation": "بررسی شد.", "done": "پرداخت انجام شد.", "basis": "ماده ۳۰", "outcome": "done",
		"without_visit": true, "final": true,
	}
}

// referred is a case at its agency, answered one with a final answer.
func (f *fixture) referred() *filed {
	f.Helper()
	c := f.submit(matter())
	c.step("operator", "screen", object{"outcome": "accept"}).is(200)
	return c
}

func (f *fixture) answered() *filed {
	f.Helper()
	c := f.referred()
	c.step("head", "answer", finalAnswer()).is(200)
	return c
}

// with is the fixture as seen from a subtest.
func (f *fixture) with(t *testing.T) *fixture {
	t.Helper()
	other := *f
	other.T = t
	return &other
}

func stringOf(n int64) string { return strconv.FormatInt(n, 10) }

// call is the report of a call in which somebody was advised.
func call() object {
	return object{"caller": "09130001234", "started": "2026-11-23T08:20:00Z", "ended": "2026-11-23T08:24:00Z", "outcome": "advised", "note": "راهنمایی شد"}
}

func (f *fixture) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
