package webdesk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// fewest is the smallest number of matters that is published.
const fewest = 5

// publicFigures are the figures that everybody may see.
func publicFigures() []figures.ID {
	return []figures.ID{
		figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer, figures.Satisfaction, figures.Reopened,
	}
}

type figuresPage struct {
	frame
	anyDays
	By, Period  string
	Figure      figures.ID
	Dimensions  []option
	Periods     []option
	Charts      []option
	Heads       []string
	Rows        []figuresRow
	Total       figuresRow
	Chart       string // what the bars show
	Bars        []bar
	Definitions []said
	Work        []said // oversight's own
	Draws       []drawLine
	Query       string // of the downloads
	Fewest      int
	PeriodName  string
}

type figuresRow struct {
	Name  string
	Cells []labelled
}

// labelled is a cell with its head, for narrow screens.
type labelled struct{ Head, Text string }

// bar is one bar of a chart, of a hundred parts.
type bar struct {
	Name, Text string
	Wide       string // "63.2", "" for a value that is not shown
}

// drawLine is a plan of visits as everybody may know it.
type drawLine struct{ URL, Period, Commitment, Seed string }

// askedTable reads the dimension and period of the address.
func (v *visit) askedTable() (figures.Dimension, figures.Period, anyDays, error) {
	by := figures.ByAgency
	if v.r.URL.Query().Get("by") == string(figures.ByCounty) {
		by = figures.ByCounty
	}
	days, period, err := v.askedPeriod(strconv.Itoa(v.h.today().Year()))
	return by, period, days, err
}

// publicTable computes a table as it may be published.
func (h *handler) publicTable(v *visit, by figures.Dimension, period figures.Period) (figures.Table, error) {
	table, err := h.Rooms.Figures.Table(v.r.Context(), figures.Query{
		Period: period, By: by, Province: v.province(), Figures: publicFigures(),
	})
	if err != nil {
		return table, err
	}
	return table.Public(fewest), nil
}

func (h *handler) figures(v *visit) error {
	by, period, days, err := v.askedTable()
	if err != nil {
		return err
	}
	table, err := h.publicTable(v, by, period)
	if err != nil {
		return err
	}
	f := v.frame(v.T("آمار شفاف سامد", "Samad in figures"))
	page := figuresPage{
		frame: f, anyDays: days, By: string(by), Period: period.String(), Figure: figures.ID(v.r.URL.Query().Get("figure")),
		Dimensions: []option{{Value: "agency", Label: v.T("دستگاه", "agency")}, {Value: "county", Label: v.T("شهرستان", "county")}},
		Query:      "?period=" + period.String(), Fewest: fewest, PeriodName: period.Name().In(v.lang),
	}
	if page.Periods, err = v.periods(period); err != nil {
		return err
	}
	if !slices.Contains(publicFigures(), page.Figure) {
		page.Figure = figures.OnTimeShare
	}
	v.fillFigures(&page, table)
	if err := h.oversightWork(v, &page, period); err != nil {
		return err
	}
	return v.show(200, "figures", page)
}

// fillFigures puts a table, its definitions and its chart on the page.
func (v *visit) fillFigures(page *figuresPage, table figures.Table) {
	for _, id := range table.Query.Figures {
		d, _ := figures.Define(id)
		title := d.Title.In(v.lang)
		page.Heads = append(page.Heads, title)
		page.Charts = append(page.Charts, option{Value: string(id), Label: title})
		page.Definitions = append(page.Definitions, said{Name: title, Text: page.N(d.Words.In(v.lang))})
		if id == page.Figure {
			page.Chart = title
		}
	}
	line := func(name string, r figures.Row) figuresRow {
		out := figuresRow{Name: name}
		for i, value := range r.Values {
			out.Cells = append(out.Cells, labelled{page.Heads[i] + ":", v.figure(page.frame, value)})
		}
		return out
	}
	least := page.Figure == figures.MedianToAnswer
	ranked := table.Ranked(page.Figure, least)
	most := 0.0
	for _, r := range ranked {
		if value := r.Get(page.Figure); value.Known && !value.Withheld {
			most = max(most, value.Value)
		}
	}
	if d, _ := figures.Define(page.Figure); d.Unit == figures.Share {
		most = 1
	} else if d.Unit == figures.Points {
		most = 5
	}
	for _, r := range ranked {
		name := v.rowName(table.Query.By, r.Value)
		page.Rows = append(page.Rows, line(name, r))
		value := r.Get(page.Figure)
		one := bar{Name: name, Text: v.figure(page.frame, value)}
		if value.Known && !value.Withheld && most > 0 {
			one.Wide = strconv.FormatFloat(100*value.Value/most, 'f', 1, 64)
		}
		if one.Wide != "" && len(page.Bars) < 20 {
			page.Bars = append(page.Bars, one)
		}
	}
	page.Total = line(v.T("همه", "all"), table.Total)
}

// rowName is what people call the value of a dimension.
func (v *visit) rowName(by figures.Dimension, value string) string {
	switch {
	case value == "" && by == figures.ByAgency:
		return v.T("هنوز ارجاع‌نشده", "not referred yet")
	case value == "":
		return v.T("بی‌مکان", "no place")
	case by == figures.ByAgency:
		return v.agencyName(samad.AgencyID(value))
	default:
		return v.placeName(samad.PlaceID(value))
	}
}

// placeName is a place's name, its id where the directory no longer has it.
func (v *visit) placeName(id samad.PlaceID) string {
	if p, ok := v.h.Directory.Place(id, v.h.today()); ok {
		return p.Name.In(v.lang)
	}
	if p, ok := v.h.Directory.Place(id, persian.Date{}); ok {
		return p.Name.In(v.lang)
	}
	return string(id)
}

// figure writes a value with its unit.
func (v *visit) figure(f frame, value figures.Value) string {
	d, _ := figures.Define(value.Figure)
	switch {
	case value.Withheld && d.Persons:
		return v.T("کمتر از ", "below ") + f.N(fewest) + v.T(" یا پوشیده", " or withheld")
	case value.Withheld:
		return v.T("پوشیده", "withheld")
	case !value.Known:
		return "–"
	}
	switch d.Unit {
	case figures.Share:
		return f.N(strconv.FormatFloat(100*value.Value, 'f', 0, 64)) + v.T("٪", "%")
	case figures.WDays:
		if value.Value < 0.5 {
			return v.T("کمتر از ", "less than ") + f.N(1) + v.T(" روز کاری", " working day")
		}
		return f.N(strconv.FormatFloat(value.Value, 'f', 0, 64)) + v.T(" روز کاری", " working days")
	case figures.Points:
		return v.decimal(f, value.Value) + v.T(" از ", " of ") + f.N(5)
	case figures.Hours:
		return v.decimal(f, value.Value) + v.T(" ساعت", " hours")
	case figures.Rate:
		return v.decimal(f, value.Value)
	default:
		return f.N(thousands(int64(value.Value), v.T("٬", ",")))
	}
}

// decimal writes a number with one place, in the manner of the language.
func (v *visit) decimal(f frame, x float64) string {
	return f.N(strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), ".", v.T("٫", "."), 1))
}

// thousands puts a mark between groups of three digits.
func thousands(n int64, mark string) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return sign + s
}

// periods offers this year and the last, the seasons and months of this year so
// far, and whatever the address asks for.
func (v *visit) periods(now figures.Period) ([]option, error) {
	today := v.h.today()
	names := []string{strconv.Itoa(today.Year()), strconv.Itoa(today.Year() - 1)}
	for s := int(today.Season()); s >= 1; s-- {
		names = append(names, fmt.Sprintf("%d-S%d", today.Year(), s))
	}
	for m := today.Month(); m >= 1; m-- {
		names = append(names, fmt.Sprintf("%d-%02d", today.Year(), m))
	}
	if !slices.Contains(names, now.String()) {
		names = append([]string{now.String()}, names...)
	}
	var out []option
	for _, name := range names {
		p, err := figures.ParsePeriod(name)
		if err != nil {
			return nil, err
		}
		out = append(out, option{Value: name, Label: v.frame("").N(p.Name().In(v.lang))})
	}
	return out, nil
}
