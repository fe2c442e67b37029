package main

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	couriers "github.com/samad111/go-samad/examples/courier/webhook"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/vault"
)

// The words that stand in a plan of visits and nowhere else.
const (
	secretReason = "ژفانه"
	secretBeacon = "ژرفابه"
	seen         = "گواهانه" // stands in a case, and shows that a surface shows anything
)

// standard are the addresses of Open311, with a key or without.
func standard(key string) []string {
	var out []string
	for _, path := range []string{
		"discovery.json", "services.json", "services/power.outage.json", "requests.json", "requests.xml", "requests/nothing.json",
		"requests.json?status=open", "requests.json?q=" + url.QueryEscape(secretReason), "servicerequestupdates.json",
	} {
		mark := map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]
		out = append(out, open311Path+path+mark+"jurisdiction_id=isfahan.ir"+key)
	}
	return out
}

// serviceKey makes a key of a service at the administrator's page.
func (v *visitor) serviceKey() string {
	v.t.Helper()
	made := v.send(v.get("/desk/keys"), "/desk/keys", map[string]string{"name": "شهر من", "role": string(samad.RoleService), "life": "30"})
	key := regexp.MustCompile(`samad_[0-9A-Za-z_-]+`).FindString(made.HTML)
	require.NotEmpty(v.t, key, made.text(v.t))
	return key
}

// account is the id of an account, by the administrator's page.
func (v *visitor) account(name string) string {
	v.t.Helper()
	found := regexp.MustCompile(`>` + regexp.QuoteMeta(name) + `</bdi>[\s\S]*?action="/desk/accounts/([0-9A-Z]{26})/reset"`).FindStringSubmatch(v.get("/desk/accounts").HTML)
	require.NotNil(v.t, found, name)
	return found[1]
}

// inbox is an agency's own system that is told of events.
type inbox struct {
	mu   sync.Mutex
	took []string
}

func (b *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took = append(b.took, string(body))
}

func (b *inbox) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.took)
}

// TestNoSurfaceRevealsAPlan reads every address of the service, the pages', the
// API's, those of Open311, figures, files, calendars, searches, the feed and a
// webhook, as everybody who is visited and everybody who knows them: before
// visits are planned and after. Nothing may differ, and no word of the plan may
// stand anywhere. Those who plan find it at the same addresses.
func TestNoSurfaceRevealsAPlan(t *testing.T) {
	t.Parallel()
	s := openInside(t, still, "--demo=12", "--open311-public", "power", "--open311-jurisdiction", "isfahan.ir=10")
	r := s.rooms(t)
	admin := s.administrator(t)
	admin.hire(map[string]string{"username": "local", "role": "local_admin", "agency": "isf.tamin", "post": "راهبر دستگاه"})
	key := admin.serviceKey()

	// A case at the visited agency, with a word that can be searched for.
	_, f := s.visitor(t).file(map[string]string{"text": "مستمری بازنشستگی من واریز نشده است " + seen})
	operator := s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	if _, err := r.office.Post(t.Context(), officer, "isf.tamin/head"); err != nil { // a demo may watch it already
		_, err = r.office.AddPost(t.Context(), officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
		require.NoError(t, err)
	}
	programme := r.invite(r.workingDay(3), "isf.tamin")
	c, err := r.desk.CaseByCode(t.Context(), officer, latin(f.code))
	require.NoError(t, err)

	// The agency's own system is told of its cases.
	told := &inbox{}
	receiver := httptest.NewServer(told)
	t.Cleanup(receiver.Close)
	keys, err := vault.OpenFile(s.dir + "/samad.db.key")
	require.NoError(t, err)
	registry, err := webhook.NewRegistry(webhook.Config{Ledger: r.db.Ledger(), Vault: keys, Directory: r.packs.Directory(), Feed: r.desk, Plain: true, Now: r.now})
	require.NoError(t, err)
	began := r.now().Add(-time.Hour)
	_, err = registry.Create(t.Context(), samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}}, webhook.Draft{Agency: "isf.tamin", URL: receiver.URL, Since: began})
	require.NoError(t, err)
	later := time.Duration(0)
	sender, err := couriers.New(couriers.Config{Desk: r.desk, Subscriptions: registry, Client: receiver.Client(), Plain: true, Now: func() time.Time {
		return r.now().Add(later)
	}})
	require.NoError(t, err)
	deliver := func() {
		later += time.Hour
		_, err := sender.Round(context.Background(), "courier", 10)
		require.NoError(t, err)
	}
	deliver()
	require.NotEmpty(t, told.all(), "the webhook tells of the case")
	before := told.all()

	today, err := persian.FromTime(r.now().In(r.zone))
	require.NoError(t, err)
	from, err := today.AddDays(1)
	require.NoError(t, err)
	to, err := today.AddDays(21)
	require.NoError(t, err)
	// The commitment is public, so it stands before and after.
	public, err := r.office.CommitPlan(t.Context(), officer, "10", oversight.Period{From: from, To: to}, 1)
	require.NoError(t, err)

	s.values = map[string][]string{
		"page":   {url.Values{"words": {secretReason}, "q": {secretReason}, "state": {"all"}, "post": {"isf.tamin/head"}, "agency": {"isf.tamin"}}.Encode(), "words=" + url.QueryEscape(seen)},
		"q":      {secretReason, seen},
		"state":  {"planned", "cancelled", "reported"},
		"agency": {"isf.tamin"}, "place": {"10"}, "province": {"10"}, "post": {"isf.tamin/head"}, "inspector": {"inspector"},
		"from": {from.String(), r.now().UTC().Format(time.RFC3339)}, "to": {to.String()}, "period": {"1405", "1405-09"}, "by": {"agency", "day"},
		"limit": {"1"}, "mine": {"true", "false"}, "kind": {"visit"}, "occasion": {"answer"},
		"{file}": {"agency.csv", "agency.json", "county.csv", "county.json", "overview.xlsx", "topic.csv"}, "{kind}": {"visits"}, "{pack}": {"isfahan"},
	}
	s.ids = []string{public.ID, "isf.tamin/head", "isf.tamin", programme.ID, string(c.ID), "01KZZZZZZZZZZZZZZZZZZZZZZZ"}
	pages, operations := s.addresses(true), s.addresses(false)

	everybody := map[string]func() map[string]string{
		"nobody": func() map[string]string {
			v := s.visitor(t)
			said := walk(t, byPage(v), pages)
			maps.Copy(said, walk(t, s.byKey(t, ""), operations))
			maps.Copy(said, walk(t, byPage(v), standard("")))
			return said
		},
		"city": func() map[string]string { return walk(t, s.byKey(t, ""), standard("&api_key="+key)) },
	}
	for _, name := range []string{
		"isf.tamin", "isf.tamin.expert", "agency_oversight", "agency_pr", "meeting_host", "local", "isf.abfa", "operator",
	} {
		require.NotEmpty(t, s.accounts[name], name)
		v, read := s.enter(t, name), s.byKey(t, s.token(t, name))
		everybody[name] = func() map[string]string {
			said := walk(t, byPage(v), pages)
			maps.Copy(said, walk(t, read, operations))
			return said
		}
	}
	look := func() map[string]map[string]string {
		out := map[string]map[string]string{}
		for name, ask := range everybody {
			out[name] = steady(ask())
		}
		return out
	}
	look() // what is made when it is asked for first is there now
	once := look()

	// Now visits are planned, in both ways.
	plan, err := r.office.DrawPlan(t.Context(), officer, public.ID, []oversight.Inspector{{Account: admin.account("inspector")}}, secretBeacon)
	require.NoError(t, err)
	require.Len(t, plan.Chosen, 1)
	at := slices.IndexFunc(plan.Candidates, func(c oversight.Candidate) bool { return c.ID == "isf.tamin/head" })
	require.GreaterOrEqual(t, at, 0)
	slot := plan.Candidates[at].Slots[0]
	ordered, err := r.office.OrderVisit(t.Context(), officer, "isf.tamin/head", slot.Day, slot.From, admin.account("inspector"), secretReason)
	require.NoError(t, err)
	visits, _, err := r.office.Visits(t.Context(), officer, oversight.VisitQuery{States: []oversight.VisitState{oversight.VisitPlanned}, Limit: 1000})
	require.NoError(t, err)
	which := slices.IndexFunc(visits, func(v oversight.Visit) bool { return v.Plan == plan.ID })
	require.GreaterOrEqual(t, which, 0)
	drawn := visits[which].ID

	twice := look()
	for name := range everybody {
		assert.Empty(t, differ(once[name], twice[name]), "%s learns that visits were planned", name)
	}
	// At the addresses of what is planned stands what stands at those of nothing.
	const nothing = "01KZZZZZZZZZZZZZZZZZZZZZZZ"
	s.ids = []string{ordered.ID, drawn, nothing, string(c.ID)}
	pages, operations = s.addresses(true), s.addresses(false)
	marks := []string{secretReason, secretBeacon, ordered.ID, drawn}
	asks := func(path, mark string) bool {
		return strings.Contains(path, mark) || strings.Contains(path, url.QueryEscape(mark))
	}
	for name, ask := range everybody {
		said, found := ask(), false
		for path, text := range said {
			found = found || strings.Contains(text, seen)
			for _, mark := range marks {
				if !asks(path, mark) { // what was asked for may be echoed
					assert.NotContains(t, text, mark, "%s reads of the plan at %s", name, path)
				}
			}
			for _, id := range []string{ordered.ID, drawn} {
				if asks(path, id) {
					none := steady(map[string]string{"": said[strings.ReplaceAll(path, id, nothing)]})
					assert.Equal(t, none, steady(map[string]string{"": text}), "%s: %s is not as what does not exist", name, path)
				}
			}
		}
		if name == "isf.tamin" || name == "agency_oversight" || name == "operator" {
			assert.True(t, found, "what can be read is read by %s", name)
			if name != "operator" { // whose list the case has left
				assert.Contains(t, said["/desk?words="+url.QueryEscape(seen)], f.code, "what can be found is found by %s", name)
			}
			assert.Contains(t, said["/api/v1/desk/cases?q="+url.QueryEscape(seen)], string(c.ID), "and over the API")
		}
	}

	// Those who plan find all of it at these same addresses.
	s.ids = []string{ordered.ID, drawn, public.ID}
	pages, operations = s.addresses(true), s.addresses(false)
	for name, want := range map[string][]string{
		"oversight": marks, "governor": {secretReason, ordered.ID, drawn}, "inspector": {secretReason, ordered.ID, drawn},
	} {
		said := walk(t, byPage(s.enter(t, name)), pages)
		maps.Copy(said, walk(t, s.byKey(t, s.token(t, name)), operations))
		for _, mark := range want {
			found := 0
			for path, text := range said {
				if strings.Contains(text, mark) && !asks(path, mark) {
					found++
				}
			}
			assert.Positive(t, found, "%s finds %s", name, mark)
		}
	}
	assert.Contains(t, everybody["city"]()[standard("&api_key=" + key)[1]], "power.outage", "Open311 answers")

	// The agency's system hears of cases, and of nothing else.
	deliver()
	assert.Equal(t, before, told.all(), "the webhook tells of the plan")
	operator.step(operator.find(f), "inform", map[string]string{"text": "تلفنی افزود."})
	deliver()
	assert.Greater(t, len(told.all()), len(before), "the webhook goes on")
	for _, body := range told.all() {
		for _, mark := range marks {
			assert.NotContains(t, body, mark)
		}
	}

	// Counters are for this machine, and tell of no visit either.
	p := s.visitor(t).get("/metrics")
	assert.Equal(t, http.StatusNotFound, p.Status)
	w := httptest.NewRecorder()
	s.service.metrics.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, w.Body.String(), "samad_")
	for _, mark := range append(marks, "isf.tamin/head") {
		assert.NotContains(t, w.Body.String(), mark)
	}
	// No message waits for the visited.
	for _, id := range []string{ordered.ID, drawn} {
		messages, err := r.db.Ledger().Messages(t.Context(), ledger.Ref{Kind: "visit", ID: id})
		require.NoError(t, err)
		for _, m := range messages {
			assert.NotEqual(t, samad.AgencyID("isf.tamin"), m.Office)
		}
	}
}
