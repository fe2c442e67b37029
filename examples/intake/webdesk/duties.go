package webdesk

import (
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

func dutyName(k oversight.DutyKind) samad.Text {
	return map[oversight.DutyKind]samad.Text{
		oversight.DutyAnswer:     {Fa: "پاسخ در مهلت", En: "answer in time"},
		oversight.DutyPresence:   {Fa: "حضور در روز دیدار مردمی", En: "presence at the open door"},
		oversight.DutyResolution: {Fa: "اجرای مصوبه", En: "resolution"},
		oversight.DutyLetter:     {Fa: "رسید نامه", En: "acknowledge a letter"},
		oversight.DutyDemand:     {Fa: "پاسخ به مطالبه", En: "answer a demand"},
		oversight.DutyInvitation: {Fa: "حضور در ملاقات الکترونیکی", En: "come to a meeting"},
	}[k]
}

func dutyState(s oversight.DutyState) samad.Text {
	return map[oversight.DutyState]samad.Text{
		oversight.DutyKept: {Fa: "انجام شد", En: "kept"}, oversight.DutyBroken: {Fa: "انجام نشد", En: "broken"}, oversight.DutyOpen: {Fa: "مهلت دارد", En: "not yet due"},
	}[s]
}

// dutiesPage leads to the registers of duties: of all offices for oversight, of
// the own one for an agency.
func (h *handler) dutiesPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("دفتر وظایف دستگاه‌ها", "Register of duties"))}
	page.Lead = v.T("هر دستگاه چه بر عهده دارد، بر چه پایه‌ای، و انجام شد یا نه.", "What every office owes, on what it rests, and whether it was kept.")
	t := table("", v.T("دستگاهی در حوزه شما نیست. راهبر سامانه محدوده حساب را درست می‌کند.", "There is no office within your reach. The administrator sets the account’s limits right."), v.T("دستگاه", "Office"))
	for _, g := range v.agencies() {
		for _, o := range g.Options {
			if h.Rooms.Oversight.MayReadDuties(v.actor(), samad.AgencyID(o.Value)) {
				t.add(under("/desk/duties", o.Value), o.Label)
			}
		}
	}
	page.Tables = []recordTable{t}
	return page, nil
}

// agencyDutiesPage is the register of an office for a Persian month.
func (h *handler) agencyDutiesPage(v *visit) (recordPage, error) {
	ctx, agency := v.r.Context(), samad.AgencyID(v.r.PathValue("id"))
	today := h.today()
	first, err := persian.New(today.Year(), today.Month(), 1)
	if err != nil {
		return recordPage{}, err
	}
	asked := first
	if m := v.r.URL.Query().Get("month"); m != "" {
		if asked, err = persian.Parse(m + "-01"); err != nil {
			return recordPage{}, errNoPage
		}
	}
	next, err := asked.AddMonths(1)
	if err != nil {
		return recordPage{}, errNoPage
	}
	last, err := next.AddDays(-1)
	if err != nil {
		return recordPage{}, errNoPage
	}
	if _, known := h.Directory.Agency(agency, today); !known {
		return recordPage{}, errNoPage
	}
	r, err := h.Rooms.Oversight.Register(ctx, v.actor(), agency, oversight.Period{From: asked, To: last})
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{frame: v.frame(v.T("دفتر وظایف ", "Register of duties, ") + v.agencyName(agency)), Back: link{v.T("دفتر وظایف", "Register of duties"), "/desk/duties"}}
	page.Lead = v.monthName(asked)
	for month, n := first, 0; n < 12; n++ {
		page.Tabs = append(page.Tabs, tab{Name: v.monthName(month), URL: under("/desk/duties", string(agency)) + "?month=" + month.Format("yyyy-MM"), Current: month == asked})
		if month, err = month.AddMonths(-1); err != nil {
			break // the beginning of the calendar
		}
	}
	sums := table(v.T("جمع", "Sums"), v.T("در این ماه وظیفه‌ای سررسید نشده است. ماه دیگری را برگزینید.", "Nothing was due in this month. Choose another month."), v.T("وظیفه", "Duty"), v.T("پایه", "Basis"), v.T("انجام شد", "Kept"), v.T("انجام نشد", "Broken"), v.T("مهلت دارد", "Not yet due"))
	for _, s := range r.Sums {
		sums.add("", v.dutyName(s.Kind), s.Kind.Basis().In(v.lang), page.N(s.Kept), page.N(s.Broken), page.N(s.Open))
	}
	all := table(v.T("یک‌به‌یک", "One by one"), "", v.T("وظیفه", "Duty"), v.T("مهلت", "Due"), v.T("انجام", "State"))
	slices.SortStableFunc(r.Duties, func(a, b oversight.Duty) int { return b.Due.Compare(a.Due) })
	for _, d := range r.Duties[:min(len(r.Duties), 500)] {
		all.add(v.proof(d), v.dutyName(d.Kind), page.Day(d.Due), dutyState(d.State).In(v.lang))
		if d.State == oversight.DutyBroken {
			all.Rows[len(all.Rows)-1].Late = dutyState(d.State).In(v.lang)
		}
	}
	if more := len(r.Duties) - 500; more > 0 {
		all.Hint = v.T("و "+page.N(more)+" وظیفه دیگر که در جمع آمده است.", "and "+page.N(more)+" more, counted above")
	}
	page.Tables = []recordTable{sums}
	if len(all.Rows) > 0 {
		page.Tables = append(page.Tables, all)
	}
	return page, nil
}

func (v *visit) dutyName(k oversight.DutyKind) string {
	if name := dutyName(k).In(v.lang); name != "" {
		return name
	}
	return string(k)
}

// proof leads to the evidence of a duty.
func (v *visit) proof(d oversight.Duty) string {
	if d.Case != "" {
		return "/desk/cases/" + string(d.Case)
	}
	lists := map[string]string{"visit": "/desk/visits", "resolution": "/desk/resolutions", "letter": "/desk/letters", "demand": "/desk/demands", "programme": "/desk/meetings"}
	if at, ok := lists[string(d.Record.Kind)]; ok && d.Record.ID != "" {
		return under(at, d.Record.ID)
	}
	return ""
}

// monthName writes the Persian month of a day.
func (v *visit) monthName(d persian.Date) string {
	return v.frame("").N(v.T(persian.MonthNamePersian(d.Month()), persian.MonthName(d.Month())) + " " + strconv.Itoa(d.Year()))
}
