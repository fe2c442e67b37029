package rooms

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/sla/persian"
)

// FiguresOptions says whose figures are told, and what everybody may know.
type FiguresOptions struct {
	// Province is the one whose figures these are. Required.
	Province samad.PlaceID
	// Public are the figures in open data; default the new and answered cases,
	// on time, time to answer, satisfaction and reopened.
	Public []figures.ID
	// Fewest is the smallest number of people's matters that is published;
	// default 5.
	Fewest int64
	// ReportURL is where the printed report of a period is served: the period
	// is put at its end. "" tells nobody of one.
	ReportURL string
}

// Figures adds what is counted: definitions and open data for everybody,
// tables, comparisons, scorecards, backlogs and rising topics for those who
// may read figures (samad.ReadFigures), each within its reach.
func Figures(keeper *figures.Keeper, opts FiguresOptions) httpapi.Extension {
	return func(e *httpapi.Extender) {
		if keeper == nil || opts.Province == "" {
			e.Fault(errors.New("rooms: the keeper of figures or FiguresOptions.Province is missing"))
			return
		}
		if opts.Fewest == 0 {
			opts.Fewest = 5
		}
		if opts.Public == nil {
			opts.Public = []figures.ID{figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer, figures.Satisfaction, figures.Reopened}
		}
		for _, k := range problems() {
			e.Problem(k)
		}
		e.Tag("figures", samad.Text{Fa: "آمار: تعریف‌ها، داده باز، جدول‌ها و کارنامه‌ها", En: "Figures: definitions, open data, tables and scorecards."})
		f := counted{&base{e: e}, keeper, opts}
		f.addOpen()
		f.addTables()
		f.addWatch()
	}
}

type counted struct {
	*base
	keeper *figures.Keeper
	opts   FiguresOptions
}

// definitionBody says what a figure is.
type definitionBody struct {
	Figure    figures.ID   `json:"figure" example:"on_time_share"`
	Unit      figures.Unit `json:"unit" example:"share"`
	Title     string       `json:"title"`
	Words     string       `json:"words" doc:"The definition as it is shown beside the number"`
	Better    int          `json:"better" doc:"1 where more is better, -1 where less is, 0 where neither can be said"`
	Estimated bool         `json:"estimated" doc:"Rests on the province's estimates"`
}

// valueBody is a figure's value; without one there is nothing to compute it
// of, which is not 0.
type valueBody struct {
	Figure   figures.ID `json:"figure" example:"received"`
	Value    *float64   `json:"value,omitempty" nullable:"false" example:"250"`
	Base     int64      `json:"base,omitempty" doc:"Of how many things it was computed"`
	Withheld bool       `json:"withheld,omitempty" doc:"Not published because the number is small"`
}

type rowBody struct {
	ID      string      `json:"id,omitempty" doc:"An agency, county, topic or period; left out for what has none" example:"isf.tamin"`
	Name    string      `json:"name,omitempty"`
	Figures []valueBody `json:"figures"`
}

type tableBody struct {
	Period     string            `json:"period" example:"1405-08"`
	PeriodName string            `json:"period_name"`
	By         figures.Dimension `json:"by" example:"agency"`
	Rows       []rowBody         `json:"rows"`
	Total      rowBody           `json:"total"`
	Report     string            `json:"report,omitempty" doc:"Where the printed report of the period is"`
}

func values(list []figures.Value) []valueBody {
	out := make([]valueBody, len(list))
	for i, v := range list {
		out[i] = valueBody{Figure: v.Figure, Withheld: v.Withheld}
		if v.Known && !v.Withheld {
			out[i].Value, out[i].Base = &v.Value, v.Base
		}
	}
	return out
}

// rowName is what people call the value of a dimension.
func (c *call) rowName(by figures.Dimension, value string) string {
	switch by {
	case figures.ByAgency, figures.ByCentre:
		return c.Agency(samad.AgencyID(value))
	case figures.ByCounty:
		return c.Place(samad.PlaceID(value))
	case figures.ByTopic:
		return c.Topic(samad.TopicID(value))
	case figures.ByKind:
		return samad.KindName(samad.Kind(value)).In(c.Lang())
	default:
		if p, err := figures.ParsePeriod(value); err == nil {
			return p.Name().In(c.Lang())
		}
		return ""
	}
}

func (c *call) table(t figures.Table) tableBody {
	out := tableBody{
		Period: t.Query.Period.String(), PeriodName: t.Query.Period.Name().In(c.Lang()), By: t.Query.By,
		Rows: make([]rowBody, len(t.Rows)), Total: rowBody{Figures: values(t.Total.Values)},
	}
	for i, r := range t.Rows {
		out.Rows[i] = rowBody{ID: r.Value, Name: c.rowName(t.Query.By, r.Value), Figures: values(r.Values)}
	}
	return out
}

// period reads the period of the query: this Persian year by default.
func (c *call) period() figures.Period {
	text := c.Query("period")
	if text == "" {
		text = strconv.Itoa(c.Today().Year())
	}
	p, err := figures.ParsePeriod(text)
	if err != nil {
		c.QueryFault("period", "no_period", "دوره را مانند 1405، 1405-S3، 1405-08، 1405-W31، 1405-08-12 یا 1405-08-01..1405-08-15 بنویسید.",
			"write a period such as 1405, 1405-S3, 1405-08, 1405-W31, 1405-08-12 or 1405-08-01..1405-08-15")
	}
	return p
}

func periodParam() httpapi.Param {
	return httpapi.TextParam("period", "A year (1405), season (1405-S3), month (1405-08), week (1405-W31), day, or days with .. between; default this year")
}

func (f counted) addOpen() {
	get(f.base, op{
		id: "figureDefinitions", path: "/api/v1/figures/definitions", tag: "figures", public: true, fa: "تعریف شاخص‌ها", en: "What each figure is",
		moreFa: "هر شاخص یک تعریف دارد؛ همان که در صفحه‌ها و گزارش‌ها کنار عدد می‌آید.", moreEn: "One definition each, the same beside the number on pages and in reports.",
	}, func(c *call) (list[definitionBody], error) {
		return listed(figures.Definitions(), "", func(d figures.Definition) definitionBody {
			return definitionBody{d.ID, d.Unit, d.Title.In(c.Lang()), d.Words.In(c.Lang()), d.Better, d.Estimated}
		}), nil
	})
	dimensions := words(figures.ByAgency, figures.ByCounty, figures.ByMonth)
	params := []httpapi.Param{periodParam(), httpapi.WordsParam("by", "Default agency", dimensions)}
	open := func(c *call) (figures.Table, error) {
		q := figures.Query{Period: c.period(), By: figures.ByAgency, Province: f.opts.Province, Figures: f.opts.Public}
		if by := httpapi.QueryWords(c.Request, "by", dimensions); len(by) > 0 {
			q.By = figures.Dimension(by[0])
		}
		if err := c.QueryErr(); err != nil {
			return figures.Table{}, err
		}
		t, err := f.keeper.Table(c.Context(), q)
		return t.Public(f.opts.Fewest), err
	}
	get(f.base, op{
		id: "openFigures", path: "/api/v1/figures", tag: "figures", public: true, fa: "داده باز", en: "Open data",
		moreFa: "شمارهای کوچک پوشیده‌اند، و شماری دیگر که از جمع پیدا می‌شد نیز.", moreEn: "Small numbers are withheld, and one more where it could be computed from the sum.", params: params,
	}, func(c *call) (tableBody, error) {
		t, err := open(c)
		if err != nil {
			return tableBody{}, err
		}
		return c.table(t), nil
	})
	made := op{
		id: "openFiguresFile", path: "/api/v1/figures.csv", tag: "figures", public: true, fa: "داده باز، CSV", en: "Open data as CSV",
		moreFa: "همان جدول، برای برنامه‌های جدول.", moreEn: "The same table; cells that a spreadsheet would run are quoted.", params: params,
	}.operation("GET", 200)
	made.Conditional, made.Media = true, "text/csv; charset=utf-8"
	httpapi.Handle(f.e, made, func(r *httpapi.Request, _ httpapi.None) (httpapi.Content, error) {
		c := &call{Request: r, b: f.base}
		t, err := open(c)
		if err != nil {
			return httpapi.Content{}, problem(err)
		}
		data, err := f.csv(c, t)
		return httpapi.Content{Name: "samad-" + string(t.Query.By) + "-" + t.Query.Period.String() + ".csv", Data: data}, err
	})
}

// plainCell keeps spreadsheets from reading a text as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (f counted) csv(c *call, t figures.Table) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	head := []string{"id", "name"}
	for _, id := range t.Query.Figures {
		head = append(head, string(id))
	}
	lines := [][]string{head}
	add := func(id, name string, list []figures.Value) {
		line := []string{plainCell(id), plainCell(name)}
		for _, v := range list {
			cell := ""
			switch {
			case v.Withheld:
				cell = "withheld"
			case v.Known:
				cell = strconv.FormatFloat(v.Value, 'f', -1, 64)
			}
			line = append(line, cell)
		}
		lines = append(lines, line)
	}
	for _, r := range t.Rows {
		add(r.Value, c.rowName(t.Query.By, r.Value), r.Values)
	}
	add("", samad.Text{Fa: "همه", En: "all"}.In(c.Lang()), t.Total.Values)
	if err := w.WriteAll(lines); err != nil {
		return nil, fmt.Errorf("rooms: write open data: %w", err)
	}
	return out.Bytes(), nil
}

// reach restricts a query to what the actor may read: the province, its own
// place in it, or its agency's subtree.
func (f counted) reach(c *call, q *figures.Query) error {
	dir, today, actor := c.Directory(), c.Today(), c.Actor()
	centre, _ := dir.Centre(f.opts.Province, today)
	place := f.opts.Province
	if actor.Place != "" && actor.Place != place && actor.Place.Under(place) {
		place = actor.Place
		if q.County != "" && q.County != place {
			return &samad.ForbiddenError{Action: samad.ReadFigures, Roles: slices.Clone(actor.Roles)}
		}
		q.County = place
	}
	if samad.MayIn(actor, samad.ReadFigures, samad.Area{Centre: centre, Place: place}) {
		return nil
	}
	if actor.Agency == "" || !samad.MayIn(actor, samad.ReadFigures, samad.Area{Agency: dir.AgencyPath(actor.Agency, today), Centre: centre, Place: place}) {
		return &samad.ForbiddenError{Action: samad.ReadFigures, Roles: slices.Clone(actor.Roles)}
	}
	own := dir.AgencySubtree(actor.Agency, today)
	for _, a := range q.Agencies {
		if !slices.Contains(own, a) {
			return &samad.ForbiddenError{Action: samad.ReadFigures, Roles: slices.Clone(actor.Roles)}
		}
	}
	if len(q.Agencies) == 0 {
		q.Agencies = own
	}
	return nil
}

// asked reads a query and restricts it.
func (f counted) asked(c *call) (figures.Query, error) {
	q := figures.Query{Period: c.period(), By: figures.ByAgency, Province: f.opts.Province, County: c.QueryPlace("county"), Topic: c.QueryTopic("topic")}
	if by := httpapi.QueryWords(c.Request, "by", figures.Dimensions()); len(by) > 0 {
		q.By = by[0]
	}
	if agency := c.QueryAgency("agency"); agency != "" {
		q.Agencies = c.Directory().AgencySubtree(agency, c.Today())
	}
	var known []figures.ID
	for _, d := range figures.Definitions() {
		known = append(known, d.ID)
	}
	q.Figures = httpapi.QueryWords(c.Request, "figure", known)
	if err := c.QueryErr(); err != nil {
		return q, err
	}
	return q, f.reach(c, &q)
}

func tableParams() []httpapi.Param {
	return []httpapi.Param{
		periodParam(), httpapi.WordsParam("by", "Default agency; day, week, month, season and year give series", figures.Dimensions()),
		httpapi.TextParam("figure", "Figures, with commas; default all"), httpapi.TextParam("agency", "An agency and all below it"),
		httpapi.TextParam("county", "A county"), httpapi.TextParam("topic", "A topic and all below it"),
	}
}

// comparedBody is a table beside others.
type comparedBody struct {
	Now        tableBody `json:"now"`
	Before     tableBody `json:"before" doc:"The period before"`
	YearBefore tableBody `json:"year_before" doc:"The same period of the year before"`
}

func (f counted) addTables() {
	get(f.base, op{
		id: "figuresTable", path: "/api/v1/desk/figures", tag: "figures", access: httpapi.AccessStaff, problems: []string{"forbidden"}, params: tableParams(),
		fa: "جدول شاخص‌ها", en: "A table of figures", moreFa: "به هر گروه‌بندی و هر دوره تقویم هجری شمسی، در دسترس شما.",
		moreEn: "By any grouping and any period of the Persian calendar, within the reach of the actor.",
	}, func(c *call) (tableBody, error) {
		q, err := f.asked(c)
		if err != nil {
			return tableBody{}, err
		}
		t, err := f.keeper.Table(c.Context(), q)
		if err != nil {
			return tableBody{}, err
		}
		out := c.table(t)
		if f.opts.ReportURL != "" {
			out.Report = f.opts.ReportURL + q.Period.String()
		}
		return out, nil
	})
	get(f.base, op{
		id: "compareFigures", path: "/api/v1/desk/figures/comparison", tag: "figures", access: httpapi.AccessStaff, problems: []string{"forbidden"}, params: tableParams(),
		fa: "سنجش با دوره پیش و سال پیش", en: "Compare figures", moreFa: "با دوره پیش و همان دوره سال پیش.", moreEn: "With the period before and the same of the year before.",
	}, func(c *call) (comparedBody, error) {
		q, err := f.asked(c)
		if err != nil {
			return comparedBody{}, err
		}
		k, err := f.keeper.Compare(c.Context(), q)
		if err != nil {
			return comparedBody{}, err
		}
		return comparedBody{c.table(k.Now), c.table(k.Before), c.table(k.YearBefore)}, nil
	})
}

// scorecardBody is an agency's figures with rank and trend.
type scorecardBody struct {
	Agency     string      `json:"agency"`
	AgencyName string      `json:"agency_name,omitempty"`
	Scores     []scoreCell `json:"scores"`
}

type scoreCell struct {
	Now    valueBody     `json:"now"`
	Before []valueBody   `json:"before" doc:"The period before, and the one before that"`
	All    valueBody     `json:"all" doc:"The province"`
	Trend  figures.Trend `json:"trend,omitempty" doc:"With regard to what is better" example:"improving"`
	Rank   int           `json:"rank,omitempty" doc:"1 the best; left out for figures that give none"`
	Of     int           `json:"of,omitempty"`
}

func one(v figures.Value) valueBody { return values([]figures.Value{v})[0] }

func (f counted) addWatch() {
	get(f.base, op{
		id: "scorecards", path: "/api/v1/desk/figures/scorecards", tag: "figures", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "کارنامه دستگاه‌ها", en: "Scorecards of agencies", moreFa: "هر شاخص با رتبه در استان و روند آن؛ هر دستگاه از آن خود.",
		moreEn: "Each figure with its rank in the province and its trend; agencies get their own.",
		params: []httpapi.Param{periodParam(), httpapi.TextParam("figure", "Figures, with commas; default all"), httpapi.TextParam("agency", "An agency and all below it")},
	}, func(c *call) (list[scorecardBody], error) {
		q, err := f.asked(c)
		if err != nil {
			return list[scorecardBody]{}, err
		}
		within := q.Agencies
		q.Agencies, q.By = nil, figures.ByAgency
		cards, err := f.keeper.Scorecards(c.Context(), q)
		cards = slices.DeleteFunc(cards, func(k figures.Scorecard) bool { return len(within) > 0 && !slices.Contains(within, k.Agency) })
		return listed(cards, "", func(k figures.Scorecard) scorecardBody {
			out := scorecardBody{Agency: string(k.Agency), AgencyName: c.Agency(k.Agency), Scores: make([]scoreCell, len(k.Scores))}
			for i, s := range k.Scores {
				out.Scores[i] = scoreCell{Now: one(s.Now), Before: values(s.Before[:]), All: one(s.All), Trend: s.Trend, Rank: s.Rank, Of: s.Of}
			}
			return out
		}), err
	})
	get(f.base, op{
		id: "backlog", path: "/api/v1/desk/figures/backlog", tag: "figures", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "پرونده‌های باز به عمر", en: "The backlog by age", moreFa: "در پایان یک روز.", moreEn: "At the end of a day.",
		params: []httpapi.Param{httpapi.TextParam("on", "A day of the Persian calendar; default today"), httpapi.TextParam("agency", "An agency and all below it"), httpapi.TextParam("county", "A county")},
	}, func(c *call) (list[ageBody], error) {
		on := c.QueryDay("on")
		if on.IsZero() {
			on = c.Today()
		}
		q, err := f.asked(c)
		if err != nil {
			return list[ageBody]{}, err
		}
		ages, err := f.keeper.Backlog(c.Context(), on, q)
		return listed(ages, "", func(a figures.Age) ageBody { return ageBody{a.From, a.To, a.Cases} }), err
	})
	get(f.base, op{
		id: "risingTopics", path: "/api/v1/desk/figures/rising", tag: "figures", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "موضوع‌های رو به فزونی", en: "Topics that rise", moreFa: "در سنجش با دوره‌های پیش، روز هفته و همان فصل سال پیش.",
		moreEn: "Against the periods before, the weekday and the same season of the year before.",
		params: []httpapi.Param{httpapi.TextParam("period", "Default the last seven days"), httpapi.TextParam("agency", "An agency and all below it")},
	}, func(c *call) (list[risingBody], error) {
		q, err := f.asked(c)
		if err != nil {
			return list[risingBody]{}, err
		}
		if c.Query("period") == "" {
			if q.Period, err = lastDays(c.Today(), 7); err != nil {
				return list[risingBody]{}, err
			}
		}
		const back, times, least = 4, 2, 5
		all, err := f.keeper.Rising(c.Context(), q, back, times, least)
		return listed(all, "", func(r figures.Rising) risingBody {
			out := risingBody{Topic: string(r.Topic), TopicName: c.Topic(r.Topic), Cases: r.Cases, Usual: r.Usual, Expected: r.Expected, Times: r.Times}
			if r.YearBeforeKnown {
				out.YearBefore = &r.YearBefore
			}
			return out
		}), err
	})
}

func lastDays(today persian.Date, n int) (figures.Period, error) {
	from, err := today.AddDays(1 - n)
	return figures.Period{Span: figures.Free, From: from, To: today}, err
}

// ageBody is how many open cases are how old.
type ageBody struct {
	From  int   `json:"from_days"`
	To    int   `json:"to_days" doc:"-1 without an end"`
	Cases int64 `json:"cases"`
}

// risingBody is a topic that came more often than was to be expected.
type risingBody struct {
	Topic      string  `json:"topic"`
	TopicName  string  `json:"topic_name,omitempty"`
	Cases      int64   `json:"cases"`
	Usual      float64 `json:"usual" doc:"In the periods before, on average"`
	YearBefore *int64  `json:"year_before,omitempty" nullable:"false" doc:"At the same season of the year before"`
	Expected   float64 `json:"expected"`
	Times      float64 `json:"times" doc:"Cases to expected, with one case added to both"`
}
