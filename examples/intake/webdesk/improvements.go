package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func improvementState(s oversight.ImprovementState) samad.Text {
	return map[oversight.ImprovementState]samad.Text{
		oversight.ImprovementOpen:   {Fa: "در دست انجام", En: "under way"},
		oversight.ImprovementDone:   {Fa: "انجام شد؛ در انتظار سنجش", En: "done, to be judged"},
		oversight.ImprovementJudged: {Fa: "سنجیده شد", En: "judged"},
	}[s]
}

// improvementsPage lists actions for improvement.
func (h *handler) improvementsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("اقدام‌های بهبود", "Actions for improvement"))}
	all, next, err := h.Rooms.Oversight.Improvements(v.r.Context(), v.actor(), oversight.ListQuery{Limit: 100, Cursor: v.cursor()})
	page.Tables = []recordTable{v.improvementTable(page.frame, all)}
	page.Tables[0].More = v.further("/desk/improvements", next)
	if v.role(samad.RoleOversight) {
		page.Links = []link{{v.T("نظرسنجی‌های کم‌امتیاز", "Surveys with low scores"), "/desk/surveys"}, {v.T("داوری پاسخ‌ها", "Reviews"), "/desk/reviews"}, {v.T("خلأها", "Gaps"), "/desk/gaps"}}
		page.Lead = v.T("هر اقدام بر یک نظرسنجی کم‌امتیاز، یک پاسخ ضعیف یا اعتراض‌های بجا استوار است؛ از صفحه همان آغاز کنید.", "An action rests on a survey with a low score, a poor answer, or upheld objections; begin it on that one's page.")
	}
	return page, v.listFault(err)
}

func (v *visit) improvementTable(f frame, all []oversight.Improvement) recordTable {
	t := table("", v.T("اقدامی ثبت نشده است. بازرسی از داوری، نظرسنجی یا خلأ آن را باز می‌کند.", "No action is recorded. Inspection opens one from a review, a survey or a gap."), v.T("اقدام", "Measure"), v.T("دستگاه", "Office"), v.T("مسئول", "Owner"), v.T("تا روز", "By"), v.T("وضعیت", "State"))
	for _, i := range all {
		t.add(under("/desk/improvements", i.ID), i.Measure, v.agencyName(i.Agency), i.Owner.In(v.lang), f.Day(i.Due), improvementState(i.State).In(v.lang))
		if i.State == oversight.ImprovementOpen {
			t.Rows[len(t.Rows)-1].Late = v.late(i.Due)
		}
	}
	return t
}

// improvementPage is one action with the scores before and after.
func (h *handler) improvementPage(v *visit) (recordPage, error) {
	i, err := h.Rooms.Oversight.Improvement(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("اقدام بهبود ", "Action for improvement, ") + v.agencyName(i.Agency)), Back: link{v.T("اقدام‌های بهبود", "Actions for improvement"), "/desk/improvements"},
		Action: under("/desk/improvements", i.ID), Tags: []string{improvementState(i.State).In(v.lang)}, Lead: i.Measure,
	}
	page.Facts = []said{{v.T("مسئول", "Owner"), i.Owner.In(v.lang)}, {v.T("آغاز", "Opened"), page.at(i.Opened)}, {v.T("تا", "By"), page.at(i.Due)}}
	if i.State == oversight.ImprovementOpen {
		page.Late = v.late(i.Due)
	}
	page.Words = []said{{v.T("علت", "Cause"), i.Cause}}
	if i.Report != "" {
		page.Words = append(page.Words, said{v.T("گزارش انجام، ", "What was done, ") + page.at(i.Done), i.Report})
	}
	if i.Verdict != "" {
		page.Words = append(page.Words, said{v.T("سنجش", "Verdict"), i.Verdict})
	}
	if to, ok := v.ground(i.Ground); ok {
		page.Links = []link{to}
	}
	page.Tables = []recordTable{v.beforeAfter(page.frame, i)}
	if i.State == oversight.ImprovementOpen && v.role(samad.RoleAgencyHead, samad.RoleAgencyOversight) {
		f := v.textForm("finish", v.T("انجام شد", "Done"), v.T("چه کردید؟", "What was done?"), "")
		f.Open = true
		page.Forms = append(page.Forms, f)
	}
	if i.State == oversight.ImprovementDone && v.role(samad.RoleOversight, samad.RoleGovernor) {
		page.Forms = append(page.Forms, v.textForm("judge", v.T("سنجش", "Judge"), v.T("آیا بهتر شد؟", "Is it better?"),
			v.T("امتیازهای پس از انجام همین حالا شمرده و کنار پیش از آن ثبت می‌شود.", "The scores since it was done are counted now and kept beside those before.")))
	}
	return page, nil
}

// ground leads to what an action rests on, for those who may see it.
func (v *visit) ground(ref ledger.Ref) (link, bool) {
	switch {
	case ref.Kind == "review":
		return link{v.T("پاسخ داوری‌شده", "The reviewed answer"), under("/desk/reviews", ref.ID)}, true
	case ref.Kind == "gap" && v.role(samad.RoleOversight, samad.RoleGovernor):
		return link{v.T("خلأ", "The gap"), under("/desk/gaps", ref.ID)}, true
	case ref.Kind == "survey" && v.role(samad.RoleOversight):
		return link{v.T("نظرسنجی", "The survey"), under("/desk/surveys", ref.ID)}, true
	}
	return link{}, false
}

// beforeAfter sets the scores of both spans beside each other.
func (v *visit) beforeAfter(f frame, i oversight.Improvement) recordTable {
	t := table(v.T("امتیازها، پیش و پس", "Scores before and after"), "", v.T("سنجه", "Measure"), v.T("نود روز پیش از آن", "The 90 days before"), v.T("پس از انجام", "Since it was done"))
	t.Hint = v.T("گروه‌های کوچک نشان داده نمی‌شوند. در پرانتز: بازه اطمینان ۹۵ درصد.", "Small groups are not shown. In brackets: the 95 % interval.")
	row := func(fa, en string, value func(s oversight.Snapshot) string) {
		after := ""
		if i.After != nil {
			after = value(*i.After)
		}
		t.add("", v.T(fa, en), value(i.Before), after)
	}
	row("رضایت مردم (۱ تا ۵)", "Satisfaction (1 to 5)", func(s oversight.Snapshot) string {
		return v.interval(f, s.Survey.Mean, s.Survey.Suppressed, 1)
	})
	row("نظرسنجی‌های پاسخ‌داده", "Surveys answered", func(s oversight.Snapshot) string { return f.N(s.Survey.Answered) })
	row("پاسخ‌های خوب در داوری (درصد)", "Good answers in reviews (%)", func(s oversight.Snapshot) string {
		return v.interval(f, s.Reviews.Good, s.Reviews.Suppressed, 100)
	})
	row("پاسخ‌های داوری‌شده", "Answers judged", func(s oversight.Snapshot) string { return f.N(s.Reviews.Judged) })
	return t
}

// interval writes an estimate, times the factor, with its bounds.
func (v *visit) interval(f frame, x oversight.Interval, withheld bool, factor float64) string {
	if withheld {
		return v.T("گروه کوچک است", "too few")
	}
	one := func(n float64) string { return v.decimal(f, n*factor) }
	return one(x.Value) + v.T(" (", " (") + one(x.Low) + v.T(" تا ", " to ") + one(x.High) + ")"
}

func (h *handler) improvementStep(v *visit, step string) (string, error) {
	ctx, id, office, text := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, strings.TrimSpace(v.value("text"))
	var err error
	switch step {
	case "finish":
		_, err = office.FinishImprovement(ctx, v.actor(), id, text)
	case "judge":
		_, err = office.JudgeImprovement(ctx, v.actor(), id, text)
	default:
		err = errNoStep
	}
	return under("/desk/improvements", id) + "?done=" + step, err
}

// improveForm opens an action on the record of a page.
func (v *visit) improveForm() form {
	return form{Step: "improve", Title: v.T("آغاز اقدام بهبود", "Open an action for improvement"), Button: v.T("آغاز", "Open"), Fields: []field{
		{Name: "cause", Kind: "area", Label: v.T("علت", "Cause"), Required: true},
		{Name: "measure", Kind: "area", Label: v.T("چه باید بشود", "What is to be done"), Required: true},
		{Name: "owner", Kind: "text", Label: v.T("پست مسئول در دستگاه", "The post that does it"), Required: true},
		{Name: "due", Kind: "text", Label: v.T("تا روز", "By"), Hint: v.T("مانند ۱۴۰۵/۱۰/۰۱", "like 1405/10/01"), Required: true},
	}}
}

// improve opens an action on a ground.
func (h *handler) improve(v *visit, ground ledger.Ref, agency samad.AgencyID, place samad.PlaceID) (string, error) {
	due, err := v.day("due")
	if err != nil {
		return "", err
	}
	if due.IsZero() {
		return "", refused("due", "روز پایان را بنویسید.", "write the day by which it is done")
	}
	i, err := h.Rooms.Oversight.OpenImprovement(v.r.Context(), v.actor(), oversight.NewImprovement{
		Agency: agency, Place: place, Ground: ground, Cause: strings.TrimSpace(v.value("cause")), Measure: strings.TrimSpace(v.value("measure")),
		Owner: samad.Text{Fa: strings.TrimSpace(v.value("owner"))}, Due: h.lastMinute(due),
	})
	return under("/desk/improvements", i.ID) + "?done=improve", err
}
