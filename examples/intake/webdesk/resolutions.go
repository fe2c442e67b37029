package webdesk

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// resolutionTable begins a table of resolutions.
func (v *visit) resolutionTable(f frame, title string, all []oversight.Resolution) recordTable {
	t := table(title, v.T("مصوبه‌ای نیست. آنچه کمیسیون به دستگاه بسپارد اینجا می‌آید.", "There is no resolution. What a commission gives an office appears here."), v.T("مصوبه", "Resolution"), v.T("دستگاه", "Office"), v.T("مهلت", "Due"), v.T("وضعیت", "State"))
	for _, r := range all {
		v.addResolution(f, &t, r)
	}
	return v.ofOwn(t, 1)
}

func (v *visit) addResolution(f frame, t *recordTable, r oversight.Resolution) {
	due := ""
	if !r.Due.IsZero() {
		due = f.Day(r.Due)
	}
	t.add(under("/desk/resolutions", r.ID), r.Text, v.agencyName(r.Agency), due, resolutionName(r.State).In(v.lang))
	if r.Late(v.h.Now()) {
		t.Rows[len(t.Rows)-1].Late = v.T("از مهلت گذشته", "overdue")
	}
}

// resolutionPage is a resolution with its follow-up.
func (h *handler) resolutionPage(v *visit) (recordPage, error) {
	r, err := h.Rooms.Oversight.Resolution(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("مصوبه کمیسیون", "Resolution")), Back: link{v.T("میز کار", "Desk"), "/desk"}, Action: under("/desk/resolutions", r.ID),
		Lead: r.Text, Tags: []string{resolutionName(r.State).In(v.lang)},
	}
	if r.Late(h.Now()) {
		page.Late = v.T("از مهلت گذشته", "overdue")
	}
	page.Facts = []said{{v.T("دستگاه", "Office"), v.agencyName(r.Agency)}, {v.T("تصویب", "Made"), page.at(r.Made)}, {v.T("مهلت", "Due"), page.at(r.Due)},
		{v.T("پرونده‌ها", "Cases"), page.N(len(r.Cases))}, {v.T("یادآوری", "Reminders"), page.N(r.Reminders)}}
	for _, s := range r.Steps {
		page.Words = append(page.Words, said{page.at(s.At) + v.T("، ", ", ") + s.By.Post.In(v.lang), s.Text})
	}
	if r.Result != "" {
		page.Words = append(page.Words, said{v.T("نتیجه", "Result"), r.Result})
	}
	switch {
	case r.State == oversight.ResolutionOpen && v.role(samad.RoleAgencyHead, samad.RoleAgencyOversight):
		page.Forms = append(page.Forms, v.textForm("report", v.T("گزارش اجرا", "Report as done"), v.T("چه شد", "What was done"), ""))
	case r.State == oversight.ResolutionReported && v.role(samad.RoleOversight, samad.RoleCommissionSecretary):
		page.Forms = append(page.Forms,
			v.textForm("done", v.T("اجرا شد", "Accept as done"), v.T("نتیجه؛ به متقاضیان گفته می‌شود", "Result; petitioners are told"), ""),
			v.textForm("open", v.T("بس نیست", "Not enough"), v.T("چه مانده است", "What is missing"), ""))
	}
	if (r.State == oversight.ResolutionOpen || r.State == oversight.ResolutionReported) && v.role(samad.RoleOversight, samad.RoleCommissionSecretary) {
		f := v.textForm("failed", v.T("اجرا نشدنی", "Give up"), v.T("دلیل؛ به متقاضیان گفته می‌شود", "Reason; petitioners are told"), "")
		f.Danger = true
		page.Forms = append(page.Forms, f)
	}
	return page, nil
}

func (h *handler) resolutionStep(v *visit, step string) (string, error) {
	ctx, id, actor := v.r.Context(), v.r.PathValue("id"), v.actor()
	var err error
	switch step {
	case "report":
		_, err = h.Rooms.Oversight.ReportResolution(ctx, actor, id, v.value("text"))
	case "done", "open", "failed":
		_, err = h.Rooms.Oversight.JudgeResolution(ctx, actor, id, oversight.ResolutionState(step), v.value("text"))
	default:
		err = errNoStep
	}
	return under("/desk/resolutions", id) + "?done=" + step, err
}
