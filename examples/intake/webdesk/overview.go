package webdesk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
)

// overviewPage is what managers see of a province or of their agency.
type overviewPage struct {
	frame
	anyDays
	Of         string // whose figures these are
	Period     string
	PeriodName string
	Periods    []option
	Glance     []glance
	Months     []bar
	Backlog    []bar
	Open       string // cases that are open
	Rising     []risingLine
	Sections   []overviewSection
	Late       string // address of the list of late cases
	Query      string // of the downloads
}

// glance is a figure beside that of the period before.
type glance struct{ Name, Text, Before, Words string }

// risingLine is a topic that rises, with what it is held against.
type risingLine struct {
	Name, URL, Cases, Usual, YearBefore, Times string
	Campaign                                   string // where it is made a topic of its own, "" for who may not
}

// overviewSection is a ranking with its chart and table.
type overviewSection struct {
	ID, Title    string
	Chart, Order string // what the bars show, and which comes first
	Bars         []bar
	Heads        []string
	Rows         []overviewRow
	Total        figuresRow
}

type overviewRow struct {
	figuresRow
	URL string // leads to the cases, "" for none
}

// What the overview counts, and how it finds topics that rise: in the last
// thirty days at least half as many again as in the usual thirty, and no less
// than five.
const (
	risingDays  = 30
	risingBack  = 3
	risingTimes = 1.5
	risingLeast = 5
	shownBars   = 12
)

func overviewFigures() []figures.ID {
	return []figures.ID{
		figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer, figures.Returned, figures.Reopened, figures.Satisfaction,
	}
}

// glanceFigures stand at the head of the overview, with the two by which the
// duty to answer is measured: was everybody answered, and within the aim.
func glanceFigures() []figures.ID {
	return append(overviewFigures(), figures.AnsweredShare, figures.AimShare)
}

// figuresScope is what the actor may see of the figures: all of the province,
// or only some agencies.
func (v *visit) figuresScope() (agencies []samad.AgencyID, err error) {
	if v.h.Rooms.Figures == nil {
		return nil, errNoPage
	}
	province := v.province()
	area := samad.Area{Place: province}
	if centre, ok := v.h.Directory.Centre(province, v.h.today()); ok {
		area.Centre = centre
	}
	if samad.MayIn(v.actor(), samad.ReadFigures, area) {
		return nil, nil
	}
	own := v.session.Account.Agency
	path := v.h.Directory.AgencyPath(own, v.h.today())
	if own == "" || len(path) == 0 || !samad.MayIn(v.actor(), samad.ReadFigures, samad.Area{Agency: path}) {
		return nil, samad.ErrForbidden
	}
	return v.h.Directory.AgencySubtree(own, v.h.today()), nil
}

// overviewQuery reads the period of the address.
func (v *visit) overviewQuery() (figures.Query, anyDays, error) {
	agencies, err := v.figuresScope()
	if err != nil {
		return figures.Query{}, anyDays{}, err
	}
	_, period, days, err := v.askedTable()
	return figures.Query{Period: period, Province: v.province(), Agencies: agencies, Figures: overviewFigures()}, days, err
}

// catchUp is how many events a look at the overview takes in, when the program
// that watches deadlines has not done so yet.
const catchUp = 500

func (h *handler) overview(v *visit) error {
	q, days, err := v.overviewQuery()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	if _, err := h.Rooms.Figures.Update(ctx, catchUp); err != nil {
		return err
	}
	f := v.frame(v.T("نمای کلی", "Overview"))
	page := overviewPage{
		frame: f, anyDays: days, Period: q.Period.String(), PeriodName: f.N(q.Period.Name().In(v.lang)), Query: "?period=" + q.Period.String(),
		Of: v.placeName(q.Province), Late: "/desk?state=" + workPart + "&late=yes",
	}
	if q.Agencies != nil {
		page.Of = v.agencyName(v.session.Account.Agency)
	}
	if page.Periods, err = v.periods(q.Period); err != nil {
		return err
	}
	glanced := q
	glanced.Figures = glanceFigures()
	compared, err := h.Rooms.Figures.Compare(ctx, glanced)
	if err != nil {
		return err
	}
	for _, value := range compared.Now.Total.Values {
		d, _ := figures.Define(value.Figure)
		page.Glance = append(page.Glance, glance{
			Name: d.Title.In(v.lang), Text: v.figure(f, value), Before: v.figure(f, compared.Before.Total.Get(value.Figure)), Words: f.N(d.Words.In(v.lang)),
		})
	}
	if err := h.overviewTime(v, &page, q); err != nil {
		return err
	}
	for _, s := range []struct {
		by    figures.Dimension
		title samad.Text
	}{
		{figures.ByCounty, samad.Text{Fa: "شهرستان‌ها", En: "Counties"}}, {figures.ByAgency, samad.Text{Fa: "دستگاه‌ها", En: "Agencies"}},
		{figures.ByTopic, samad.Text{Fa: "موضوع‌ها", En: "Topics"}},
	} {
		q.By = s.by
		table, err := h.Rooms.Figures.Table(ctx, q)
		if err != nil {
			return err
		}
		page.Sections = append(page.Sections, v.ranking(f, s.title.In(v.lang), table))
	}
	return v.show(200, "overview", page)
}

// overviewTime adds what has to do with time: months, backlog, what rises.
func (h *handler) overviewTime(v *visit, page *overviewPage, q figures.Query) error {
	ctx := v.r.Context()
	q.By = figures.ByMonth
	months, err := h.Rooms.Figures.Table(ctx, q)
	if err != nil {
		return err
	}
	most := 0.0
	now, err := figures.Containing(figures.Month, h.today())
	if err != nil {
		return err
	}
	for _, r := range months.Rows {
		most = max(most, r.Get(figures.Received).Value)
	}
	for _, r := range months.Rows {
		p, err := figures.ParsePeriod(r.Value)
		if err != nil {
			return err
		}
		if p.From.After(now.To) {
			continue // a month that is still to come
		}
		value := r.Get(figures.Received)
		page.Months = append(page.Months, newBar(page.N(p.Name().In(v.lang)), v.figure(page.frame, value), value.Value, most))
	}
	today := h.today()
	ages, err := h.Rooms.Figures.Backlog(ctx, today, q)
	if err != nil {
		return err
	}
	var open, highest int64
	for _, a := range ages {
		open, highest = open+a.Cases, max(highest, a.Cases)
	}
	page.Open = page.N(thousands(open, v.T("٬", ",")))
	for _, a := range ages {
		name := v.T(page.N(a.From)+" تا "+page.N(a.To)+" روز", fmt.Sprintf("%d to %d days", a.From, a.To))
		if a.To < 0 {
			name = v.T(page.N(a.From)+" روز و بیشتر", fmt.Sprintf("%d days and more", a.From))
		}
		page.Backlog = append(page.Backlog, newBar(name, page.N(a.Cases), float64(a.Cases), float64(highest)))
	}
	first, err := today.AddDays(1 - risingDays)
	if err != nil {
		return err
	}
	if q.Period, err = figures.ParsePeriod(first.String() + ".." + today.String()); err != nil {
		return err
	}
	rising, err := h.Rooms.Figures.Rising(ctx, q, risingBack, risingTimes, risingLeast)
	if err != nil {
		return err
	}
	manages := v.mayManageCampaigns() == nil
	for _, r := range rising {
		line := risingLine{Name: string(r.Topic), Cases: page.N(r.Cases), Usual: v.decimal(page.frame, r.Usual), URL: "/desk?state=" + openPart + "&topic=" + url.QueryEscape(string(r.Topic))}
		if t, ok := h.Directory.Topic(r.Topic, today); ok {
			line.Name = t.Title.In(v.lang)
		}
		line.Times, line.YearBefore = v.decimal(page.frame, r.Times), "–"
		if r.YearBeforeKnown {
			line.YearBefore = page.N(r.YearBefore)
		}
		if manages && !h.isCampaign(r.Topic) {
			line.Campaign = "/desk/campaigns/new?like=" + url.QueryEscape(string(r.Topic))
		}
		page.Rising = append(page.Rising, line)
	}
	return nil
}

// newBar is a bar of a hundred parts.
func newBar(name, text string, value, most float64) bar {
	b := bar{Name: name, Text: text, Wide: "0"}
	if most > 0 {
		b.Wide = strconv.FormatFloat(100*value/most, 'f', 1, 64)
	}
	return b
}

// ranking ranks a table by how much was answered in time, the least first: that
// is where help is needed. Topics are ranked by how many cases came, for that is
// what people ask about them.
func (v *visit) ranking(f frame, title string, t figures.Table) overviewSection {
	by, least := figures.OnTimeShare, true
	order := v.T("کمترین نخست", "the least first")
	if t.Query.By == figures.ByTopic {
		by, least, order = figures.Received, false, v.T("بیشترین نخست", "the most first")
	}
	d, _ := figures.Define(by)
	out := overviewSection{ID: string(t.Query.By), Title: title, Chart: d.Title.In(v.lang), Order: order}
	for _, id := range t.Query.Figures {
		d, _ := figures.Define(id)
		out.Heads = append(out.Heads, d.Title.In(v.lang))
	}
	cells := func(r figures.Row) (line []labelled) {
		for i, value := range r.Values {
			line = append(line, labelled{out.Heads[i] + ":", v.figure(f, value)})
		}
		return line
	}
	most := 1.0
	ranked := t.Ranked(by, least)
	for _, r := range ranked {
		most = max(most, r.Get(by).Value)
	}
	address := map[figures.Dimension]string{figures.ByAgency: "&agency=", figures.ByCounty: "&place=", figures.ByTopic: "&topic="}[t.Query.By]
	for _, r := range ranked {
		name := v.lineName(t.Query.By, r.Value)
		line := overviewRow{figuresRow: figuresRow{Name: name, Cells: cells(r)}}
		if r.Value != "" {
			line.URL = "/desk?state=" + openPart + address + url.QueryEscape(r.Value)
		}
		out.Rows = append(out.Rows, line)
		if value := r.Get(by); value.Known && len(out.Bars) < shownBars {
			text := v.figure(f, value)
			if d.Unit == figures.Share {
				text += v.T(" از ", " of ") + f.N(value.Base) + v.T(" پرونده", " cases")
			}
			out.Bars = append(out.Bars, newBar(name, text, value.Value, most))
		}
	}
	out.Total = figuresRow{Name: v.T("همه", "all"), Cells: cells(t.Total)}
	return out
}

// overviewTables are the tables that can be taken along.
func overviewTables() []figures.Dimension {
	return []figures.Dimension{figures.ByAgency, figures.ByCounty, figures.ByTopic, figures.ByMonth}
}

// overviewFile serves one table as CSV, or all of them as an Excel file.
func (h *handler) overviewFile(v *visit) error {
	q, _, err := v.overviewQuery()
	if err != nil {
		return err
	}
	name := v.r.PathValue("file")
	if name == "overview.xlsx" {
		return h.overviewSheets(v, q)
	}
	at := slices.IndexFunc(overviewTables(), func(by figures.Dimension) bool { return name == string(by)+".csv" })
	if at < 0 {
		return errNoPage
	}
	q.By = overviewTables()[at]
	table, err := h.Rooms.Figures.Table(v.r.Context(), q)
	if err != nil {
		return err
	}
	return h.sendCSV(v, name, table)
}
