package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func reviewState(s oversight.ReviewState) samad.Text {
	return map[oversight.ReviewState]samad.Text{
		oversight.ReviewWaiting: {Fa: "در انتظار داوری", En: "waits"}, oversight.ReviewGood: {Fa: "خوب", En: "good"},
		oversight.ReviewPoor: {Fa: "ضعیف", En: "poor"}, oversight.ReviewSentBack: {Fa: "ضعیف؛ برگشت داده شد", En: "poor, sent back"},
	}[s]
}

func reviewPoint(p string) samad.Text {
	return map[string]samad.Text{
		oversight.PointCorrect: {Fa: "پاسخ درست است", En: "correct"}, oversight.PointExplains: {Fa: "توضیح می‌دهد", En: "explains"},
		oversight.PointWayOut: {Fa: "راه می‌نماید", En: "offers a way out"}, oversight.PointPolite: {Fa: "محترمانه است", En: "courteous"},
		oversight.PointPlain: {Fa: "ساده و روشن است", En: "plain"},
	}[p]
}

// reviewsPage lists the sample of answers; agencies see their judged ones.
func (h *handler) reviewsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("داوری پاسخ‌ها", "Review of answers"))}
	all, next, err := h.Rooms.Oversight.Reviews(v.r.Context(), v.actor(), oversight.ListQuery{Limit: 100, Cursor: v.cursor()})
	t := table("", v.T("پاسخی برای داوری نیست. سامانه نمونه‌ای از پاسخ‌های تازه را خودش برمی‌گزیند.", "There is no answer to review. The system samples new answers by itself."), v.T("دستگاه", "Office"), v.T("در نمونه از", "In the sample since"), v.T("وضعیت", "State"), v.T("امتیاز", "Score"))
	for _, r := range all {
		score := ""
		if r.State != oversight.ReviewWaiting {
			score = page.N(r.Score) + v.T(" از ", " of ") + page.N(len(oversight.ReviewPoints()))
		}
		t.add(under("/desk/reviews", r.ID), v.agencyName(r.Agency), page.Day(r.Sampled), reviewState(r.State).In(v.lang), score)
	}
	t.More = v.further("/desk/reviews", next)
	page.Tables = []recordTable{t}
	return page, v.listFault(err)
}

// reviewPage is one answer with the checklist.
func (h *handler) reviewPage(v *visit) (recordPage, error) {
	r, err := h.Rooms.Oversight.Review(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("داوری پاسخ ", "Review of an answer, ") + v.agencyName(r.Agency)), Back: link{v.T("داوری پاسخ‌ها", "Review of answers"), "/desk/reviews"},
		Action: under("/desk/reviews", r.ID), Tags: []string{reviewState(r.State).In(v.lang)},
		Links: []link{{v.T("پرونده", "Case"), "/desk/cases/" + string(r.Case)}},
	}
	d, err := h.Desk.Dossier(v.r.Context(), v.actor(), r.Case)
	if err == nil {
		for _, e := range d.Events {
			if e.Type == samad.EventSubmitted || e.Seq == r.Seq {
				page.Words = append(page.Words, v.texts(d.Texts[e.Seq])...)
			}
		}
	}
	for _, p := range oversight.ReviewPoints() {
		if ok, judged := r.Points[p]; judged {
			page.Facts = append(page.Facts, said{reviewPoint(p).In(v.lang), choose(v.lang, map[bool]string{true: "بله", false: "خیر"}[ok], map[bool]string{true: "yes", false: "no"}[ok])})
		}
	}
	if r.Note != "" {
		page.Words = append(page.Words, said{v.T("یادداشت داور", "Reviewer's note"), r.Note})
	}
	if r.State == oversight.ReviewWaiting && v.role(samad.RoleOversight) {
		f := form{Step: "judge", Title: v.T("داوری", "Judge"), Button: v.T("ثبت داوری", "Record"), Open: true}
		for _, p := range oversight.ReviewPoints() {
			f.Fields = append(f.Fields, field{Name: p, Kind: "check", Label: reviewPoint(p).In(v.lang)})
		}
		f.Fields = append(f.Fields, field{Name: "note", Kind: "area", Label: v.T("یادداشت؛ دستگاه آن را می‌خواند", "Note; the office reads it")},
			field{Name: "send_back", Kind: "check", Label: v.T("اگر ضعیف است، پرونده دوباره باز شود", "Where it is poor, reopen the case")})
		page.Forms = []form{f}
	}
	if (r.State == oversight.ReviewPoor || r.State == oversight.ReviewSentBack) && v.role(samad.RoleOversight, samad.RoleGovernor) {
		page.Forms = append(page.Forms, v.improveForm())
	}
	return page, nil
}

func (h *handler) reviewStep(v *visit, step string) (string, error) {
	if step == "improve" {
		r, err := h.Rooms.Oversight.Review(v.r.Context(), v.actor(), v.r.PathValue("id"))
		if err != nil {
			return "", err
		}
		return h.improve(v, ledger.Ref{Kind: "review", ID: r.ID}, r.Agency, r.Place)
	}
	if step != "judge" {
		return "", errNoStep
	}
	id := v.r.PathValue("id")
	j := oversight.Judgement{Points: map[string]bool{}, Note: strings.TrimSpace(v.value("note")), SendBack: v.value("send_back") != ""}
	for _, p := range oversight.ReviewPoints() {
		j.Points[p] = v.value(p) != ""
	}
	_, err := h.Rooms.Oversight.Judge(v.r.Context(), v.actor(), id, j)
	return under("/desk/reviews", id) + "?done=judge", err
}
