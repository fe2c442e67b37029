package samad_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// TestWholePath walks the main path: in, screened, referred, answered,
// objected to, answered again, closed by time.
func TestWholePath(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	assert.Equal(t, samad.Referred, c.State)
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Agency)
	assert.Equal(t, f.clock.Now().UTC().Truncate(time.Microsecond).AddDate(0, 0, 10), c.Due())

	view, err := f.desk.Track(f.ctx, r.Code)
	require.NoError(t, err)
	assert.Equal(t, samad.EventReferred, view.Timeline[len(view.Timeline)-1].Type)
	assert.Equal(t, c.Due(), view.Timeline[len(view.Timeline)-1].Due)

	f.clock.Advance(24 * time.Hour)
	c, err = f.desk.Assign(f.ctx, head, samad.AssignRequest{Ref: samad.Ref{ID: c.ID}, Expert: expert.ID})
	require.NoError(t, err)
	assert.Equal(t, samad.InProgress, c.State)
	_, err = f.desk.Act(f.ctx, expert, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "پرونده بیمه بررسی شد."})
	require.NoError(t, err)
	c, err = f.desk.Answer(f.ctx, expert, answer(c.ID))
	require.NoError(t, err)
	assert.Equal(t, samad.Answered, c.State)
	assert.Zero(t, c.Due(), "an answered case has no deadline for the agency")

	f.clock.Advance(48 * time.Hour)
	citizen := f.petitioner(r)
	c, err = f.desk.Object(f.ctx, citizen, samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: "پرداخت نشده است."})
	require.NoError(t, err)
	assert.Equal(t, samad.Referred, c.State)
	assert.Equal(t, 2, c.Episode)
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Agency)
	require.Equal(t, f.clock.Now().UTC().Truncate(time.Microsecond).AddDate(0, 0, 10), c.Due(), "a new episode has a clock of its own")

	c, err = f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)
	c, err = f.desk.Rate(f.ctx, citizen, samad.RateRequest{Ref: samad.Ref{ID: c.ID}, Answer: 4, Conduct: 5})
	require.NoError(t, err)
	assert.Len(t, c.Ratings, 1)
	_, err = f.desk.Rate(f.ctx, citizen, samad.RateRequest{Ref: samad.Ref{ID: c.ID}, Answer: 1, Conduct: 1})
	require.ErrorIs(t, err, samad.ErrLimit, "an episode is judged once")

	f.clock.Advance(31 * 24 * time.Hour)
	report, err := f.desk.Sweep(f.ctx, "test", 10)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Lapsed)
	c, err = f.store.Case(f.ctx, c.ID)
	require.NoError(t, err)
	assert.Equal(t, samad.Closed, c.State)
	assert.Equal(t, samad.EndNoObjection, c.End)
	assert.Zero(t, c.NextDue())
	for _, k := range c.Clocks {
		assert.False(t, k.Running(), "%s clock runs in a closed case", k.Stage)
	}
	f.verify(c.ID)
	_, err = f.desk.Object(f.ctx, citizen, samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: "دیر"})
	require.ErrorIs(t, err, samad.ErrTooLate)
	assert.Equal(t, []samad.MessageKind{
		samad.ReceiptMessage, samad.ReferredMessage, samad.ActionMessage, samad.AnswerMessage,
		samad.ReferredMessage, samad.AnswerMessage, samad.EndedMessage,
	}, f.messages(c.ID, samad.ToPetitioner))
}

// TestAskPauses checks that the agency's clock stands still while the
// petitioner is asked.
func TestAskPauses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	due := c.Due()
	c, err := f.desk.Ask(f.ctx, head, samad.AskRequest{Ref: samad.Ref{ID: c.ID}, Question: "شماره بیمه؟"})
	require.NoError(t, err)
	assert.Equal(t, samad.AwaitingPetitioner, c.State)
	assert.Zero(t, c.Due())
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Responsible())

	view, err := f.desk.Track(f.ctx, r.Code)
	require.NoError(t, err)
	assert.Equal(t, f.clock.Now().UTC().Truncate(time.Microsecond).AddDate(0, 0, 15), view.Due, "now the petitioner's own time runs")
	running := view.Clocks[len(view.Clocks)-1]
	assert.Equal(t, sla.PetitionerReply, running.Stage, "the running clock comes last")
	assert.True(t, slices.ContainsFunc(view.Clocks, func(k samad.Clock) bool { return k.Stage == sla.Answer && k.Paused() }), "the agency's is held")

	f.clock.Advance(3 * 24 * time.Hour)
	c, err = f.desk.Inform(f.ctx, f.petitioner(r), samad.InformRequest{Ref: samad.Ref{ID: c.ID}, Text: "۱۲۳"})
	require.NoError(t, err)
	assert.Equal(t, samad.Referred, c.State)
	assert.Equal(t, due.AddDate(0, 0, 3), c.Due())
	f.verify(c.ID)
}

// TestNoReply checks that an unanswered question closes the case with a word
// to the petitioner, who may still come back.
func TestNoReply(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	_, err := f.desk.Ask(f.ctx, operator, samad.AskRequest{Ref: samad.Ref{ID: r.Case}, Question: "کدام شعبه؟"})
	require.NoError(t, err)
	f.clock.Advance(16 * 24 * time.Hour)
	_, err = f.desk.Sweep(f.ctx, "test", 10)
	require.NoError(t, err)
	c, err := f.store.Case(f.ctx, r.Case)
	require.NoError(t, err)
	assert.Equal(t, samad.EndNoReply, c.End)
	assert.Contains(t, f.messages(c.ID, samad.ToPetitioner), samad.EndedMessage)
	c, err = f.desk.Object(f.ctx, f.petitioner(r), samad.ObjectRequest{Ref: samad.Ref{ID: r.Case}, Text: "شعبه ۲"})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State, "without an agency it goes to screening")
	f.verify(c.ID)
}

// TestReturn checks the ways of a case that an agency gives back.
func TestReturn(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.MaxReturns = 2 })
	_, c := f.referred()
	due := c.Due()

	_, err := f.desk.Return(f.ctx, head, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Text: "به ما مربوط نیست."})
	assert.Equal(t, "/propose required", faultCodes(t, err))
	_, err = f.desk.Return(f.ctx, head, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Propose: "isf.tamin", Text: "نه"})
	assert.Equal(t, "/propose same_agency", faultCodes(t, err))

	f.clock.Advance(time.Hour)
	c, err = f.desk.Return(f.ctx, head, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Propose: "isf.water", Text: "به آب مربوط است."})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State, "the rules would not send it there")
	assert.Equal(t, samad.AgencyID("isf.centre"), c.Responsible())

	c, err = f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: c.ID}, Agency: "isf.water", Reason: "به تشخیص کارشناس"})
	require.NoError(t, err)
	assert.Equal(t, due, c.Due(), "a case that changes hands keeps the time used")

	c, err = f.desk.Return(f.ctx, waterHead, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Propose: "isf.tamin", Text: "به ما مربوط نیست."})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State, "after too many returns the screening unit decides")
	assert.Equal(t, 2, c.Returns)
	f.verify(c.ID)
}

func TestReturnAcceptedByRules(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}, Agency: "isf.water", Reason: "آزمون"})
	require.NoError(t, err)
	c, err = f.desk.Return(f.ctx, waterHead, samad.ReturnRequest{Ref: samad.Ref{ID: c.ID}, Propose: "isf.tamin", Text: "به ما مربوط نیست."})
	require.NoError(t, err)
	assert.Equal(t, samad.Referred, c.State)
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Agency)
	require.Len(t, c.Referrals, 2)
	assert.True(t, c.Referrals[0].Returned)
	f.verify(c.ID)
}

// TestMerge checks that those who joined a case get its answers under their
// own codes, and are set free when it is withdrawn.
func TestMerge(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first, parent := f.referred()
	second := f.submit(submission())
	c, err := f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: second.Case}, Into: parent.ID})
	require.NoError(t, err)
	assert.Equal(t, samad.Merged, c.State)

	_, err = f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: parent.ID}, Text: "در حال بررسی"})
	require.NoError(t, err)
	assert.Equal(t, []samad.MessageKind{samad.ReceiptMessage, samad.EndedMessage, samad.ActionMessage}, f.messages(second.Case, samad.ToPetitioner))
	view, err := f.desk.Open(f.ctx, f.petitioner(second))
	require.NoError(t, err)
	assert.Equal(t, samad.AgencyID("isf.tamin"), view.Agency)
	var joined []string
	for _, e := range view.Timeline {
		if e.Joined {
			assert.NotEqual(t, samad.EventSubmitted, e.Type, "another petitioner's words are not shown")
			for _, text := range e.Texts {
				joined = append(joined, text.Text)
			}
		}
	}
	assert.Equal(t, []string{"در حال بررسی"}, joined)

	_, err = f.desk.Withdraw(f.ctx, f.petitioner(first), samad.WithdrawRequest{Ref: samad.Ref{ID: parent.ID}})
	require.NoError(t, err)
	c, err = f.store.Case(f.ctx, second.Case)
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State, "who has not withdrawn anything is heard")
	f.verify(first.Case)
	f.verify(second.Case)
}

func TestMergeRefusals(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, ended := f.answered()
	_, err := f.desk.Close(f.ctx, operator, samad.ReasonRequest{Ref: samad.Ref{ID: ended.ID}, Reason: "پایان"})
	require.NoError(t, err)
	r := f.submit(submission())
	for name, row := range map[string]struct {
		into samad.CaseID
		want string
	}{
		"none":    {"", "/into required"},
		"itself":  {r.Case, "/into same_case"},
		"unknown": {"01AAAAAAAAAAAAAAAAAAAAAAAA", "/into unknown"},
		"ended":   {ended.ID, "/into ended"},
	} {
		_, err := f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: r.Case}, Into: row.into})
		assert.Equal(t, row.want, faultCodes(t, err), name)
	}
}

// TestApproval checks the two-step answer.
func TestApproval(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.Approval = []samad.AgencyID{"isf.tamin"} })
	_, c := f.referred()
	_, err := f.desk.Assign(f.ctx, head, samad.AssignRequest{Ref: samad.Ref{ID: c.ID}, Expert: expert.ID})
	require.NoError(t, err)
	c, err = f.desk.Answer(f.ctx, expert, answer(c.ID))
	require.NoError(t, err)
	assert.Equal(t, samad.InProgress, c.State, "a draft is no answer")
	assert.NotContains(t, f.messages(c.ID, samad.ToPetitioner), samad.AnswerMessage)
	_, err = f.desk.Approve(f.ctx, expert, samad.ApproveRequest{Ref: samad.Ref{ID: c.ID}})
	require.ErrorIs(t, err, samad.ErrForbidden, "nobody approves the own draft")

	c, err = f.desk.SendBack(f.ctx, head, samad.SendBackRequest{Ref: samad.Ref{ID: c.ID}, Reason: "راه حل را هم بنویسید."})
	require.NoError(t, err)
	_, err = f.desk.Approve(f.ctx, head, samad.ApproveRequest{Ref: samad.Ref{ID: c.ID}})
	assert.Equal(t, " no_draft", faultCodes(t, err))

	_, err = f.desk.Answer(f.ctx, expert, answer(c.ID))
	require.NoError(t, err)
	c, err = f.desk.Approve(f.ctx, head, samad.ApproveRequest{Ref: samad.Ref{ID: c.ID}})
	require.NoError(t, err)
	assert.Equal(t, samad.Answered, c.State)
	assert.Contains(t, f.messages(c.ID, samad.ToPetitioner), samad.AnswerMessage)
	f.verify(c.ID)
}

// TestInterimAnswer checks that an answer that is not final keeps the clock
// running.
func TestInterimAnswer(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	due := c.Due()
	interim := answer(c.ID)
	interim.Final, interim.Outcome = false, samad.NeedsTime
	c, err := f.desk.Answer(f.ctx, head, interim)
	require.NoError(t, err)
	assert.Equal(t, samad.InProgress, c.State)
	assert.Equal(t, due, c.Due())
	interim.Final = true
	_, err = f.desk.Answer(f.ctx, head, interim)
	assert.Equal(t, "/final not_final", faultCodes(t, err))
}

func TestExtend(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	due := c.Due()
	by := func(s string) samad.ExtendRequest {
		target, err := sla.ParseTarget(s)
		require.NoError(t, err)
		return samad.ExtendRequest{Ref: samad.Ref{ID: c.ID}, By: target, Reason: "بازدید لازم است."}
	}
	_, err := f.desk.Extend(f.ctx, head, by("11d"))
	require.ErrorIs(t, err, samad.ErrLimit)
	_, err = f.desk.Extend(f.ctx, head, by("5h"))
	assert.Equal(t, "/by not_days", faultCodes(t, err))
	c, err = f.desk.Extend(f.ctx, head, by("5d"))
	require.NoError(t, err)
	assert.Equal(t, due.AddDate(0, 0, 5), c.Due())
	_, err = f.desk.Extend(f.ctx, oversight, by("1d"))
	require.NoError(t, err)
	_, err = f.desk.Extend(f.ctx, head, by("1d"))
	require.ErrorIs(t, err, samad.ErrLimit)
	f.verify(c.ID)
}

// TestAutoReferral checks that a rule can refer without screening.
func TestAutoReferral(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Topic = "samad/appreciation"
	r := f.submit(sub)
	assert.Equal(t, samad.Referred, r.State)
	assert.Equal(t, samad.AgencyID("isf.centre"), r.Agency)
	assert.NotZero(t, r.Due)
	f.verify(r.Case)
}

// TestAboutAgency checks that an accused agency only says its side.
func TestAboutAgency(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Kind, sub.About = samad.Complaint, "isf.tamin"
	r := f.submit(sub)
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	assert.Equal(t, samad.AgencyID("isf.centre"), c.Agency)
	_, err = f.desk.Answer(f.ctx, head, answer(c.ID))
	require.ErrorIs(t, err, samad.ErrForbidden, "the accused does not give the answer")
	c, err = f.desk.Act(f.ctx, head, samad.ActRequest{Ref: samad.Ref{ID: c.ID}, Text: "توضیح دستگاه"})
	require.NoError(t, err)
	assert.Equal(t, samad.Referred, c.State, "a statement does not take the case over")
	f.verify(c.ID)
}

func TestReopenDeclined(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	c, err := f.desk.Decline(f.ctx, operator, samad.DeclineRequest{Ref: samad.Ref{ID: r.Case}, Text: "به دادگاه مراجعه کنید."})
	require.NoError(t, err)
	assert.Equal(t, samad.Declined, c.State)
	assert.Empty(t, c.Responsible())
	c, err = f.desk.Reopen(f.ctx, supervisor, samad.ReasonRequest{Ref: samad.Ref{ID: r.Case}, Reason: "اشتباه در پالایش"})
	require.NoError(t, err)
	assert.Equal(t, samad.Received, c.State)
	f.verify(c.ID)
}

func TestObjectionLimit(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.MaxObjections = 1 })
	r, c := f.answered()
	object := samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: "پذیرفته نیست."}
	_, err := f.desk.Object(f.ctx, f.petitioner(r), object)
	require.NoError(t, err)
	_, err = f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)
	_, err = f.desk.Object(f.ctx, f.petitioner(r), object)
	require.ErrorIs(t, err, samad.ErrLimit)
	view, err := f.desk.Open(f.ctx, f.petitioner(r))
	require.NoError(t, err)
	assert.False(t, view.MayObject)
	assert.True(t, view.MayRate)
}

// restarting is a policy that gives every agency its full time.
type restarting struct{ deadlines }

func (restarting) RestartsOnReferral(f sla.Facts) bool { return f.Stage == sla.Answer }

func TestPolicyRestartsOnReferral(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Deadlines = restarting{} })
	_, c := f.referred()
	due := c.Due()
	f.clock.Advance(48 * time.Hour)
	c, err := f.desk.Refer(f.ctx, oversight, samad.ReferRequest{Ref: samad.Ref{ID: c.ID}, Agency: "isf.water", Reason: "آزمون"})
	require.NoError(t, err)
	assert.Equal(t, due.AddDate(0, 0, 2), c.Due())
	f.verify(c.ID)
}

// TestAskExtension: an expert asks, the head gives or refuses; where the centre
// decides, the head asks too.
func TestAskExtension(t *testing.T) {
	t.Parallel()
	by := func(s string) sla.Target {
		target, err := sla.ParseTarget(s)
		require.NoError(t, err)
		return target
	}
	f := setup(t)
	_, c := f.referred()
	c, err := f.desk.Assign(f.ctx, head, samad.AssignRequest{Ref: samad.Ref{ID: c.ID}, Expert: expert.ID})
	require.NoError(t, err)
	ref, due := samad.Ref{ID: c.ID}, c.Due()
	_, err = f.desk.Extend(f.ctx, expert, samad.ExtendRequest{Ref: ref, By: by("5d"), Reason: "x"})
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.desk.Extend(f.ctx, head, samad.ExtendRequest{Ref: ref, Reason: "x"})
	require.ErrorIs(t, err, samad.ErrInvalid, "nothing was asked for")
	_, err = f.desk.RefuseExtension(f.ctx, head, samad.ReasonRequest{Ref: ref, Reason: "x"})
	require.ErrorIs(t, err, samad.ErrTransition)
	_, err = f.desk.AskExtension(f.ctx, expert, samad.ExtendRequest{Ref: ref, By: by("11d"), Reason: "x"})
	require.ErrorIs(t, err, samad.ErrLimit)

	c, err = f.desk.AskExtension(f.ctx, expert, samad.ExtendRequest{Ref: ref, By: by("5d"), Reason: "در انتظار استعلام"})
	require.NoError(t, err)
	require.Equal(t, &samad.TimeAsked{Seq: c.Revision, By: by("5d")}, c.TimeAsked)
	require.Equal(t, due, c.Due(), "asking moves nothing")
	c, err = f.desk.RefuseExtension(f.ctx, head, samad.ReasonRequest{Ref: ref, Reason: "نه"})
	require.NoError(t, err)
	require.Nil(t, c.TimeAsked)
	_, err = f.desk.AskExtension(f.ctx, expert, samad.ExtendRequest{Ref: ref, By: by("5d"), Reason: "در انتظار استعلام"})
	require.NoError(t, err)
	c, err = f.desk.Extend(f.ctx, head, samad.ExtendRequest{Ref: ref, Reason: "پذیرفته شد"})
	require.NoError(t, err)
	require.Nil(t, c.TimeAsked)
	require.True(t, c.Due().After(due))
	_, err = f.desk.History(f.ctx, head, c.ID)
	require.NoError(t, err)

	f = setup(t, func(c *samad.Config) { c.Settings.CentreExtends = true })
	_, c = f.referred()
	ref, due = samad.Ref{ID: c.ID}, c.Due()
	c, err = f.desk.Extend(f.ctx, head, samad.ExtendRequest{Ref: ref, By: by("3d"), Reason: "بازدید"})
	require.NoError(t, err)
	require.NotNil(t, c.TimeAsked)
	require.Equal(t, due, c.Due())
	c, err = f.desk.Extend(f.ctx, supervisor, samad.ExtendRequest{Ref: ref, Reason: "پذیرفته شد"})
	require.NoError(t, err)
	require.True(t, c.Due().After(due))
	_, err = f.desk.AskExtension(f.ctx, head, samad.ExtendRequest{Ref: ref, By: by("1d"), Reason: "x"})
	require.NoError(t, err)
	c, err = f.desk.Refer(f.ctx, operator, samad.ReferRequest{Ref: ref, Agency: "isf.water", Reason: "با آب است"})
	require.NoError(t, err)
	require.Nil(t, c.TimeAsked, "another agency has asked for nothing")
}

// TestServicesWaitForApproval: a program's answer goes out after a person has
// looked at it.
func TestServicesWaitForApproval(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.Approval = []samad.AgencyID{"isf.tamin"} })
	_, c := f.referred()
	service := samad.Actor{ID: "svc", Roles: []samad.Role{samad.RoleService}, Agency: "isf.tamin"}
	c, err := f.desk.Answer(f.ctx, service, answer(c.ID))
	require.NoError(t, err)
	require.Equal(t, samad.InProgress, c.State)
	require.NotZero(t, c.Drafted)
	_, err = f.desk.Approve(f.ctx, service, samad.ApproveRequest{Ref: samad.Ref{ID: c.ID}})
	require.ErrorIs(t, err, samad.ErrForbidden)
}
