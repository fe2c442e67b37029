package oversight_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// changing is a calendar and a policy over it that change while the office runs,
// as when a closure is declared.
type changing struct {
	policy *sla.Policy
	now    atomic.Pointer[sla.Calendar]
}

func (c *changing) For(scope sla.Scope) *sla.Calendar { return c.now.Load().For(scope) }

func (c *changing) Plan(f sla.Facts, k sla.Clock) (sla.Plan, error) {
	return c.policy.Over(c.now.Load()).Plan(f, k)
}

// A closure that is declared after a resolution was made moves its deadline, and
// that of the demand that follows; one that is taken back lets what was recorded
// hold.
func TestClosuresMoveWhatIsOwed(t *testing.T) {
	t.Parallel()
	p, err := province()
	require.NoError(t, err)
	cal := &changing{policy: p.Deadlines}
	usual := p.Calendar
	cal.now.Store(usual)
	f := setup(t, func(c *oversight.Config) { c.Deadlines, c.Calendar = cal, cal })
	c := f.commission()
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "")
	require.NoError(t, err)
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "بیمه", Place: "1014"})
	require.NoError(t, err)
	_, err = f.office.OpenSession(f.ctx, secretary, s.ID, oversight.Attendance{Present: []string{"01A", "01B"}, President: "01A", Governor: true})
	require.NoError(t, err)
	made, err := f.office.Resolve(f.ctx, secretary, s.ID, oversight.NewResolution{Item: 1, Text: "پرداخت", Agency: "isf.tamin"})
	require.NoError(t, err)
	read := func() oversight.Resolution {
		t.Helper()
		r, err := f.office.Resolution(f.ctx, governor, made.ID)
		require.NoError(t, err)
		all, _, err := f.office.Resolutions(f.ctx, governor, oversight.ListQuery{})
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Equal(t, r, all[0], "the list says the same")
		return r
	}
	closing := func(from, to time.Time) *sla.Calendar {
		t.Helper()
		first, err := persian.FromTime(from.In(f.tehran))
		require.NoError(t, err)
		last, err := persian.FromTime(to.In(f.tehran))
		require.NoError(t, err)
		closed, err := usual.WithClosure(sla.Closure{ID: "dust", Name: sla.Text{Fa: "گرد و غبار"}, From: first, To: last, Effect: sla.Closes})
		require.NoError(t, err)
		return closed
	}
	require.Equal(t, made.Due, read().Due)

	// Declared: every page says the later day, and nobody is reminded before.
	cal.now.Store(closing(made.Due, made.Due.AddDate(0, 0, 2)))
	moved := read()
	require.True(t, moved.Due.After(made.Due), "%s, %s", moved.Due, made.Due)
	f.clock.set(made.Due.Add(time.Second))
	assert.False(t, read().Late(f.clock.Now()))
	f.sweep()
	f.sweep()
	assert.Zero(t, read().Reminders)
	assert.Equal(t, moved.Due, read().Due)

	// Taken back: what was told holds.
	cal.now.Store(usual)
	assert.Equal(t, moved.Due, read().Due)
	f.clock.set(moved.Due.Add(time.Second))
	f.sweep()
	require.Equal(t, 1, read().Reminders)
	cal.now.Store(closing(moved.Due, moved.Due.AddDate(0, 0, 9)))
	assert.Equal(t, moved.Due, read().Due, "what is late stays late")
	cal.now.Store(usual)

	// The demand that follows moves alike.
	f.clock.set(read().Next.Add(time.Second))
	f.sweep()
	demand := func(actor samad.Actor) oversight.Demand {
		t.Helper()
		d, err := f.office.Demand(f.ctx, actor, read().Demand)
		require.NoError(t, err)
		return d
	}
	before := demand(taminHead)
	require.Equal(t, oversight.DemandOpen, before.State)
	cal.now.Store(closing(before.Due, before.Due.AddDate(0, 0, 2)))
	after := demand(taminHead)
	require.True(t, after.Due.After(before.Due))
	f.clock.set(before.Due.Add(time.Second))
	f.sweep()
	assert.Equal(t, oversight.DemandOpen, demand(officer).State)
	list, _, err := f.office.Demands(f.ctx, officer, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Equal(t, after.Due, list[0].Due)
	letter, err := f.office.Letter(f.ctx, taminHead, before.Letters[0])
	require.NoError(t, err)
	assert.False(t, letter.AckDue.IsZero())
	f.clock.set(after.Due.Add(time.Second))
	f.sweep()
	assert.Equal(t, oversight.DemandRaised, demand(officer).State)
}
