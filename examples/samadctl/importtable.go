package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"
)

// table is a register as rows of cells, read one after the other.
type table interface {
	// next returns the next row and the number of its line, or io.EOF.
	next() (cells []string, line int, err error)
	// read returns how many bytes have been read; 0 when that is not known.
	read() int64
	Close() error
}

// openTable opens a CSV or Excel file by the end of its name.
func openTable(path string, m *mapping) (table, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if strings.HasSuffix(strings.ToLower(path), ".xlsx") {
		t, err := openSheet(path, m.Sheet)
		return t, -1, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	counted := &countingReader{r: f}
	in := bufio.NewReaderSize(counted, 64<<10)
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // what was just peeked at is there
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	if m.Delimiter != "" {
		r.Comma = []rune(m.Delimiter)[0]
	}
	return &csvTable{f, counted, r}, info.Size(), nil
}

type csvTable struct {
	io.Closer
	counted *countingReader
	rows    *csv.Reader
}

func (t *csvTable) read() int64 { return t.counted.n }

func (t *csvTable) next() ([]string, int, error) {
	cells, err := t.rows.Read()
	if err != nil {
		if fault, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.StartLine, fmt.Errorf("line %d: %w", fault.StartLine, fault.Err)
		}
		return nil, 0, err //nolint:wrapcheck // io.EOF, or the file's own error
	}
	line, _ := t.rows.FieldPos(0)
	return cells, line, nil
}

type sheetTable struct {
	file *excelize.File
	rows *excelize.Rows
	line int
}

func openSheet(path, sheet string) (table, error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if sheet == "" {
		sheet = f.GetSheetName(0)
	}
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: sheet %q: %w", path, sheet, err), f.Close())
	}
	return &sheetTable{file: f, rows: rows}, nil
}

func (t *sheetTable) read() int64 { return 0 }

func (t *sheetTable) next() ([]string, int, error) {
	if !t.rows.Next() {
		return nil, t.line, errors.Join(io.EOF, t.rows.Error())
	}
	t.line++
	cells, err := t.rows.Columns()
	if err != nil {
		return nil, t.line, fmt.Errorf("row %d: %w", t.line, err)
	}
	return cells, t.line, nil
}

// Close closes the file.
func (t *sheetTable) Close() error { return errors.Join(t.rows.Close(), t.file.Close()) }

// places finds the columns of the mapping in the heading.
func (m *mapping) places(heading []string) (map[string]int, error) {
	at := map[string]int{}
	for i, cell := range heading {
		name := wordKey(cell)
		if _, twice := at[name]; twice && name != "" {
			at[name] = -1
			continue
		}
		at[name] = i
	}
	out := map[string]int{}
	var errs []error
	for _, field := range fields() {
		name, ok := m.Columns[field]
		if !ok {
			continue
		}
		switch i, found := at[wordKey(name)]; {
		case !found:
			errs = append(errs, fmt.Errorf("there is no column %q (for %s)", name, field))
		case i < 0:
			errs = append(errs, fmt.Errorf("there are two columns %q (for %s)", name, field))
		default:
			out[field] = i
		}
	}
	return out, errors.Join(errs...)
}
