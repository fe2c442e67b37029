package webdesk

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad/figures"
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// plainCell keeps spreadsheets from reading a text as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// openFigure is a figure in open data: null where there is nothing to compute
// it of, or where it is withheld.
type openFigure struct {
	Figure   figures.ID `json:"figure"`
	Value    *float64   `json:"value"`
	Withheld bool       `json:"withheld,omitempty"`
}

type openRow struct {
	ID      string       `json:"id,omitempty"`
	Name    string       `json:"name"`
	Figures []openFigure `json:"figures"`
}

type openDefinition struct {
	Figure figures.ID   `json:"figure"`
	Unit   figures.Unit `json:"unit"`
	Title  string       `json:"title"`
	Words  string       `json:"words"`
}

// figuresFile serves the table as open data: agency.csv, agency.json,
// county.csv and county.json.
func (h *handler) figuresFile(v *visit) error {
	by, kind, _ := strings.Cut(v.r.PathValue("file"), ".")
	if by != string(figures.ByAgency) && by != string(figures.ByCounty) || kind != "csv" && kind != "json" {
		return errNoPage
	}
	_, period, _, err := v.askedTable()
	if err != nil {
		return err
	}
	table, err := h.publicTable(v, figures.Dimension(by), period)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	kindOf := "application/json; charset=utf-8"
	if kind == "csv" {
		kindOf = "text/csv; charset=utf-8"
		err = v.writeCSV(&body, table)
	} else {
		err = v.writeJSON(&body, table)
	}
	if err != nil {
		return fmt.Errorf("webdesk: write figures: %w", err)
	}
	return v.file("samad-"+by+"-"+period.String()+"."+kind, kindOf, body.Bytes())
}

// file sends a file.
func (v *visit) file(name, kind string, body []byte) error {
	head := v.w.Header()
	head.Set("Content-Type", kind)
	head.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := v.w.Write(body); err != nil {
		v.h.Logger.DebugContext(v.r.Context(), "file not sent", "request_id", v.h.RequestID(v.r.Context()))
	}
	return nil
}

// rows of a table with the sum at the end.
func (v *visit) openRows(t figures.Table) []openRow {
	line := func(id, name string, r figures.Row) openRow {
		out := openRow{ID: id, Name: name}
		for _, value := range r.Values {
			one := openFigure{Figure: value.Figure, Withheld: value.Withheld}
			if value.Known && !value.Withheld {
				one.Value = &value.Value
			}
			out.Figures = append(out.Figures, one)
		}
		return out
	}
	var out []openRow
	for _, r := range t.Rows {
		out = append(out, line(r.Value, v.rowName(t.Query.By, r.Value), r))
	}
	return append(out, line("", v.T("همه", "all"), t.Total))
}

func (v *visit) writeCSV(out *bytes.Buffer, t figures.Table) error {
	out.WriteString("\ufeff") // or spreadsheets take it for another encoding
	w := csv.NewWriter(out)
	head := []string{string(t.Query.By), v.T("نام", "name")}
	for _, id := range t.Query.Figures {
		d, _ := figures.Define(id)
		head = append(head, d.Title.In(v.lang))
	}
	rows := [][]string{head}
	for _, r := range v.openRows(t) {
		line := []string{plainCell(r.ID), plainCell(r.Name)}
		for _, f := range r.Figures {
			switch {
			case f.Withheld:
				line = append(line, v.T("پوشیده", "withheld"))
			case f.Value == nil:
				line = append(line, "")
			default:
				line = append(line, strconv.FormatFloat(*f.Value, 'f', -1, 64))
			}
		}
		rows = append(rows, line)
	}
	return w.WriteAll(rows) //nolint:wrapcheck // the caller says what was written
}

func (v *visit) writeJSON(out *bytes.Buffer, t figures.Table) error {
	var definitions []openDefinition
	for _, id := range t.Query.Figures {
		d, _ := figures.Define(id)
		definitions = append(definitions, openDefinition{d.ID, d.Unit, d.Title.In(v.lang), d.Words.In(v.lang)})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(struct { //nolint:wrapcheck // the caller says what was written
		Province    string            `json:"province"`
		By          figures.Dimension `json:"by"`
		Period      string            `json:"period"`
		Withheld    string            `json:"withheld"`
		Definitions []openDefinition  `json:"definitions"`
		Rows        []openRow         `json:"rows"`
	}{
		string(t.Query.Province), t.Query.By, t.Query.Period.String(),
		v.T("شمارش‌های کمتر از پنج منتشر نمی‌شود", "counts below five are not published"), definitions, v.openRows(t),
	})
}
