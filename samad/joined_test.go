package samad_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// merge joins a new case to another one and returns its receipt.
func (f *fixture) merge(into samad.CaseID) samad.Receipt {
	f.Helper()
	r := f.submit(submission())
	_, err := f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: r.Case}, Into: into})
	require.NoError(f, err)
	return r
}

func (f *fixture) stored(id samad.CaseID) samad.Case {
	f.Helper()
	c, err := f.store.Case(f.ctx, id)
	require.NoError(f, err)
	return c
}

// TestJoinedAreToldUnderTheirOwnCode: nobody learns another's code.
func TestJoinedAreToldUnderTheirOwnCode(t *testing.T) {
	t.Parallel()
	f := setup(t)
	parent, c := f.referred()
	child := f.merge(c.ID)
	_, err := f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "گام"})
	require.NoError(t, err)
	for range 20 {
		_, err := f.desk.Deliver(f.ctx, "a", 50)
		require.NoError(t, err)
	}
	seen := 0
	for _, n := range f.carrier.notices {
		if n.Audience == samad.ToPetitioner && n.Case == child.Case {
			seen++
			assert.Contains(t, n.Text, child.Code.Format("fa"), n.Kind)
			assert.NotContains(t, n.Text, parent.Code.Format("fa"), n.Kind)
		}
	}
	assert.Equal(t, 3, seen, "receipt, merged, action")
}

// TestMergedOn: who joined a case that joins another moves on with it.
func TestMergedOn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first, second, third := f.submit(submission()), f.submit(submission()), f.submit(submission())
	merge := func(from, into samad.CaseID) {
		_, err := f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: from}, Into: into})
		require.NoError(t, err)
	}
	merge(second.Case, first.Case)
	merge(first.Case, third.Case)
	assert.Empty(t, f.stored(first.Case).Joined)
	assert.Equal(t, third.Case, f.stored(second.Case).MergedInto)
	assert.ElementsMatch(t, []samad.CaseID{first.Case, second.Case}, f.stored(third.Case).Joined)

	_, err := f.desk.Separate(f.ctx, operator, samad.SeparateRequest{Ref: samad.Ref{ID: second.Case}, Reason: "موضوع دیگری است."})
	require.NoError(t, err)
	assert.Equal(t, []samad.CaseID{first.Case}, f.stored(third.Case).Joined)
	_, err = f.desk.Withdraw(f.ctx, f.petitioner(third), samad.WithdrawRequest{Ref: samad.Ref{ID: third.Case}})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, f.stored(first.Case).State)
	for _, r := range []samad.Receipt{first, second, third} {
		f.verify(r.Case)
	}
}

// TestSilenceOfOneDoesNotEndAnothersCase: those who joined a case were not
// asked.
func TestSilenceOfOneDoesNotEndAnothersCase(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	child := f.merge(c.ID)
	_, err := f.desk.Ask(f.ctx, head, samad.AskRequest{Ref: samad.Ref{ID: c.ID}, Question: "؟"})
	require.NoError(t, err)
	f.clock.Advance(16 * 24 * time.Hour)
	_, err = f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Equal(t, samad.EndNoReply, f.stored(c.ID).End)
	assert.Equal(t, samad.Received, f.stored(child.Case).State)
	view, err := f.desk.Open(f.ctx, f.petitioner(child))
	require.NoError(t, err)
	assert.NotEmpty(t, view.Timeline[len(view.Timeline)-1].Because.Fa, "its petitioner can read why")
	f.verify(child.Case)
}

// TestJoinedMayObject: the answer to a joint matter can be refused by each.
func TestJoinedMayObject(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	child := f.merge(c.ID)
	_, err := f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)
	view, err := f.desk.Open(f.ctx, f.petitioner(child))
	require.NoError(t, err)
	assert.True(t, view.MayObject)
	got, err := f.desk.Object(f.ctx, f.petitioner(child), samad.ObjectRequest{Ref: samad.Ref{ID: child.Case}, Text: "نه"})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, got.State)
	assert.Empty(t, f.stored(c.ID).Joined)
	f.verify(child.Case)
	f.verify(c.ID)

	late := f.submit(submission())
	_, err = f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: late.Case}, Into: c.ID})
	assert.Equal(t, "/into ended", faultCodes(t, err), "no answer would come any more")
}

// TestWithdrawnIsScreenedAnew: a reopened case has no agency until it is
// referred again.
func TestWithdrawnIsScreenedAnew(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	_, err := f.desk.Withdraw(f.ctx, f.petitioner(r), samad.WithdrawRequest{Ref: samad.Ref{ID: c.ID}})
	require.NoError(t, err)
	c, err = f.desk.Reopen(f.ctx, supervisor, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "به خواست متقاضی"})
	require.NoError(t, err)
	assert.Empty(t, c.Agency)
	_, err = f.desk.Refer(f.ctx, head, samad.ReferRequest{Ref: samad.Ref{ID: c.ID}, Agency: "isf.tamin.care", Reason: "x"})
	require.ErrorIs(t, err, samad.ErrNotFound)
	f.verify(c.ID)
}

// shrunk is the directory after an agency has gone.
type shrunk struct {
	directory
	gone map[samad.AgencyID]bool
}

func (d shrunk) Agency(id samad.AgencyID, on persian.Date) (samad.Agency, bool) {
	if d.gone[id] {
		return samad.Agency{}, false
	}
	return d.directory.Agency(id, on)
}

func (d shrunk) AgencyPath(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	if d.gone[id] {
		return nil
	}
	return d.directory.AgencyPath(id, on)
}

// TestAgencyGone: an agency that no longer exists costs nobody the objection.
func TestAgencyGone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.answered()
	config := f.config
	config.Directory = shrunk{gone: map[samad.AgencyID]bool{"isf.tamin": true}}
	desk, err := samad.NewDesk(config)
	require.NoError(t, err)
	c, err = desk.Object(f.ctx, f.petitioner(r), samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: "نه"})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State)
	assert.Empty(t, c.Agency)
	f.verify(c.ID)

	sub := submission()
	sub.Topic = "samad/appreciation"
	config.Directory = shrunk{gone: map[samad.AgencyID]bool{"isf.centre": true}}
	desk, err = samad.NewDesk(config)
	require.NoError(t, err)
	receipt, err := desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.NoError(t, err)
	assert.Equal(t, samad.Received, receipt.State, "what cannot be referred at once is screened")
}

// TestPetitionersSeeTheirSideOnly: drafts and words between offices are not
// for them.
func TestPetitionersSeeTheirSideOnly(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	own := f.petitioner(r)
	_, err := f.desk.Dossier(f.ctx, own, c.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.desk.History(f.ctx, own, c.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.desk.CaseByCode(f.ctx, own, r.Code.String())
	require.ErrorIs(t, err, samad.ErrNotFound)
}

// TestEndIsExplained: who has no telephone reads under the code why it ended.
func TestEndIsExplained(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(samad.Submission{Kind: samad.Request, Text: "متن", Place: "1014", Topic: "welfare/retirement"})
	_, err := f.desk.Ask(f.ctx, operator, samad.AskRequest{Ref: samad.Ref{ID: r.Case}, Question: "؟"})
	require.NoError(t, err)
	f.clock.Advance(20 * 24 * time.Hour)
	_, err = f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	view, err := f.desk.Track(f.ctx, r.Code)
	require.NoError(t, err)
	assert.Equal(t, samad.EndNoReply, view.End)
	assert.Equal(t, samad.EndNoReply, view.Timeline[len(view.Timeline)-1].End)
	for _, lang := range []samad.Lang{samad.Persian, samad.English} {
		assert.NotEmpty(t, samad.ExplainEnd(view.End, lang))
	}
}

// TestLateWithoutSweep: an answer that came late was late, even if no sweep
// came by in between.
func TestLateWithoutSweep(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	due := c.Due()
	f.clock.Advance(15 * 24 * time.Hour)
	c, err := f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)
	var breached []time.Time
	for _, k := range c.Clocks {
		if !k.Breached.IsZero() {
			breached = append(breached, k.Breached)
		}
	}
	assert.Equal(t, []time.Time{due}, breached)
}

// TestBlankedValues: values emptied without an erasure are found.
func TestBlankedValues(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	events, err := f.store.Events(f.ctx, r.Case)
	require.NoError(t, err)
	values, err := f.store.Values(f.ctx, r.Case)
	require.NoError(t, err)
	require.NoError(t, samad.VerifyHistory(r.Case, events, values))
	for i := range values {
		values[i].Salt, values[i].Data = nil, nil
	}
	require.ErrorContains(t, samad.VerifyHistory(r.Case, events, values), "other values are empty")
}

// TestConfidentialQuestions: replies that may tell who asks stay sealed.
func TestConfidentialQuestions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Topic, sub.Petitioner.Identity = "water/outage", samad.Confidential
	sub.Questions = map[string]string{"hours": "3"}
	r := f.submit(sub)
	_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	d, err := f.desk.Dossier(f.ctx, waterHead, r.Case)
	require.NoError(t, err)
	assert.Empty(t, d.Questions)
	d, err = f.desk.Dossier(f.ctx, operator, r.Case)
	require.NoError(t, err)
	assert.NotEmpty(t, d.Questions)
}

// TestSharedTelephone: a call from a number that others use too is not joined
// to somebody else's case.
func TestSharedTelephone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.submit(submission()) // has a national ID
	sub := submission()
	sub.Petitioner.NationalID = ""
	result, err := f.desk.TakeCall(f.ctx, operator, samad.CallReport{
		Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallNewCase, Submission: &sub,
	})
	require.NoError(t, err)
	require.NotNil(t, result.Receipt)
	sub.Petitioner.NationalID = "2555125752"
	result, err = f.desk.TakeCall(f.ctx, operator, samad.CallReport{
		Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallNewCase, Submission: &sub,
	})
	require.NoError(t, err)
	require.NotNil(t, result.Receipt)
}

// TestPublicDecidesNothing: urgency and flags are the centre's.
func TestPublicDecidesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Urgency, sub.Flags, sub.Text = samad.Emergency, []string{"vip"}, ""
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	assert.Equal(t, "/urgency staff_only; /flags staff_only; /text required", faultCodes(t, err))
	sub.Text = "متن"
	_, err = f.desk.Submit(f.ctx, operator, sub)
	require.NoError(t, err)
	sub.Flags = []string{"0913 000 1234"}
	_, err = f.desk.Submit(f.ctx, operator, sub)
	assert.Equal(t, "/flags malformed", faultCodes(t, err), "flags are kept for ever and are no place for words")
}
