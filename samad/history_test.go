package samad_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// TestVerifyHistoryFinds changes a history in every way and sees it found.
func TestVerifyHistoryFinds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.answered()
	events, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	values, err := f.store.Values(f.ctx, c.ID)
	require.NoError(t, err)
	c, err = f.store.Case(f.ctx, c.ID)
	require.NoError(t, err)
	require.NoError(t, samad.VerifyCase(c, events, values))

	type record struct {
		c      samad.Case
		events []samad.Event
		values []samad.Value
	}
	rehash := func(r *record, from int) { // what a clever forger would do
		for i := from; i < len(r.events); i++ {
			if i > 0 {
				r.events[i].PrevHash = r.events[i-1].Hash
			}
			r.events[i].Hash = r.events[i].ComputeHash()
		}
	}
	for name, row := range map[string]struct {
		tamper func(*record)
		want   string
	}{
		"a changed fact": {func(r *record) {
			r.events[1].Data = bytes.Replace(r.events[1].Data, []byte("screening"), []byte("objection"), 1)
		}, "event 2: its hash"},
		"a changed actor":     {func(r *record) { r.events[3].Actor.Agency = "isf.water" }, "event 4: its hash"},
		"a changed post":      {func(r *record) { r.events[3].Actor.Post.En = "Governor" }, "event 4: its hash"},
		"a moved instant":     {func(r *record) { r.events[3].At = r.events[3].At.Add(time.Microsecond) }, "event 4: its hash"},
		"a swapped type":      {func(r *record) { r.events[2].Type = samad.EventReturned }, "event 3: its hash"},
		"a removed event":     {func(r *record) { r.events = slices.Delete(r.events, 2, 3) }, "stands where event 3"},
		"a removed beginning": {func(r *record) { r.events = r.events[1:] }, "stands where event 1"},
		"a removed end":       {func(r *record) { r.events = r.events[:len(r.events)-1] }, "the case stands at"},
		"two swapped":         {func(r *record) { r.events[2], r.events[3] = r.events[3], r.events[2] }, "stands where event 3"},
		"another case":        {func(r *record) { r.events[0].Case = "other" }, "belongs to case other"},
		"an added event": {func(r *record) {
			e := r.events[len(r.events)-1]
			e.Seq++
			r.events = append(r.events, e)
		}, "does not chain"},
		"a forged middle, rehashed": {func(r *record) {
			r.events[2].At = r.events[2].At.Add(time.Microsecond)
			r.events[3].At, r.events[4].At = r.events[2].At, r.events[2].At
			for i := 5; i < len(r.events); i++ {
				r.events[i].At = r.events[2].At
			}
			rehash(r, 2)
		}, "the case stands at"},
		"time turned round": {func(r *record) {
			r.events[2].At = r.events[1].At.Add(-time.Hour)
			rehash(r, 2)
		}, "lies before the event before it"},
		"a changed text":    {func(r *record) { r.values[0].Data = []byte("دیگر") }, "not the one committed to"},
		"a changed salt":    {func(r *record) { r.values[0].Salt = []byte("0123456789abcdef") }, "not the one committed to"},
		"half an erasure":   {func(r *record) { r.values[0].Salt = nil }, "not the one committed to"},
		"a removed value":   {func(r *record) { r.values = r.values[1:] }, "is missing"},
		"an added value":    {func(r *record) { v := r.values[0]; v.Name = "extra"; r.values = append(r.values, v) }, "no event brought"},
		"a changed state":   {func(r *record) { r.c.State = samad.Closed }, "stored state"},
		"a changed agency":  {func(r *record) { r.c.Agency = "isf.water" }, "stored state"},
		"an older revision": {func(r *record) { r.c.Revision-- }, "the case stands at event"},
	} {
		r := record{c.Clone(), slices.Clone(events), slices.Clone(values)}
		row.tamper(&r)
		err := samad.VerifyCase(r.c, r.events, r.values)
		require.ErrorIs(t, err, samad.ErrHistory, name)
		require.ErrorContains(t, err, row.want, name)
	}
}

// TestErase: nothing personal is left, and the history still verifies.
func TestErase(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.answered()
	_, err := f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: c.ID}, Ground: "retention"})
	require.ErrorIs(t, err, samad.ErrTransition, "an open case is not erased")
	_, err = f.desk.Confirm(f.ctx, f.petitioner(r), samad.Ref{ID: c.ID})
	require.NoError(t, err)
	c, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: c.ID}, Ground: "retention"})
	require.NoError(t, err)
	assert.True(t, c.Erased)
	f.verify(c.ID)
	values, err := f.store.Values(f.ctx, c.ID)
	require.NoError(t, err)
	require.NotEmpty(t, values)
	for _, v := range values {
		assert.True(t, v.Erased() && len(v.Data) == 0, v.Name)
	}
	secrets, err := f.store.Secrets(f.ctx, c.ID)
	require.NoError(t, err)
	assert.Empty(t, secrets.Key)
	assert.Empty(t, secrets.Lookups)
	page, err := f.desk.List(f.ctx, operator, samad.Query{Search: []string{"بازنشستگی"}})
	require.NoError(t, err)
	assert.Empty(t, page.Cases)
	d, err := f.desk.Dossier(f.ctx, admin, c.ID)
	require.NoError(t, err)
	assert.Nil(t, d.Petitioner)
	assert.Empty(t, d.Texts)
	view, err := f.desk.Open(f.ctx, f.petitioner(r))
	require.NoError(t, err)
	for _, e := range view.Timeline {
		assert.Empty(t, e.Texts)
	}
	_, err = f.desk.Object(f.ctx, f.petitioner(r), samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: "نه"})
	require.ErrorIs(t, err, samad.ErrErased)
}

// TestStaleRevision: who has not seen the last step does not overrule it.
func TestStaleRevision(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case, Revision: r.Revision}})
	require.NoError(t, err)
	before := f.events(r.Case)
	_, err = f.desk.Decline(f.ctx, operator, samad.DeclineRequest{Ref: samad.Ref{ID: r.Case, Revision: r.Revision}, Text: "نه"})
	require.ErrorIs(t, err, samad.ErrConflict)
	_, err = f.desk.Decline(f.ctx, operator, samad.DeclineRequest{Ref: samad.Ref{ID: r.Case}, Text: "نه"})
	var impossible *samad.TransitionError
	require.ErrorAs(t, err, &impossible)
	assert.Equal(t, samad.Referred, impossible.State)
	assert.Equal(t, []samad.Action{samad.Ask, samad.FollowUp, samad.Inform, samad.Refer, samad.ReplacePIN, samad.Withdraw}, impossible.Possible)
	assert.Equal(t, before, f.events(r.Case))
}

// TestClockSetBack: a clock that jumps back does not turn a history round.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	f.clock.Advance(-5 * time.Hour)
	_, err := f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "گام"})
	require.NoError(t, err)
	f.verify(c.ID)
}

// TestSweepLadder walks a late case up the ladder, once each, with two
// sweeps at a time.
func TestSweepLadder(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	sweep := func() (sum samad.SweepReport) {
		for _, owner := range []string{"a", "b"} {
			r, err := f.desk.Sweep(f.ctx, owner, 10)
			require.NoError(t, err)
			sum.Warned += r.Warned
			sum.Breached += r.Breached
			sum.Escalated += r.Escalated
			sum.Skipped += r.Skipped
		}
		return sum
	}
	assert.Zero(t, sweep())
	f.clock.Advance(9*24*time.Hour + time.Minute)
	assert.Equal(t, samad.SweepReport{Warned: 1}, sweep())
	f.clock.Advance(24 * time.Hour)
	assert.Equal(t, samad.SweepReport{Breached: 1}, sweep())
	c, err := f.store.Case(f.ctx, c.ID)
	require.NoError(t, err)
	assert.True(t, c.Late(f.clock.Now()))
	f.clock.Advance(24 * time.Hour)
	assert.Equal(t, samad.SweepReport{Escalated: 1}, sweep())
	f.clock.Advance(48 * time.Hour)
	assert.Equal(t, samad.SweepReport{Escalated: 1}, sweep())
	assert.Zero(t, sweep())
	c, err = f.store.Case(f.ctx, c.ID)
	require.NoError(t, err)
	require.Len(t, c.Escalated, 2)
	assert.Equal(t, samad.RoleOversight, c.Escalated[0].Role)
	assert.Equal(t, samad.RoleGovernor, c.Escalated[1].Role)
	f.verify(c.ID)
}

// TestSweepAfterOutage: what would only have warned is recorded as skipped.
func TestSweepAfterOutage(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	f.clock.Advance(20 * 24 * time.Hour)
	r, err := f.desk.Sweep(f.ctx, "late", 10)
	require.NoError(t, err)
	assert.Equal(t, 1, r.Skipped)
	assert.Equal(t, 0, r.Warned)
	assert.Equal(t, 1, r.Breached)
	assert.Equal(t, 2, r.Escalated)
	f.verify(c.ID)
}

// chore counts its runs.
type chore struct{ runs int }

func (c *chore) Name() string { return "count" }
func (c *chore) Run(context.Context, time.Time, int) (int, error) {
	c.runs++
	return 3, errors.New("tired")
}

func TestChores(t *testing.T) {
	t.Parallel()
	one := &chore{}
	f := setup(t, func(c *samad.Config) { c.Chores = []samad.Chore{one} })
	r, err := f.desk.Sweep(f.ctx, "a", 10)
	require.ErrorContains(t, err, "chore count: tired")
	assert.Equal(t, 1, one.runs)
	assert.Equal(t, 3, r.Chores["count"])
	assert.False(t, r.Idle())
}

// TestDeliver covers retry, giving up and wiping.
func TestDeliver(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.MaxAttempts = 3 })
	r := f.submit(submission())
	f.carrier.fail = func(samad.Notice) error { return errors.New("gateway says 09130001234 is busy") }
	waits := []time.Duration{30 * time.Second, time.Minute}
	for _, wait := range waits { // each cut by up to a quarter
		report, err := f.desk.Deliver(f.ctx, "a", 10)
		require.NoError(t, err)
		assert.Equal(t, samad.DeliverReport{Claimed: 1, Retried: 1}, report)
		f.clock.Advance(wait*3/4 - time.Second)
		report, err = f.desk.Deliver(f.ctx, "a", 10)
		require.NoError(t, err)
		assert.Zero(t, report)
		f.clock.Advance(wait/4 + time.Second)
	}
	report, err := f.desk.Deliver(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Equal(t, samad.DeliverReport{Claimed: 1, Dead: 1}, report)
	all, err := f.store.Messages(f.ctx, r.Case)
	require.NoError(t, err)
	assert.Equal(t, samad.Dead, all[0].State)
	assert.Equal(t, "failed", all[0].Fault, "a carrier's words are not kept")
	assert.NotEmpty(t, all[0].Sealed, "what was not delivered is not wiped")

	f.carrier.fail = nil
	r = f.submit(submission())
	report, err = f.desk.Deliver(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Equal(t, samad.DeliverReport{Claimed: 1, Delivered: 1}, report)
	assert.Contains(t, f.carrier.notices[0].Text, r.Code.Format("fa"))
	all, err = f.store.Messages(f.ctx, r.Case)
	require.NoError(t, err)
	assert.Empty(t, all[0].Sealed, "a delivered receipt is wiped")
}

// TestRecalculate moves a running deadline once when the calendar changed.
func TestRecalculate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	config := f.config
	config.Deadlines = deadlines{extra: 24 * time.Hour}
	desk, err := samad.NewDesk(config)
	require.NoError(t, err)
	moves, err := desk.Recalculate(f.ctx, c.ID, "تعطیلی", false)
	require.NoError(t, err)
	assert.Equal(t, []samad.ClockMove{{Case: c.ID, Code: c.Code, Agency: c.Agency, Stage: sla.Answer, From: c.Due(), To: c.Due().AddDate(0, 0, 1)}}, moves)
	moves, err = desk.Recalculate(f.ctx, c.ID, "تعطیلی", true)
	require.NoError(t, err)
	assert.Len(t, moves, 1)
	moves, err = desk.Recalculate(f.ctx, c.ID, "تعطیلی", true)
	require.NoError(t, err)
	assert.Empty(t, moves, "twice applied moves nothing more")
	f.verify(c.ID)

	_, err = f.desk.Answer(f.ctx, head, answer(c.ID)) // by the old policy
	require.NoError(t, err)
	before := len(f.messages(c.ID, samad.ToPetitioner))
	moves, err = desk.Recalculate(f.ctx, c.ID, "تعطیلی", true)
	require.NoError(t, err)
	require.Len(t, moves, 1)
	assert.Equal(t, sla.Objection, moves[0].Stage)
	told := f.messages(c.ID, samad.ToPetitioner)
	require.Len(t, told, before+1, "the own deadline's move is told too")
	assert.Equal(t, samad.DeadlineMessage, told[before])
}

// TestCalls covers the record of calls apart from cases.
func TestCalls(t *testing.T) {
	t.Parallel()
	f := setup(t)
	report := func(outcome samad.CallOutcome) samad.CallReport {
		return samad.CallReport{Caller: "0913 000 1234", Started: f.clock.Now(), Ended: f.clock.Now().Add(90 * time.Second), Outcome: outcome}
	}
	_, err := f.desk.TakeCall(f.ctx, operator, report(samad.CallAdvised))
	require.NoError(t, err)
	_, err = f.desk.TakeCall(f.ctx, operator, report(samad.CallNewCase))
	assert.Equal(t, "/submission outcome", faultCodes(t, err))

	newCase := report(samad.CallNewCase)
	sub := submission()
	newCase.Submission = &sub
	first, err := f.desk.TakeCall(f.ctx, operator, newCase)
	require.NoError(t, err)
	require.NotNil(t, first.Receipt)
	again, err := f.desk.TakeCall(f.ctx, operator, newCase)
	require.NoError(t, err)
	assert.Nil(t, again.Receipt, "a repeated call on the same matter makes no new case")
	assert.Equal(t, samad.CallFollowedUp, again.Outcome)
	assert.Equal(t, first.Cases, again.Cases)
	newCase.Separate = true
	third, err := f.desk.TakeCall(f.ctx, operator, newCase)
	require.NoError(t, err)
	assert.NotEqual(t, first.Cases, third.Cases)

	c, err := f.store.Case(f.ctx, first.Receipt.Case)
	require.NoError(t, err)
	assert.Equal(t, samad.Phone, c.Channel)
	assert.Equal(t, 1, c.FollowUps)
	f.verify(c.ID)
	page, err := f.desk.Calls(f.ctx, operator, samad.CallQuery{})
	require.NoError(t, err)
	assert.Len(t, page.Calls, 4)
	page, err = f.desk.Calls(f.ctx, stranger, samad.CallQuery{})
	require.NoError(t, err)
	assert.Empty(t, page.Calls)
	_, err = f.desk.Calls(f.ctx, head, samad.CallQuery{})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

// TestNoPersonalDataInTheRecord scans what a store keeps in clear.
func TestNoPersonalDataInTheRecord(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.answered()
	events, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	kept, err := json.Marshal(struct {
		C samad.Case
		E []samad.Event
	}{c, events})
	require.NoError(t, err)
	for _, secret := range []string{"نمونه", "1275775391", "9130001234", "حقوق بازنشستگی من"} {
		assert.NotContains(t, string(kept), secret)
	}
	assert.NotContains(t, submission().Petitioner.String(), "نمونه")
}
