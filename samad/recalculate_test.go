package samad_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// TestClosureDeclaredTonight: on Iran's calendar a closure of Isfahan is
// declared in the evening for the next day. [sla.Policy.Moves] lists which
// running clocks move, [samad.Desk.Recalculate] records just those, and a
// second pass of either finds nothing.
func TestClosureDeclaredTonight(t *testing.T) {
	t.Parallel()
	cal, err := iran.Calendar()
	require.NoError(t, err)
	before := sla.DefaultPolicy(cal)
	f := setup(t, func(c *samad.Config) { c.Deadlines = before })
	azar := func(day, hour int) time.Time {
		d, err := persian.New(1405, 9, day)
		require.NoError(t, err)
		return d.Time(cal.Zone(), hour, 0, 0, 0)
	}
	until := func(at time.Time) { f.clock.Advance(at.Sub(f.clock.Now())) }
	refer := func(place samad.PlaceID) samad.CaseID {
		sub := submission()
		sub.Place = place
		r := f.submit(sub)
		_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(t, err)
		return r.Case
	}
	until(azar(1, 10))
	early := refer("1014") // due on 11 Azar; its escalations lie behind the closure
	until(azar(2, 10))
	late := refer("1014") // the tenth day is closed: due on Saturday, 14 Azar
	elsewhere := refer("1010")
	answered := refer("1014")
	_, err = f.desk.Answer(f.ctx, head, answer(answered))
	require.NoError(t, err)
	waiting := refer("1014")
	_, err = f.desk.Ask(f.ctx, head, samad.AskRequest{Ref: samad.Ref{ID: waiting}, Question: "شماره بیمه؟"})
	require.NoError(t, err)

	until(azar(13, 21))
	saturday, err := cal.DateAt(azar(14, 12))
	require.NoError(t, err)
	closed, err := cal.WithClosure(sla.Closure{
		ID: "dust", Name: sla.Text{Fa: "گرد و غبار", En: "dust"}, From: saturday, To: saturday,
		Where: sla.Where{Places: []string{"1014"}},
	})
	require.NoError(t, err)
	after := sla.DefaultPolicy(closed)
	config := f.config
	config.Deadlines = after
	desk, err := samad.NewDesk(config)
	require.NoError(t, err)

	all := []samad.CaseID{early, late, elsewhere, answered, waiting}
	listed := func() map[samad.ClockMove]string {
		out := map[samad.ClockMove]string{}
		for _, id := range all {
			c := f.stored(id)
			for _, k := range c.Clocks {
				facts := sla.Facts{Stage: k.Stage, Kind: string(c.Kind), Place: string(c.Place), Agency: string(c.Agency)}
				one := sla.Running{ID: string(id), Facts: facts, Clock: k.Clock, Plan: k.Plan}
				for m, err := range after.Moves(before, slices.Values([]sla.Running{one})) {
					require.NoError(t, err)
					out[samad.ClockMove{Case: id, Stage: k.Stage, From: m.From.Due, To: m.To.Due}] = m.Text("en", cal.Zone())
				}
			}
		}
		return out
	}
	recalculated := func(apply bool) []samad.ClockMove {
		var out []samad.ClockMove
		for m, err := range desk.RecalculateAll(f.ctx, "گرد و غبار", apply) {
			require.NoError(t, err)
			c := f.stored(m.Case)
			assert.Equal(t, c.Code, m.Code)
			assert.Equal(t, c.Agency, m.Agency)
			m.Code, m.Agency = tracking.Code{}, ""
			out = append(out, m)
		}
		return out
	}
	const why = "Saturday 14 Azar 1405: before open (08:00-14:00), now closed (dust)."
	want := map[samad.ClockMove]string{
		{Case: early, Stage: sla.Answer, From: azar(11, 14).UTC(), To: azar(11, 14).UTC()}: string(early) +
			": due stays Wednesday 11 Azar 1405, 14:00; warnings or escalations moved. " + why,
		{Case: late, Stage: sla.Answer, From: azar(14, 14).UTC(), To: azar(15, 14).UTC()}: string(late) +
			": due moved from Saturday 14 Azar 1405, 14:00 to Sunday 15 Azar 1405, 14:00. " + why,
		// The agency's clock is held, the petitioner's runs.
		{Case: waiting, Stage: sla.PetitionerReply, From: azar(14, 14).UTC(), To: azar(15, 14).UTC()}: string(waiting) +
			": due moved from Saturday 14 Azar 1405, 14:00 to Sunday 15 Azar 1405, 14:00. " + why,
	}
	assert.Equal(t, want, listed())
	wanted := slices.Collect(maps.Keys(want))
	assert.ElementsMatch(t, wanted, recalculated(false))
	assert.ElementsMatch(t, wanted, recalculated(false), "nothing is recorded by looking")
	assert.ElementsMatch(t, wanted, recalculated(true))
	assert.Empty(t, recalculated(true), "twice applied moves nothing more")
	assert.Empty(t, listed())

	moved := func(id samad.CaseID) (n int) {
		for _, e := range f.events(id) {
			if e == samad.EventClockMoved {
				n++
			}
		}
		f.verify(id)
		return n
	}
	assert.Equal(t, []int{1, 1, 0, 0, 1}, []int{moved(early), moved(late), moved(elsewhere), moved(answered), moved(waiting)})
	assert.Contains(t, f.messages(late, samad.ToPetitioner), samad.DeadlineMessage)
	assert.NotContains(t, f.messages(early, samad.ToPetitioner), samad.DeadlineMessage, "the time to answer is the same")
	assert.Equal(t, azar(15, 14).UTC(), f.stored(late).Due())
}

// TestCaseKeepsItsPolicy: a new version is for new cases, until somebody
// recalculates an older one by it.
func TestCaseKeepsItsPolicy(t *testing.T) {
	t.Parallel()
	cal, err := iran.Calendar()
	require.NoError(t, err)
	version := func(n, validity, limit string) *sla.Policy {
		src := "id: p\nversion: " + n + "\n" + validity + "\nrules: [{id: answer, stage: answer, limit: " + limit + "}]"
		p, err := sla.LoadPolicy([]byte(src), "deadlines.yaml", cal)
		require.NoError(t, err)
		return p
	}
	ten := version("1", "valid_from: 1400-01-01\nvalid_to: 1404-12-15", "10d")
	five := version("2", "valid_from: 1404-12-16", "5d")
	both, err := sla.NewPolicies(ten, five)
	require.NoError(t, err)
	f := setup(t, func(c *samad.Config) { c.Deadlines = both })
	r, old := f.referred() // on 10 Esfand 1404
	assert.Equal(t, "p@1", old.Clocks[0].Plan.Policy)
	f.clock.Advance(7 * 24 * time.Hour)
	_, young := f.referred()
	assert.Equal(t, "p@2", young.Clocks[0].Plan.Policy)
	_, err = f.desk.Ask(f.ctx, head, samad.AskRequest{Ref: samad.Ref{ID: old.ID}, Question: "شماره بیمه؟"})
	require.NoError(t, err)
	f.clock.Advance(time.Hour)
	old, err = f.desk.Inform(f.ctx, f.petitioner(r), samad.InformRequest{Ref: samad.Ref{ID: old.ID}, Text: "شماره ۱۲"})
	require.NoError(t, err)
	assert.Equal(t, "p@1", old.Clocks[0].Plan.Policy, "the clock that goes on keeps its version")

	with := func(p samad.Deadlines) []samad.ClockMove {
		config := f.config
		config.Deadlines = p
		desk, err := samad.NewDesk(config)
		require.NoError(t, err)
		moves, err := desk.Recalculate(f.ctx, old.ID, "نسخه تازه", true)
		require.NoError(t, err)
		return moves
	}
	assert.Empty(t, with(both))
	assert.Len(t, with(five), 1)
	assert.Equal(t, "p@2", f.stored(old.ID).Clocks[0].Plan.Policy)
	assert.Empty(t, with(both), "told otherwise, it keeps the new one")
	f.verify(old.ID)
}

// troubled lets one case's change fail, or the list.
type troubled struct {
	samad.Store
	failing samad.CaseID
	list    error
}

func (s troubled) Apply(ctx context.Context, changes ...samad.Change) error {
	for _, c := range changes {
		if c.Case.ID == s.failing {
			return errors.New("disk full")
		}
	}
	return s.Store.Apply(ctx, changes...)
}

func (s troubled) List(ctx context.Context, q samad.Query) (samad.Page, error) {
	if s.list != nil {
		return samad.Page{}, s.list
	}
	return s.Store.List(ctx, q)
}

// TestRecalculateAllGoesOn: one case's trouble is told and leaves the others.
func TestRecalculateAllGoesOn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ids := make([]samad.CaseID, 205) // more than a page
	for i := range ids {
		_, c := f.referred()
		ids[i] = c.ID
	}
	config := f.config
	config.Deadlines = deadlines{extra: 24 * time.Hour}
	config.Store = troubled{Store: f.store, failing: ids[3]}
	desk, err := samad.NewDesk(config)
	require.NoError(t, err)
	for _, err := range desk.RecalculateAll(f.ctx, "تعطیلی", true) {
		require.NoError(t, err)
		break // stopping early is allowed
	}
	moved := 0
	for m, err := range desk.RecalculateAll(f.ctx, "تعطیلی", true) {
		if m.Case == ids[3] {
			require.ErrorContains(t, err, "disk full")
			continue
		}
		require.NoError(t, err)
		moved++
	}
	assert.Equal(t, len(ids)-2, moved, "all but the one that failed and the one before")

	for name, one := range map[string]struct {
		ctx  func() context.Context
		list error
	}{
		"list fails": {ctx: t.Context, list: errors.New("no table")},
		"given up": {ctx: func() context.Context {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return ctx
		}},
	} {
		config.Store = troubled{Store: f.store, list: one.list}
		desk, err := samad.NewDesk(config)
		require.NoError(t, err)
		count := 0
		for m, err := range desk.RecalculateAll(one.ctx(), "تعطیلی", true) {
			require.Error(t, err, name)
			assert.Empty(t, m.Case, name)
			count++
		}
		assert.Equal(t, 1, count, name)
	}
}
