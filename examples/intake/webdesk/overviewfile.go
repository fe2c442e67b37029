package webdesk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/xuri/excelize/v2"
)

// lineName is what people call a line of one of the overview's tables.
func (v *visit) lineName(by figures.Dimension, value string) string {
	switch by {
	case figures.ByMonth:
		if p, err := figures.ParsePeriod(value); err == nil {
			return v.frame("").N(p.Name().In(v.lang))
		}
		return value
	case figures.ByTopic:
		if value == "" {
			return v.T("بی‌موضوع", "no topic")
		}
		return v.topicName(samad.TopicID(value))
	default:
		return v.rowName(by, value)
	}
}

// dimensionName is the head of the first column.
func (v *visit) dimensionName(by figures.Dimension) string {
	return map[figures.Dimension]samad.Text{
		figures.ByAgency: {Fa: "دستگاه", En: "Agency"}, figures.ByCounty: {Fa: "شهرستان", En: "County"},
		figures.ByTopic: {Fa: "موضوع", En: "Topic"}, figures.ByMonth: {Fa: "ماه", En: "Month"},
	}[by].In(v.lang)
}

// heads are the heads of a table's columns.
func (v *visit) heads(t figures.Table) []string {
	out := []string{v.dimensionName(t.Query.By)}
	for _, id := range t.Query.Figures {
		d, _ := figures.Define(id)
		out = append(out, d.Title.In(v.lang))
	}
	return out
}

func (h *handler) sendCSV(v *visit, name string, t figures.Table) error {
	body := bytes.NewBufferString("\ufeff") // or spreadsheets take it for another encoding
	rows := [][]string{v.heads(t)}
	line := func(name string, r figures.Row) {
		cells := []string{plainCell(name)}
		for _, value := range r.Values {
			cell := ""
			if value.Known {
				cell = strconv.FormatFloat(value.Value, 'f', -1, 64)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	for _, r := range t.Rows {
		line(v.lineName(t.Query.By, r.Value), r)
	}
	line(v.T("همه", "all"), t.Total)
	if err := csv.NewWriter(body).WriteAll(rows); err != nil {
		return fmt.Errorf("webdesk: write figures: %w", err)
	}
	return v.file("samad-"+t.Query.Period.String()+"-"+name, "text/csv; charset=utf-8", body.Bytes())
}

// overviewSheets writes every table on a sheet of its own, from right to left
// in Persian, with heads and dates as the page has them. Numbers are numbers.
func (h *handler) overviewSheets(v *visit, q figures.Query) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	var styles sheetStyles
	if styles, err = newStyles(book); err != nil {
		return err
	}
	for i, by := range overviewTables() {
		q.By = by
		table, err := h.Rooms.Figures.Table(v.r.Context(), q)
		if err != nil {
			return err
		}
		sheet := v.dimensionName(by)
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), sheet)
		} else {
			_, err = book.NewSheet(sheet)
		}
		if err == nil {
			err = v.writeSheet(book, sheet, styles, table)
		}
		if err != nil {
			return fmt.Errorf("webdesk: write sheet %s: %w", by, err)
		}
	}
	var body bytes.Buffer
	if err := book.Write(&body); err != nil {
		return fmt.Errorf("webdesk: write an Excel file: %w", err)
	}
	return v.file("samad-"+q.Period.String()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body.Bytes())
}

// sheetStyles are the styles of an Excel file.
type sheetStyles struct{ head, share int }

func newStyles(book *excelize.File) (s sheetStyles, err error) {
	if s.head, err = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return s, fmt.Errorf("webdesk: style of an Excel file: %w", err)
	}
	const percent = 9 // Excel's own number for 0%
	if s.share, err = book.NewStyle(&excelize.Style{NumFmt: percent}); err != nil {
		return s, fmt.Errorf("webdesk: style of an Excel file: %w", err)
	}
	return s, nil
}

func (v *visit) writeSheet(book *excelize.File, sheet string, styles sheetStyles, t figures.Table) error {
	rtl := v.lang == samad.Persian
	if err := book.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl}); err != nil {
		return err //nolint:wrapcheck // the caller names the sheet
	}
	f := v.frame("")
	title := v.T("سامد ۱۱۱، ", "Samad 111, ") + f.N(t.Query.Period.Name().In(v.lang)) + v.T("؛ تهیه: ", "; made: ") + f.Moment(v.h.Now())
	rows := [][]any{{title}, {}}
	heads := []any{}
	for _, h := range v.heads(t) {
		heads = append(heads, h)
	}
	rows = append(rows, heads)
	line := func(name string, r figures.Row) {
		cells := []any{plainCell(name)}
		for _, value := range r.Values {
			if value.Known {
				cells = append(cells, value.Value)
			} else {
				cells = append(cells, nil)
			}
		}
		rows = append(rows, cells)
	}
	for _, r := range t.Rows {
		line(v.lineName(t.Query.By, r.Value), r)
	}
	line(v.T("همه", "all"), t.Total)
	var errs []error
	for i, cells := range rows {
		errs = append(errs, book.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &cells))
	}
	for i, id := range t.Query.Figures {
		if d, _ := figures.Define(id); d.Unit == figures.Share {
			column, err := excelize.ColumnNumberToName(i + 2)
			errs = append(errs, err, book.SetColStyle(sheet, column, styles.share))
		}
	}
	errs = append(errs, book.SetRowStyle(sheet, 3, 3, styles.head), book.SetColWidth(sheet, "A", "A", 44), book.SetColWidth(sheet, "B", "H", 16))
	return errors.Join(errs...)
}
