package open311_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/open311"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

const agenciesYAML = `agencies:
  - {id: isf.centre, name: دفتر بازرسی, name_en: Inspection office, level: provincial, kind: office, jurisdiction: {places: ["10"]}, centre: true}
  - {id: isf.water, name: آب و فاضلاب, name_en: Water company, level: provincial, kind: company, jurisdiction: {places: ["10"]}}
  - {id: isf.tamin, name: تامین اجتماعی, name_en: Social Security, level: provincial, kind: directorate, jurisdiction: {places: ["10"]}}
`

const placesYAML = `provinces:
  - {code: "10", name: اصفهان, latin: Isfahan}
  - {code: "07", name: فارس, latin: Fars}
counties:
  - {code: "1010", name: کاشان, latin: Kashan}
  - {code: "1014", name: نجف‌آباد, latin: Najafabad}
cities:
  - {code: "1014000001", name: نجف‌آباد, latin: Najafabad city}
`

const topicsYAML = `topics:
  - {path: welfare, title: رفاه, title_en: Welfare}
  - {path: welfare/retirement, title: بازنشستگی, title_en: Retirement, agency: isf.tamin, kind: request}
  - {path: water, title: آب, title_en: Water}
  - {path: water/leak, title: نشت, title_en: Leak, agency: isf.water, kind: report, keywords: [نشت, ترکیدگی]}
  - path: water/outage
    title: قطع آب
    title_en: Water cut
    agency: isf.water
    kind: report
    questions:
      - {id: since, label: از کی؟, label_en: "Since when?", type: date}
      - {id: flats, label: چند خانه؟, label_en: "How many homes?", type: number}
      - {id: part, label: کجا؟, label_en: "Which part?", type: choice, required: true, choices: [{id: house, label: خانه, label_en: House}, {id: street, label: خیابان & کوچه, label_en: Street & lane}]}
`

// begin is when every test begins: 2 Azar 1405, noon in Tehran.
var begin = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

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

// router refers every topic to its agency, at once.
type router struct{ directory samad.Directory }

func (r router) Route(_ context.Context, request samad.RouteRequest) (samad.Decision, error) {
	topic, ok := r.directory.Topic(request.Topic, persian.Date{})
	if !ok || topic.Agency == "" {
		return samad.Decision{}, fmt.Errorf("no rule for topic %q: %w", request.Topic, samad.ErrNoRoute)
	}
	return samad.Decision{
		Agency: topic.Agency, Rule: "by-topic", RuleSet: "test@1", Auto: true, Reason: samad.Text{Fa: "بر پایه موضوع", En: "by topic"},
	}, nil
}

// deadlines gives ten days for an answer and thirty for an objection.
type deadlines struct{}

func (deadlines) Plan(f sla.Facts, c sla.Clock) (sla.Plan, error) {
	days := map[sla.Stage]int{sla.Screening: 2, sla.Answer: 10, sla.PetitionerReply: 15, sla.Objection: 30}[f.Stage]
	if days == 0 {
		return sla.Plan{Policy: "test@1"}, nil
	}
	plan := sla.Plan{Policy: "test@1", Rule: string(f.Stage)}
	var err error
	if plan.Limit, err = sla.NewTarget(days, sla.CalendarDays); err != nil {
		return sla.Plan{}, err
	}
	for _, p := range c.Pauses {
		if p.To.IsZero() {
			return plan, nil
		}
	}
	plan.Due = c.Started.Add(time.Duration(days) * 24 * time.Hour).UTC()
	plan.Marks = []sla.Mark{{At: plan.Due, Kind: sla.Breach, Name: "breach"}}
	return plan, nil
}

// keys are the services that have keys.
func keys() map[string]samad.Actor {
	service := func(id string, agency samad.AgencyID) samad.Actor {
		return samad.Actor{ID: id, Roles: []samad.Role{samad.RoleService}, Agency: agency, Post: samad.Text{Fa: id, En: id}}
	}
	return map[string]samad.Actor{
		"city": service("k-city", ""), "water": service("k-water", "isf.water"), "tamin": service("k-tamin", "isf.tamin"),
		"other": service("k-other", ""),
		// Another province's: an agency's system, a centre with every role that reads, and the head of an agency.
		"fars-water":  service("k-fars-water", "fars.water"),
		"fars-centre": {ID: "k-fars", Roles: []samad.Role{samad.RoleOversight, samad.RoleGovernor, samad.RoleOperator, samad.RoleSupervisor}, Agency: "fars.centre", Place: "07"},
		"fars-head":   {ID: "k-fars-head", Roles: []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyOversight, samad.RoleMeetingHost}, Agency: "fars.water", Place: "07"},

		"mute": {ID: "k-mute", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.water"},
	}
}

// fixture is the handler over a Desk on a store in memory, mounted as hosts do.
type fixture struct {
	testing.TB
	clock  *clock
	desk   *samad.Desk
	server http.Handler
	log    *bytes.Buffer
}

const mount = "/open311/v2"

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

func newDesk(t testing.TB, dir samad.Directory, now func() time.Time) *samad.Desk {
	t.Helper()
	desk, err := samad.NewDesk(samad.Config{
		Store: memory.New(), Router: router{dir}, Deadlines: deadlines{}, Directory: dir, Codes: tracking.Minter{},
		PlainText: true, Now: now, Settings: samad.Settings{NoMatchTime: time.Microsecond},
	})
	require.NoError(t, err)
	return desk
}

func reader() samad.Actor {
	return samad.Actor{ID: "open311", Roles: []samad.Role{samad.RoleInspector}, Place: "10", Only: []samad.Action{samad.Read}}
}

func setup(t testing.TB, change ...func(*open311.Options)) *fixture {
	t.Helper()
	dir := loadDirectory(t)
	f := &fixture{TB: t, clock: &clock{now: begin}, log: &bytes.Buffer{}}
	f.desk = newDesk(t, dir, f.clock.Now)
	opts := open311.Options{
		Directory: dir, URL: "https://samad.example.ir" + mount + "/", Now: f.clock.Now, Reader: reader(),
		Public: func(t samad.Topic) bool { return t.ID.Under("water") },
		Key: func(_ context.Context, key string) (samad.Actor, error) {
			if key == "broken" {
				return samad.Actor{}, fmt.Errorf("table 1234567890 is gone")
			}
			actor, ok := keys()[key]
			if !ok {
				return samad.Actor{}, open311.ErrKey
			}
			return actor, nil
		},
		Logger: slog.New(slog.NewTextHandler(f.log, nil)),
	}
	for _, c := range change {
		c(&opts)
	}
	handler, err := open311.New(f.desk, opts)
	require.NoError(t, err)
	f.server = http.StripPrefix(mount, handler)
	return f
}

// answer is what came back.
type answer struct {
	StatusCode int
	Header     http.Header
	Body       string
}

// send sends a request as it goes over the wire.
func (f *fixture) send(method, path, contentType, body string, headers ...string) answer {
	r := httptest.NewRequest(method, mount+path, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, r)
	record(method, path, w.Code, w.Header(), w.Body.String())
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

const form = "application/x-www-form-urlencoded; charset=utf-8"

// get answers the status and the body.
func (f *fixture) get(path string, headers ...string) (int, string) {
	return f.read(f.send("GET", path, "", "", headers...))
}

func (f *fixture) read(a answer) (int, string) { return a.StatusCode, a.Body }

// quiet lets fixtures be built outside a test; they fail loudly all the same.
type quiet struct{ testing.TB }

func (*quiet) Helper()                           {}
func (*quiet) FailNow()                          { panic("the fixture cannot be built") }
func (*quiet) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
