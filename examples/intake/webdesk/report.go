package webdesk

import (
	"fmt"
	"strconv"

	"github.com/samad111/go-samad/examples/intake/report"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/oversight"
)

// provincePage is a province's report of a period, as it is printed.
type provincePage struct {
	frame
	anyDays
	Of, PeriodName, Made, Partly string
	Period                       string
	Periods                      []option
	Sections                     []provinceSection
}

// provinceSection is a table of the report, with bars where they help. On paper
// a section is a table, in a workbook a sheet.
type provinceSection struct {
	Title, Hint string
	Bars        []bar
	Heads       []string
	Rows        [][]reportCell
}

// reportCell is a cell as it is printed and, where it is one, the number.
type reportCell struct {
	Text   string
	Number *float64
}

func words(s ...string) []reportCell {
	out := make([]reportCell, len(s))
	for i, one := range s {
		out[i].Text = one
	}
	return out
}

// askedReport gathers the report that the address asks for: last month by
// default, because that is over.
func (h *handler) askedReport(v *visit) (report.Report, anyDays, error) {
	today := h.today()
	before, err := today.AddMonths(-1)
	if err != nil {
		return report.Report{}, anyDays{}, err
	}
	days, period, err := v.askedPeriod(fmt.Sprintf("%d-%02d", before.Year(), before.Month()))
	if err != nil {
		return report.Report{}, days, err
	}
	made, err := report.Gather(v.r.Context(), report.Sources{
		Figures: h.Rooms.Figures, Meetings: h.Rooms.Meetings, Oversight: h.Rooms.Oversight, Directory: h.Directory, Location: h.Location, Now: h.Now,
	}, report.Query{Actor: v.actor(), Province: v.province(), Period: period})
	return made, days, err
}

// provinceReport shows the report as it is printed.
func (h *handler) provinceReport(v *visit) error {
	made, days, err := h.askedReport(v)
	if err != nil {
		return err
	}
	f := v.frame(v.T("گزارش سامد ۱۱۱ استان ", "Samad 111: report of ") + made.Province.Name.In(v.lang))
	page := provincePage{
		frame: f, anyDays: days, Of: made.Province.Name.In(v.lang), PeriodName: f.N(made.Period.Name().In(v.lang)), Made: f.Moment(made.Made), Period: made.Period.String(),
		Sections: v.provinceSections(f, made),
	}
	if !made.Whole {
		page.Partly = v.T("این دوره هنوز به پایان نرسیده است.", "The period is not over yet.")
	}
	if page.Periods, err = v.periods(made.Period); err != nil {
		return err
	}
	return v.show(200, "report", page)
}

// cell writes a figure, as a number too.
func (v *visit) cell(f frame, value figures.Value) reportCell {
	out := reportCell{Text: v.figure(f, value)}
	if value.Known && !value.Withheld {
		n := value.Value
		out.Number = &n
	}
	return out
}

// count is a cell of a whole number.
func (f frame) count(n int64) reportCell {
	x := float64(n)
	return reportCell{Text: f.N(thousands(n, choose(f.Lang, "٬", ","))), Number: &x}
}

// provinceSections are the parts of the report in order.
func (v *visit) provinceSections(f frame, r report.Report) []provinceSection {
	out := []provinceSection{v.mainSection(f, r), v.seriesSection(f, r), v.agencySection(f, r), v.topicSection(f, r)}
	for _, one := range []struct {
		title string
		table figures.Table
	}{
		{v.T("شهرستان‌ها", "Counties"), r.Counties}, {v.T("نوع پرونده", "Kinds"), r.Kinds}, {v.T("کانال", "Channels"), r.Channels},
	} {
		out = append(out, v.alongSection(f, one.title, one.table))
	}
	backlog := provinceSection{Title: v.T("پرونده‌های باز به عمر، ", "Open cases by age, ") + f.Day(r.BacklogOn.Start(v.h.Location)), Heads: []string{v.T("عمر به روز", "Age in days"), v.T("پرونده", "Cases")}}
	for _, a := range r.Backlog {
		age := f.N(a.From) + v.T(" تا ", " to ") + f.N(a.To)
		if a.To < 0 {
			age = f.N(a.From) + v.T(" و بیشتر", " and more")
		}
		backlog.Rows = append(backlog.Rows, append(words(age), f.count(a.Cases)))
	}
	out = append(out, backlog)
	return append(out, v.heldSections(f, r)...)
}

// reported are the figures of tables along a dimension.
func reported() []figures.ID {
	return []figures.ID{figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer, figures.Satisfaction}
}

// mainSection are all figures beside those before.
func (v *visit) mainSection(f frame, r report.Report) provinceSection {
	s := provinceSection{Title: v.T("آنچه گذشت", "What happened"), Heads: []string{v.T("شاخص", "Figure"), v.T("این دوره", "This period"), v.T("دوره پیش", "Period before"), v.T("همین دوره در سال پیش", "Same of last year"), v.T("تعریف", "Definition")}}
	for _, value := range r.Figures.Now.Total.Values {
		d, ok := figures.Define(value.Figure)
		if !ok {
			continue
		}
		s.Rows = append(s.Rows, []reportCell{
			{Text: d.Title.In(v.lang)}, v.cell(f, value), v.cell(f, r.Figures.Before.Total.Get(value.Figure)), v.cell(f, r.Figures.YearBefore.Total.Get(value.Figure)),
			{Text: f.N(d.Words.In(v.lang))},
		})
	}
	return s
}

func (v *visit) seriesSection(f frame, r report.Report) provinceSection {
	s := provinceSection{Title: v.T("دریافت‌شده در هر ماه", "Received by month"), Heads: []string{v.T("ماه", "Month")}}
	s.Heads = append(s.Heads, v.reportHeads()...)
	most := 0.0
	for _, row := range r.Series.Rows {
		most = max(most, row.Get(figures.Received).Value)
	}
	for _, row := range r.Series.Rows {
		name, value := v.lineName(figures.ByMonth, row.Value), row.Get(figures.Received)
		if most > 0 {
			s.Bars = append(s.Bars, bar{Name: name, Text: v.figure(f, value), Wide: strconv.FormatFloat(100*value.Value/most, 'f', 1, 64)})
		}
		s.Rows = append(s.Rows, v.reportLine(f, name, row))
	}
	return s
}

func (v *visit) reportHeads() []string {
	var out []string
	for _, id := range reported() {
		d, _ := figures.Define(id)
		out = append(out, d.Title.In(v.lang))
	}
	return out
}

func (v *visit) reportLine(f frame, name string, row figures.Row) []reportCell {
	line := words(name)
	for _, id := range reported() {
		line = append(line, v.cell(f, row.Get(id)))
	}
	return line
}

// agencySection are the scorecards with rank and trend.
func (v *visit) agencySection(f frame, r report.Report) provinceSection {
	s := provinceSection{Title: v.T("کارنامه دستگاه‌ها", "Scorecards of offices"), Hint: v.T("رتبه به سهم پاسخ به‌هنگام", "ranked by the share answered in time"), Heads: append([]string{v.T("دستگاه", "Office")}, v.reportHeads()...)}
	s.Heads = append(s.Heads, v.T("رتبه", "Rank"), v.T("دوره پیش", "Before"))
	for _, a := range r.Agencies {
		line := words(a.Agency.Name.In(v.lang))
		for _, id := range reported() {
			score, ok := a.Card.Score(id)
			if !ok {
				line = append(line, reportCell{Text: "–"})
				continue
			}
			line = append(line, v.cell(f, score.Now))
		}
		score, _ := a.Card.Score(figures.OnTimeShare)
		rank := reportCell{Text: "–"}
		if score.Rank > 0 {
			rank = f.count(int64(score.Rank))
			rank.Text = v.rank(f, score)
		}
		s.Rows = append(s.Rows, append(line, rank, v.cell(f, score.Before[0])))
	}
	return s
}

func (v *visit) topicSection(f frame, r report.Report) provinceSection {
	s := provinceSection{Title: v.T("موضوع‌ها", "Topics"), Heads: []string{v.T("موضوع", "Topic"), v.T("پرونده", "Cases"), v.T("سهم", "Share"), v.T("دوره پیش", "Before"), v.T("سال پیش", "Last year"), v.T("به‌هنگام", "In time")}}
	for _, t := range r.Topics[:min(len(r.Topics), 30)] {
		name := t.Topic.Title.In(v.lang)
		if t.Topic.ID == "" {
			name = v.T("بی‌موضوع", "no topic")
		}
		share := t.Share
		s.Rows = append(s.Rows, []reportCell{{Text: name}, f.count(t.Cases), {Text: f.N(strconv.FormatFloat(100*share, 'f', 0, 64)) + v.T("٪", "%"), Number: &share}, f.count(t.Before), f.count(t.YearBefore), v.cell(f, t.OnTime)})
	}
	return s
}

func (v *visit) alongSection(f frame, title string, t figures.Table) provinceSection {
	s := provinceSection{Title: title, Heads: append([]string{title}, v.reportHeads()...)}
	for _, row := range t.Rows {
		name := v.rowName(t.Query.By, row.Value)
		switch t.Query.By {
		case figures.ByKind:
			name = samad.KindName(samad.Kind(row.Value)).In(v.lang)
		case figures.ByChannel:
			name = channelName(samad.Channel(row.Value)).In(v.lang)
		}
		s.Rows = append(s.Rows, v.reportLine(f, name, row))
	}
	return s
}

// heldSections are meetings and oversight's own work.
func (v *visit) heldSections(f frame, r report.Report) []provinceSection {
	two := func(title string) provinceSection {
		return provinceSection{Title: title, Heads: []string{v.T("چه", "What"), v.T("چند", "How many")}}
	}
	var out []provinceSection
	put := func(s *provinceSection, fa, en string, n int) {
		s.Rows = append(s.Rows, append(words(v.T(fa, en)), f.count(int64(n))))
	}
	if m := r.Meetings; m != nil {
		s := two(v.T("ملاقات‌های الکترونیکی", "Electronic meetings"))
		put(&s, "برنامه برگزارشده", "programmes held", m.Held)
		put(&s, "لغوشده", "cancelled", m.Cancelled)
		put(&s, "تماس", "calls", m.Calls)
		put(&s, "پاسخ همان‌جا", "answered live", m.Answered)
		put(&s, "سپرده به کارشناس", "handed to an expert", m.HandedOn)
		rate := m.PerHour
		s.Rows = append(s.Rows, []reportCell{{Text: v.T("تماس در ساعت", "calls an hour")}, {Text: v.decimal(f, rate), Number: &rate}})
		out = append(out, s)
	}
	if o := r.Visits; o != nil {
		s := two(v.T("بازدیدهای سرزده", "Unannounced visits"))
		put(&s, "بازدید", "visits", o.Visited)
		put(&s, "مدیر حاضر", "manager present", o.Present)
		put(&s, "جانشین حاضر", "stand-in present", o.StandIn)
		put(&s, "دیرکرد", "late", o.Late)
		put(&s, "غایب", "absent", o.Absent)
		out = append(out, s)
	}
	if l := r.Letters; l != nil {
		s := two(v.T("نامه‌های نظارت", "Letters of oversight"))
		for _, step := range []oversight.Step{oversight.StepNotice, oversight.StepWarning, oversight.StepGovernor, oversight.StepDemand} {
			name := stepName(step)
			put(&s, name.Fa, name.En, l.Steps[step])
		}
		put(&s, "بی‌رسید از مهلت گذشته", "not acknowledged in time", l.Overdue)
		out = append(out, s)
	}
	if d := r.Demands; d != nil {
		s := two(v.T("مطالبه‌ها", "Demands"))
		put(&s, "گشوده‌شده", "opened", d.Opened)
		put(&s, "برآورده", "met", d.Met)
		put(&s, "نزد استاندار", "before the governor", d.Raised)
		put(&s, "در انتظار پاسخ", "waiting", d.Open)
		out = append(out, s)
	}
	if d := r.Resolutions; d != nil {
		s := two(v.T("مصوبه‌های کمیسیون‌ها", "Resolutions of commissions"))
		put(&s, "تصویب‌شده", "made", d.Made)
		put(&s, "اجراشده", "done", d.Done)
		put(&s, "از مهلت گذشته", "late", d.Late)
		out = append(out, s)
	}
	return out
}
