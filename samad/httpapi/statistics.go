package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// statisticsBody is what everybody may know of the cases.
type statisticsBody struct {
	By         samad.PublicDimension `json:"by"`
	Definition string                `json:"definition" doc:"What is counted, in a sentence" example:"پرونده‌های ثبت‌شده بر پایه نوع"`
	Unit       int                   `json:"unit" doc:"Numbers are rounded to a multiple of this; smaller ones are not shown" example:"5"`
	Total      int64                 `json:"total" example:"34000"`
	Items      []statisticsRow       `json:"items"`
	Hidden     int                   `json:"hidden" doc:"How many rows are too small to be shown" example:"2"`
	From       time.Time             `json:"from,omitzero" doc:"Filed at this instant or later"`
	To         time.Time             `json:"to,omitzero" doc:"Filed before this instant"`
	At         time.Time             `json:"at" doc:"When it was counted"`
}

// statisticsRow is one number.
type statisticsRow struct {
	ID    string `json:"id" example:"request"`
	Name  string `json:"name,omitempty" example:"درخواست"`
	Cases int64  `json:"cases" example:"1250"`
}

func (a *api) addStatistics() {
	first, last := 1206.0, 1498.0
	route(a, operation{
		id: "statistics", method: http.MethodGet, path: "/api/v1/statistics", tag: "reference", status: http.StatusOK,
		summary: "Counts of cases for everybody", public: true, conditional: true, limit: LimitStatistics,
		description: "Every number is rounded by itself to a multiple of unit; what is less is only counted in hidden. " +
			"So no single case can be found in them, also not by subtracting one answer from another.",
		query: []*huma.Param{
			{Name: "by", In: "query", Description: "What the counts are given by; default kind", Schema: enum(samad.PublicDimensions())},
			stringParam("province", "Only the cases of a province"),
			{Name: "year", In: "query", Description: "Only cases filed in this Persian year", Schema: &huma.Schema{
				Type: huma.TypeInteger, Minimum: &first, Maximum: &last}, Example: 1405},
		},
	}, (*exchange).statistics)
}

func (x *exchange) statistics(none) (statisticsBody, error) {
	q := x.queries()
	query := samad.PublicQuery{By: samad.PublicByKind, Province: q.place("province")}
	if by := words(q, "by", samad.PublicDimensions()); len(by) == 1 {
		query.By = by[0]
	} else if len(by) > 1 {
		q.fault("by", "one_value", "آمار بر پایه یک ویژگی داده می‌شود.", "counts are given by one dimension")
	}
	if text := q.text("year"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || year < 1 {
			q.fault("year", "range", "سال را به تقویم هجری شمسی بنویسید؛ مانند 1405.", "write a year of the Persian calendar, such as 1405")
		}
		query.Year = year
	}
	if err := q.err(); err != nil {
		return statisticsBody{}, err
	}
	counts, err := x.api.desk.PublicCounts(x.ctx(), query)
	if err != nil {
		return statisticsBody{}, asQuery(err)
	}
	out := statisticsBody{
		By: counts.By, Definition: definition(counts.By).In(x.lang), Unit: counts.Unit, Total: counts.Total,
		Items: make([]statisticsRow, len(counts.Rows)), Hidden: counts.Hidden, From: counts.From, To: counts.To, At: counts.At,
	}
	for i, row := range counts.Rows {
		out.Items[i] = statisticsRow{ID: row.Value, Name: x.publicName(counts.By, row.Value), Cases: row.Cases}
	}
	return out, nil
}

func (x *exchange) publicName(by samad.PublicDimension, value string) string {
	switch by {
	case samad.PublicByState:
		return samad.StateName(samad.State(value)).In(x.lang)
	case samad.PublicByKind:
		return samad.KindName(samad.Kind(value)).In(x.lang)
	case samad.PublicByAgency:
		return x.agencyName(samad.AgencyID(value))
	case samad.PublicByCounty:
		return x.placeName(samad.PlaceID(value))
	case samad.PublicByTopic:
		return x.topicName(samad.TopicID(value))
	default:
		return ""
	}
}

// definition says what the counts of a dimension are.
func definition(by samad.PublicDimension) samad.Text {
	switch by {
	case samad.PublicByState:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه وضعیت کنونی", En: "cases filed, by their present state"}
	case samad.PublicByKind:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه نوع", En: "cases filed, by kind"}
	case samad.PublicByChannel:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه راه رسیدن", En: "cases filed, by how they came in"}
	case samad.PublicByAgency:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه دستگاهی که اکنون مسئول پاسخ است", En: "cases filed, by the agency responsible now"}
	case samad.PublicByCounty:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه شهرستان موضوع؛ استان، آنجا که شهرستان نوشته نشده است",
			En: "cases filed, by the county they are about; the province where no county was named"}
	case samad.PublicByTopic:
		return samad.Text{Fa: "پرونده‌های ثبت‌شده بر پایه موضوع اصلی", En: "cases filed, by the topic at the root"}
	default:
		return samad.Text{}
	}
}
