package regime_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// world is a database with a desk on a keeper's packs.
type world struct {
	t     *testing.T
	store *memory.Store
	now   time.Time
	zone  *time.Location
}

var (
	admin    = samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "مدیر سامانه"}}
	operator = samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi"}
)

// light is the pilot's pack without what was learned, which takes long to read.
func light(t *testing.T) fs.FS {
	t.Helper()
	names, err := fs.Glob(isfahan.FS(), "*.yaml")
	require.NoError(t, err)
	out := fstest.MapFS{}
	for _, name := range names {
		data, err := fs.ReadFile(isfahan.FS(), name)
		require.NoError(t, err)
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func setup(t *testing.T) *world {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	w := &world{t: t, store: memory.New(), zone: zone}
	w.now = day(t, "1405-09-01").Time(zone, 10, 0, 0, 0)
	return w
}

func day(t *testing.T, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

func (w *world) clock() time.Time { return w.now }

// keeper is one program's.
func (w *world) keeper() *regime.Keeper {
	w.t.Helper()
	k, err := regime.Open(w.t.Context(), regime.Config{Ledger: w.store.Ledger(), Sources: []pack.Source{{FS: light(w.t)}}, Now: w.clock})
	require.NoError(w.t, err)
	return k
}

func (w *world) desk(k *regime.Keeper) *samad.Desk {
	w.t.Helper()
	d, err := samad.NewDesk(samad.Config{
		Store: w.store, Router: k.Live(), Deadlines: k.Live(), Directory: k.Live().Directory(), Codes: tracking.Minter{},
		PlainText: true, Now: w.clock, Location: w.zone, Settings: k.Live().Set().Settings(),
	})
	require.NoError(w.t, err)
	return d
}

// refer files a case in the place and refers it.
func (w *world) refer(d *samad.Desk, place samad.PlaceID) samad.CaseID {
	w.t.Helper()
	r, err := d.Submit(w.t.Context(), operator, samad.Submission{
		Kind: samad.Complaint, Channel: samad.Phone, Text: "سه روز است آب قطع است", Topic: "water/outage", Place: place,
		Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
	})
	require.NoError(w.t, err)
	c, err := d.Accept(w.t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(w.t, err)
	require.Equal(w.t, samad.Referred, c.State)
	return r.Case
}

func (w *world) due(id samad.CaseID) time.Time {
	w.t.Helper()
	c, err := w.store.Case(w.t.Context(), id)
	require.NoError(w.t, err)
	for _, k := range c.Clocks {
		if k.Running() && k.Stage == "answer" {
			return k.Plan.Due.In(w.zone)
		}
	}
	w.t.Fatal("no clock of the answer runs")
	return time.Time{}
}

func (w *world) moves(d *samad.Desk, p samad.Deadlines, q samad.Query) (out []samad.ClockMove) {
	w.t.Helper()
	for m, err := range d.WithDeadlines(p).RecalculateIn(w.t.Context(), q, "", false) {
		require.NoError(w.t, err)
		if !m.From.Equal(m.To) {
			out = append(out, m)
		}
	}
	return out
}

// TestClosure: one is tried, declared at one server, followed by another and by a
// third that starts later, moves what it must, and is taken back.
func TestClosure(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx := t.Context()
	here, there := w.keeper(), w.keeper()
	desk, other := w.desk(here), w.desk(there)
	najafabad, kashan := w.refer(desk, "1014"), w.refer(desk, "1010")
	was := w.due(najafabad)
	closing, err := persian.FromTime(was)
	require.NoError(t, err)
	draft := regime.Draft{Place: "1014", From: closing, Reason: "گرد و غبار"}

	trial, err := here.Try(draft)
	require.NoError(t, err)
	moves := w.moves(desk, trial, here.Concerned("1014"))
	require.Len(t, moves, 1, "the other county stays")
	assert.Equal(t, najafabad, moves[0].Case)
	assert.True(t, moves[0].To.After(moves[0].From))
	c, err := w.store.Case(ctx, najafabad)
	require.NoError(t, err)
	assert.Equal(t, c.Code, moves[0].Code)
	assert.Equal(t, was, w.due(najafabad), "a trial moves nothing")
	assert.Empty(t, here.Closures())

	_, err = here.Declare(ctx, operator, draft)
	require.ErrorIs(t, err, samad.ErrForbidden)
	one, err := here.Declare(ctx, admin, draft)
	require.NoError(t, err)
	assert.Equal(t, "admin", one.By.ID)
	assert.Equal(t, samad.RoleAdmin, one.By.Role)
	_, err = here.Declare(ctx, admin, draft)
	require.ErrorIs(t, err, samad.ErrInvalid, "a form that was sent twice")

	// The other server has not heard yet: it plans a case without the closure.
	left := w.refer(other, "1014")
	assert.Equal(t, was.Unix(), w.due(left).Unix())
	moved, err := here.Move(ctx, desk, one.ID)
	require.NoError(t, err)
	assert.Equal(t, 2, moved)
	assert.Equal(t, moves[0].To.Unix(), w.due(najafabad).Unix())
	assert.Equal(t, was, w.due(kashan))
	again, err := here.Move(ctx, desk, one.ID)
	require.NoError(t, err)
	assert.Zero(t, again)

	left = w.refer(other, "1014") // still without
	changed, err := there.Refresh(ctx)
	require.NoError(t, err)
	assert.True(t, changed)
	changed, err = there.Refresh(ctx)
	require.NoError(t, err)
	assert.False(t, changed)
	settled, err := there.Settle(ctx, other)
	require.NoError(t, err)
	assert.Zero(t, settled, "not before everybody has heard")
	w.now = w.now.Add(regime.Grace)
	settled, err = there.Settle(ctx, other)
	require.NoError(t, err)
	assert.Equal(t, 1, settled)
	assert.Equal(t, moves[0].To.Unix(), w.due(left).Unix())
	one, err = there.Closure(one.ID)
	require.NoError(t, err)
	assert.Equal(t, 3, one.Moved)
	assert.False(t, one.Settled.IsZero())
	settled, err = there.Settle(ctx, other)
	require.NoError(t, err)
	assert.Zero(t, settled)

	// A program that starts now counts by it.
	started := w.keeper()
	require.Len(t, started.Closures(), 1)
	assert.Equal(t, w.due(left).Unix(), w.due(w.refer(w.desk(started), "1014")).Unix())

	back, err := started.TryRevoke(one.ID)
	require.NoError(t, err)
	assert.Len(t, w.moves(desk, back, here.Concerned("1014")), 4)
	one, err = started.Revoke(ctx, admin, one.ID, "باد آرام شد")
	require.NoError(t, err)
	assert.False(t, one.InForce())
	assert.Zero(t, one.Moved)
	moved, err = started.Move(ctx, w.desk(started), one.ID)
	require.NoError(t, err)
	assert.Equal(t, 4, moved)
	assert.Equal(t, was, w.due(najafabad))
	_, err = started.Revoke(ctx, admin, one.ID, "دوباره")
	require.ErrorIs(t, err, samad.ErrNotFound)
}

// TestClosureThatIsOver cannot be taken back.
func TestClosureThatIsOver(t *testing.T) {
	t.Parallel()
	w := setup(t)
	k := w.keeper()
	one, err := k.Declare(t.Context(), admin, regime.Draft{Place: "10", From: day(t, "1405-09-03"), Until: 10 * 60, Reason: "سرما"})
	require.NoError(t, err)
	w.now = w.now.AddDate(0, 0, 3)
	_, err = k.Revoke(t.Context(), admin, one.ID, "نه")
	require.ErrorIs(t, err, regime.ErrPast)
}

func TestDraftsThatCannotBe(t *testing.T) {
	t.Parallel()
	k := setup(t).keeper()
	first := day(t, "1405-09-03")
	good := regime.Draft{Place: "1014", From: first, Reason: "سرما"}
	for name, change := range map[string]func(*regime.Draft){
		"place":  func(d *regime.Draft) { d.Place = "99" },
		"from":   func(d *regime.Draft) { d.From = persian.Date{} },
		"to":     func(d *regime.Draft) { d.To = day(t, "1405-09-02") },
		"until":  func(d *regime.Draft) { d.Until = 24 * 60 },
		"except": func(d *regime.Draft) { d.Except = []samad.AgencyID{"nobody"} },
	} {
		d := good
		change(&d)
		_, err := k.Try(d)
		var invalid *samad.InvalidError
		require.ErrorAs(t, err, &invalid, name)
		assert.Equal(t, "/"+name, invalid.Faults[0].Field)
	}
	long := good
	long.To = day(t, "1405-12-01")
	_, err := k.Try(long)
	require.ErrorIs(t, err, samad.ErrInvalid)
	good.Reason = " "
	_, err = k.Try(good)
	require.NoError(t, err)
	_, err = k.Declare(t.Context(), admin, good)
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, "/reason", invalid.Faults[0].Field)
}

// rules is the pilot's rules file with one word exchanged.
func rules(t *testing.T, old, now string) []byte {
	t.Helper()
	src, err := fs.ReadFile(isfahan.FS(), "rules.yaml")
	require.NoError(t, err)
	require.Contains(t, string(src), old)
	return []byte(strings.ReplaceAll(string(src), old, now))
}

// TestVersions: a version is proposed, kept, put in force at one server, followed
// by others, and left again.
func TestVersions(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx := t.Context()
	here, there := w.keeper(), w.keeper()
	w.refer(w.desk(here), "1014")
	before := here.Live().Set().Packs()[0]
	texts, err := fs.ReadFile(isfahan.FS(), "texts.fa.yaml")
	require.NoError(t, err)
	texts = bytes.Replace(texts, []byte("centre.phone: ۱۱۱"), []byte("centre.phone: متن تازه"), 1)
	good, err := here.Propose(ctx, "isfahan", regime.Files{"texts.fa.yaml": texts})
	require.NoError(t, err)
	assert.Equal(t, before.Rules.Hash(), good.Pack.Rules.Hash())
	_, err = here.Store(ctx, operator, good, "")
	require.ErrorIs(t, err, samad.ErrForbidden)
	v, err := here.Store(ctx, admin, good, "متن‌های تازه")
	require.NoError(t, err)
	same, err := here.Store(ctx, admin, good, "دوباره")
	require.NoError(t, err)
	assert.Equal(t, v, same)
	require.ErrorIs(t, here.Activate(ctx, operator, "isfahan", v.Hash, "تازه"), samad.ErrForbidden)
	require.ErrorIs(t, here.Activate(ctx, admin, "isfahan", v.Hash, " "), samad.ErrInvalid)
	require.ErrorIs(t, here.Activate(ctx, admin, "isfahan", "nothing", "تازه"), samad.ErrNotFound)
	assert.NotEqual(t, "متن تازه", here.Live().Set().Packs()[0].Text("centre.phone").Fa)
	require.NoError(t, here.Activate(ctx, admin, "isfahan", v.Hash, "تازه"))
	about := func(k *regime.Keeper) string { return k.Live().Set().Packs()[0].Text("centre.phone").Fa }
	assert.Equal(t, "متن تازه", about(here))
	assert.NotEqual(t, "متن تازه", about(there))
	_, err = there.Refresh(ctx)
	require.NoError(t, err)
	assert.Equal(t, "متن تازه", about(there))
	assert.Equal(t, "متن تازه", about(w.keeper()), "after a restart")

	require.NoError(t, there.Activate(ctx, admin, "isfahan", regime.Shipped, "برگشت"))
	assert.Equal(t, before.Text("centre.phone"), there.Live().Set().Packs()[0].Text("centre.phone"))
	h, err := there.History(ctx, "isfahan")
	require.NoError(t, err)
	require.Len(t, h.Turns, 2)
	assert.Equal(t, v.Hash, h.Turns[0].Hash)
	assert.Equal(t, "admin", h.Turns[0].By.ID)
	assert.Equal(t, regime.Shipped, h.Active)
}

// TestABadVersionReplacesNothing: what does not load, is another pack, or fails its
// own tests.
func TestABadVersionReplacesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx := t.Context()
	k := w.keeper()
	hash := k.Live().Set().Packs()[0].Rules.Hash()
	agencies, err := fs.ReadFile(isfahan.FS(), "agencies.yaml")
	require.NoError(t, err)
	head, err := fs.ReadFile(isfahan.FS(), "pack.yaml")
	require.NoError(t, err)
	for name, files := range map[string]regime.Files{
		"a rule with a slip": {"rules.yaml": rules(t, "refer: topic", "reffer: topic")},
		"no YAML":            {"rules.yaml": []byte("\x00")},
		"another province":   {"pack.yaml": head},
		"a stray file":       {"notes.txt": []byte("x")},
		"a file of no pack":  {"rulez.yaml": []byte("a: b\n")},
		"an agency gone":     {"agencies.yaml": bytes.ReplaceAll(agencies, []byte("isf.abfa"), []byte("isf.abfb"))},
		"nothing":            {},
	} {
		_, err := k.Propose(ctx, "isfahan", files)
		var faults directory.Faults
		require.ErrorAs(t, err, &faults, name)
		assert.NotEmpty(t, faults, name)
	}
	// Loads, but decides otherwise than its tests say.
	bad, err := k.Propose(ctx, "isfahan", regime.Files{"z_test.yaml": []byte(strings.Join([]string{
		"tests:", "  - name: آب به برق", "    given: {topic: water/outage, place: \"1014\"}", "    expect: {agency: isf.bargh}", ""}, "\n"))})
	require.NoError(t, err)
	v, err := k.Store(ctx, admin, bad, "")
	require.NoError(t, err)
	var failing *regime.TestsError
	require.ErrorAs(t, k.Activate(ctx, admin, "isfahan", v.Hash, "بد"), &failing)
	assert.Len(t, failing.Failed, 1)
	assert.Equal(t, hash, k.Live().Set().Packs()[0].Rules.Hash())
	h, err := k.History(ctx, "isfahan")
	require.NoError(t, err)
	assert.Empty(t, h.Turns)
}

// TestReplay tells which recorded cases another rule set decides otherwise.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := setup(t)
	k := w.keeper()
	desk := w.desk(k)
	id := w.refer(desk, "1014")
	before := k.Live().Set().Packs()[0]
	after, err := k.Propose(t.Context(), "isfahan", regime.Files{"rules.yaml": rules(t, "refer: topic", "refer: {agency: isf.bargh}")})
	require.NoError(t, err)
	got, err := regime.Replay(t.Context(), w.store, "10", before.Rules, after.Pack.Rules, 100, 10)
	require.NoError(t, err)
	assert.Equal(t, 1, got.Cases)
	require.Len(t, got.Differs, 1)
	assert.Equal(t, id, got.Differs[0].Case.ID)
	assert.Contains(t, got.Differs[0].Fields, "agency")
	same, err := regime.Replay(t.Context(), w.store, "10", before.Rules, before.Rules, 100, 10)
	require.NoError(t, err)
	assert.Zero(t, same.Differ)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = regime.Replay(ctx, w.store, "10", before.Rules, before.Rules, 100, 10)
	require.ErrorIs(t, err, context.Canceled)
}

// TestUnzip: a folder's archive is a pack, what else lies in it is left out, and
// what is too large is refused.
func TestUnzip(t *testing.T) {
	t.Parallel()
	archive := func(files map[string]string) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for name, text := range files {
			f, err := w.Create(name)
			require.NoError(t, err)
			_, err = f.Write([]byte(text))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		return out.Bytes()
	}
	got, err := regime.Unzip(archive(map[string]string{"isfahan/pack.yaml": "id: x", "isfahan/embed.go": "no", "isfahan/testdata/a.yaml": "no"}))
	require.NoError(t, err)
	assert.Equal(t, regime.Files{"pack.yaml": []byte("id: x")}, got)
	got, err = regime.Unzip(archive(map[string]string{"pack.yaml": "id: x"}))
	require.NoError(t, err)
	assert.Len(t, got, 1)
	var faults directory.Faults
	_, err = regime.Unzip(archive(map[string]string{"rules.yaml": strings.Repeat("#", regime.MaxSize+1)}))
	require.ErrorAs(t, err, &faults)
	for _, bad := range [][]byte{nil, []byte("rules:"), archive(map[string]string{"readme.md": ""})} {
		_, err = regime.Unzip(bad)
		require.ErrorAs(t, err, &faults)
	}
}
