package webdesk

import (
	"cmp"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/oversight"
)

// scored are the figures of an agency's own scorecard.
func scored() []figures.ID {
	return []figures.ID{
		figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer, figures.Satisfaction, figures.Reopened,
	}
}

func trendName(t figures.Trend) samad.Text {
	return map[figures.Trend]samad.Text{
		figures.Improving: {Fa: "رو به بهبود", En: "improving"}, figures.Worsening: {Fa: "رو به افت", En: "worsening"}, figures.Steady: {Fa: "بی‌روند روشن", En: "no clear trend"},
	}[t]
}

// standingPage is the assessment officer's: how the own agency stands, what
// petitioners said, which answers were reviewed and returned, and what is done
// about it.
func (h *handler) standingPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("کارنامه دستگاه", "Our scorecard"))}
	if !v.role(samad.RoleAgencyOversight, samad.RoleAgencyHead) {
		return page, samad.ErrForbidden
	}
	agency := v.session.Account.Agency
	page.Lead = v.agencyName(agency)
	if h.Rooms.Figures != nil {
		card, err := h.scorecard(v, page.frame, agency)
		if err != nil {
			return page, err
		}
		page.Tables = append(page.Tables, card)
	}
	for _, add := range []func(*visit, *recordPage, samad.AgencyID) error{h.addPolls, h.addReviews, h.addReturned, h.addImprovements} {
		if err := add(v, &page, agency); err != nil {
			return page, err
		}
	}
	return page, nil
}

// scorecard is the agency's of this month with its rank in the province.
func (h *handler) scorecard(v *visit, f frame, agency samad.AgencyID) (recordTable, error) {
	t := table(v.T("کارنامه این ماه", "Scorecard of this month"), v.T("در این ماه هنوز چیزی برای شمردن نیست. با پرونده‌های تازه پر می‌شود؛ پرونده‌ها را در «میز کار» ببینید.", "There is nothing to count this month yet. It fills with new cases; see the desk."),
		v.T("شاخص", "Figure"), v.T("این ماه", "This month"), v.T("ماه پیش", "Month before"), v.T("روند", "Trend"), v.T("رتبه در استان", "Rank in the province"), v.T("استان", "Province"))
	period, err := figures.Containing(figures.Month, h.today())
	if err != nil {
		return t, err
	}
	card, err := h.Rooms.Figures.Scorecard(v.r.Context(), agency, figures.Query{Period: period, Province: v.province(), Figures: scored()})
	if err != nil {
		return t, err
	}
	for _, s := range card.Scores {
		d, ok := figures.Define(s.Now.Figure)
		if !ok {
			continue
		}
		rank := "–"
		if s.Rank > 0 {
			rank = v.rank(f, s)
		}
		t.add("", d.Title.In(v.lang), v.figure(f, s.Now), v.figure(f, s.Before[0]), cmp.Or(trendName(s.Trend).In(v.lang), "–"), rank, v.figure(f, s.All))
	}
	return t, nil
}

// rank writes the place of a score among the offices, and of how many cases it
// is: first of few is not first of many.
func (v *visit) rank(f frame, s figures.Score) string {
	out := f.N(s.Rank) + v.T(" از ", " of ") + f.N(s.Of)
	if s.Now.Base > 0 && !s.Now.Withheld {
		out += v.T("؛ با ", ", ") + f.N(s.Now.Base) + v.T(" پرونده", " cases")
	}
	return out
}

// addPolls adds what petitioners said in the surveys of ninety days.
func (h *handler) addPolls(v *visit, page *recordPage, agency samad.AgencyID) error {
	now := h.Now()
	scores, err := h.Rooms.Oversight.Scores(v.r.Context(), v.actor(), oversight.ScoreQuery{From: now.AddDate(0, 0, -90), To: now, Agency: agency})
	if err != nil {
		return err
	}
	t := table(v.T("نظرسنجی از متقاضیان، نود روز", "Polls of petitioners, ninety days"), v.T("هنوز نظرسنجی‌ای فرستاده نشده است. پس از هر پاسخ نهایی برای متقاضی فرستاده می‌شود.", "No poll was sent yet. One goes to the petitioner after each final answer."),
		v.T("فرستاده", "Sent"), v.T("پاسخ", "Answered"), v.T("میانگین از پنج", "Mean of five"), v.T("سهم خشنود", "Share satisfied"))
	for _, s := range scores {
		mean, share := v.T("شمار کم است", "too few"), v.T("شمار کم است", "too few")
		if !s.Suppressed {
			mean = v.decimal(page.frame, s.Mean.Value) + v.between(page.frame, s.Mean, 1)
			share = v.decimal(page.frame, 100*s.Satisfied.Value) + v.T("٪", "%") + v.between(page.frame, s.Satisfied, 100)
		}
		t.add("", page.N(s.Sent), page.N(s.Answered), mean, share)
	}
	page.Tables = append(page.Tables, t)
	return nil
}

// between writes the bounds of an estimate.
func (v *visit) between(f frame, i oversight.Interval, times float64) string {
	return v.T(" (میان ", " (between ") + v.decimal(f, times*i.Low) + v.T(" و ", " and ") + v.decimal(f, times*i.High) + ")"
}

// addReviews adds the answers that oversight judged.
func (h *handler) addReviews(v *visit, page *recordPage, agency samad.AgencyID) error {
	all, _, err := h.Rooms.Oversight.Reviews(v.r.Context(), v.actor(), oversight.ListQuery{Agency: agency, Limit: 20})
	if err != nil {
		return err
	}
	t := table(v.T("پاسخ‌های داوری‌شده", "Answers that were reviewed"), v.T("هنوز پاسخی داوری نشده است. بازرسی نمونه‌ای از پاسخ‌ها را داوری می‌کند و نتیجه اینجا می‌آید.", "No answer was reviewed yet. Inspection reviews a sample, and the result appears here."), v.T("در نمونه از", "In the sample since"), v.T("داوری", "Verdict"), v.T("امتیاز", "Score"))
	for _, r := range all {
		if r.State == oversight.ReviewWaiting {
			continue
		}
		t.add(under("/desk/reviews", r.ID), page.Day(r.Sampled), reviewState(r.State).In(v.lang), page.N(r.Score)+v.T(" از ", " of ")+page.N(len(oversight.ReviewPoints())))
		if r.State == oversight.ReviewSentBack {
			t.Rows[len(t.Rows)-1].Late = v.T("برگشته", "returned")
		}
	}
	page.Tables = append(page.Tables, t)
	return nil
}

// addReturned adds the cases that came back to the agency by an objection.
func (h *handler) addReturned(v *visit, page *recordPage, agency samad.AgencyID) error {
	list, err := h.Desk.List(v.r.Context(), v.actor(), samad.Query{
		Agencies: []samad.AgencyID{agency}, States: []samad.State{samad.Referred, samad.InProgress, samad.AwaitingPetitioner}, Order: samad.DueFirst, Limit: 200,
	})
	if err != nil {
		return err
	}
	t := table(v.T("پاسخ‌هایی که برگشت", "Answers that came back"), v.T("پرونده برگشته‌ای باز نیست. آنچه متقاضی به آن اعتراض کند اینجا می‌آید.", "No case that came back is open. What petitioners object to appears here."), v.T("کد", "Code"), v.T("موضوع", "Topic"), v.T("نوبت رسیدگی", "Episode"), v.T("مهلت", "Due"))
	for _, c := range list.Cases {
		if c.Episode < 2 {
			continue
		}
		item := v.item(page.frame, c, h.Now())
		t.add("/desk/cases/"+string(c.ID), isolated(c.Code.Format(string(v.lang))), item.Topic, page.N(c.Episode), item.Due)
		if item.Late {
			t.Rows[len(t.Rows)-1].Late = v.T("از مهلت گذشته", "overdue")
		}
	}
	page.Tables = append(page.Tables, t)
	return nil
}

// addImprovements adds the actions for improvement, which oversight opens and
// the agency carries out.
func (h *handler) addImprovements(v *visit, page *recordPage, agency samad.AgencyID) error {
	all, _, err := h.Rooms.Oversight.Improvements(v.r.Context(), v.actor(), oversight.ListQuery{Agency: agency, Limit: 50})
	if err != nil {
		return err
	}
	t := v.improvementTable(page.frame, all)
	t.Title = v.T("اقدام‌های بهبود", "Actions for improvement")
	page.Tables = append(page.Tables, t)
	return nil
}
