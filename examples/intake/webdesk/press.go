package webdesk

import (
	"cmp"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// pressPage is the public-relations expert's: counts that may be published as
// they stand, in sentences and as tables.
func (h *handler) pressPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("آمار برای انتشار", "Figures for publication"))}
	if h.Rooms.Figures == nil {
		return page, errNoPage
	}
	agency := v.session.Account.Agency
	if !samad.MayIn(v.actor(), samad.PublishFigures, samad.Area{Agency: h.Directory.AgencyPath(agency, h.today()), Place: v.province()}) || !v.role(samad.RoleAgencyPR) {
		return page, samad.ErrForbidden
	}
	page.Lead = v.T("شمارهای کمتر از "+page.N(fewest)+" پوشیده است و هیچ‌چیز از کسی در آن نیست؛ همین‌گونه منتشر کنید.",
		"Numbers below "+page.N(fewest)+" are withheld and nothing is about anybody; publish it as it is.")
	today := h.today()
	first, err := persian.New(today.Year(), persian.Farvardin, 1)
	if err != nil {
		return page, err
	}
	year := figures.Period{Span: figures.Free, From: first, To: today}
	query := figures.Query{Period: year, By: figures.ByMonth, Province: v.province(), Agencies: []samad.AgencyID{agency}, Figures: scored()}
	months, err := h.Rooms.Figures.Table(v.r.Context(), query)
	if err != nil {
		return page, err
	}
	months = months.Public(fewest)
	sum := func(id figures.ID) string { return v.figure(page.frame, months.Total.Get(id)) }
	page.Words = []said{{v.T("متن آماده", "Ready text"), v.T(
		"از آغاز سال تا "+page.Day(h.Now())+"، "+v.agencyName(agency)+" از راه سامد ۱۱۱ "+sum(figures.Received)+" پرونده دریافت کرد و به "+sum(figures.Answered)+" پرونده پاسخ داد؛ سهم پاسخ به‌هنگام "+sum(figures.OnTimeShare)+" و میانه زمان پاسخ "+sum(figures.MedianToAnswer)+" بود.",
		"From the new year to "+page.Day(h.Now())+" "+v.agencyName(agency)+" received "+sum(figures.Received)+" cases by Samad 111 and answered "+sum(figures.Answered)+"; answered in time: "+sum(figures.OnTimeShare)+", median time to answer: "+sum(figures.MedianToAnswer)+".")}}
	heads := []string{v.T("ماه", "Month")}
	for _, id := range scored() {
		d, _ := figures.Define(id)
		heads = append(heads, d.Title.In(v.lang))
	}
	t := table(v.agencyName(agency), v.T("هنوز چیزی برای شمردن نیست. با نخستین پرونده‌های دستگاه پر می‌شود.", "There is nothing to count yet. It fills with the agency’s first cases."), heads...)
	line := func(name string, row figures.Row) {
		cells := []string{name}
		for _, id := range scored() {
			cells = append(cells, v.figure(page.frame, row.Get(id)))
		}
		t.add("", cells...)
	}
	rows := slices.Clone(months.Rows)
	slices.SortFunc(rows, func(a, b figures.Row) int { return cmp.Compare(a.Value, b.Value) })
	for _, row := range rows {
		line(v.lineName(figures.ByMonth, row.Value), row)
	}
	line(v.T("از آغاز سال", "Since the new year"), months.Total)
	page.Tables = []recordTable{t}
	page.Links = []link{{v.T("جدول همه دستگاه‌ها", "Table of all offices"), "/figures"}, {"CSV", "/figures/agency.csv?period=" + yearName(today)}, {v.T("راهنمایی‌ها", "Advice"), "/desk/advice"}}
	return page, nil
}

func yearName(d persian.Date) string { return d.Format("yyyy", persian.InLatin) }
