package rooms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/httpapi/internal/apidoc"
	"github.com/samad111/go-samad/samad/httpapi/rooms"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

const centre = "isf.ostandari.bazresi"

// actors are the accounts by their bearer tokens.
func actors() map[string]samad.Actor {
	post := func(fa string) samad.Text { return samad.Text{Fa: fa} }
	every := []samad.Role{
		samad.RoleOversight, samad.RoleGovernor, samad.RoleCommissionSecretary, samad.RoleOperator, samad.RoleSupervisor,
		samad.RoleCommissionMember, samad.RoleInspector,
	}
	return map[string]samad.Actor{
		"operator":  {ID: "u-operator", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10", Post: post("کارشناس سامد")},
		"oversight": {ID: "u-oversight", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Post: post("کارشناس بازرسی")},
		"chief":     {ID: "u-chief", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Post: post("مدیرکل بازرسی")},
		"governor":  {ID: "u-governor", Roles: []samad.Role{samad.RoleGovernor}, Agency: "isf.ostandari", Place: "10", Post: post("استاندار")},
		"inspector": {ID: "u-inspector", Roles: []samad.Role{samad.RoleInspector}, Agency: centre, Place: "10", Post: post("ارزیاب")},
		"secretary": {ID: "u-secretary", Roles: []samad.Role{samad.RoleCommissionSecretary}, Agency: "isf.ostandari", Place: "10", Post: post("دبیر کمیسیون")},
		"member":    {ID: "u-member", Roles: []samad.Role{samad.RoleCommissionMember}, Agency: "isf.ostandari", Place: "10", Post: post("عضو کمیسیون")},
		"head":      {ID: "u-head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: post("مدیرکل")},
		"abfa":      {ID: "u-abfa", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.abfa", Post: post("مدیرعامل")},
		"pr":        {ID: "u-pr", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.tamin", Post: post("روابط عمومی")},
		"admin":     {ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}, Post: post("راهبر")},
		// A centre of another province, with every role that one can have there.
		"fars": {ID: "u-fars", Roles: every, Agency: "fars.centre", Place: "07", Post: post("بازرسی فارس")},
		// A key that reads demands and does nothing else.
		"reader": {ID: "u-reader", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Only: []samad.Action{samad.ReadDemands}},
		// A key of oversight that was given for one purpose only.
		"narrow": {ID: "u-narrow", Roles: []samad.Role{samad.RoleOversight}, Agency: centre, Place: "10", Only: []samad.Action{samad.Read}},
	}
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// fixture is the API with all rooms over the pilot's pack, in memory.
type fixture struct {
	*testing.T
	api    http.Handler
	desk   *samad.Desk
	room   *meeting.Room
	office *oversight.Office
	keeper *figures.Keeper
	store  *memory.Store
	ledger ledger.Store
	clock  *clock
	tehran *time.Location
	deny   *bool // the limiter refuses everything
	box    *letterbox
}

// letterbox keeps what a carrier is handed.
type letterbox struct {
	mu      sync.Mutex
	notices []samad.Notice
}

func (l *letterbox) Notify(_ context.Context, n samad.Notice) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notices = append(l.notices, n)
	return nil
}

type limiter struct{ deny *bool }

func (l limiter) Allow(context.Context, string, string) (time.Duration, bool) {
	return time.Second, !*l.deny
}

var province = sync.OnceValues(func() (*pack.Pack, error) { return pack.Load(isfahan.FS(), pack.Options{}) })

var theSet = sync.OnceValues(func() (*pack.Set, error) { return pack.LoadAll(pack.Source{FS: isfahan.FS()}) })

// setup begins on Saturday, 30 Aban 1405, at eight in Tehran.
func setup(t testing.TB) *fixture {
	t.Helper()
	p, err := province()
	require.NoError(t, err)
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	f := &fixture{store: memory.New(), tehran: tehran, deny: new(bool), box: &letterbox{}, clock: &clock{now: time.Date(2026, 11, 21, 8, 0, 0, 0, tehran)}}
	f.T, _ = t.(*testing.T)
	f.ledger = f.store.Ledger()
	dir, err := os.MkdirTemp("", "rooms") //nolint:usetesting // the document is made without a test
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	keys, err := vault.CreateFile(dir + "/keys")
	require.NoError(t, err)
	config := samad.Config{
		Store: f.store, Router: p.Rules, Deadlines: p.Deadlines, Directory: p.Directory, Codes: tracking.Minter{},
		Vault: keys, Now: f.clock.Now, Settings: p.Settings, Location: tehran,
		Notifier: f.box, Blobs: &memory.Blobs{},
	}
	config.Settings.NoMatchTime = 1
	f.desk, err = samad.NewDesk(config)
	require.NoError(t, err)
	first, err := persian.New(1397, 7, 15)
	require.NoError(t, err)
	f.room, err = meeting.New(meeting.Config{
		Ledger: f.ledger, Desk: f.desk, Directory: p.Directory, Calendar: p.Calendar, Location: tehran, Now: f.clock.Now,
		Settings: meeting.Settings{Weekly: []meeting.Weekly{{From: first, Hosts: 4}}},
	})
	require.NoError(t, err)
	f.office, err = oversight.NewOffice(oversight.Config{
		Ledger: f.ledger, Cases: f.store, Desk: f.desk, Directory: p.Directory, Deadlines: p.Deadlines, Calendar: p.Calendar,
		Location: tehran, Now: f.clock.Now, Settings: oversight.Settings{ReviewShare: 1, ReviewRisk: 1, MinGroup: 1, EvidenceYears: 1},
	})
	require.NoError(t, err)
	f.keeper, err = figures.NewKeeper(figures.Config{
		Cases: f.store, Store: f.store.Figures(), Calendar: p.Calendar, Location: tehran, Directory: p.Directory,
	})
	require.NoError(t, err)
	config.Chores = append(f.office.Chores(), f.keeper)
	f.desk, err = samad.NewDesk(config)
	require.NoError(t, err)
	loaded, err := theSet()
	require.NoError(t, err)
	campaigns, err := regime.Open(t.Context(), regime.Config{Ledger: f.ledger, Sources: []pack.Source{{FS: isfahan.FS()}}, Loaded: loaded, Now: f.clock.Now, Location: tehran})
	require.NoError(t, err)
	opts := rooms.Options{Ledger: f.ledger, Now: f.clock.Now, CalendarURL: "/meetings.ics"}
	f.api, err = httpapi.New(f.desk, httpapi.Options{
		Directory: p.Directory, Actor: signedIn, Now: f.clock.Now, Version: "1.2.3", Limiter: limiter{f.deny},
		Extensions: []httpapi.Extension{
			rooms.Meetings(f.room, opts), rooms.Oversight(f.office, opts),
			rooms.Campaigns(campaigns, "10", opts),
			rooms.Figures(f.keeper, rooms.FiguresOptions{Province: "10", ReportURL: "/desk/report?period="}),
		},
	})
	require.NoError(t, err)
	return f
}

func signedIn(r *http.Request) (samad.Actor, error) {
	actor, ok := actors()[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return samad.Actor{}, httpapi.ErrUnauthenticated
	}
	return actor, nil
}

// theDocument is the document of all rooms.
var theDocument = sync.OnceValue(func() *apidoc.Document {
	t := &quiet{}
	f := setup(t)
	t.clean()
	w := httptest.NewRecorder()
	f.api.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	d, err := apidoc.Parse(w.Body.Bytes())
	if err != nil {
		panic(err)
	}
	return d
})

// quiet lets the fixture be built outside a test; it fails loudly all the same.
type quiet struct {
	testing.TB
	after []func()
}

func (*quiet) Context() context.Context { return context.Background() }

func (*quiet) Helper()                           {}
func (*quiet) FailNow()                          { panic("the fixture cannot be built") }
func (*quiet) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (q *quiet) Cleanup(f func())                { q.after = append(q.after, f) }
func (q *quiet) clean() {
	for _, f := range q.after {
		f()
	}
}

// ofRooms reports whether a room added the operation: those of the API itself
// are for its own tests.
func ofRooms(op *apidoc.Operation) bool {
	return slices.ContainsFunc(op.Tags, func(tag string) bool { return slices.Contains(tags(), tag) })
}

func tags() []string {
	return []string{"meetings", "doors", "commissions", "demands", "quality", "figures"}
}

func TestMain(m *testing.M) {
	status := m.Run()
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			os.Exit(status)
		}
	}
	if missing := theDocument().Missing(ofRooms); len(missing) > 0 {
		fmt.Fprintf(os.Stderr, "no test produces these documented answers:\n\t%s\n", strings.Join(missing, "\n\t"))
		status = 1
	}
	os.Exit(status)
}

type (
	object = map[string]any
	header [2]string
)

func as(account string) header { return header{"Authorization", "Bearer " + account} }
func pin(p string) header      { return header{"Samad-PIN", p} }
func key(k string) header      { return header{"Idempotency-Key", k} }
func ifMatch(tag string) header {
	return header{"If-Match", tag}
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// send sends a request and holds the answer against the document.
func (f *fixture) send(method, path string, body any, headers ...header) answer {
	f.Helper()
	raw := ""
	switch b := body.(type) {
	case nil:
	case string:
		raw = b
	default:
		data, err := json.Marshal(b)
		require.NoError(f, err)
		raw = string(data)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader([]byte(raw)))
	if raw != "" {
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
	if strings.HasSuffix(a.header.Get("Content-Type"), "json") {
		require.NoError(f, json.Unmarshal(w.Body.Bytes(), &a.body), "%s", a.raw)
	}
	require.NotContains(f, a.raw, ":null", "unknown values are left out")
	require.Empty(f, theDocument().Check(method, r.URL.EscapedPath(), apidoc.Answer{
		Status: a.status, ContentType: a.header.Get("Content-Type"), Raw: a.raw, Body: any(a.body),
	}), "%s %s: %s", method, path, a.raw)
	return a
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

// at reads a member by its path: "hosts/0/state".
func (a answer) at(path string) any {
	a.t.Helper()
	var v any = a.body
	for part := range strings.SplitSeq(path, "/") {
		switch one := v.(type) {
		case map[string]any:
			v = one[part]
		case []any:
			var i int
			_, err := fmt.Sscan(part, &i)
			require.NoError(a.t, err)
			require.Less(a.t, i, len(one), "%s in %s", path, a.raw)
			v = one[i]
		default:
			require.Fail(a.t, "no such member", "%s in %s", path, a.raw)
		}
	}
	return v
}

func (a answer) str(path string) string {
	a.t.Helper()
	s, ok := a.at(path).(string)
	require.True(a.t, ok, "%s in %s", path, a.raw)
	return s
}

// get reads what somebody may see, twice: the second time with the tag. Who
// has no right to it is refused, and another province's centre finds nothing.
func (f *fixture) get(path, account string, denied ...string) answer {
	f.Helper()
	var who []header
	if account != "" {
		who = append(who, as(account))
	}
	a := f.send("GET", path, nil, who...).is(200)
	require.NotEmpty(f, a.header.Get("ETag"))
	f.send("GET", path, nil, append(who, header{"If-None-Match", a.header.Get("ETag")})...).is(304)
	if account == "" {
		return a
	}
	op, template := theDocument().Find("GET", strings.SplitN(path, "?", 2)[0])
	if op.Responses["403"].Content != nil {
		if len(denied) == 0 {
			denied = []string{"inspector"}
		}
		if denied[0] != "none" {
			f.send("GET", path, nil, as(denied[0])).is(403, "forbidden")
		}
	}
	other := f.send("GET", path, nil, as("fars"))
	switch {
	case strings.Contains(template, "{id}"):
		other.is(404)
	case other.status == 200 && other.body["items"] != nil:
		require.Empty(f, other.body["items"], "another province's centre reads %s", path)
	case other.status == 200:
		for name, list := range other.body {
			require.Empty(f, list, "another province's centre reads %s of %s", name, path)
		}
	default:
		require.Contains(f, []int{403, 404}, other.status, "%s: %s", path, other.raw)
	}
	return a
}

var serial struct {
	sync.Mutex
	n int
}

func newKey() string {
	serial.Lock()
	defer serial.Unlock()
	serial.n++
	return fmt.Sprintf("key-%d", serial.n)
}

// step does a step in every manner: by another province's centre, on another
// revision, with a key, again with it, and with other content under it.
func (f *fixture) step(path, account string, body any, mayNot ...string) answer {
	f.Helper()
	op, template := theDocument().Find("POST", path)
	require.NotNil(f, op, path)
	raw := ""
	if body != nil {
		data, err := json.Marshal(body)
		require.NoError(f, err)
		raw = string(data)
	}
	_, makes := op.Responses["201"]
	if strings.Contains(template, "{id}") {
		f.send("POST", path, raw, as("fars")).is(404)
	} else {
		require.Contains(f, []int{403, 404}, f.send("POST", path, raw, as("fars")).status)
	}
	f.send("POST", path, raw, as("narrow")) // a key for one purpose does nothing else: the step below would then fail
	for _, who := range mayNot {
		f.send("POST", path, raw, as(who)).is(403, "forbidden")
	}
	if _, takes := op.Responses["412"]; takes {
		f.send("POST", path, raw, as(account), ifMatch(`"999"`)).is(412, "precondition_failed")
		f.send("POST", path, raw, as("fars"), ifMatch(`"999"`)).is(404)
	}
	k := key(newKey())
	done := f.send("POST", path, raw, as(account), k)
	require.Contains(f, []int{200, 201}, done.status, "%s", done.raw)
	require.Equal(f, makes, done.status == 201)
	again := f.send("POST", path, raw, as(account), k).is(done.status)
	require.Equal(f, "true", again.header.Get("Idempotency-Replayed"), "%s", path)
	require.Equal(f, done.body["id"], again.body["id"])
	if raw == "" {
		raw = "{}"
	}
	f.send("POST", path, raw+" ", as(account), k).is(409, "key_reused")
	return done
}

// filed files a case and refers it by the pack's rules.
func (f *fixture) filed(topic samad.TopicID, place samad.PlaceID) (samad.Receipt, samad.Case) {
	f.Helper()
	r, err := f.desk.Submit(f.Context(), samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Text: "سه ماه است رسیدگی نشده.", Topic: topic, Place: place,
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "مریم رازدار", NationalID: "1275775391", Mobile: "09130001234"},
	})
	require.NoError(f, err)
	c, err := f.store.Case(f.Context(), r.Case)
	require.NoError(f, err)
	if c.State == samad.Received {
		c, err = f.desk.Accept(f.Context(), actors()["operator"], samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(f, err)
	}
	return r, c
}

func (f *fixture) day(days int) persian.Date {
	d, err := persian.FromTime(f.clock.Now().In(f.tehran))
	require.NoError(f, err)
	d, err = d.AddDays(days)
	require.NoError(f, err)
	return d
}
