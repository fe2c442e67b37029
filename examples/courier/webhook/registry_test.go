package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/courier/webhook"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
	signed "github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

const agenciesYAML = `agencies:
  - {id: isf.centre, name: مرکز اصفهان, name_en: Isfahan centre, level: provincial, kind: office, jurisdiction: {places: ["10"]}, centre: true}
  - {id: isf.tamin, name: تامین اجتماعی, name_en: Social Security, level: provincial, kind: directorate, jurisdiction: {places: ["10"]}}
  - {id: isf.tamin.care, name: درمان, name_en: Care, level: provincial, parent: isf.tamin, kind: directorate, jurisdiction: {places: ["10"]}}
  - {id: isf.water, name: آب, name_en: Water, level: provincial, kind: company, jurisdiction: {places: ["10"]}}
  - {id: fars.centre, name: مرکز فارس, name_en: Fars centre, level: provincial, kind: office, jurisdiction: {places: ["07"]}, centre: true}
  - {id: fars.tamin, name: تامین فارس, name_en: Social Security of Fars, level: provincial, kind: directorate, jurisdiction: {places: ["07"]}}
`

const placesYAML = `provinces:
  - {code: "10", name: اصفهان, latin: Isfahan}
  - {code: "07", name: فارس, latin: Fars}
counties:
  - {code: "1014", name: نجف‌آباد, latin: Najafabad}
  - {code: "1010", name: کاشان, latin: Kashan}
  - {code: "0701", name: شیراز, latin: Shiraz}
`

const topicsYAML = `topics:
  - {path: welfare, title: رفاه, title_en: Welfare, agency: isf.tamin}
`

// toFlag refers to the agency that the test names as a flag.
type toFlag struct{}

func (toFlag) Route(_ context.Context, r samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: samad.AgencyID(r.Flags[0]), Rule: "test", Auto: true}, nil
}

// country is two provinces on one database, with a courier.
type country struct {
	*testing.T
	db       storage.DB
	desk     *samad.Desk
	keys     *vault.Vault
	registry *signed.Registry
	sender   *webhook.Sender
	mu       sync.Mutex
	now      time.Time
}

func (c *country) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *country) wait(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func openCountry(t *testing.T, url string) *country {
	t.Helper()
	c := &country{T: t, now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}
	dir, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		directory.AgenciesFile: {Data: []byte(agenciesYAML)}, directory.PlacesFile: {Data: []byte(placesYAML)},
		directory.TopicsFile: {Data: []byte(topicsYAML)},
	}})
	require.NoError(t, err)
	calendars, err := iran.Calendars()
	require.NoError(t, err)
	c.db, err = storage.Open(t.Context(), url, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, c.db.Close()) })
	require.NoError(t, c.db.Migrate(t.Context()))
	c.keys, err = vault.CreateFile(filepath.Join(t.TempDir(), "key"))
	require.NoError(t, err)
	c.desk, err = samad.NewDesk(samad.Config{
		Store: c.db.Cases(), Router: toFlag{}, Deadlines: sla.DefaultPolicy(calendars), Directory: dir, Codes: tracking.Minter{}, Vault: c.keys, Now: c.clock,
	})
	require.NoError(t, err)
	c.registry, err = signed.NewRegistry(signed.Config{Ledger: c.db.Ledger(), Vault: c.keys, Directory: dir, Feed: c.desk, Plain: true, Now: c.clock})
	require.NoError(t, err)
	c.sender, err = webhook.New(webhook.Config{
		Desk: c.desk, Subscriptions: c.registry, Plain: true, Now: c.clock, Page: 7,
		Client: webhook.NewClient(5*time.Second, netip.MustParsePrefix("127.0.0.0/8")),
	})
	require.NoError(t, err)
	return c
}

// matter files a matter that goes to the agency at once.
func (c *country) matter(agency samad.AgencyID, place samad.PlaceID, identity samad.Identity) samad.CaseID {
	c.Helper()
	p := samad.Petitioner{Identity: identity}
	if identity != samad.AnonymousIdentity {
		p.Name, p.NationalID, p.Mobile = "زهرا رازدار", "1275775391", "09130001234"
	}
	r, err := c.desk.Submit(c.Context(), samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre"}, samad.Submission{
		Kind: samad.Request, Text: "رازی در میان است.", Place: place, Flags: []string{string(agency)}, Petitioner: p,
	})
	require.NoError(c, err)
	return r.Case
}

func (c *country) round() webhook.Report {
	c.Helper()
	r, err := c.sender.Round(c.Context(), "courier", 50)
	require.NoError(c, err)
	return r
}

// ear is a receiver that keeps what comes, and believes only what is signed.
type ear struct {
	mu     sync.Mutex
	secret signed.Secret
	hook   string
	status int // what it answers, 0 for 204
	raw    []string
	got    []signed.Event
	signed int // signatures of the last message
	bad    []error
	now    func() time.Time
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = signed.Verifier{Secrets: []signed.Secret{e.secret}, Now: e.now}.Verify(signed.From(r.Header), body)
	}
	var m signed.Message
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil {
		e.bad = append(e.bad, err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var all bytes.Buffer
	_ = r.Header.Write(&all)
	e.raw = append(e.raw, all.String()+string(body))
	e.signed = len(strings.Fields(r.Header.Get("webhook-signature")))
	if e.status != 0 {
		w.WriteHeader(e.status)
		return
	}
	e.got = append(e.got, m.Data)
	w.WriteHeader(http.StatusNoContent)
}

// cases are the cases that it was told of.
func (e *ear) cases() map[samad.CaseID]int {
	out := map[samad.CaseID]int{}
	for _, one := range e.got {
		out[one.Case]++
	}
	return out
}

var administrator = samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}}

// listen subscribes a new receiver, from the beginning of the feed.
func (c *country) listen(agency samad.AgencyID, place samad.PlaceID, types ...samad.EventType) *ear {
	c.Helper()
	e := &ear{now: c.clock}
	server := httptest.NewServer(e)
	c.Cleanup(server.Close)
	made, err := c.registry.Create(c.Context(), administrator, signed.Draft{
		Agency: agency, Place: place, URL: server.URL, Types: types, Since: c.clock().Add(-time.Hour),
	})
	require.NoError(c, err)
	e.secret, e.hook = made.Secret, made.Hook.ID
	return e
}

// databases runs a test on the backends that need no server; what they promise
// each other and PostgreSQL keep is storagetest's.
func databases(t *testing.T, run func(c *country)) {
	t.Helper()
	for name, url := range map[string]string{"memory": "memory:", "sqlite": "sqlite:" + filepath.Join(t.TempDir(), "samad.db")} {
		t.Run(name, func(t *testing.T) { run(openCountry(t, url)) })
	}
}

// Of two provinces and many agencies, each hook hears of what its agency's own
// service could read and of nothing else, and nobody of who the petitioner is.
func TestHostileHooks(t *testing.T) {
	t.Parallel()
	databases(t, func(c *country) {
		here := c.matter("isf.tamin", "1014", samad.Confidential)
		kashan := c.matter("isf.tamin", "1010", samad.Named)
		below := c.matter("isf.tamin.care", "1014", samad.AnonymousIdentity)
		water := c.matter("isf.water", "1014", samad.Confidential)
		fars := c.matter("fars.tamin", "0701", samad.Confidential)
		tamin, care, waterEar, farsEar := c.listen("isf.tamin", ""), c.listen("isf.tamin.care", ""), c.listen("isf.water", ""), c.listen("fars.tamin", "")
		county, centre, farsCentre := c.listen("isf.tamin", "1010"), c.listen("isf.centre", ""), c.listen("fars.centre", "")
		c.round()
		// The case goes on to another agency: the first is told that it is gone, and no more.
		_, err := c.desk.Refer(c.Context(), samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre"},
			samad.ReferRequest{Ref: samad.Ref{ID: kashan}, Agency: "isf.water", Reason: "صلاحیت با آب است"})
		require.NoError(c, err)
		_, err = c.desk.Answer(c.Context(), samad.Actor{ID: "u-water", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.water"}, samad.AnswerRequest{
			Ref: samad.Ref{ID: kashan}, Outcome: samad.Done, Final: true, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "شد."}})
		require.NoError(c, err)
		c.wait(2 * time.Minute)
		c.round()

		told := func(e *ear) (out []samad.CaseID) {
			for _, id := range []samad.CaseID{here, kashan, below, water, fars} {
				if e.cases()[id] > 0 {
					out = append(out, id)
				}
			}
			require.Len(c, e.cases(), len(out))
			return out
		}
		assert.Equal(c, []samad.CaseID{here, kashan, below}, told(tamin))
		assert.Equal(c, []samad.CaseID{below}, told(care))
		assert.Equal(c, []samad.CaseID{kashan, water}, told(waterEar))
		assert.Equal(c, []samad.CaseID{fars}, told(farsEar))
		assert.Equal(c, []samad.CaseID{kashan}, told(county))
		assert.Empty(c, told(centre), "cases are its agencies', not its own")
		assert.Empty(c, told(farsCentre))
		for _, one := range tamin.got {
			if one.Case == kashan && one.Gone {
				assert.Equal(c, samad.EventReferred, one.Type)
				assert.Empty(c, one.Agency)
			}
			assert.False(c, one.Case == kashan && one.Type == samad.EventAnswered, "it is the other agency's")
		}
		for _, e := range []*ear{tamin, care, waterEar, farsEar, county} {
			require.Empty(c, e.bad)
			for _, raw := range e.raw {
				for _, secret := range []string{"رازدار", "راز", "1275775391", "09130001234", "op\"", "u-water"} {
					require.NotContains(c, raw, secret)
				}
			}
			last := map[samad.CaseID]int64{}
			for _, one := range e.got {
				require.Greater(c, one.Revision, last[one.Case], "in order, each once")
				last[one.Case] = one.Revision
			}
		}
	})
}

// A hook is paused, goes on, is sent everything again and from a cursor, has a
// message given up and sent after all, changes its secret, and is deleted.
func TestHookThroughItsLife(t *testing.T) {
	t.Parallel()
	databases(t, func(c *country) {
		ctx := c.Context()
		e := c.listen("isf.tamin", "")
		begun := c.matter("isf.tamin", "1014", samad.Named)
		sent := c.round().Sent
		require.Positive(c, sent)
		h, err := c.registry.Hook(ctx, administrator, e.hook)
		require.NoError(c, err)
		assert.Equal(c, int64(sent), h.Delivered)
		assert.False(c, h.LastGood.IsZero())
		assert.Empty(c, h.Fault)

		_, err = c.registry.Pause(ctx, administrator, e.hook, h.Revision)
		require.NoError(c, err)
		c.matter("isf.tamin", "1014", samad.Named)
		c.wait(time.Hour)
		assert.Zero(c, c.round())
		_, err = c.registry.Resume(ctx, administrator, e.hook, 0)
		require.NoError(c, err)
		assert.Equal(c, sent, c.round().Sent, "what happened meanwhile")

		first := len(e.got)
		_, err = c.registry.Replay(ctx, administrator, e.hook, 0, signed.Replay{})
		require.NoError(c, err)
		assert.Equal(c, first, c.round().Sent, "all of it again")
		assert.Equal(c, e.got[:first], e.got[first:])
		history, err := c.db.Cases().Events(ctx, begun)
		require.NoError(c, err)
		page, err := c.desk.Feed(ctx, administrator, "", len(history))
		require.NoError(c, err)
		_, err = c.registry.Replay(ctx, administrator, e.hook, 0, signed.Replay{After: page.Next})
		require.NoError(c, err)
		assert.Equal(c, first-sent, c.round().Sent, "all but the first case")
		_, err = c.registry.Replay(ctx, administrator, e.hook, 0, signed.Replay{After: "no cursor"})
		require.ErrorIs(c, err, samad.ErrInvalid)

		// Refused until given up; then asked for again.
		e.status = http.StatusUnprocessableEntity
		c.matter("isf.tamin", "1014", samad.Named)
		for range 5 {
			c.round()
			c.wait(2 * 24 * time.Hour / 3)
		}
		h, err = c.registry.Hook(ctx, administrator, e.hook)
		require.NoError(c, err)
		require.Len(c, h.Dead, 1)
		assert.Equal(c, "status 422", h.Fault)
		e.status = 0
		c.wait(24 * time.Hour)
		c.round()
		dead := h.Dead[0].Event
		for _, one := range e.got {
			require.NotEqual(c, dead, one.ID)
		}
		h, err = c.registry.Retry(ctx, administrator, e.hook, 0, nil)
		require.NoError(c, err)
		require.Len(c, h.Again, 1)
		assert.Equal(c, 1, c.round().Sent)
		assert.Equal(c, dead, e.got[len(e.got)-1].ID)
		h, err = c.registry.Hook(ctx, administrator, e.hook)
		require.NoError(c, err)
		assert.Empty(c, h.Dead)
		assert.Empty(c, h.Again)
		assert.Empty(c, h.Fault)

		// Another secret: for a while both sign, then one.
		old := e.secret
		made, err := c.registry.Rotate(ctx, administrator, e.hook, 0, time.Hour, "", "")
		require.NoError(c, err)
		c.matter("isf.tamin", "1014", samad.Named)
		require.Equal(c, sent, c.round().Sent, "still believed with the old one")
		assert.Equal(c, 2, e.signed)
		e.secret = made.Secret
		c.wait(2 * time.Hour)
		c.matter("isf.tamin", "1014", samad.Named)
		require.Equal(c, sent, c.round().Sent)
		assert.Equal(c, 1, e.signed)
		require.NotEqual(c, old, e.secret)

		// Its key goes with the others' when they are changed; no clear text is kept.
		require.NoError(c, signed.Keys(ctx, c.db.Ledger(), c.clock(), func(id string, wrapped []byte) ([]byte, error) { return c.keys.Rewrap(ctx, id, wrapped) }))
		c.matter("isf.tamin", "1014", samad.Named)
		require.Equal(c, sent, c.round().Sent)
		events, err := c.db.Ledger().Events(ctx, ledger.Ref{Kind: signed.Kind, ID: e.hook})
		require.NoError(c, err)
		for _, one := range events {
			require.NotContains(c, string(one.Data), strings.TrimPrefix(e.secret.Reveal(), "whsec_")[:16])
			require.NotContains(c, string(one.Data), "whsec_")
		}
		record, err := c.db.Ledger().Record(ctx, ledger.Ref{Kind: signed.Kind, ID: e.hook})
		require.NoError(c, err)
		require.NoError(c, ledger.VerifyChain(record, events))

		require.NoError(c, c.registry.Delete(ctx, administrator, e.hook, 0))
		c.matter("isf.tamin", "1014", samad.Named)
		c.wait(time.Hour)
		assert.Zero(c, c.round())
		_, err = c.registry.Hook(ctx, administrator, e.hook)
		require.ErrorIs(c, err, samad.ErrNotFound)
		require.Empty(c, e.bad)
	})
}

// Couriers that run side by side and die on the way lose nothing and turn
// nothing round; what the receiver had comes again with the same id at most.
func TestCouriersSideBySide(t *testing.T) {
	t.Parallel()
	databases(t, func(c *country) {
		e := c.listen("isf.tamin", "")
		for range 8 {
			c.matter("isf.tamin", "1014", samad.Named)
		}
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				for round := range 6 {
					ctx, cancel := context.WithCancel(c.Context())
					if (round+i)%3 == 0 {
						go func() { time.Sleep(3 * time.Millisecond); cancel() }()
					}
					_, _ = c.sender.Round(ctx, fmt.Sprint("courier ", i), 5)
					cancel()
					c.wait(10 * time.Second) // all rounds together stay within what a receiver takes as now
				}
			})
		}
		group.Wait()
		c.wait(48 * time.Hour)
		for range 5 {
			c.round()
			c.wait(48 * time.Hour)
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		require.Empty(c, e.bad)
		want := map[string]bool{}
		after := ""
		for {
			page, err := c.desk.Feed(c.Context(), samad.Actor{Roles: []samad.Role{samad.RoleService}, Agency: "isf.tamin"}, after, 100)
			require.NoError(c, err)
			for _, item := range page.Items {
				want[item.Event.ID] = true
			}
			if after = page.Next; !page.More {
				break
			}
		}
		seen := map[string]bool{}
		last := map[samad.CaseID]int64{}
		for _, one := range e.got {
			if !seen[one.ID] {
				require.Greater(c, one.Revision, last[one.Case], "what is new comes in order")
				last[one.Case] = one.Revision
			}
			seen[one.ID] = true
		}
		assert.Equal(c, want, seen)
	})
}

// A quiet hook writes no history of its own for every look.
func TestQuietHookStaysShort(t *testing.T) {
	t.Parallel()
	databases(t, func(c *country) {
		e := c.listen("isf.water", "")
		c.matter("isf.tamin", "1014", samad.Named)
		for range 50 {
			c.round()
			c.wait(2 * time.Minute)
		}
		h, err := c.registry.Hook(c.Context(), administrator, e.hook)
		require.NoError(c, err)
		assert.Less(c, h.Revision, int64(5))
		assert.NotEmpty(c, h.Cursor, "but it moves on")
	})
}

// Who begins again while a courier is on its way is not taken back by it.
func TestReplayWhileDelivering(t *testing.T) {
	t.Parallel()
	databases(t, func(c *country) {
		e := c.listen("isf.tamin", "")
		c.matter("isf.tamin", "1014", samad.Named)
		due, err := c.registry.Due(c.Context(), c.clock(), 5, "courier", time.Minute)
		require.NoError(c, err)
		require.Len(c, due, 1)
		_, err = c.registry.Pause(c.Context(), administrator, e.hook, 0)
		require.NoError(c, err)
		require.NoError(c, c.registry.Settle(c.Context(), signed.Result{ID: e.hook, Turn: due[0].Turn, Sent: 1, Cursor: "", At: c.clock()}), "what came is counted")
		_, err = c.registry.Resume(c.Context(), administrator, e.hook, 0)
		require.NoError(c, err)
		due, err = c.registry.Due(c.Context(), c.clock(), 5, "courier", time.Minute)
		require.NoError(c, err)
		h, err := c.registry.Replay(c.Context(), administrator, e.hook, 0, signed.Replay{})
		require.NoError(c, err)
		err = c.registry.Settle(c.Context(), signed.Result{ID: e.hook, Turn: due[0].Turn, Sent: 1, Cursor: "elsewhere", At: c.clock()})
		require.ErrorIs(c, err, samad.ErrConflict)
		after, err := c.registry.Hook(c.Context(), administrator, e.hook)
		require.NoError(c, err)
		assert.Equal(c, h, after)
	})
}
