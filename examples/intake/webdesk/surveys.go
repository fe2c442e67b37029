package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func occasionName(o oversight.Occasion) samad.Text {
	return map[oversight.Occasion]samad.Text{
		oversight.AfterAnswer:  {Fa: "پس از پاسخ", En: "after the answer"},
		oversight.AfterClosing: {Fa: "پس از پایان", En: "after closing"},
	}[o]
}

// surveysPage shows satisfaction by office and question, and the surveys with
// low scores.
func (h *handler) surveysPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("نظرسنجی", "Surveys")), Links: []link{{v.T("پرسش‌ها", "Questions"), "/desk/questions"}, {v.T("اقدام‌های بهبود", "Actions for improvement"), "/desk/improvements"}}}
	ctx, office, now := v.r.Context(), h.Rooms.Oversight, h.Now()
	for _, by := range []struct {
		by   oversight.ScoreBy
		fa   string
		en   string
		name func(group string) string
	}{
		{oversight.ScoreByAgency, "رضایت از دستگاه‌ها، نود روز گذشته", "Satisfaction with offices, 90 days", func(g string) string { return v.agencyName(samad.AgencyID(g)) }},
		{oversight.ScoreByCounty, "رضایت در شهرستان‌ها", "Satisfaction in counties", func(g string) string { return v.placeName(samad.PlaceID(g)) }},
		{oversight.ScoreByOfficer, "رضایت به نقش پاسخ‌دهنده", "Satisfaction by who answered", func(g string) string { return samad.RoleName(samad.Role(g)).In(v.lang) }},
	} {
		scores, err := office.Scores(ctx, v.actor(), oversight.ScoreQuery{From: now.AddDate(0, 0, -90), To: now, By: by.by})
		if err != nil {
			return page, err
		}
		page.Tables = append(page.Tables, v.scoreTable(page.frame, v.T(by.fa, by.en), scores, by.name))
	}
	low, _, err := office.LowSurveys(ctx, v.actor(), oversight.ListQuery{Limit: 1000})
	if err != nil {
		return page, err
	}
	t := table(v.T("کم‌امتیازها", "Low scores"), v.T("نظرسنجی کم‌امتیازی نیست. پاسخ‌های کم‌امتیاز اینجا می‌آید تا از آن اقدام بهبود باز کنید.", "There is none. Answers with low scores appear here, as grounds for improvements."), v.T("دستگاه", "Office"), v.T("میانگین", "Mean"), v.T("کی", "When"), v.T("زمان", "Occasion"))
	for _, s := range low[:min(len(low), 100)] {
		t.add(under("/desk/surveys", s.ID), v.agencyName(s.Agency), v.decimal(page.frame, s.Mean())+v.T(" از ۵", " of 5"), page.Day(s.Answered), occasionName(s.Occasion).In(v.lang))
	}
	page.Tables = append(page.Tables, t)
	return page, nil
}

func (v *visit) scoreTable(f frame, title string, scores []oversight.Score, name func(string) string) recordTable {
	t := table(title, v.T("هنوز نظرسنجی‌ای فرستاده نشده است. پرسش‌ها را منتشر کنید؛ پس از هر پاسخ نهایی فرستاده می‌شود.", "No survey was sent yet. Publish the questions; they go out after each final answer."), v.T("گروه", "Group"), v.T("فرستاده", "Sent"), v.T("پاسخ‌داده", "Answered"), v.T("میانگین از پنج", "Mean of five"), v.T("راضی (درصد)", "Satisfied (%)"))
	for _, s := range scores {
		if !s.Suppressed {
			t.add("", name(s.Group), f.N(s.Sent), f.N(s.Answered), v.interval(f, s.Mean, false, 1), v.interval(f, s.Satisfied, false, 100))
		}
	}
	for _, s := range scores { // those that show nothing stand below
		if s.Suppressed {
			t.add("", name(s.Group), f.N(s.Sent), f.N(s.Answered), v.interval(f, s.Mean, true, 1), "–")
		}
	}
	return t
}

// surveyPage is one survey with its comment, for oversight alone.
func (h *handler) surveyPage(v *visit) (recordPage, error) {
	ctx, office := v.r.Context(), h.Rooms.Oversight
	s, err := office.Survey(ctx, v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("نظر مردم درباره ", "Opinion on ") + v.agencyName(s.Agency)), Back: link{v.T("نظرسنجی", "Surveys"), "/desk/surveys"}, Action: under("/desk/surveys", s.ID),
		Tags: []string{occasionName(s.Occasion).In(v.lang)}, Links: []link{{v.T("دیدن پرونده", "See the case"), "/desk/cases/" + string(s.Case)}},
	}
	page.Facts = []said{{v.T("فرستاده شد", "Sent"), page.at(s.Sent)}}
	if s.State == oversight.SurveyAnswered {
		page.Facts = append(page.Facts, said{v.T("پاسخ داده شد", "Answered"), page.at(s.Answered)}, said{v.T("میانگین", "Mean"), v.decimal(page.frame, s.Mean()) + v.T(" از ۵", " of 5")})
	}
	for _, q := range s.Set.Questions {
		if mark, ok := s.Scores[q.ID]; ok {
			page.Facts = append(page.Facts, said{q.Text.In(v.lang), page.N(mark) + v.T(" از ۵", " of 5")})
		}
	}
	comment, err := office.Comment(ctx, v.actor(), s.ID)
	switch {
	case errors.Is(err, samad.ErrErased):
		comment = v.T("با داده‌های شخصی پرونده پاک شده است.", "Erased with the personal data of the case.")
	case err != nil:
		return page, err
	}
	if comment != "" {
		page.Words = []said{{v.T("نوشته شهروند", "What the petitioner wrote"), comment}}
	}
	if s.State == oversight.SurveyAnswered {
		page.Forms = []form{v.improveForm()}
	}
	return page, nil
}

func (h *handler) surveyStep(v *visit, step string) (string, error) {
	if step != "improve" {
		return "", errNoStep
	}
	s, err := h.Rooms.Oversight.Survey(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return "", err
	}
	return h.improve(v, ledger.Ref{Kind: "survey", ID: s.ID}, s.Agency, s.Place)
}
