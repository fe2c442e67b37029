package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// caseLinks is a case in a list or inbox.
const caseLinks = `main a[href^="/desk/cases/"]`

// roleOf returns the role that made the last event of a type, "" for none.
func roleOf(events []samad.Event, kind samad.EventType) samad.Role {
	for _, e := range slices.Backward(events) {
		if e.Type == kind {
			return e.Actor.Role
		}
	}
	return ""
}

// TestAgencyByKeyboard: the head gives a case from the inbox to an expert, who
// answers it; the head approves. Nobody touches a mouse.
func TestAgencyByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	s.administrator(t).hire(map[string]string{"username": "behzisti.expert", "role": "agency_expert", "agency": "isf.behzisti", "post": "کارشناس پاسخگویی"})
	_, f := s.visitor(t).file(map[string]string{"mobile": "09123456789"})
	operator := s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.behzisti", "reason": "آزمون"})

	b := newTab(t, s.base, "keyboard-agency")
	b.comeIn(s, "isf.behzisti")
	b.says("بی‌کارشناس")
	b.follow(caseLinks)
	b.unfold("assign")
	b.pick(in("assign", "expert"), "behzisti.expert")
	b.sendStep("assign")
	b.says("پرونده به کارشناس سپرده شد")

	b.comeIn(s, "behzisti.expert")
	b.follow(caseLinks)
	b.unfold("ask_extension")
	b.pick(in("ask_extension", "by"), "3d")
	b.write(in("ask_extension", "reason"), "بازدید از محل لازم است.")
	b.sendStep("ask_extension")
	b.says("درخواست تمدید ثبت شد")
	b.unfold("answer")
	b.write(in("answer", "explanation"), "سطل محله در فهرست پیمانکار تازه جا مانده بود و خالی نمی‌شد.")
	b.write(in("answer", "done"), "روز یکشنبه سطل به برنامه شبانه افزوده و خالی شد.")
	b.pick(in("answer", "outcome"), "done")
	b.tick(in("answer", "final"))
	b.sendStep("answer")
	b.says("پیش‌نویس پاسخ")

	b.comeIn(s, "isf.behzisti")
	b.says("در انتظار تأیید شما")
	b.follow(caseLinks)
	b.look("waits")
	b.unfold("approve")
	b.sendStep("approve")
	b.says("پاسخ تأیید و فرستاده شد")

	c, err := r.desk.CaseByCode(t.Context(), officer, latin(f.code))
	require.NoError(t, err)
	assert.Equal(t, samad.Answered, c.State)
	events, err := r.desk.History(t.Context(), officer, c.ID)
	require.NoError(t, err, "the chain verifies")
	assert.Equal(t, samad.RoleAgencyHead, roleOf(events, samad.EventAssigned))
	assert.Equal(t, samad.RoleAgencyExpert, roleOf(events, samad.EventExtensionAsked))
	assert.Equal(t, samad.RoleAgencyExpert, roleOf(events, samad.EventDrafted))
	assert.Equal(t, samad.RoleAgencyHead, roleOf(events, samad.EventAnswered))
	require.Len(t, c.Answers, 1)
	assert.Equal(t, samad.Done, c.Answers[0].Outcome)
	assert.Contains(t, s.visitor(t).open(f).text(t), "روز یکشنبه سطل به برنامه شبانه افزوده و خالی شد.", "the petitioner reads what was typed")
}

// TestHeadByKeyboard: the head's page leads to what is owed, and each of it is
// done by keys: an invitation, leave with a stand-in, a notice.
func TestHeadByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("Tehran", 3*3600+1800))
	s := start(t, t.TempDir(), "--limits", "off", "--at", monday.Format(time.RFC3339))
	r := s.rooms(t, monday)
	programme := r.invite(r.workingDay(7), "isf.tamin")
	letter := r.notice("isf.tamin")

	b := newTab(t, s.base, "keyboard-head")
	b.comeIn(s, "isf.tamin")
	b.follow(`a[href="/desk/office"]`)
	b.follow(`main a[href^="/desk/meetings/"]`)
	b.sendStep("accept")
	b.says("ثبت شد")

	b.follow(`a[href="/desk/office"]`)
	b.unfold("leave")
	for _, row := range [][2]string{{"from", "۱۴۰۵/۰۹/۰۹"}, {"to", "۱۴۰۵/۰۹/۱۰"}, {"stand_in", "معاون بیمه‌ای"}, {"reason", "ماموریت"}} {
		b.write(in("leave", row[0]), row[1])
	}
	b.sendStep("leave")
	b.says("جانشین: معاون بیمه‌ای")

	b.follow(`main a[href^="/desk/letters/"]`)
	b.sendStep("acknowledge")
	b.unfold("appeal")
	b.write(in("appeal", "text"), "ماموریت با حکم بود.")
	b.sendStep("appeal")
	b.says("اعتراض شده")

	kept, err := r.meeting.Programme(t.Context(), officer, programme.ID)
	require.NoError(t, err)
	host, ok := kept.Host("isf.tamin")
	require.True(t, ok)
	assert.Equal(t, meeting.Accepted, host.State)
	post, err := r.office.Post(t.Context(), officer, "isf.tamin/head")
	require.NoError(t, err)
	require.Len(t, post.Leaves, 1)
	assert.Equal(t, "معاون بیمه‌ای", post.Leaves[0].StandIn.Fa)
	assert.Equal(t, "1405-09-10", post.Leaves[0].To.String())
	assert.Equal(t, samad.RoleAgencyHead, post.Leaves[0].By.Role)
	l, err := r.office.Letter(t.Context(), officer, letter.ID)
	require.NoError(t, err)
	assert.Equal(t, oversight.LetterAppealed, l.State)
	assert.Equal(t, samad.RoleAgencyHead, l.AckBy.Role)
	assert.Equal(t, "ماموریت با حکم بود.", l.Appeal)
}

// notice is a letter after a visit today that found nobody, and to which the
// manager has replied.
func (r *staffRoom) notice(agency samad.AgencyID) oversight.Letter {
	r.t.Helper()
	ctx := r.t.Context()
	inspector := samad.Actor{ID: "01INSPECTOR", Roles: []samad.Role{samad.RoleInspector}, Place: "10", Post: samad.Text{Fa: "بازرس"}}
	head := samad.Actor{ID: "01HEAD" + string(agency), Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency, Post: samad.Text{Fa: "مدیرکل"}}
	post, err := r.office.AddPost(ctx, officer, oversight.Post{ID: string(agency) + "/head", Agency: agency, Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
	require.NoError(r.t, err)
	today, err := persian.FromTime(r.now().In(r.zone))
	require.NoError(r.t, err)
	visit, err := r.office.OrderVisit(ctx, officer, post.ID, today, 10*60, inspector.ID, "شکایت مردم")
	require.NoError(r.t, err)
	_, err = r.office.Report(ctx, inspector, visit.ID, oversight.VisitReport{At: r.now().UTC(), Finding: oversight.Absent})
	require.NoError(r.t, err)
	_, err = r.office.ReplyVisit(ctx, head, visit.ID, "در ماموریت بودم.")
	require.NoError(r.t, err)
	l, err := r.office.Consequence(ctx, officer, visit.ID)
	require.NoError(r.t, err)
	return l
}

// TestAssessmentByKeyboard: the assessment officer finishes an action for
// improvement, and sends a draft back to its writer.
func TestAssessmentByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t).hire(map[string]string{"username": "behzisti.assess", "role": "agency_oversight", "agency": "isf.behzisti", "post": "کارشناس مسئول ارزیابی عملکرد"})
	r := s.rooms(t)
	ctx := t.Context()
	var reviews []oversight.Review
	for range 20 { // chance takes some answers into the sample
		r.answered("isf.behzisti", "1010", 6)
		_, err := r.figures.Update(ctx, 1000)
		require.NoError(t, err)
		for _, chore := range r.office.Chores() {
			_, err := chore.Run(ctx, time.Now().Add(time.Hour), 1000)
			require.NoError(t, err)
		}
		reviews, _, err = r.office.Reviews(ctx, officer, oversight.ListQuery{Agency: "isf.behzisti"})
		require.NoError(t, err)
		if len(reviews) > 0 {
			break
		}
	}
	require.NotEmpty(t, reviews, "some answers were sampled")
	points := map[string]bool{}
	for _, p := range oversight.ReviewPoints() {
		points[p] = false
	}
	_, err := r.office.Judge(ctx, officer, reviews[0].ID, oversight.Judgement{Points: points, Note: "راهی پیش پا نگذاشته است."})
	require.NoError(t, err)
	improvement, err := r.office.OpenImprovement(ctx, officer, oversight.NewImprovement{
		Agency: "isf.behzisti", Place: "10", Ground: ledger.Ref{Kind: "review", ID: reviews[0].ID}, Cause: "پاسخ‌ها کلی است.",
		Measure: "پاسخ‌ها پیش از فرستادن خوانده شود.", Owner: samad.Text{Fa: "معاون"}, Due: time.Now().AddDate(0, 1, 0),
	})
	require.NoError(t, err)
	draft := r.drafted("isf.behzisti")

	b := newTab(t, s.base, "keyboard-assessment")
	b.comeIn(s, "behzisti.assess")
	b.follow(`a[href="/desk/standing"]`)
	b.says("رتبه در استان")
	b.follow(`main a[href^="/desk/improvements/"]`)
	b.write(in("finish", "text"), "هر پاسخ را نفر دوم می‌خواند.")
	b.sendStep("finish")
	b.says("نفر دوم می‌خواند")
	b.follow(`a[href="/desk"]`)
	b.follow(`a[href="/desk/cases/` + string(draft) + `"]`)
	b.unfold("send_back")
	b.write(in("send_back", "reason"), "تاریخ واریز را هم بنویسید.")
	b.sendStep("send_back")
	b.says("پیش‌نویس برای اصلاح برگشت")

	done, err := r.office.Improvement(ctx, officer, improvement.ID)
	require.NoError(t, err)
	assert.Equal(t, oversight.ImprovementDone, done.State)
	assert.Equal(t, "هر پاسخ را نفر دوم می‌خواند.", done.Report)
	events, err := r.desk.History(ctx, officer, draft)
	require.NoError(t, err)
	assert.Equal(t, samad.RoleAgencyOversight, roleOf(events, samad.EventSentBack))
	c, err := r.desk.Case(ctx, officer, draft)
	require.NoError(t, err)
	assert.Equal(t, samad.InProgress, c.State)
	assert.Zero(t, c.Drafted, "no draft waits any more")
}

// drafted is a case of the agency whose answer waits for approval.
func (r *staffRoom) drafted(agency samad.AgencyID) samad.CaseID {
	r.t.Helper()
	ctx := r.t.Context()
	head := samad.Actor{ID: "01HEAD" + string(agency), Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency, Post: samad.Text{Fa: "مدیرکل"}}
	expert := samad.Actor{ID: "01EXPERT" + string(agency), Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: agency, Post: samad.Text{Fa: "کارشناس"}}
	receipt, err := r.desk.Submit(ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Text: "مستمری من نرسیده است.", Topic: "welfare/retirement", Place: "1010", Channel: samad.Web})
	require.NoError(r.t, err)
	ref := samad.Ref{ID: receipt.Case}
	_, err = r.desk.Accept(ctx, examiner, samad.AcceptRequest{Ref: ref, Agency: agency, Reason: "آزمون"})
	require.NoError(r.t, err)
	_, err = r.desk.Assign(ctx, head, samad.AssignRequest{Ref: ref, Expert: expert.ID})
	require.NoError(r.t, err)
	c, err := r.desk.Answer(ctx, expert, samad.AnswerRequest{Ref: ref, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."}, Outcome: samad.Done, Final: true})
	require.NoError(r.t, err)
	require.NotZero(r.t, c.Drafted, "it waits for approval")
	return receipt.Case
}
