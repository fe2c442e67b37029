package webdesk

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/samad111/go-samad/samad"
)

// provinceWorkbook serves the report as an Excel file: a sheet a section, from
// right to left in Persian. Numbers are numbers, texts can be no formulas.
func (h *handler) provinceWorkbook(v *visit) error {
	made, _, err := h.askedReport(v)
	if err != nil {
		return err
	}
	f := v.frame("")
	body, err := v.workbook(v.provinceSections(f, made))
	if err != nil {
		return fmt.Errorf("webdesk: write the report's Excel file: %w", err)
	}
	return v.file("samad-report-"+made.Period.String()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body)
}

func (v *visit) workbook(sections []provinceSection) (body []byte, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	styles, err := newStyles(book)
	if err != nil {
		return nil, err
	}
	rtl := v.lang == samad.Persian
	for i, s := range sections {
		sheet := sheetName(i, s.Title)
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), sheet)
		} else {
			_, err = book.NewSheet(sheet)
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says what was written
		}
		heads := make([]any, len(s.Heads))
		for j, head := range s.Heads {
			heads[j] = head
		}
		errs := []error{
			book.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl}), book.SetSheetRow(sheet, "A1", &heads),
			book.SetRowStyle(sheet, 1, 1, styles.head), book.SetColWidth(sheet, "A", "A", 44), book.SetColWidth(sheet, "B", "H", 16),
		}
		for j, row := range s.Rows {
			cells := make([]any, len(row))
			for k, c := range row {
				if cells[k] = plainCell(c.Text); c.Number != nil {
					cells[k] = *c.Number
				}
			}
			errs = append(errs, book.SetSheetRow(sheet, "A"+strconv.Itoa(j+2), &cells))
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, err //nolint:wrapcheck // the caller says what was written
	}
	return out.Bytes(), nil
}

// sheetName is a name that Excel takes: at most 31 characters without its
// special ones, and no name twice.
func sheetName(i int, title string) string {
	clean := strings.NewReplacer(":", " ", "\\", " ", "/", " ", "?", " ", "*", " ", "[", " ", "]", " ", "'", " ").Replace(title)
	name := []rune(strconv.Itoa(i+1) + " " + clean)
	return string(name[:min(len(name), 31)])
}
